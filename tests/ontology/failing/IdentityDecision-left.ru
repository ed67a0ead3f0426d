DELETE WHERE { <http://kg.example/id/decision/invented> cg:left ?any }
