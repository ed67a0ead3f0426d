INSERT DATA { park:lanqiao-high-tech-zone cg:partOf industry:robotics }
