INSERT DATA { enterprise:beichen-group cg:cooperatesWith person:lin-qiao }
