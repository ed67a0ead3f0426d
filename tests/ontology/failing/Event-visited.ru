INSERT DATA { event:visit cg:visited event:signing }
