INSERT DATA { event:visit cg:signatory membership:lin-qiao-mayor }
