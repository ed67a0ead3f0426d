INSERT DATA { person:lin-qiao skos:altLabel "L"@en }
