"""Stage 3: who is who across articles, and the IRI of everything that is named.

::

    reading ── seeing ──▶ nodes: what one article's own words say a thing is        (store, in SQLite)
                            │
                 rules ─────┤  names: types, letters, organs, zones, renames, short forms, Chinese and English
                 persons ───┤  persons of one name: posts, bodies, regions, dates, company
                 hand ──────┤  what people decided, which wins                       (judgements, a file)
                            ▼
                        resolving ──▶ entities with IRIs and labels, decisions with reasons   (Resolution)

An article alone determines its nodes. The register decides which nodes are one thing; whatever it decides, an IRI
follows from what the thing is (see :mod:`kg.register.iris`), never from the order of articles, so that a rebuild, or a
build of more articles, gives the same one, or one that the old one redirects to.
"""

from collections.abc import Iterable
from pathlib import Path

from kg.facts import Reading
from kg.register.implied import ImpliedBody, implied_body
from kg.register.judgements import Decided, Judgements
from kg.register.model import KINDS, Decision, Judgement, Registered
from kg.register.resolution import Resolution
from kg.register.resolving import resolve
from kg.register.seeing import see
from kg.register.store import Sightings
from kg.seen import Seen
from kg.terms import Iris

__all__ = [
    "KINDS", "Decided", "Decision", "ImpliedBody", "Judgement", "Judgements", "Register", "Registered", "Resolution",
    "implied_body",
]  # fmt: skip


class Register:
    """Collects what each article calls its entities; :meth:`resolve` then says who is who.

    Holds names and ids, never an article's body, in a file of its own (or in the file ``path``, to go on from later).
    """

    def __init__(self, iris: Iris, decided: Iterable[Decided] = (), path: Path | None = None) -> None:
        self._iris = iris
        self._decided = tuple(decided)
        self._sightings = Sightings(path)
        self.seen = Seen(self._sightings.db)

    def see(self, reading: Reading) -> None:
        """Remembers what ``reading`` calls its entities, instead of what was known of its article before."""
        see(self._sightings, reading)

    def forget(self, article: str) -> None:
        """Forgets the article with identifier ``article``."""
        self._sightings.forget(article)

    def resolve(self) -> Resolution:
        """Who is who in all that was seen; the same whatever the order it was seen in."""
        outcome = resolve(self._sightings, self._iris, self._decided)
        return Resolution(self._sightings.db, self._iris, outcome)
