INSERT DATA { person:lin-qiao skos:prefLabel "Qiao Lin"@en }
