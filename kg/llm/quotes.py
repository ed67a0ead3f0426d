"""Where words that a model quotes stand in the article, if they do."""

import re
from collections.abc import Iterator

from kg.facts import Passage


class Quotes:
    """Finds quotes in one text: letter by letter, else whatever its white space."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._where = [i for i, letter in enumerate(body) if not letter.isspace()]
        self._plain = "".join(body[i] for i in self._where)

    def find(self, quote: str, within: Passage) -> Passage | None:
        """Where ``quote`` stands: in the passage that the model was shown, else anywhere in the article."""
        words = quote.strip()
        plain = "".join(words.split())
        if not plain:
            return None
        for low, high in (within, Passage(0, len(self._body))):
            if (start := self._body.find(words, low, high)) >= 0:
                return Passage(start, start + len(words))
        for low, high in (within, Passage(0, len(self._body))):
            if (found := self._loosely(plain, low, high)) is not None:
                return found
        return None

    def _loosely(self, plain: str, low: int, high: int) -> Passage | None:
        at = self._plain.find(plain)
        while at >= 0:
            start, end = self._where[at], self._where[at + len(plain) - 1] + 1
            if start >= low and end <= high:
                return Passage(start, end)
            at = self._plain.find(plain, at + 1)
        return None

    def mentions(self, name: str) -> Iterator[Passage]:
        """Every place where ``name`` stands as a word of its own, line breaks in it allowed."""
        words = name.split()
        if words:
            edge = r"(?<![^\W_])" if words[0][0].isascii() else ""
            end = r"(?![^\W_])" if words[-1][-1].isascii() else ""
            for match in re.finditer(edge + r"\s+".join(map(re.escape, words)) + end, self._body):
                yield Passage(*match.span())
