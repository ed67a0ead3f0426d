INSERT DATA { person:lin-qiao cg:operatesIn industry:robotics }
