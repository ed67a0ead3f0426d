INSERT DATA { <http://kg.example/id/story/invented> dcterms:issued "2022-05"^^xsd:gYearMonth }
