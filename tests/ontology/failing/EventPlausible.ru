DELETE WHERE { event:visit schema:endDate ?any } ;
INSERT DATA { event:visit schema:endDate "2202"^^xsd:gYear }
