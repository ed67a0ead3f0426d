INSERT DATA { place:lanqiao cg:administrativeCode "111111" }
