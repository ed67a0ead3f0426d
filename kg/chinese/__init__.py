"""The reader of articles in Chinese: names, posts, events, figures, by grammar and tables."""
