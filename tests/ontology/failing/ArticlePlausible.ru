DELETE WHERE { article: dcterms:issued ?any } ;
INSERT DATA { article: dcterms:issued "1202-05-07"^^xsd:date }
