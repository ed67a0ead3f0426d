"""An engine inside the calling process: no isolation, for tools and for tests of pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from kg.generations import DataFolder, Generation
from kg.settings import Settings
from server.binding import bind
from server.engine import Answer, Failure, Kind, QueryFailed, QueryRequest, Row, Term
from server.formats import GRAPHS, RESULTS


class LocalEngine:
    """Evaluates queries in this process on the generation that was current when it was made."""

    def __init__(self, settings: Settings) -> None:
        self.generation: Generation = DataFolder(settings.data).current()
        self._store = Store.read_only(str(self.generation.store))

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Nothing to do: there is one generation."""
        yield

    def _query(self, query: str, bindings: dict[str, Term]) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            return self._store.query(bind(query, bindings))
        except SyntaxError as error:
            raise QueryFailed(Failure.SYNTAX, str(error)) from error

    def select(self, query: str, **bindings: Term) -> list[Row]:
        """Rows of a SELECT."""
        solutions = self._query(query, bindings)
        assert isinstance(solutions, QuerySolutions)  # noqa: S101 - pages know their queries' forms
        names = [(variable.value, index) for index, variable in enumerate(solutions.variables)]
        return [{n: row[i] for n, i in names if row[i] is not None} for row in solutions]

    def construct(self, query: str, **bindings: Term) -> list[Triple]:
        """Triples of a CONSTRUCT or DESCRIBE."""
        return list(self._query(query, bindings))

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of an ASK."""
        return bool(self._query(query, bindings))

    def stream(self, request: QueryRequest) -> Answer:
        """The whole answer in one chunk."""
        found = self._query(request.query, {})
        kind = (
            Kind.GRAPH
            if isinstance(found, QueryTriples)
            else (Kind.SOLUTIONS if isinstance(found, QuerySolutions) else Kind.BOOLEAN)
        )
        name = request.graph if kind is Kind.GRAPH else request.results
        if name is None:
            raise QueryFailed(Failure.NOT_ACCEPTABLE, "no acceptable format")
        data = found.serialize(format=(GRAPHS if kind is Kind.GRAPH else RESULTS)[name].writer)
        return Answer(kind=kind, format=name, generation=self.generation, chunks=iter([data]), complete=True)

    def close(self) -> None:
        """Nothing to give back."""
