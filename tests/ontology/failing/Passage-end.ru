DELETE { ?passage oa:end ?any } WHERE { ?passage oa:exact "On May 6" ; oa:end ?any }
