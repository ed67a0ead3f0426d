INSERT DATA { event:visit cg:leader membership:lin-qiao-mayor }
