DELETE WHERE { role:mayor skos:prefLabel ?any }
