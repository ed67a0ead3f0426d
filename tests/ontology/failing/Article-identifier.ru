INSERT DATA { article: dcterms:identifier "another" }
