INSERT DATA { enterprise:beichen-group cg:partOf enterprise:beichen-group }
