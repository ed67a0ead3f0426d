INSERT DATA { event:visit cg:about statistic:investment }
