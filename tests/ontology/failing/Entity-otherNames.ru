INSERT DATA { enterprise:beichen-group skos:altLabel "Beichen" }
