DELETE { ?passage oa:exact ?any } INSERT { ?passage oa:exact "On May 9" } WHERE { ?passage oa:exact ?any FILTER(?any = "On May 6") }
