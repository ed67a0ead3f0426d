INSERT DATA { statistic:investment cg:qualifier "nearly"@en }
