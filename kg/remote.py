"""Asking an endpoint that runs elsewhere: another civigraph, or an engine that holds its dump."""

import re
from urllib.error import URLError

import pyoxigraph as ox
from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kg.errors import QueryError, Where
from kg.terms import PREFIXES

#: Longest wait for an answer, in seconds.
PATIENCE = 120

Answer = ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]


def ask(endpoint: str, query: str) -> Answer:
    """The answer of ``endpoint`` to ``query`` (SPARQL 1.1 Protocol); the prefixes that the graph uses are declared.

    Raises:
        QueryError: the endpoint cannot be reached, refuses the query, or answers with something else.
    """
    client = SPARQLWrapper(endpoint, agent="civigraph")
    client.setTimeout(PATIENCE)
    client.setMethod("POST")
    client.setQuery(declared(query))
    graph = client.queryType in ("CONSTRUCT", "DESCRIBE")
    client.setReturnFormat(TURTLE if graph else JSON)
    try:
        body = client.query().response.read()
        if graph:
            return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)]
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except QueryBadFormed as error:
        raise QueryError(f"the endpoint refuses the query: {_said(error)}", where=Where(endpoint)) from error
    except SPARQLWrapperException as error:
        raise QueryError(f"the endpoint fails: {_said(error)}", where=Where(endpoint)) from error
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise QueryError(
            f"cannot be reached: {reason}", where=Where(endpoint), hint="is its address right, and is it running?"
        ) from error
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"answers with something else than asked for: {error}", where=Where(endpoint)) from error


def declared(query: str) -> str:
    """``query`` with those of our prefixes declared that it uses and does not declare; lines stay where they are."""
    own = {name.lower() for name in re.findall(r"\bPREFIX\s+([\w.-]*)\s*:", query, re.IGNORECASE)}
    missing = [name for name in PREFIXES if name not in own and re.search(rf"(?<![\w:/#]){name}:", query)]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + query


def _said(error: SPARQLWrapperException) -> str:
    """What the endpoint said, without the library's frame around it."""
    text = str(error)
    body = text.partition("Response:")[2].strip() or text
    body = re.sub(r"^b(['\"])(.*)\1$", r"\2", body, flags=re.DOTALL).replace("\\n", "\n")
    return body.strip()[:1000]
