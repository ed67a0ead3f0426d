INSERT DATA { person:lin-qiao a cg:Place }
