"""The scheme of posts' titles: which role a title stands for."""

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

import ontology
from kg.naming import fold
from kg.rdf import expand
from kg.terms import Iris

#: Above the posts in a committee of a political party.
PARTY = ox.NamedNode("https://w3id.org/civigraph/role/party-post")
#: Above the posts at the head of a place's government.
TERRITORY = ox.NamedNode("https://w3id.org/civigraph/role/head-of-territory")
#: How Chinese titles of party posts end, also of those that English calls "secretary" alone.
PARTY_TITLE = "书记"


@dataclass(slots=True)
class Role:
    """A role of the scheme."""

    iri: str
    party: bool = False
    """Whether it is held in a party's committee."""
    territory: bool = False
    """Whether it is held at the head of a place's government."""


class Roles:
    """Finds the role of a title: one of the scheme's, else one of this installation."""

    def __init__(self, iris: Iris) -> None:
        self._iris = iris

    def find(self, title: str) -> tuple[str, bool]:
        """IRI of the role that ``title`` ("deputy secretary") names, and whether the scheme knows it."""
        known = scheme().get(fold(title))
        return (known.iri, True) if known else (self._iris.thing("role", fold(title).replace(" ", "-")), False)


def of_party(title: str) -> bool:
    """Whether who holds the post ``title`` "of" a place holds it in the party's committee, not in the government."""
    known = scheme().get(fold(title))
    return known.party if known else "party" in fold(title).split()


def heads_territory(title: str) -> bool:
    """Whether ``title`` is a post at the head of a place: in its government or in its party committee."""
    known = scheme().get(fold(title))
    return known is not None and (known.territory or known.party)


@cache
def scheme() -> dict[str, Role]:
    """The roles of ``ontology/roles.ttl`` by folded label; preferred labels win over others."""
    path = ontology.path("roles.ttl")
    roles: dict[str, Role] = {}
    labels: list[tuple[bool, str, str]] = []
    preferred, other, broader = expand("skos:prefLabel"), expand("skos:altLabel"), expand("skos:broader")
    for triple in ox.parse(path=str(path)) if path.exists() else ():
        iri = triple.subject.value
        role = roles.setdefault(iri, Role(iri))
        if triple.predicate == broader and triple.object == PARTY:
            role.party = True
        elif triple.predicate == broader and triple.object == TERRITORY:
            role.territory = True
        elif triple.predicate in (preferred, other) and isinstance(triple.object, ox.Literal):
            labels.append((triple.predicate == other, triple.object.value, iri))
            role.party |= triple.object.value.endswith(PARTY_TITLE)
    found: dict[str, Role] = {}
    for _, label, iri in sorted(labels):
        found.setdefault(fold(label), roles[iri])
    return found
