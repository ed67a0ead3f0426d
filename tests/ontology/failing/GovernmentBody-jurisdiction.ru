INSERT DATA { government:lanqiao-government cg:jurisdiction person:lin-qiao }
