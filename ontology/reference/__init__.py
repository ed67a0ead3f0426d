"""Reference data: places, industries, and the tables and commands that make them."""
