DELETE { ?claim rdf:subject ?any } WHERE { ?claim rdf:predicate cg:visited ; rdf:subject ?any }
