DELETE WHERE { statistic:investment cg:unit ?any } ;
INSERT DATA { statistic:investment cg:unit "percent" }
