DELETE WHERE { <http://kg.example/id/correction/invented> prov:generatedAtTime ?any }
