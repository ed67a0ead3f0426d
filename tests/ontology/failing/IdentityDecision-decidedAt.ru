DELETE WHERE { <http://kg.example/id/decision/invented> prov:generatedAtTime ?any } ; INSERT DATA { <http://kg.example/id/decision/invented> prov:generatedAtTime "yesterday" }
