INSERT DATA { enterprise:beichen-robotics cg:partOf industry:robotics }
