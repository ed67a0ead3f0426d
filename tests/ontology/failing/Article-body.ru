DELETE WHERE { article: schema:articleBody ?any }
