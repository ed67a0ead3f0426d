INSERT DATA { enterprise:beichen-robotics cg:operatesIn place:lanqiao }
