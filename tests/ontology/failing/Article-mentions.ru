INSERT DATA { article: schema:mentions event:visit }
