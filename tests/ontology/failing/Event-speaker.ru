INSERT DATA { event:visit cg:speaker membership:lin-qiao-mayor }
