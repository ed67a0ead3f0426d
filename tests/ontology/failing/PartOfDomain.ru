INSERT DATA { person:lin-qiao cg:partOf government:lanqiao-government }
