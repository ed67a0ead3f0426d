DELETE WHERE { event:signing cg:signatory ?any }
