INSERT DATA { statistic:investment cg:unit "USD" }
