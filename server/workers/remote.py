"""Answers the jobs of a query worker from an existing engine: the same messages, whoever evaluates the query.

The embedded engine parses each query first, so that what is wrong with it is told as ever, with its place. The answer
is read as it comes and written in the format that the client wants; one that the engine has cut is never passed on as
whole. What such an engine cannot keep is told in docs/serving.md.
"""

import re
from collections.abc import Callable
from typing import IO, cast

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from kg.errors import QueryError, StoreError
from kg.external import INTERNAL, VIRTUOSO, External, graphs, hidden
from kg.pushing import current
from kg.settings import load
from kg.sparql_text import tokens
from kg.terms import PREFIXES
from server.workers.evaluation import NotInThisFormat, complaint, failed, send_graph, send_results, send_whole
from server.workers.frames import Job

#: Graphs that are named to an engine in one request.
MOST_NAMED = 500
_TABLE = "application/sparql-results+xml"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"


class RemoteStore:
    """The engine, and the version that the worker's crew serves."""

    def __init__(self, version: str) -> None:
        self._engine = External(load())
        self._merged = self._engine.merged(version)

    def evaluate(self, job: Job, send: Callable[[bytes], None], _: object) -> None:
        """Answer ``job``; whatever goes wrong ends in a FAILED message."""
        try:
            if "query" in job:
                self._query(job, send)
            else:
                self._dump(job, send)
        except NotInThisFormat:
            failed(send, "not-acceptable", "the answer holds a control character, which XML cannot carry")
        except SyntaxError as error:
            if str(error.msg).startswith("error at"):
                failed(send, "malformed-query", complaint(job, error))
            else:
                failed(send, "crashed", f"the store's answer cannot be read: {error.msg}")
        except QueryError as error:
            failed(send, "unsupported", error.message)
        except StoreError as error:
            failed(send, "busy", error.message)
        except MemoryError:
            failed(send, "memory", "the query needed more memory than a query may use")
        except (OSError, RuntimeError, ValueError) as error:
            failed(send, "crashed", f"the store's answer cannot be read: {error}")

    def _query(self, job: Job, send: Callable[[bytes], None]) -> None:
        text, base = job["query"], job.get("base")
        form = Store().query(text, base_iri=base, prefixes=PREFIXES)  # of nothing: parsed, and what it is
        default, named = job.get("default_graphs"), job.get("named_graphs")
        if default is None and named is None and self._merged and not _names_dataset(text):
            default, named = [self._merged], self._named(text, base)
        asked = hidden(text, (INTERNAL, *VIRTUOSO) if self._merged else (INTERNAL,))
        graph = isinstance(form, QueryTriples)
        seconds = job.get("seconds") or load().query_seconds
        body = self._engine.query(
            asked, _TRIPLES if graph else _TABLE, base=base, default=default, named=named, seconds=seconds
        )
        if body.most_rows and not (0 < (job.get("max_rows") or 0) < body.most_rows):
            job = {**job, "max_rows": body.most_rows - 1}  # as many as that cannot be told from more
        if graph:
            kind = RdfFormat.TURTLE if "turtle" in body.media_type else RdfFormat.N_TRIPLES
            send_graph((quad.triple for quad in parse(cast(IO[bytes], body), kind)), job, send)
            return
        found = parse_query_results(cast(IO[bytes], body), QueryResultsFormat.XML)
        assert isinstance(found, QuerySolutions | QueryBoolean)  # noqa: S101 - results formats carry nothing else
        send_results(found, job, send)

    def _named(self, query: str, base: str | None) -> list[str] | None:
        """The graphs that a query may name, where its default graph must be said: then it sees no others.

        Virtuoso lets ``GRAPH ?g`` stand for any graph unless it is told some; so it is told those that the query names,
        and all of them where it has a variable, too.
        """
        written, variable = graphs(query)
        if not written:
            return None
        if variable:
            known = sorted(iri for iri in current(self._engine) if not iri.startswith(INTERNAL))
            if len(known) > MOST_NAMED:
                raise QueryError(
                    f"with this store, a query may have GRAPH <name> and GRAPH ?variable among {MOST_NAMED:,} graphs"
                    " at most; say which it is about with FROM NAMED"
                )
            return known
        form = re.search(r"\b(select|ask|construct|describe)\b", query, re.IGNORECASE)
        prologue = query[: form.start()] if form else ""
        rows = Store().query(
            f"{prologue} SELECT ?g {{ VALUES ?g {{ {' '.join(written)} }} }}", base_iri=base, prefixes=PREFIXES
        )
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - a SELECT
        return [str(row["g"].value) for row in rows]

    def _dump(self, job: Job, send: Callable[[bytes], None]) -> None:
        graph, name = job["dump"], job["graph"]
        if graph is None:
            known = (iri for iri in sorted(current(self._engine)) if not iri.startswith("urn:civigraph:"))
            quads = (
                Quad(t.subject, t.predicate, t.object, NamedNode(iri)) for iri in known for t in self._engine.get(iri)
            )
            send_whole(quads, name, send)
            return
        if graph and graph not in current(self._engine):
            failed(send, "no-such-graph", f"there is no graph <{graph}>")
            return
        send_whole(self._engine.get(graph or self._merged or ""), name, send)


def _names_dataset(query: str) -> bool:
    return any(group == "word" and token.upper() == "FROM" for group, token in tokens(query))
