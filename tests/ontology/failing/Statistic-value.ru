DELETE WHERE { statistic:investment schema:value ?any }
