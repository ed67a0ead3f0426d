DELETE { ?passage oa:exact ?any } WHERE { ?passage oa:exact ?any FILTER(?any = "On May 6") }
