INSERT DATA { event:visit cg:attendee membership:lin-qiao-mayor }
