"""A small invented graph for the tests of the pages, and what makes larger ones."""
