INSERT DATA { enterprise:beichen-group cg:jurisdiction place:lanqiao }
