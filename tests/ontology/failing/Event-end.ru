INSERT DATA { event:visit schema:endDate "2022-05-07"^^xsd:date }
