DELETE WHERE { statistic:investment cg:measure ?any }
