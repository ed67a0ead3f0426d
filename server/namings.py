"""Where names stand: the words of articles in which things are called what pages call them.

A name is no claim of its own: an article's graph holds the forms that it uses of a thing (``skos:altLabel``), and the
reader keeps only those that stand in the text. So the evidence of a name is the place where it stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from server.questions import Question
from server.view import Page

#: Characters of the text that are shown on either side of a name.
AROUND: Final = 90
#: Names of one thing in one article that are looked up, the longest first.
MOST_FORMS: Final = 8


@dataclass(frozen=True, slots=True)
class Naming:
    """A name where it stands in an article: code points of the text, with the words around it."""

    article: str
    form: str
    start: int
    before: str
    after: str

    @property
    def end(self) -> int:
        """Code point behind the name."""
        return self.start + len(self.form)


Pair = tuple[str, str]
"""A thing and an article that names it."""


def namings(page: Page, pairs: Iterable[Pair]) -> dict[Pair, list[Naming]]:
    """Where the articles of ``pairs`` name their things, each form once, in the order of the text; one query."""
    wanted = list(dict.fromkeys(pairs))
    articles = dict.fromkeys(article for _, article in wanted)
    if not wanted:
        return {}
    asked = question(wanted)
    texts: dict[str, str] = {}
    forms: dict[Pair, set[str]] = defaultdict(set)
    for row in page.questions.ask(asked.name, asked.lists):
        thing, article, words = row["thing"].value, row["article"].value, row["words"].value
        if thing == article:
            texts[article] = words
        else:
            forms[thing, article].add(words)
    page.want(*articles)
    return {pair: found for pair in wanted if (found := places(pair[1], texts.get(pair[1], ""), forms.get(pair, ())))}


def question(pairs: Iterable[Pair]) -> Question:
    """What :func:`namings` asks of ``pairs``: the names of each, and the texts of the articles."""
    wanted = dict.fromkeys(pairs)
    articles = dict.fromkeys(article for _, article in wanted)
    asked = [(NamedNode(a), NamedNode(b)) for a, b in (*wanted, *((a, a) for a in articles))]
    return Question("named", lists={"thing_article": asked})


def places(article: str, text: str, forms: Iterable[str]) -> list[Naming]:
    """The first place of each of ``forms`` that is a word by itself and no part of a longer one's place."""
    found: list[Naming] = []
    for form in sorted(filter(None, forms), key=lambda f: (-len(f), f))[:MOST_FORMS]:
        start = text.find(form)
        while start >= 0 and not _stands(text, start, form, found):
            start = text.find(form, start + 1)
        if start >= 0:
            found.append(_naming(article, text, form, start))
    return sorted(found, key=lambda naming: naming.start)


def _stands(text: str, start: int, form: str, taken: Sequence[Naming]) -> bool:
    """Whether a name stands at ``start`` by itself: not inside a longer word, nor inside a longer name."""
    end = start + len(form)
    if any(naming.start <= start and end <= naming.end for naming in taken):
        return False
    return not (_joined(text[start - 1 : start], form[:1]) or _joined(form[-1:], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    """Whether two neighbouring characters are of one word; Chinese writes words without gaps."""
    return left.isalnum() and right.isalnum() and max(left, right) < "\u2e80"


def _naming(article: str, text: str, form: str, start: int) -> Naming:
    end = start + len(form)
    before = text[max(0, start - AROUND) : start].rpartition("\n")[2]
    after = text[end : end + AROUND].partition("\n")[0]
    more = start - len(before) > 0 and text[start - len(before) - 1] != "\n"
    cut = end + len(after) < len(text) and text[end + len(after)] != "\n"
    # Words that the window cuts through are left out, where there are gaps between words.
    before = "…" + (before.partition(" ")[2] if " " in before.strip() else before) if more else before
    after = (after.rpartition(" ")[0] if " " in after.strip() else after) + "…" if cut else after
    return Naming(article, form, start, before, after)
