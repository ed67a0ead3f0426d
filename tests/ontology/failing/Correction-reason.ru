DELETE WHERE { <http://kg.example/id/correction/invented> rdfs:comment ?any }
