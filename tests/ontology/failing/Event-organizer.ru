INSERT DATA { event:visit cg:organizer membership:lin-qiao-mayor }
