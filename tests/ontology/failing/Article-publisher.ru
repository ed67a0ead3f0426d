INSERT DATA { article: dcterms:publisher "Another Gazette" }
