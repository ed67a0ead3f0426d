INSERT DATA { enterprise:beichen-group cg:locatedIn place:lanqiao }
