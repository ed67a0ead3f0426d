DELETE WHERE { <http://kg.example/id/decision/invented> cg:decidedBy ?any }
