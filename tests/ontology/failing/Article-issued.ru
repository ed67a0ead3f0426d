INSERT DATA { article: dcterms:issued "2022-05"^^xsd:gYearMonth }
