DELETE { ?passage dcterms:isPartOf ?any } WHERE { ?passage oa:exact "On May 6" ; dcterms:isPartOf ?any }
