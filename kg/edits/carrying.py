"""Brings what people have written into a build, whose articles and register may be others than before."""

import pyoxigraph as ox

from kg.disk import disk_errors
from kg.edits.judging import sift
from kg.errors import NoGeneration
from kg.gate import Verdict
from kg.generations import Draft, Generation
from kg.terms import Iris


def carry(draft: Draft) -> list[Verdict]:
    """Adds the graphs that people have written in the current generation to ``draft``, through the gate.

    What was set aside before is tried again. What does not pass is set aside: it is written to the quarantine, from
    where the next build tries it again.

    Raises:
        GateError: validation failed.
        StoreError: the current generation cannot be read.
    """
    try:
        before = draft.folder.current()
    except NoGeneration:
        return []
    if not before.manifest.edits:
        return []
    for quad in _written(before):
        draft.put(quad)
    draft.flush()
    draft.edits |= before.manifest.edits.keys()
    iris = Iris(draft.settings.base)
    verdicts = []
    for graph in sorted(draft.edits):
        draft.store.add_graph(ox.NamedNode(graph))  # it may be empty
        verdicts.append(settle(draft, graph, iris))
    return verdicts


def settle(draft: Draft, graph: str, iris: Iris) -> Verdict:
    """Lets what people wrote to ``graph`` of ``draft`` through the gate; what violates goes to the quarantine.

    Raises:
        GateError: validation failed.
    """
    verdict = sift(draft.store, graph, iris)
    with disk_errors(draft.quarantine), draft.quarantine.open("ab") as quarantine:
        for one in verdict.set_aside:
            t = one.triple
            quad = ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph))
            draft.take(quad)
            quarantine.write(ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b"")
    return verdict


def _written(before: Generation) -> list[ox.Quad]:
    """The quads of the graphs that people have written, those that were set aside included."""
    store, edits = before.open(), before.manifest.edits.keys()
    found = {q for graph in edits for q in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))}
    if before.quarantine.exists():
        aside = ox.parse(path=str(before.quarantine), format=ox.RdfFormat.N_QUADS)
        found |= {q for q in aside if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value in edits}
    return sorted(found, key=str)
