DELETE { ?claim cg:confidence ?any } INSERT { ?claim cg:confidence 1.5 } WHERE { ?claim rdf:predicate cg:visited ; cg:confidence ?any }
