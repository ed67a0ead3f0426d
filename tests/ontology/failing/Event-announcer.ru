INSERT DATA { event:visit cg:announcer membership:lin-qiao-mayor }
