"""What was found: for each article the story that it tells, and the graph of all stories."""

import datetime
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import pyoxigraph as ox

from kg.rdf import date, expand, text
from kg.stories.aligning import Told, align, pack, unpack
from kg.stories.grouping import stories
from kg.stories.sketch import NO_DAY, Sketch, number
from kg.stories.store import Store
from kg.terms import Iris


class Tellings:
    """The answer of one :meth:`kg.stories.Stories.resolve`; stands in its tables until the next."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._story = lru_cache(64)(self._load)

    @classmethod
    def standing(cls, path: Path) -> "Tellings":
        """What stands in the stories' file."""
        return cls(Store(path))

    def of(self, article: str) -> Told | None:
        """What its copies call what the article with this identifier tells; None where it has none."""
        row = self._store.db.execute(
            "SELECT digest, place FROM telling WHERE number = ?", (number(article),)
        ).fetchone()
        return self._story(row[0])[row[1]] if row else None

    def fingerprints(self) -> dict[str, str]:
        """For each article that has copies a hash of what :meth:`of` gives.

        An article that has the one of an earlier build maps to the same triples.
        """
        return dict(self._store.db.execute("SELECT name, made FROM telling JOIN article USING (number)"))

    def state(self) -> bytes:
        """Digest of all stories: where it is the one of an earlier build, so is :meth:`graph`."""
        found = blake2b(digest_size=16)
        for (digest,) in self._store.db.execute("SELECT DISTINCT digest FROM telling ORDER BY digest"):
            found.update(digest)
        return found.digest()

    def graph(self, iris: Iris) -> Iterator[ox.Triple]:
        """The graph of the stories: their articles, which was the first and when, and the IRIs that lead to others."""
        rows = self._store.db.execute("SELECT DISTINCT digest FROM telling ORDER BY digest").fetchall()
        for (digest,) in rows:
            members = self._store.db.execute(
                "SELECT number FROM telling WHERE digest = ? ORDER BY place", (digest,)
            ).fetchall()
            yield from _describe([self._store.sketch(row[0]) for row in members], iris)
            for told in self._story(digest):
                for old, kept in sorted(told.replaced.items()):
                    old_iri, kept_iri = (iris.thing(*end.split("/", 1)) for end in (old, kept))
                    yield ox.Triple(ox.NamedNode(old_iri), expand("dcterms:isReplacedBy"), ox.NamedNode(kept_iri))

    def _load(self, digest: bytes) -> list[Told]:
        (cell,) = self._store.db.execute("SELECT aligned FROM story WHERE digest = ?", (digest,)).fetchone()
        return unpack(cell)


def tell(store: Store) -> Tellings:
    """Finds the stories in ``store``, and what their copies have in common."""
    store.compare()
    found = {_digest(store, members): members for members in stories(store.pairs(), store.like, store.order)}
    known = {row[0] for row in store.db.execute("SELECT digest FROM story")}
    store.db.execute("BEGIN")
    for table in ("telling", "story"):
        store.db.executemany(f"DELETE FROM {table} WHERE digest = ?", ((old,) for old in known - found.keys()))  # noqa: S608 - names of our own
    for digest in found.keys() - known:
        aligned = align([store.sketch(one) for one in found[digest]])
        store.db.execute("INSERT INTO story VALUES (?, ?)", (digest, pack(aligned)))
        store.db.executemany(
            "INSERT INTO telling VALUES (?, ?, ?, ?)",
            (
                (one, digest, place, blake2b(pack([aligned[place]]), digest_size=16).hexdigest())
                for place, one in enumerate(found[digest])
            ),
        )
    store.db.execute("COMMIT")
    return Tellings(store)


def _digest(store: Store, members: list[int]) -> bytes:
    """What all that is found of a story follows from."""
    return blake2b(b"".join(map(store.packed, members)), digest_size=16).digest()


def _describe(copies: list[Sketch], iris: Iris) -> Iterator[ox.Triple]:
    lead = copies[0]
    story = ox.NamedNode(iris.thing("story", lead.article))
    yield ox.Triple(story, expand("a"), expand("cg:Story"))
    yield ox.Triple(story, expand("rdfs:label"), text(lead.title or lead.article, lead.language))
    for copy in copies:
        article = ox.NamedNode(iris.article(copy.article))
        yield ox.Triple(story, expand("dcterms:hasVersion"), article)
        if copy.day == lead.day != NO_DAY:  # of several of the first day, any may have been the first
            yield ox.Triple(story, expand("cg:firstVersion"), article)
    if lead.day != NO_DAY:
        yield ox.Triple(story, expand("dcterms:issued"), date(datetime.date.fromordinal(lead.day).isoformat()))
