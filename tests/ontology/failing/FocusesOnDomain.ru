INSERT DATA { enterprise:beichen-group cg:focusesOn industry:robotics }
