INSERT DATA { enterprise:beichen-robotics cg:locatedIn enterprise:beichen-group }
