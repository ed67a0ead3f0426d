"""Tables of the register, one word a line; see each file's header."""
