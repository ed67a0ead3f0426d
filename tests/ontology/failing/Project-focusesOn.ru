INSERT DATA { project:star-sensor-project cg:focusesOn place:lanqiao }
