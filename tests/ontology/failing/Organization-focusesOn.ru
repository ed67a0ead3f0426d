INSERT DATA { government:lanqiao-government cg:focusesOn place:lanqiao }
