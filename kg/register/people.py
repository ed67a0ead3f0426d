"""Persons of all that was seen: loads what is known of each name and has it decided."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Final

from kg.facts import EntityType
from kg.register.facets import Anchor, parse
from kg.register.model import Link, Node
from kg.register.persons import Known, characters, decide
from kg.register.store import Sightings
from kg.register.syllables import spoken, telling

#: Articles of one node that are looked through for others in whose company it is spoken of.
MOST_ARTICLES: Final = 50

#: CROSS JOIN goes from the few articles of a node to what they name, whatever the planner thinks.
REGIONS: Final = (
    "SELECT DISTINCT r.code FROM (SELECT DISTINCT article FROM sighting WHERE node = ? ORDER BY article LIMIT ?) "
    "CROSS JOIN region r USING (article)"
)
COMPANY: Final = (
    "SELECT DISTINCT n.block FROM (SELECT DISTINCT article FROM sighting WHERE node = ? ORDER BY article LIMIT ?) "
    "CROSS JOIN sighting s USING (article) CROSS JOIN node n ON n.id = s.node WHERE n.block != '' AND n.id != ?"
)

Clusters = list[list[Node]]
#: What stands for a body, if it is known at all.
Stands = Callable[[Node], Node | None]


def cluster(
    sightings: Sightings, stands: Stands, told: Mapping[frozenset[Node], str]
) -> Iterator[tuple[Clusters, list[Link]]]:
    """For each name in the scope its clusters of nodes, one a person, and the judgements.

    ``stands`` says which bodies are one, ``told`` which nodes people said to be different.
    """
    rows = sightings.db.execute(
        "SELECT block, id, key, facet FROM scope CROSS JOIN node ON id = node WHERE type = 'Person' AND block != '' "
        "ORDER BY block, key, facet"
    ).fetchall()
    apart: dict[str, dict[frozenset[Node], str]] = defaultdict(dict)
    for pair, reason in {**_apart(sightings), **told}.items():
        for node in pair:
            apart[spoken(node.key)][pair] = reason
    for name, group in groupby(rows, key=lambda row: row[0]):
        found = [(id, Node(EntityType.PERSON, key, facet)) for _, id, key, facet in group]
        if len(found) == 1:
            yield [[found[0][1]]], []
        else:
            known = [_known(sightings, id, node, stands) for id, node in found]
            yield decide(known, apart.get(name, {}))


def _apart(sightings: Sightings) -> dict[frozenset[Node], str]:
    rows = sightings.db.execute(
        "SELECT a.key, a.facet, b.key, b.facet, MIN(article) FROM scope CROSS JOIN apart ON one = scope.node "
        "JOIN node a ON a.id = one JOIN node b ON b.id = other GROUP BY one, other"
    )
    person = EntityType.PERSON
    return {frozenset((Node(person, *row[:2]), Node(person, *row[2:4]))): row[4] for row in rows}


def _known(sightings: Sightings, id: int, node: Node, stands: Stands) -> Known:
    anchors, regions = parse(node.facet)
    standing = {str(anchor): _standing(anchor, stands) for anchor in anchors}
    few = (id, MOST_ARTICLES)
    heads: dict[Anchor, list[str]] = defaultdict(list)
    dates: dict[Anchor, list[str]] = defaultdict(list)
    rows = sightings.db.execute("SELECT DISTINCT anchor, head, date FROM post WHERE node = ? ORDER BY date", (id,))
    for text, head, day in rows:
        if anchor := standing.get(text):
            dates[anchor].append(day)
            if head:
                heads[anchor].append(day)
    if not regions:
        codes = sightings.db.execute(REGIONS, few)
        regions = frozenset(row[0] for row in codes)
    blocks = sightings.db.execute(COMPANY, (*few, id))
    others = frozenset(row[0] for row in blocks if telling(row[0]) > 1)
    places = frozenset(standing.values())
    return Known([node], places, regions, dict(heads), dict(dates), others, characters([node]))


def _standing(anchor: Anchor, stands: Stands) -> Anchor:
    kept = stands(Node(anchor.type, anchor.key))
    return Anchor(kept.type, kept.key, anchor.place) if kept else anchor
