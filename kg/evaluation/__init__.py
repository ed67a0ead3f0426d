"""How well a reader reads: its facts compared with articles that people have annotated."""
