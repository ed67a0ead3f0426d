INSERT { ?claim rdf:predicate cg:host } WHERE { ?claim rdf:predicate cg:visited }
