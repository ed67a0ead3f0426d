INSERT DATA { event:visit schema:location enterprise:beichen-group }
