"""The reader "llm": a language model behind OpenAI's protocol reads, and only what it can quote is believed."""
