"""Which nodes the index and the lists say something else of, after statements came and went.

A little more than those is no harm: what is made again for nothing comes out as it was.
"""

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from kg.search import rows
from kg.search.indexing import CLASSES, NAMES
from kg.search.lists import SLOTS
from kg.search.near import TYPE, Near
from kg.terms import CG, DCTERMS, OA, PREFIXES, PROV, RDF, SCHEMA, Iris

#: What a project's rows say of its figures.
FIGURE = frozenset({rows.OBSERVED, SCHEMA + "value", SCHEMA + "observationDate", CG + "unit", CG + "measure"})
_NAMES = frozenset(NAMES)
_CLASSES = frozenset(CLASSES)
_ISSUED = frozenset({DCTERMS + "issued", DCTERMS + "publisher"})

#: What is said of claims and passages alone.
_PROOF = frozenset({
    *(RDF + name for name in ("subject", "predicate", "object")), CG + "confidence", OA + "exact", OA + "start",
    OA + "end", PROV + "wasDerivedFrom", PROV + "wasGeneratedBy", DCTERMS + "isPartOf",
})  # fmt: skip
#: Properties of which it matters who says so, and which end owns the rows that tell it.
_TOLD = {rows.MEMBER: 1, CG + "develops": 1, rows.LOCATED: 0, CG + "partOf": 0}


def touched(store: ox.Store, merged: Iterable[ox.Triple], named: Iterable[ox.Quad], iris: Iris) -> set[str]:
    """The nodes whose document or rows may be different.

    Args:
        store: the store as it is now; its default graph is the merge of all others.
        merged: triples that have come into the default graph or gone from it.
        named: quads that have come into the named graphs or gone from them.
        iris: of the installation.
    """
    near = Near(store)
    by_subject: dict[str, list[ox.Triple]] = {}
    for triple in merged:
        if isinstance(triple.subject, ox.NamedNode) and triple.predicate.value.startswith(tuple(PREFIXES.values())):
            by_subject.setdefault(triple.subject.value, []).append(triple)
    found: set[str] = set()
    for subject, triples in by_subject.items():
        if _only_proves(near, subject, triples):
            continue
        found.add(subject)
        found.update(_around(near, subject, triples))
    found.update(_stated(named, iris))
    return found


def _only_proves(near: Near, subject: str, triples: list[ox.Triple]) -> bool:
    """Whether ``triples`` say of a claim or a passage what neither a document nor a row tells: most changes do."""
    return (
        all(
            triple.predicate.value in _PROOF or (triple.predicate.value == TYPE and _iri(triple.object) not in _CLASSES)
            for triple in triples
        )
        and not near.types(subject) & _CLASSES
    )


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _around(near: Near, subject: str, triples: list[ox.Triple]) -> Iterator[str]:
    """Nodes beside ``subject`` that say something of it, in whose rows or documents ``triples`` matter."""
    changed = {triple.predicate.value for triple in triples}
    gone_or_come: dict[str, set[str]] = {}
    for triple in triples:
        if isinstance(triple.object, ox.NamedNode):
            gone_or_come.setdefault(triple.predicate.value, set()).add(triple.object.value)

    def ends(prop: str) -> set[str]:
        """What ``subject`` has ``prop`` to, or had."""
        return {*near.values(subject, prop), *gone_or_come.get(prop, ())}

    classes = bool(gone_or_come.get(TYPE, set()) & _CLASSES)
    if changed & _NAMES or classes:
        yield from (event for prop in SLOTS for event in near.into(prop, subject))  # their titles
    if classes:
        yield from near.into(rows.MENTIONS, subject)
        for prop in (rows.LOCATED, CG + "partOf"):
            yield from near.into(prop, subject)
        for event in near.into(SCHEMA + "location", subject):
            yield from near.values(event, rows.ABOUT)
        yield from ends(rows.LOCATED)
    yield from gone_or_come.get(rows.MENTIONS, ())
    if changed & _ISSUED:
        yield from ends(rows.MENTIONS)
        yield from near.stated(subject, rows.MEMBER)
    yield from _posts(near, subject, changed, ends)
    # The parks whose industries an organisation brings.
    yield from ends(rows.LOCATED) if changed & {rows.OPERATES, rows.FOCUS} else gone_or_come.get(rows.LOCATED, ())
    if changed & FIGURE:
        yield from ends(rows.OBSERVED)
    if changed & {rows.ABOUT, SCHEMA + "location"}:
        yield from ends(rows.ABOUT)
    yield from gone_or_come.get(CG + "develops", ())


def _posts(near: Near, subject: str, changed: set[str], ends: Callable[[str], set[str]]) -> Iterator[str]:
    """Persons whose posts are different, and roles that have come to be held or are not any more."""
    if changed & {rows.MEMBER, rows.ROLE, rows.BODY}:
        yield from ends(rows.MEMBER)
        yield from ends(rows.ROLE)
    if CG + "jurisdiction" in changed:
        for post in near.into(rows.BODY, subject):
            yield from near.values(post, rows.MEMBER)


def _stated(named: Iterable[ox.Quad], iris: Iris) -> Iterator[str]:
    """Persons and projects of whom another article says what one has said before."""
    ours = iris.article("")
    for quad in named:
        graph, ends = quad.graph_name, (quad.subject, quad.object)
        if (end := _TOLD.get(quad.predicate.value)) is None or not isinstance(node := ends[end], ox.NamedNode):
            continue
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(ours):
            yield node.value
