"""Tokens: spaCy's tokenizer, shown each new word alone before it meets it in a text.

The tokenizer keeps how a word falls into tokens, but only of words that stand before the first abbreviation of their
text; all others it takes apart again, in every text. A word that it is shown alone is kept, which takes a twentieth of
the time.
"""

from functools import cache
from typing import Any  # which class a tokenizer has is not told by its type

from spacy.language import Language
from spacy.tokens import Doc

#: Words that are kept, and that the tokenizer keeps; when there are as many, no more are.
KEPT = 50_000


class Words:
    """Makes documents as the tokenizer of a pipeline does."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        tokenizer: Any = nlp.tokenizer
        self._keeps = hasattr(tokenizer, "max_cache_size")  # as spaCy's own one does
        if self._keeps:
            tokenizer.max_cache_size = KEPT
        self._shown: set[str] = set()

    def __call__(self, text: str) -> Doc:
        """``text`` as tokens."""
        if self._keeps and len(self._shown) < KEPT:
            new = set(text.split()) - self._shown
            for word in new:
                self._nlp.tokenizer(word)
            self._shown |= new
        return self._nlp.make_doc(text)


@cache
def tokenizer(nlp: Language) -> Words:
    """The tokenizer of ``nlp``."""
    return Words(nlp)
