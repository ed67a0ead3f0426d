INSERT DATA { membership:lin-qiao-mayor org:organization place:lanqiao }
