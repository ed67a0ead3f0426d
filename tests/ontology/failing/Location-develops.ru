INSERT DATA { park:lanqiao-bay-new-area cg:develops industry:robotics }
