DELETE WHERE { statistic:investment schema:observationDate ?any } ;
INSERT DATA { statistic:investment schema:observationDate "last year" }
