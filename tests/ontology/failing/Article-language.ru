INSERT DATA { article: dcterms:language "zh" }
