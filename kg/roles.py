"""The scheme of posts' titles: which role a title stands for."""

from functools import cache

import pyoxigraph as ox

import ontology
from kg.naming import fold
from kg.rdf import expand
from kg.terms import Iris

LABELS = (expand("skos:prefLabel"), expand("skos:altLabel"))


class Roles:
    """Finds the role of a title: one of the scheme's, else one of this installation."""

    def __init__(self, iris: Iris) -> None:
        self._iris = iris

    def find(self, title: str) -> tuple[str, bool]:
        """IRI of the role that ``title`` ("deputy secretary") names, and whether the scheme knows it."""
        known = scheme().get(fold(title))
        return (known, True) if known else (self._iris.thing("role", fold(title).replace(" ", "-")), False)


@cache
def scheme() -> dict[str, str]:
    """IRI by folded title, from ``ontology/roles.ttl``; empty where there is no such file."""
    path = ontology.path("roles.ttl")
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    for predicate in LABELS:
        for triple in ox.parse(path=str(path)):
            if triple.predicate == predicate and isinstance(triple.object, ox.Literal):
                found.setdefault(fold(triple.object.value), str(triple.subject.value))
    return found
