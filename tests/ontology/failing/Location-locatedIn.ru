INSERT DATA { place:lanqiao cg:locatedIn enterprise:beichen-group }
