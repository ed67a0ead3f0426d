"""From what somebody writes to the next generation: evaluate, gate, entail, publish; or nothing at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox

from kg import gate_report
from kg.built import Built, Made
from kg.catalogue import describe
from kg.edits.changes import Changes, Check
from kg.edits.judging import EditRefused, affected, judge
from kg.edits.places import Places
from kg.gate import Finding, Verdict
from kg.generations import DataFolder, Draft, Generation
from kg.manifest import Manifest
from kg.rdf import expand
from kg.revision import entail
from kg.search import revise_index
from kg.settings import Settings
from kg.terms import Iris


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of an edit."""

    generation: Generation
    """The new one; where nothing was different, the one that there was."""
    changed: bool
    added: int = 0
    """Statements that stand in some graph now and did not before."""
    removed: int = 0
    created: frozenset[str] = frozenset()
    """Graphs that are new."""
    warnings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """What the writer is to be told besides."""


Edit = Callable[[Changes], None]


def publish(
    edit: Edit,
    settings: Settings,
    *,
    may_write: Check = lambda _: True,
    patience: float = 0.2,
    condition: Callable[[Manifest], None] = lambda _: None,
    evaluated: Callable[[], None] = lambda: None,
    elsewhere: Callable[[Generation], None] | None = None,
) -> Outcome:
    """Lets ``edit`` write to a copy of the current generation and publishes that, if it passes the gate.

    Args:
        edit: writes; whatever it raises, nothing is published.
        settings: of the installation; the IRIs are those of the current generation.
        may_write: whether this writer may write to a graph that people write to.
        patience: seconds to wait for another build or edit to end.
        condition: raises if the generation that is current then is not the one that the writer thought of.
        evaluated: called when ``edit`` has returned.
        elsewhere: publishes the generation in another store; by default as the settings say.

    Raises:
        EditRefused: a shape is violated.
        StoreBusy: another build or edit did not end.
        StoreError: there is no current generation, or the disk fails.
        GateError: validation failed.
    """
    with DataFolder(settings.data).revising(settings, patience=patience) as (draft, before):
        draft.elsewhere = elsewhere or draft.elsewhere
        manifest = before.manifest
        condition(manifest)
        iris = Iris(manifest.base)
        changes = Changes(draft.store, Places.of(manifest), may_write)
        edit(changes)
        evaluated()
        if not changes.any:
            return Outcome(before, changed=False, notes=tuple(changes.notes))
        added, removed, created = len(changes.added), len(changes.removed), frozenset(changes.created)
        written = changes.graphs
        draft.edits = {graph for graph in draft.edits | written if changes.exists(graph)}
        verdicts = _judge(changes, draft.edits, written, iris)
        for graph in written | {verdict.article for verdict in verdicts}:
            _report(changes, graph, next((v for v in verdicts if v.article == graph), None), iris)
        entail(changes, iris)
        counts = _counts(draft, before, verdicts)
        indexed = any(before.search.iterdir())  # some are published for their endpoint alone
        index = partial(revise_index, before=before.search, changes=changes) if indexed else None
        generation = draft.revise(before, changes, catalogue=describe, index=index, counts=counts)
    warnings = tuple(finding for verdict in verdicts for finding in verdict.findings)
    return Outcome(generation, True, added, removed, created, warnings, tuple(changes.notes))


def _counts(draft: Draft, before: Generation, verdicts: list[Verdict]) -> Mapping[str, int]:
    """The counts of the generation, and what the next build is to know of the graphs."""
    built = Built.read(before.path)
    if built is None:
        return before.manifest.counts
    built.graphs |= {verdict.article: Made.of_verdict(verdict) for verdict in verdicts}
    gone = before.manifest.edits.keys() - draft.edits
    built.graphs = {graph: made for graph, made in built.graphs.items() if graph not in gone}
    draft.built = built
    return {**before.manifest.counts, **built.counts}


def _judge(changes: Changes, edits: set[str], written: set[str], iris: Iris) -> list[Verdict]:
    """The gate's verdicts on the graphs that the edit has changed or can make invalid.

    Raises:
        EditRefused: there is a violation.
    """
    changed = {quad.triple for quad in changes.added | changes.removed}
    graphs = (written & edits) | set(affected(changes.store, changed, edits - written))
    verdicts = [judge(changes.store, graph, iris) for graph in sorted(graphs)]
    if refused := [v for v in verdicts if any(finding.violation for finding in v.findings)]:
        raise EditRefused(refused)
    return verdicts


def _report(changes: Changes, graph: str, verdict: Verdict | None, iris: Iris) -> None:
    """Puts the verdict on ``graph`` in the place of the one before; what a build has set aside stays told."""
    name = ox.NamedNode(iris.graph("report"))
    store = changes.store
    about = gate_report.part(graph, "report")
    results = {q.object for q in store.quads_for_pattern(about, expand("sh:result"), None, name)}
    kept = {node for node in results if next(store.quads_for_pattern(None, expand("cg:because"), node, name), None)}
    for node in (about, *sorted(results - kept, key=str)):
        for quad in list(store.quads_for_pattern(node, None, None, name)):  # type: ignore[arg-type]  # results are IRIs
            changes.erase(quad)
    if verdict is not None:
        for t in gate_report.graph(verdict):
            if (quad := ox.Quad(t.subject, t.predicate, t.object, name)) not in store:
                changes.write(quad)
