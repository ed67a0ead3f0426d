"""What a published generation says of who is who: for people who look at decisions before they make their own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.register.model import Judgement
from kg.terms import PREFIXES, Iris

DECISIONS = """
SELECT ?decision ?left ?judgement ?right ?reason ?by ?at
  (SAMPLE(COALESCE(?ln, "")) AS ?leftName) (SAMPLE(COALESCE(?rn, "")) AS ?rightName) {
  ?decision a cg:IdentityDecision ; cg:left ?left ; cg:right ?right ; cg:judgement ?judgement ; rdfs:comment ?reason .
  OPTIONAL { ?decision cg:decidedBy ?by } OPTIONAL { ?decision prov:generatedAtTime ?at }
  OPTIONAL { ?left skos:prefLabel ?ln } OPTIONAL { ?right skos:prefLabel ?rn }
  %s
} GROUP BY ?decision ?left ?judgement ?right ?reason ?by ?at ORDER BY ?judgement ?left ?right"""
ABOUT = """
SELECT DISTINCT ?what ?value {
  { VALUES (?property ?what) { (skos:prefLabel "name") (skos:altLabel "also") }
    ?thing ?property ?value }
  UNION { ?article schema:mentions ?thing ; dcterms:identifier ?value BIND("article" AS ?what) }
  UNION { ?post org:member ?thing ; skos:prefLabel ?value BIND("post" AS ?what) }
  UNION { ?old dcterms:isReplacedBy ?thing BIND(STR(?old) AS ?value) BIND("also at" AS ?what) }
  UNION { ?thing dcterms:isReplacedBy ?new BIND(STR(?new) AS ?value) BIND("now" AS ?what) }
  UNION { ?thing rdfs:seeAlso ?other BIND(STR(?other) AS ?value) BIND("may be" AS ?what) }
} ORDER BY ?what ?value"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision as published; IRIs without their common start."""

    left: str
    judgement: Judgement
    right: str
    reason: str
    by: str
    at: str
    names: tuple[str, str]


def decisions(store: ox.Store, iris: Iris, iri: str | None = None) -> Iterator[Shown]:
    """The decisions of a generation, or those on the thing ``iri``; sorted."""
    only = f"FILTER(?left = <{iri}> || ?right = <{iri}>)" if iri else ""
    for row in store.query(DECISIONS % only, prefixes=PREFIXES):  # type: ignore[union-attr]
        left, judgement, right, reason, by, at, one, other = (
            row[name].value if row[name] else ""
            for name in ("left", "judgement", "right", "reason", "by", "at", "leftName", "rightName")
        )
        yield Shown(
            left.removeprefix(iris.start), Judgement(judgement), right.removeprefix(iris.start), reason, by, at,
            (one, other),
        )  # fmt: skip


def about(store: ox.Store, iris: Iris, iri: str) -> list[tuple[str, str]]:
    """What is known of a thing, as pairs of what and value; empty where there is no such thing."""
    rows = store.query(ABOUT.replace("?thing", str(ox.NamedNode(iri))), prefixes=PREFIXES)
    return [(row["what"].value, row["value"].value.removeprefix(iris.start)) for row in rows]  # type: ignore[union-attr]


def known(store: ox.Store, iri: str) -> bool:
    """Whether the generation has the thing ``iri``, or had it under this name."""
    return any(store.quads_for_pattern(ox.NamedNode(iri), None, None, None))
