INSERT DATA { park:lanqiao-high-tech-zone cg:focusesOn place:lanqiao }
