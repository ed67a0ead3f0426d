DELETE WHERE { <http://kg.example/id/correction/invented> cg:decidedBy ?any }
