INSERT DATA { <http://kg.example/id/decision/invented> cg:right park:star-zone }
