DELETE WHERE { article: dcterms:source ?any }
