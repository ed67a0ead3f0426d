DELETE WHERE { article: dcterms:title ?any }
