DELETE WHERE { event:visit schema:startDate ?any } ;
INSERT DATA { event:visit schema:startDate "last week" }
