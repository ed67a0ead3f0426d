INSERT DATA { park:lanqiao-bay-new-area cg:cooperatesWith person:lin-qiao }
