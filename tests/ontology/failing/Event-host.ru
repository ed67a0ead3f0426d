INSERT DATA { event:visit cg:host membership:lin-qiao-mayor }
