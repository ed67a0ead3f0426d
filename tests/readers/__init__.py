"""Readers beside the built-in one: a language model behind OpenAI's protocol, and readers of other packages."""
