DELETE WHERE { event:visit cg:visited ?any }
