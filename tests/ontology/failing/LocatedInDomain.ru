INSERT DATA { person:lin-qiao cg:locatedIn place:lanqiao }
