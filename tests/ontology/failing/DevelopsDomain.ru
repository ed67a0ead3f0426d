INSERT DATA { person:lin-qiao cg:develops project:star-sensor-project }
