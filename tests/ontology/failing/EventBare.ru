INSERT DATA { event:meeting a cg:Meeting }
