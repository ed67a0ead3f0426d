"""Stage 3, beside the register: which articles are copies of one story, and what of theirs is therefore one.

::

    reading ── sketch ──▶ what is kept of an article: text, day, events, figures     (store, in SQLite)
                 │
             signature ──▶ MinHash of its words; articles with a band in common may be copies
                 │
             comparing ──▶ the two texts laid beside each other: the same words, and no other names, dates, figures
                 ▼
              grouping ──▶ stories: articles of which each is a copy of each
                 ▼
              aligning ──▶ the events and figures of the copies that are one        (told: Tellings)

A copy stays an article of its own, with its text and evidence; its events and figures get the IRIs that they have in
the copy that was published first. What is decided about two articles follows from these two alone, and what a story is
from the articles in it, never from the order in which they are seen. A wrong merge costs more than a missed one: texts
that differ in a single name, date or figure are never one story.
"""

from pathlib import Path

from kg.facts import Reading
from kg.seen import Seen
from kg.stories.sketch import sketch
from kg.stories.slugs import event_slugs, statistic_slugs
from kg.stories.store import Store
from kg.stories.told import Tellings, tell

__all__ = ["Stories", "Tellings", "event_slugs", "statistic_slugs"]


class Stories:
    """Collects what each article tells; :meth:`resolve` then says which of them tell the same story.

    Holds its articles in a file of its own (or in the file ``path``, to go on from later), not in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._store = Store(path)
        self.seen = Seen(self._store.db)

    def see(self, reading: Reading) -> None:
        """Remembers what ``reading``'s article tells, instead of what was known of it before."""
        self._store.put(sketch(reading))

    def forget(self, article: str) -> None:
        """Forgets the article with identifier ``article``."""
        self._store.drop(article)

    def waiting(self) -> int:
        """How many articles :meth:`resolve` is going to compare; all that was seen stands in the file then, so that
        somebody else may do it before.
        """
        return self._store.waiting()

    def resolve(self) -> Tellings:
        """The stories in all that was seen; the same whatever the order it was seen in."""
        return tell(self._store)
