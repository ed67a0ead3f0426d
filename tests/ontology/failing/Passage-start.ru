DELETE { ?passage oa:start ?any } INSERT { ?passage oa:start 4000 } WHERE { ?passage oa:exact "On May 6" ; oa:start ?any }
