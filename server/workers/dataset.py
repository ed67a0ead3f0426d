"""The dataset that a query is to see, where the engine's own reading of it would mislead.

The engine lays several default graphs side by side: a triple that stands in two of them comes twice. SPARQL wants their
merge (SPARQL 1.1 Query, 13.2.1), so such a dataset is put together for the one query, in the worker's memory.
"""

from collections.abc import Sequence

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from server.binding import tokens

_FORMS = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}


def from_clauses(
    query: str, base: str | None, prefixes: dict[str, str] | None
) -> tuple[list[NamedNode], list[NamedNode]] | None:
    """Graphs of the query's FROM and FROM NAMED clauses; ``None`` if it has fewer than two FROM.

    The engine itself resolves the names, in a query of the same prologue.
    """
    prologue, written, seen_form, named, expecting = "", [], False, False, False
    for group, token in tokens(query):
        word = token.upper() if group == "word" else ""
        if not seen_form and word not in _FORMS:
            prologue += token
        elif token == "{" or word == "WHERE":  # noqa: S105 - of the query
            break
        elif word == "FROM":
            expecting, named = True, False
        elif expecting and word == "NAMED":
            named = True
        elif expecting and token.strip() and not token.startswith("#"):
            written.append(f"({str(named).lower()} {token})")
            expecting = False
        seen_form = seen_form or word in _FORMS
    if sum(entry.startswith("(false") for entry in written) < 2:
        return None
    resolve = f"{prologue} SELECT ?named ?graph {{ VALUES (?named ?graph) {{ {' '.join(written)} }} }}"
    rows = Store().query(resolve, base_iri=base, prefixes=prefixes)
    assert isinstance(rows, QuerySolutions)  # noqa: S101 - a SELECT
    found = [(str(row["named"].value), row["graph"]) for row in rows]
    default = [graph for is_named, graph in found if is_named == "false" and isinstance(graph, NamedNode)]
    return default, [graph for is_named, graph in found if is_named == "true" and isinstance(graph, NamedNode)]


def merged(store: Store, default: Sequence[NamedNode], named: Sequence[NamedNode]) -> Store:
    """A store in memory with the merge of ``default`` as its default graph, and the graphs ``named``."""
    made = Store()
    for graph in default:
        made.extend(Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
    for graph in named:
        made.add_graph(graph)
        made.extend(store.quads_for_pattern(None, None, None, graph))
    return made
