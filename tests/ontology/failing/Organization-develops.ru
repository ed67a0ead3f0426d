INSERT DATA { enterprise:beichen-group cg:develops industry:robotics }
