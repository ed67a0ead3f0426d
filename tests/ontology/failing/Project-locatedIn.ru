INSERT DATA { project:star-sensor-project cg:locatedIn enterprise:beichen-group }
