INSERT DATA { statistic:investment schema:observationAbout enterprise:beichen-group }
