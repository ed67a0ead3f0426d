"""Stage 2: one article to what it states, every fact with the words that say so."""
