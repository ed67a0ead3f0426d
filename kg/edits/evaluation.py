"""Carries out the operations of a SPARQL 1.1 Update on a store, as :class:`Changes`.

The engine evaluates each pattern as a query, and parses each template as data with its variables standing in as IRIs;
the rows are put into the templates here. So every statement passes the same check of where it may be written, whatever
spelling led to it.

What names no graph is written to the graph ``.../graph/edits/default``; patterns that name none see the merge of all.
In CLEAR and DROP, NAMED and ALL are the graphs that this writer may write.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.edits.changes import Changes, GraphRefused
from kg.edits.operations import Operation, split, variables
from kg.errors import QueryError
from kg.federation import Call, Federated, ServiceFailed, Wanted, federated
from kg.sparql_text import tokens
from kg.terms import PREFIXES

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_VARIABLE = "urn:x-civigraph:variable:"
_NOTHING = "_civigraph"
#: An operation that always fails: what stands behind it is parsed and not carried out.
_FAILING = "DROP GRAPH <urn:x-civigraph:nowhere>; "
#: What servers call a file of which they know nothing: its name tells more.
_UNTYPED = ("", "text/plain", "application/octet-stream")
_LOAD_OFF = "LOAD is off: this service fetches nothing"


class UpdateRefused(QueryError):  # noqa: N818 - named for what happened
    """The update asks for something that is off here: other servers' data."""


class NoSuchGraph(QueryError):  # noqa: N818 - as above
    """A graph is to be cleared, dropped or copied that is not there."""


@dataclass(frozen=True, slots=True)
class Request:
    """A SPARQL Update as the protocol carries it (SPARQL 1.1 Protocol, 2.2)."""

    update: str
    base: str
    using: tuple[str, ...] | None = None
    """Graphs of ``using-graph-uri``; ``None`` where neither parameter was given."""
    using_named: tuple[str, ...] | None = None


def carry_out(request: Request, changes: Changes, outside: Call | None = None) -> None:
    """Carries out every operation in turn; one that fails leaves what was done before it to be thrown away.

    ``outside`` asks other servers, for LOAD and SERVICE; ``None`` where they are off.

    Raises:
        SyntaxError: the engine's, with the place in the whole request.
        QueryError: an operation that has no place here, or cannot be evaluated.
        GraphRefused: a graph that may not be written.
    """
    operations = _checked(request, off=outside is None)
    for operation in operations:
        _Operation(operation, request, changes, outside).carry_out()


def _checked(request: Request, *, off: bool) -> list[Operation]:
    """The operations, each known to be SPARQL."""
    try:
        operations = split(request.update)
    except QueryError:
        _parse(request.update, request.base, off=off)  # the engine knows better what is wrong with it
        raise
    for operation in operations:
        if off and operation.verb == "LOAD" and not operation.silent:
            raise UpdateRefused(_LOAD_OFF, hint="send the data themselves")
        if off and any(
            group == "word" and text.upper().startswith("SERVICE") for group, text in tokens(operation.text)
        ):
            raise UpdateRefused("SERVICE is off: this service asks no other", hint="bring its rows in with VALUES")
        text, at = operation.text, operation.begins
        _parse(f"{text[:at]}{_FAILING}{text[at:]}" if operation.verb == "LOAD" else text, request.base, off=off)
        if (request.using, request.using_named) != (None, None) and (
            operation.with_graph or operation.using or operation.using_named
        ):
            raise QueryError("using-graph-uri cannot be combined with USING or WITH (SPARQL 1.1 Protocol, 2.2.3)")
    _check_labels(operation.insert for operation in operations if operation.verb == "INSERT DATA")
    return operations


def _check_labels(data: Iterable[str]) -> None:
    """Raises SyntaxError where two INSERT DATA have a label of a blank node in common (SPARQL 1.1 Query, 19.6)."""
    known: set[str] = set()
    for text in data:
        labels = {token for _, token in tokens(text) if token.startswith("_:")} if "_:" in text else set()
        if twice := known & labels:
            raise SyntaxError(f"the blank node {min(twice)} cannot be shared by two INSERT DATA of one request")
        known |= labels


def _parse(text: str, base: str, *, off: bool) -> None:
    """Raises SyntaxError unless ``text`` is an update; it is tried on nothing, so that only its syntax matters."""
    try:
        ox.Store().update(text, base_iri=base, prefixes=PREFIXES)
    except OSError as error:  # it has tried to reach another server
        if off:
            raise UpdateRefused("other servers' data are off here (LOAD, SERVICE)") from error
    except RuntimeError:
        pass  # a graph that is not there


@dataclass(frozen=True, slots=True)
class _Operation:
    operation: Operation
    request: Request
    changes: Changes
    outside: Call | None

    def carry_out(self) -> None:
        one, changes = self.operation, self.changes
        if one.verb == "INSERT DATA":
            changes.insert(_instantiate(self._template(one.insert), {}))
        elif one.verb == "DELETE DATA":
            self._delete(list(_instantiate(self._template(one.delete), {})))
        elif one.verb == "MODIFY":
            self._modify()
        elif one.verb in ("CLEAR", "DROP"):
            self._empty()
        elif one.verb == "CREATE":
            (graph,) = self._iris(one.graphs)
            if changes.exists(graph) and not one.silent:
                raise QueryError(f"the graph <{graph}> is there already")
            changes.create(graph)
        elif one.verb == "LOAD":
            self._load()
        else:
            self._copy()

    def _load(self) -> None:
        """LOAD; with SILENT it never fails, and says what went wrong (SPARQL 1.1 Update, 3.1.4)."""
        one = self.operation
        address, *into = self._iris(one.graphs)
        graph = into[0] if into else self.changes.places.default
        self.changes.check(graph)
        try:
            triples = self._fetched(address)
        except ServiceFailed as failed:
            if not one.silent:
                raise
            self.changes.notes.append(f"{failed.message}; nothing was loaded")
            return
        self.changes.create(graph)
        self.changes.insert(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in triples)

    def _fetched(self, address: str) -> list[ox.Triple]:
        """The triples of a document elsewhere; nothing is kept of one that cannot be read to its end."""
        if self.outside is None:
            raise ServiceFailed(_LOAD_OFF)
        fetched = self.outside(Wanted(address=address))
        if fetched.failure:
            raise ServiceFailed(fetched.message, refused=fetched.failure == "refused")
        suffix = PurePosixPath(urlsplit(address).path).suffix.removeprefix(".")
        by_name, by_type = ox.RdfFormat.from_extension(suffix), ox.RdfFormat.from_media_type(fetched.media_type)
        kind = (by_name or by_type) if fetched.media_type in _UNTYPED else (by_type or by_name)
        if kind is None:
            raise ServiceFailed(f"<{address}> is no RDF graph but {fetched.media_type or 'something unnamed'}")
        try:
            quads = ox.parse(
                fetched.content, kind, base_iri=address, without_named_graphs=True, rename_blank_nodes=True
            )
            return [quad.triple for quad in quads]
        except (SyntaxError, ValueError) as error:
            raise ServiceFailed(f"<{address}> cannot be read: {error}") from error

    def _modify(self) -> None:
        one = self.operation
        delete, insert = self._template(one.delete), self._template(one.insert)
        gone: set[ox.Quad] = set()
        new: dict[ox.Quad, None] = {}
        for row in self._rows():
            gone.update(_instantiate(delete, row))
            new |= dict.fromkeys(_instantiate(insert, row))
        self._delete(sorted(gone, key=str))
        self.changes.insert(new)

    def _delete(self, quads: Sequence[ox.Quad]) -> None:
        default = ox.NamedNode(self.changes.places.default)
        for quad in quads:
            if quad.graph_name == default and not self.operation.with_graph and quad not in self.changes.store:
                self._out_of_reach(quad)
        self.changes.delete(quads)

    def _out_of_reach(self, quad: ox.Quad) -> None:
        """Whoever deletes from the default graph what only a graph of the program's holds must be told so.

        What is entailed goes by itself when what it follows from goes.
        """
        entailed = self.changes.places.iris.graph("entailed")
        for other in self.changes.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None):
            graph = other.graph_name
            if not isinstance(graph, ox.NamedNode) or graph.value == entailed:
                continue
            if (why := self.changes.places.refusal(graph.value)) is not None:
                raise GraphRefused(graph.value, f"{why}; it holds {quad.triple}")

    def _template(self, text: str) -> list[ox.Quad]:
        """The quads of a template, variables as IRIs; those in no graph are in WITH's or the default one."""
        if not text.strip():
            return []
        data = "".join(f"<{_VARIABLE}{t[1:]}>" if group == "variable" else t for group, t in tokens(text))
        store = ox.Store()
        store.update(
            f"{self.operation.prologue} INSERT DATA {{ {data}\n}}", base_iri=self.request.base, prefixes=PREFIXES
        )
        with_graph = self.operation.with_graph
        home = ox.NamedNode(self._iris((with_graph,))[0] if with_graph else self.changes.places.default)
        return [
            q if isinstance(q.graph_name, ox.NamedNode) else ox.Quad(q.subject, q.predicate, q.object, home)
            for q in store
        ]

    def _rows(self) -> Iterator[Mapping[str, Term]]:
        """What the pattern finds, for the variables of the templates."""
        one = self.operation
        names = variables(one.delete + one.insert)
        shown = " ".join(f"?{name}" for name in names) or f"(1 AS ?{_NOTHING})"
        default, named = self._dataset()

        def ask(text: str, functions: Any = None) -> ox.QuerySolutions:
            found = self.changes.store.query(
                text, base_iri=self.request.base, prefixes=PREFIXES, default_graph=default, named_graphs=named,
                custom_functions=functions,
            )  # fmt: skip
            assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - a SELECT
            return found

        made = Federated(f"{one.prologue} SELECT {shown} WHERE {one.where}", {})
        if self.outside is not None and "service" in one.where.lower():
            made = federated(made.query, self.request.base, ask, self.outside)
        try:
            found = ask(made.query, made.functions)
            rows = [{name: row[name] for name in names if row[name] is not None} for row in found]
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"the pattern cannot be evaluated: {error}") from error
        except OSError as error:
            raise UpdateRefused("SERVICE is off: this service asks no other") from error
        yield from rows

    def _dataset(self) -> tuple[list[Any] | None, list[Any] | None]:  # Any: lists are invariant
        """Default graphs and named graphs that the pattern sees (SPARQL 1.1 Update, 3.1.3); ``None``: the store's."""
        one, request = self.operation, self.request
        using: Sequence[str] | None = self._iris(one.using) if one.using or one.using_named else request.using
        named: Sequence[str] | None = (
            self._iris(one.using_named) if one.using or one.using_named else request.using_named
        )
        if using is None and named is None:
            return ([ox.NamedNode(self._iris((one.with_graph,))[0])], None) if one.with_graph else (None, None)
        return [ox.NamedNode(g) for g in using or ()], [ox.NamedNode(g) for g in named or ()]

    def _empty(self) -> None:
        """CLEAR and DROP."""
        one, changes = self.operation, self.changes
        target = one.graphs[0]
        places, store = changes.places, changes.store
        if target in ("DEFAULT", "NAMED", "ALL"):
            known = sorted(g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode))
            mine = [g for g in known if places.refusal(g) is None and changes.may_write(g)]
            chosen = [g for g in mine if target == "ALL" or (g == places.default) == (target == "DEFAULT")]
        else:
            chosen = list(self._iris(one.graphs))
            changes.check(chosen[0])
            if not changes.exists(chosen[0]) and not one.silent:
                raise NoSuchGraph(f"there is no graph <{chosen[0]}>", hint="write SILENT if that is no matter")
        for graph in chosen:
            (changes.clear if one.verb == "CLEAR" else changes.drop)(graph)

    def _copy(self) -> None:
        """ADD, MOVE and COPY (SPARQL 1.1 Update, 3.2.3 to 3.2.5)."""
        one, changes = self.operation, self.changes
        default = changes.places.default
        source, target = (default if g == "DEFAULT" else self._iris((g,))[0] for g in one.graphs)
        if source == target:
            return
        if not changes.exists(source) and source != default:
            if one.silent:
                return
            raise NoSuchGraph(f"there is no graph <{source}>", hint="write SILENT if that is no matter")
        quads = list(changes.store.quads_for_pattern(None, None, None, ox.NamedNode(source)))
        if one.verb != "ADD":
            changes.clear(target)
        changes.create(target)
        changes.insert(ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(target)) for q in quads)
        if one.verb == "MOVE":
            changes.drop(source)

    def _iris(self, written: Sequence[str]) -> tuple[str, ...]:
        """What IRIs mean, written in full or with a prefix: the engine resolves them."""
        if not written:
            return ()
        names = " ".join(f"({text} AS ?g{number})" for number, text in enumerate(written))
        found = ox.Store().query(
            f"{self.operation.prologue} SELECT {names} {{}}", base_iri=self.request.base, prefixes=PREFIXES
        )
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - a SELECT
        row = next(found)
        return tuple(row[number].value for number in range(len(written)))


def _instantiate(template: Sequence[ox.Quad], row: Mapping[str, Term]) -> Iterator[ox.Quad]:
    """The quads of a template for one row; those with an unbound variable or a misplaced term are left out (3.1.3)."""
    fresh: dict[str, ox.BlankNode] = {}
    for quad in template:
        parts = [_filled(term, row, fresh) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)]
        subject, predicate, value, graph = parts
        if (
            isinstance(subject, ox.NamedNode | ox.BlankNode)
            and isinstance(predicate, ox.NamedNode)
            and value is not None
            and isinstance(graph, ox.NamedNode)
        ):
            yield ox.Quad(subject, predicate, value, graph)


def _filled(term: object, row: Mapping[str, Term], fresh: dict[str, ox.BlankNode]) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return row.get(term.value.removeprefix(_VARIABLE)) if term.value.startswith(_VARIABLE) else term
    if isinstance(term, ox.BlankNode):
        return fresh.setdefault(term.value, ox.BlankNode())
    if isinstance(term, ox.Triple):
        parts = [_filled(part, row, fresh) for part in (term.subject, term.predicate, term.object)]
        return None if None in parts else ox.Triple(*parts)  # type: ignore[arg-type]  # the engine checks them
    return term if isinstance(term, ox.Literal) else None
