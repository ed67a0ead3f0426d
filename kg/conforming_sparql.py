"""Which SPARQL constraints of the shapes surely find nothing in a graph, so that their queries need not be run.

Each is a short way to see what its query would find, beside the digest of the query that it was written for: where the
query in ``ontology/shapes.ttl`` is another one, or has no such way, it is run. The queries are the reference that this
is tested against.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from itertools import product

import pyoxigraph as ox
from rdflib.term import URIRef

from kg import vocabulary
from kg.conforming import DECIMAL, INTEGER, Facts, Out, well_formed
from kg.rdf import StoreTerm as Term
from kg.shapes import select
from kg.terms import CG, DCTERMS, OA, ORG, RDF, SCHEMA

Sure = Callable[[Facts], bool]

START, END = SCHEMA + "startDate", SCHEMA + "endDate"
SUBJECT, PREDICATE, OBJECT = RDF + "subject", RDF + "predicate", RDF + "object"
YEAR = re.compile(r"[12]\d{3}(?=-|$)", re.ASCII)
#: Classes that exclude each other, by kind.
KINDS = {
    CG + name: kind
    for kind, names in enumerate(
        (("Person", "Official"), ("GovernmentBody", "Enterprise", "Institution"), ("Place", "Park", "Facility"),
         ("Project",), ("Industry",))
    )
    for name in names
}  # fmt: skip
BARE = frozenset(CG + name for name in ("Visit", "Meeting", "Ceremony", "Signing", "Conference"))
#: Properties of events of which one is enough to know something.
CONTENT = frozenset(
    {START, SCHEMA + "location"}
    | {CG + name for name in ("visited", "about", "leader", "host", "speaker", "announcer", "signatory", "organizer",
                              "attendee")}
)  # fmt: skip
#: Properties that state something: each statement needs its claim.
CLAIMED = frozenset(
    {ORG + name for name in ("member", "organization", "role")}
    | {SCHEMA + name for name in ("startDate", "endDate", "location", "observationAbout", "value", "observationDate")}
    | {CG + name for name in ("leader", "host", "speaker", "announcer", "signatory", "organizer", "attendee", "visited",
                              "about", "locatedIn", "partOf", "operatesIn", "focusesOn", "develops", "cooperatesWith",
                              "jurisdiction", "measure", "unit", "qualifier")}
)  # fmt: skip
PERCENT = ox.Literal("percent")
LYING, PARTNERS = (CG + "locatedIn", CG + "partOf"), (CG + "develops", CG + "cooperatesWith")


def sure(facts: Facts) -> frozenset[str]:
    """The shapes whose SPARQL constraint surely finds nothing."""
    return frozenset(shape for shape, way in _ways().items() if way(facts))


@cache
def _ways() -> Mapping[str, Sure]:
    return {
        shape: way
        for name, (digest, way) in WAYS.items()
        if digest_of(select(shape := f"{vocabulary.SHAPES}#{name}")) == digest
    }


def digest_of(query: str) -> str:
    """What tells one query from another."""
    return blake2b(query.encode(), digest_size=6).hexdigest()


@cache
def _classes(name: str) -> tuple[str, ...]:
    return tuple(sorted(map(str, vocabulary.subclasses(URIRef(CG + name)))))


def _members(facts: Facts, name: str) -> Iterator[Out]:
    """What is said of each instance of a class of the ontology."""
    for cls in _classes(name):
        for node in facts.members.get(cls, ()):
            yield facts.about[node]


def _entity_one_kind(facts: Facts) -> bool:
    return all(
        len(types) < 2 or len({KINDS[name] for name in types if name in KINDS}) < 2 for types in facts.types.values()
    )


def _event_order(facts: Facts) -> bool:
    return all(
        end.value[: (known := min(len(start.value), len(end.value)))] >= start.value[:known]
        for out in _members(facts, "Event")
        if END in out
        for start, end in product(out.get(START, ()), out[END])
    )


def _event_plausible(facts: Facts) -> bool:
    dates = [value for out in _members(facts, "Event") for name in (START, END) for value in out.get(name, ())]
    if not dates:
        return True
    articles = facts.members.get(CG + "Article", ())
    issued = [value for node in articles for value in facts.about[node].get(DCTERMS + "issued", ())]
    until = min((_year(value) for value in issued), default=2100) + 10
    return all(1900 <= _year(value) <= until for value in dates)


def _year(value: Term) -> int:
    """The year that a date begins with; 0, which is plausible nowhere, where it begins with none."""
    found = YEAR.match(value.value) if isinstance(value, ox.Literal) else None
    return int(found[0]) if found else 0


def _event_bare(facts: Facts) -> bool:
    return all(not CONTENT.isdisjoint(facts.about[node]) for cls in BARE for node in facts.members.get(cls, ()))


def _statistic_range(facts: Facts) -> bool:
    for out in _members(facts, "Statistic"):
        most = 10_000 if PERCENT in out.get(CG + "unit", ()) else None
        for value in out.get(SCHEMA + "value", ()):
            if not (well_formed(value, DECIMAL) or well_formed(value, INTEGER)) or value.value.startswith("-"):
                return False
            if most is not None and Decimal(value.value) > most:
                return False
    return True


def _article_plausible(facts: Facts) -> bool:
    issued = [value for out in _members(facts, "Article") for value in out.get(DCTERMS + "issued", ())]
    return all(1900 <= _year(value) <= 2100 for value in issued)


def _passage_in_place(facts: Facts) -> bool:
    for out in _members(facts, "Passage"):
        starts, ends, words = out.get(OA + "start", ()), out.get(OA + "end", ()), out.get(OA + "exact", ())
        bodies = [
            body.value
            for article in out.get(DCTERMS + "isPartOf", ())
            for body in facts.about.get(article, {}).get(SCHEMA + "articleBody", ())
        ]
        for start, end, exact, body in product(starts, ends, words, bodies):
            if not (well_formed(start, INTEGER) and well_formed(end, INTEGER)):
                return False
            first, last = int(start.value), int(end.value)
            if not 0 <= first <= last <= len(body) or body[first:last] != exact.value:
                return False
    return True


def _claim_asserted(facts: Facts) -> bool:
    return all(
        value in facts.about.get(subject, {}).get(name, ())
        for out in _members(facts, "Claim")
        for subject, name, value in _said(out)
    ) and all(isinstance(name, ox.NamedNode) for out in _members(facts, "Claim") for name in out.get(PREDICATE, ()))


def _said(out: Out) -> Iterator[tuple[Term, str, Term]]:
    """What a claim says, given what is said of it."""
    names = [name.value for name in out.get(PREDICATE, ()) if isinstance(name, ox.NamedNode)]
    return product(out.get(SUBJECT, ()), names, out.get(OBJECT, ()))


def _statement_claimed(facts: Facts) -> bool:
    claimed = {one for out in facts.about.values() if SUBJECT in out for one in _said(out)}
    return all(
        (node, name, value) in claimed
        for node, out in facts.about.items()
        for name in out
        if name in CLAIMED
        for value in out[name]
    )


def _statement_self(facts: Facts) -> bool:
    return not any(
        node in out[name] for node, out in facts.about.items() for name in (*LYING, *PARTNERS) if name in out
    )


def _statement_circle(facts: Facts) -> bool:
    return not any(
        node in facts.about.get(value, {}).get(name, ())
        for node, out in facts.about.items()
        for name in LYING
        if name in out
        for value in out[name]
        if value != node
    )


#: By the name of the shape: the digest of the query, and how to see that it finds nothing.
WAYS: Mapping[str, tuple[str, Sure]] = {
    "ArticlePlausible": ("04196eba315b", _article_plausible),
    "ClaimAsserted": ("a806606b5ca7", _claim_asserted),
    "EntityOneKind": ("cfc6d2b2c88b", _entity_one_kind),
    "EventBare": ("ae5b434ef10a", _event_bare),
    "EventOrder": ("eaade6d361fc", _event_order),
    "EventPlausible": ("6e53306dfb23", _event_plausible),
    "PassageInPlace": ("e743a0e53cad", _passage_in_place),
    "StatementCircle": ("a95172f78ca1", _statement_circle),
    "StatementClaimed": ("85a823866e81", _statement_claimed),
    "StatementSelf": ("5f0c4da69f45", _statement_self),
    "StatisticRange": ("9d6ea0809990", _statistic_range),
}
