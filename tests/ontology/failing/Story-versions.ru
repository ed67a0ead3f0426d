DELETE DATA { <http://kg.example/id/story/invented> dcterms:hasVersion <http://kg.example/id/article/invented-copy> }
