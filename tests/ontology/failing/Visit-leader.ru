DELETE WHERE { event:visit cg:leader ?any }
