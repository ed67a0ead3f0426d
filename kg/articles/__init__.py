"""Stage 1: sources to articles."""
