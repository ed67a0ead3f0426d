DELETE { ?claim rdf:object ?any } WHERE { ?claim rdf:predicate cg:visited ; rdf:object ?any }
