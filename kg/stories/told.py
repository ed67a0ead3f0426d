"""What was found: for each article the story that it tells, and the graph of all stories."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import msgspec
import pyoxigraph as ox

from kg.rdf import date, expand, text
from kg.stories.aligning import Told, align, pack, unpack
from kg.stories.grouping import stories
from kg.stories.sketch import NO_DAY, Sketch, number
from kg.stories.store import Store
from kg.terms import Iris

_encode = msgspec.msgpack.Encoder().encode


class Outline(msgspec.Struct, array_like=True, frozen=True):
    """What the graph of the stories says of one, without the texts of its articles."""

    copies: list[tuple[str, int]]
    """Identifiers and days of its articles, the first published first."""
    label: str
    language: str | None
    replaced: list[tuple[str, str]]
    """As in :class:`kg.stories.aligning.Told`, of all its articles."""


_outline = msgspec.msgpack.Decoder(Outline).decode


@dataclass(frozen=True, slots=True)
class Moved:
    """Which stories there are that there were not, and the other way round."""

    before: bytes
    """As :meth:`Tellings.state` was before."""
    gone: list[Outline]
    come: list[Outline]


class Tellings:
    """The answer of one :meth:`kg.stories.Stories.resolve`; stands in its tables until the next."""

    def __init__(self, store: Store, moved: Moved | None = None) -> None:
        self._store = store
        self._moved = moved
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
        return _state(self._store)

    def graph(self, iris: Iris) -> Iterator[ox.Triple]:
        """The graph of the stories: their articles, which was the first and when, and the IRIs that lead to others."""
        for (cell,) in self._store.db.execute("SELECT outline FROM story ORDER BY digest").fetchall():
            yield from _describe(_outline(cell), iris)

    def difference(self, before: bytes, iris: Iris) -> tuple[set[ox.Triple], set[ox.Triple]] | None:
        """What has gone from :meth:`graph` and what has come since the state ``before``; None where that is not known.

        What is said of a story begins with one of its articles, so that no other story says the same.
        """
        if self._moved is None or self._moved.before != before:
            return None
        gone, come = (
            {triple for outline in outlines for triple in _describe(outline, iris)}
            for outlines in (self._moved.gone, self._moved.come)
        )
        return gone - come, come - gone

    def _load(self, digest: bytes) -> list[Told]:
        (cell,) = self._store.db.execute("SELECT aligned FROM story WHERE digest = ?", (digest,)).fetchone()
        return unpack(cell)


def tell(store: Store) -> Tellings:
    """Finds the stories in ``store``, and what their copies have in common."""
    store.compare()
    found = {_digest(store, members): members for members in stories(store.pairs(), store.like, store.order)}
    known = {row[0] for row in store.db.execute("SELECT digest FROM story")}
    moved = Moved(_state(store), _outlines(store, known - found.keys()), [])
    store.db.execute("BEGIN")
    for table in ("telling", "story"):
        store.db.executemany(f"DELETE FROM {table} WHERE digest = ?", ((old,) for old in known - found.keys()))  # noqa: S608 - names of our own
    for digest in found.keys() - known:
        copies = [store.sketch(one) for one in found[digest]]
        aligned = align(copies)
        moved.come.append(outline := _outlined(copies, aligned))
        store.db.execute("INSERT INTO story VALUES (?, ?, ?)", (digest, pack(aligned), _encode(outline)))
        store.db.executemany(
            "INSERT INTO telling VALUES (?, ?, ?, ?)",
            (
                (one, digest, place, blake2b(pack([aligned[place]]), digest_size=16).hexdigest())
                for place, one in enumerate(found[digest])
            ),
        )
    store.db.execute("COMMIT")
    return Tellings(store, moved)


def _state(store: Store) -> bytes:
    found = blake2b(digest_size=16)
    for (digest,) in store.db.execute("SELECT digest FROM story ORDER BY digest"):
        found.update(digest)
    return found.digest()


def _outlines(store: Store, digests: Iterable[bytes]) -> list[Outline]:
    asked = "SELECT outline FROM story WHERE digest = ?"
    return [_outline(store.db.execute(asked, (digest,)).fetchone()[0]) for digest in digests]


def _outlined(copies: list[Sketch], aligned: list[Told]) -> Outline:
    lead = copies[0]
    return Outline(
        copies=[(copy.article, copy.day) for copy in copies],
        label=lead.title or lead.article,
        language=lead.language,
        replaced=[end for told in aligned for end in sorted(told.replaced.items())],
    )


def _digest(store: Store, members: list[int]) -> bytes:
    """What all that is found of a story follows from."""
    return blake2b(b"".join(map(store.packed, members)), digest_size=16).digest()


def _describe(story: Outline, iris: Iris) -> Iterator[ox.Triple]:
    (lead, first), *_ = story.copies
    node = ox.NamedNode(iris.thing("story", lead))
    yield ox.Triple(node, expand("a"), expand("cg:Story"))
    yield ox.Triple(node, expand("rdfs:label"), text(story.label, story.language))
    for copy, day in story.copies:
        article = ox.NamedNode(iris.article(copy))
        yield ox.Triple(node, expand("dcterms:hasVersion"), article)
        if day == first != NO_DAY:  # of several of the first day, any may have been the first
            yield ox.Triple(node, expand("cg:firstVersion"), article)
    if first != NO_DAY:
        yield ox.Triple(node, expand("dcterms:issued"), date(datetime.date.fromordinal(first).isoformat()))
    for old, kept in story.replaced:
        old_iri, kept_iri = (iris.thing(*end.split("/", 1)) for end in (old, kept))
        yield ox.Triple(ox.NamedNode(old_iri), expand("dcterms:isReplacedBy"), ox.NamedNode(kept_iri))
