INSERT DATA { project:star-sensor-project cg:partOf industry:robotics }
