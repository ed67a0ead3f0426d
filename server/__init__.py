"""The Flask service over a published generation: SPARQL endpoint, pages, downloads."""
