"""What of all that could be stated is: asked for many triples of few properties and classes."""

import pyoxigraph as ox

from kg.terms import RDF

TYPE = RDF + "type"


class Stated:
    """Whether a store states triples, of which most are not stated.

    Most that follows is of a class, or has a property, that nothing is stated with: this is asked once.
    """

    def __init__(self, store: ox.Store) -> None:
        """``store``: nothing is removed from it meanwhile."""
        self._store = store
        self._known: dict[tuple[ox.NamedNode, object], bool] = {}

    def __call__(self, quad: ox.Quad) -> bool:
        """Whether it held, or holds, ``quad``, which is of the default graph."""
        predicate, value = quad.predicate, quad.object if quad.predicate.value == TYPE else None
        known = self._known.get((predicate, value))
        if known is None:
            first = next(self._store.quads_for_pattern(None, predicate, value, ox.DefaultGraph()), None)
            known = self._known[predicate, value] = first is not None
        return known and quad in self._store
