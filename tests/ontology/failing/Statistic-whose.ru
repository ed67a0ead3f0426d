DELETE WHERE { statistic:investment schema:observationAbout ?any }
