"""Corrections written in Turtle.

::

    @prefix cg: <https://w3id.org/civigraph/ontology#> .      # and rdf, rdfs, prov, xsd

    [] a cg:Correction ; cg:decidedBy "Rosa Delacroix" ; prov:generatedAtTime "2026-11-28T00:00:00Z"^^xsd:dateTime ;
       rdfs:comment "the city's own list of leaders"@en ;
       cg:withdraws [ rdf:subject <event/a-visit-133> ; rdf:predicate cg:visited ; rdf:object <facility/old-plant> ] .
    <park/lantern-hill> cg:locatedIn <place/qingdao> .

Relative IRIs are things of the installation. Statements that stand by themselves are added by the file's one
correction; of a file with several each says with ``cg:adds`` what it adds.
"""

from collections import defaultdict

import pyoxigraph as ox

from kg.curated.model import Change, Document, Pattern, Reason
from kg.curated.values import instant
from kg.errors import InputError, Where
from kg.rdf import StoreTerm, expand
from kg.terms import Iris

_A, _CORRECTION = expand("a"), expand("cg:Correction")
_SUBJECT, _PREDICATE, _OBJECT = expand("rdf:subject"), expand("rdf:predicate"), expand("rdf:object")
_Told = dict[StoreTerm, dict[ox.NamedNode, list[StoreTerm]]]


def read(name: str, text: str, iris: Iris) -> Document:
    """The corrections in ``text``, the content of the file ``name``.

    Raises:
        InputError: it is not Turtle, or not as above.
    """
    where = Where(name)
    try:
        triples = [q.triple for q in ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=iris.start)]
    except SyntaxError as error:
        place = Where(name, error.lineno, error.offset)
        raise InputError(f"is not Turtle: {error.msg}", where=place) from error
    told: _Told = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        told[triple.subject][triple.predicate].append(triple.object)
    corrections = [node for node, said in told.items() if _CORRECTION in said[_A]]
    reasons = {node: _reason(told[node], where) for node in corrections}
    parts = {part for node in corrections for p in ("cg:adds", "cg:withdraws") for part in told[node][expand(p)]}
    loose = [t for t in triples if t.subject not in parts and t.subject not in reasons]
    if loose and len(corrections) != 1:
        hint = "describe one cg:Correction with cg:decidedBy, prov:generatedAtTime, rdfs:comment; or use cg:adds"
        raise InputError(f"{len(corrections)} corrections could be meant to add {loose[0]}", where=where, hint=hint)
    changes: list[Change] = []
    span = (0, len(text.rstrip()))
    for node in corrections:
        gone = (_pattern(told, part, where) for part in told[node][expand("cg:withdraws")])
        added = [*(_triple(told, part, where) for part in told[node][expand("cg:adds")]), *loose]
        changes += [Change(reasons[node], where, *span, withdraws=pattern) for pattern in gone]
        changes += [Change(reasons[node], where, *span, adds=triple) for triple in added]
    return Document(name, text, changes)


def _reason(said: dict[ox.NamedNode, list[StoreTerm]], where: Where) -> Reason:
    found = []
    for prefixed, what in (("cg:decidedBy", "who"), ("prov:generatedAtTime", "when"), ("rdfs:comment", "why")):
        values = said[expand(prefixed)]
        if len(values) != 1 or not isinstance(values[0], ox.Literal) or not values[0].value.strip():
            raise InputError(f"a cg:Correction does not say {what}: {prefixed} has {len(values)} values", where=where)
        found.append(values[0].value)
    return Reason(found[0], instant(found[1], where), found[2])


def _triple(told: _Told, part: StoreTerm, where: Where) -> ox.Triple:
    found = _pattern(told, part, where)
    if found.predicate is None or found.object is None:
        raise InputError("cg:adds needs rdf:subject, rdf:predicate and rdf:object", where=where)
    return ox.Triple(found.subject, found.predicate, found.object)


def _pattern(told: _Told, part: StoreTerm, where: Where) -> Pattern:
    def only(predicate: ox.NamedNode) -> StoreTerm | None:
        values = told[part][predicate]
        if len(values) > 1:
            raise InputError(f"a statement has {len(values)} values of {predicate}", where=where)
        return values[0] if values else None

    subject, predicate, value = only(_SUBJECT), only(_PREDICATE), only(_OBJECT)
    if not isinstance(subject, ox.NamedNode) or (predicate is not None and not isinstance(predicate, ox.NamedNode)):
        raise InputError("a statement's rdf:subject and rdf:predicate are IRIs", where=where)
    if value is not None and predicate is None:
        raise InputError("a statement with an rdf:object has an rdf:predicate", where=where)
    return Pattern(subject, predicate, value)
