"""A writer: the process that carries out one edit and publishes what comes of it, or ends without a trace.

``python -m server.writing.writer --socket FD`` is started by :mod:`server.writing.desk`; it is of no use by hand.
"""

import argparse
import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import pyoxigraph as ox

from kg import gate_report
from kg.edits.changes import Changes, GraphRefused
from kg.edits.evaluation import NoSuchGraph, UpdateRefused, carry_out
from kg.edits.judging import EditRefused
from kg.edits.places import Places
from kg.edits.publishing import Outcome, publish
from kg.errors import CivigraphError, NoGeneration, QueryError, StoreBusy, StoreError, StoreFull
from kg.federation import Call, Fetched, ServiceFailed, Wanted
from kg.generations import Generation
from kg.manifest import Manifest
from kg.settings import Settings, load
from kg.shacl import Finding
from kg.tokens import Token
from kg.vocabulary import notation
from server.compression import codings
from server.formats import GRAPHS
from server.validators import graph_identity, matches, tag
from server.workers import confinement
from server.workers.worker import STACK
from server.writing.jobs import Document, Job, Told, decoded, encoded


class Unfulfilled(CivigraphError):  # noqa: N818 - named for what happened
    """A precondition of the request does not hold."""


#: What each error is called between the processes; the first that fits.
FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (Unfulfilled, "precondition"),
    (UpdateRefused, "refused"),
    (NoSuchGraph, "no-such-graph"),
    (QueryError, "unsupported"),
    (EditRefused, "shapes"),
    (StoreBusy, "busy"),
    (NoGeneration, "not-ready"),
    (StoreFull, "full"),
    (CivigraphError, "store"),
    (MemoryError, "memory"),
)


def main() -> None:
    """Take one job, carry it out, tell what has become of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, required=True)
    descriptor = parser.parse_args().socket
    channel = socket.socket(fileno=descriptor)
    with channel, channel.makefile("rb") as incoming:
        _take_one(descriptor, incoming)


def _take_one(descriptor: int, incoming: BinaryIO) -> None:
    job: Job = decoded(incoming.readline(), Job)
    settings = load(data=job.data, keep_generations=job.keep)
    pusher = _pusher(settings) if settings.store else None
    confined = confinement.cut_off()
    threading.Thread(target=confinement.die_with, args=(descriptor,), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(STACK)

    def call(wanted: Wanted) -> Fetched:
        _send(descriptor, encoded(Told(stage="wants", wanted=wanted)))
        fetched: Fetched = decoded(incoming.readline(), Fetched)
        return fetched

    # Where the system does not keep the network from it, its engine would reach more than the settings allow.
    outside = call if job.outside and confined else None
    working = threading.Thread(target=_work, args=(job, settings, pusher, descriptor, outside))
    working.start()
    working.join()


def _work(
    job: Job, settings: Settings, pusher: "subprocess.Popen[str] | None", descriptor: int, outside: Call | None
) -> None:
    try:
        told = _done(_publish(job, settings, pusher, descriptor, outside))
    except GraphRefused as error:
        failure = "scope" if error.scope else "reserved-graph"
        told = Told(stage="failed", failure=failure, message=error.message)
    except SyntaxError as error:
        told = _syntax(error)
    except Exception as error:
        failure = next((name for kind, name in FAILURES if isinstance(error, kind)), "crashed")
        failure = error.failure if isinstance(error, ServiceFailed) else failure
        message = error.message if isinstance(error, CivigraphError) else f"{type(error).__name__}: {error}"
        told = Told(stage="failed", failure=failure, message=message, hint=getattr(error, "hint", None))
        if isinstance(error, EditRefused):
            told = _refused(error)
    _send(descriptor, encoded(told))


def _publish(
    job: Job, settings: Settings, pusher: "subprocess.Popen[str] | None", descriptor: int, outside: Call | None
) -> Outcome:
    """The published outcome; memory is limited while what the client sent is evaluated."""
    unlimited = resource.getrlimit(resource.RLIMIT_DATA)
    if job.memory:
        resource.setrlimit(resource.RLIMIT_DATA, (job.memory, unlimited[1]))

    def begun(manifest: Manifest) -> None:
        _send(descriptor, encoded(Told(stage="begun")))
        _conditions(job, manifest)

    def evaluated() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, unlimited)
        _send(descriptor, encoded(Told(stage="evaluated")))

    token = Token("", "", "", "", (), job.token_graphs, "")
    return publish(
        lambda changes: _edit(job, changes, outside),
        settings,
        may_write=token.may_write,
        patience=job.patience,
        condition=begun,
        evaluated=evaluated,
        elsewhere=partial(_push, pusher) if pusher else None,
    )


def _pusher(settings: Settings) -> "subprocess.Popen[str]":
    """A process that can reach the engine; this one soon cannot."""
    return subprocess.Popen(
        [sys.executable, "-m", "kg.pushing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"CIVIGRAPH_DATA": str(settings.data)},
    )  # fmt: skip


def _push(pusher: "subprocess.Popen[str]", generation: Generation) -> None:
    assert pusher.stdin is not None  # noqa: S101 - a pipe
    assert pusher.stdout is not None  # noqa: S101 - as above
    pusher.stdin.write(generation.path.name + "\n")
    pusher.stdin.flush()
    if (said := pusher.stdout.readline().strip()) != "done":
        raise StoreError(said or "the generation could not be published in the store")


def _edit(job: Job, changes: Changes, outside: Call | None) -> None:
    if job.update is not None:
        carry_out(job.update, changes, outside)
        return
    graph = job.graph or changes.places.default
    changes.check(graph)
    if job.kind == "delete":
        if job.graph and not changes.exists(graph):
            raise NoSuchGraph(f"there is no graph <{graph}>")
        (changes.drop if job.graph else changes.clear)(graph)
        return
    name = ox.NamedNode(graph)
    new = {ox.Quad(t.subject, t.predicate, t.object, name) for one in job.documents for t in _triples(one, graph)}
    if job.kind == "put":
        old = set(changes.store.quads_for_pattern(None, None, None, name))
        changes.delete(old - new)
    changes.create(graph)
    changes.insert(new)


def _triples(document: Document, base: str) -> Iterator[ox.Triple]:
    """The triples of a document; its blank nodes are no other document's."""
    kind = GRAPHS[document.format].writer
    sent = ox.parse(document.text.encode(), format=kind, base_iri=base, rename_blank_nodes=True)  # type: ignore[arg-type]
    try:
        for quad in sent:
            yield quad.triple
    except SyntaxError as error:
        if document.name:
            error.msg = f"{document.name}: {error.msg}"
        raise


def _conditions(job: Job, manifest: Manifest) -> None:
    """Raises :class:`Unfulfilled` unless If-Match and If-None-Match hold (RFC 9110, 13.1), whatever format was read."""
    if not (job.if_match or job.if_none_match):
        return
    there = not job.graph or job.graph in manifest.edits or job.graph in manifest.graphs
    graph = job.graph or Places.of(manifest).default
    version = manifest.edits.get(graph, manifest.version)
    tags = {
        tag(version, graph_identity(graph, name), coding)
        for name in GRAPHS
        for coding in ("identity", *codings())
        if there
    }
    if job.if_match and not (there if job.if_match.strip() == "*" else any(matches(job.if_match, t) for t in tags)):
        raise Unfulfilled("the graph is not what it was when you read it", hint="read it again, and change that")
    if job.if_none_match and (
        there if job.if_none_match.strip() == "*" else any(matches(job.if_none_match, t) for t in tags)
    ):
        raise Unfulfilled("the graph is there already")


def _done(outcome: Outcome) -> Told:
    manifest = outcome.generation.manifest
    return Told(
        stage="done",
        generation=manifest.id,
        version=manifest.version,
        changed=outcome.changed,
        added=outcome.added,
        removed=outcome.removed,
        created=tuple(sorted(outcome.created)),
        findings=(*map(_finding, outcome.warnings), *({"severity": "note", "message": n} for n in outcome.notes)),
    )


def _refused(error: EditRefused) -> Told:
    triples = [t for verdict in error.verdicts for t in gate_report.graph(verdict)]
    findings = [finding for verdict in error.verdicts for finding in verdict.findings]
    return Told(
        stage="failed",
        failure="shapes",
        message=error.message,
        hint=error.hint,
        findings=tuple(map(_finding, findings)),
        report=(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode(),
    )


def _finding(finding: Finding) -> dict[str, str]:
    told = {
        "severity": "violation" if finding.violation else "warning",
        "message": finding.message(),
        "focus": str(finding.focus),
        "path": str(finding.path or ""),
        "value": "" if finding.value is None else str(finding.value),
        "shape": notation(finding.shape),
    }
    return {name: value for name, value in told.items() if value}


def _syntax(error: SyntaxError) -> Told:
    """The engine's complaint about an update (its place in the message) or about data (its place in the error)."""
    return Told(
        stage="failed", failure="syntax", message=str(error.msg), line=error.lineno, column=error.offset
    )  # fmt: skip


def _send(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if __name__ == "__main__":
    main()
