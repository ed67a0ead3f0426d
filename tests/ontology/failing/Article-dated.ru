DELETE WHERE { article: dcterms:issued ?any }
