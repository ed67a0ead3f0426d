"""What of all that could be stated is: asked for many triples of few properties and classes."""

from collections.abc import Iterable, Set

import pyoxigraph as ox

from kg.terms import RDF

_TYPE = f"<{RDF}type>".encode()


class Stated:
    """Which triples graphs of a store state, of many that they mostly do not.

    Most that follows is of a class, or has a property, that nothing is stated with: this is asked once.
    """

    def __init__(self, store: ox.Store, without: Set[str]) -> None:
        """``without``: IRIs of graphs that do not count; nothing is removed from ``store`` meanwhile."""
        self._store = store
        self._without = without
        self._known: dict[bytes, bool] = {}

    def among(self, lines: Iterable[bytes]) -> set[bytes]:
        """Those of ``lines`` of N-Triples that are stated."""
        asked = [line for line in lines if self._possible(line)]
        quads = ox.parse(b"".join(asked), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return {line for line, quad in zip(asked, quads, strict=True) if quad in self._store and self._states(quad)}

    def _possible(self, line: bytes) -> bool:
        """Whether anything has its property, or is of its class, or was when this was first asked."""
        _, predicate, value = line.split(b" ", 2)
        key = value if predicate == _TYPE else predicate
        if (known := self._known.get(key)) is None:
            (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES, lenient=True)
            wanted = quad.object if predicate == _TYPE else None
            first = next(self._store.quads_for_pattern(None, quad.predicate, wanted, ox.DefaultGraph()), None)
            known = self._known[key] = first is not None
        return known

    def _states(self, quad: ox.Quad) -> bool:
        found = self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return any(isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value not in self._without for q in found)
