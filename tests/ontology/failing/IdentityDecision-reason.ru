DELETE WHERE { <http://kg.example/id/decision/invented> rdfs:comment ?any }
