INSERT DATA { <http://kg.example/id/story/invented> cg:firstVersion event:visit }
