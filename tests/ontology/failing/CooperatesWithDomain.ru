INSERT DATA { person:lin-qiao cg:cooperatesWith enterprise:beichen-group }
