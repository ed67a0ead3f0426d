DELETE { ?claim prov:wasDerivedFrom ?any } WHERE { ?claim rdf:predicate cg:visited ; prov:wasDerivedFrom ?any }
