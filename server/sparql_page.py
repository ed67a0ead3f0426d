"""The SPARQL page: a form that works without script, examples, results with names, errors at line and column."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from time import perf_counter
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, jsonify, request
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from kg.terms import PREFIXES
from server import result_views
from server.about import once
from server.engine import Answer, AnswerBroken, Kind, QueryFailed, QueryRequest
from server.i18n import language
from server.questions import Term
from server.site import Site, render, site
from server.view import Page
from server.vocabulary import Names, best, short

blueprint = Blueprint("sparql_page", __name__)

#: Rows and bytes of an answer that the page shows; the downloads have all of it.
SHOWN_ROWS: Final = 500
SHOWN_BYTES: Final = 2_000_000
DEFAULT: Final = """PREFIX cg: <https://w3id.org/civigraph/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# Who holds which post?
SELECT DISTINCT ?person ?role ?organization WHERE {
  ?membership a org:Membership ; org:member ?person .
  OPTIONAL { ?membership org:role ?role }
  OPTIONAL { ?membership org:organization ?organization }
}
LIMIT 100
"""
RESULT_FORMATS: Final = (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML"))
GRAPH_FORMATS: Final = (("turtle", "Turtle"), ("nt", "N-Triples"), ("rdfxml", "RDF/XML"), ("jsonld", "JSON-LD"))


@dataclass(frozen=True, slots=True)
class Example:
    """A worked query of the ontology package."""

    titles: Names
    abouts: Names
    query: str

    @property
    def title(self) -> str:
        """Its question in the language of the request."""
        return (best(self.titles, language()) or ("", ""))[0]

    @property
    def about(self) -> str:
        """What it does, in the language of the request."""
        return (best(self.abouts, language()) or ("", ""))[0]


@dataclass(slots=True)
class Outcome:
    """What became of the query."""

    kind: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    text: str = ""
    seconds: float = 0.0
    cut: bool = False
    """True when the page shows less than the answer has."""
    truncated: bool = False
    """True when the server's row limit has cut the answer itself."""
    problem: QueryFailed | None = None


def init_app(app: Flask) -> None:
    """Offer the page to browsers that come to the endpoint's address."""
    app.extensions["civigraph.sparql_page"] = show


def editor() -> str:
    """Name of the editor's script among the static files; empty when it was not made (see assets/build.py)."""
    name = "vendor/editor.js"
    return name if files("server").joinpath("static", name).is_file() else ""


@cache
def examples() -> tuple[Example, ...]:
    """The gallery, in the order of the files' names."""
    folder = files("ontology").joinpath("queries")
    if not folder.is_dir():
        return ()
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".rq")), key=lambda f: f.name)
    return tuple(example(f.read_text(encoding="utf-8"), f.name) for f in found)


def example(text: str, name: str) -> Example:
    """A query with what its leading comments tell: ``title``, ``description``, and these with a language's suffix."""
    told: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        key, colon, value = line.lstrip("# ").partition(":")
        if colon and key.replace("-", "").isalpha():
            told[key] = value.strip()
    names = {"en": told.get("title", name.removesuffix(".rq").replace("_", " "))}
    about = {"en": told.get("description", "")}
    for key, value in told.items():
        kind, _dash, tag = key.partition("-")
        if tag:
            (names if kind == "title" else about if kind == "description" else {})[tag] = value
    query = "\n".join(line for line in text.splitlines() if not line.startswith("# ") or ":" not in line)
    return Example(names, about, query.strip() + "\n")


def show() -> Response:
    """The page: with a query in the address, its answer too."""
    here = site()
    query = request.args.get("query", "")
    page = here.page()
    outcome = run(here, query) if query.strip() else None
    if outcome:
        page.want(*(t.value for row in outcome.rows for t in row if isinstance(t, NamedNode)))
    page.resolve()
    table = outcome if outcome and outcome.kind == "solutions" else Outcome("")
    views, view = result_views.views(table.columns, table.rows, here.urls), request.args.get("view", "")
    formats = GRAPH_FORMATS if outcome and outcome.kind == "graph" else RESULT_FORMATS
    response = render(
        "sparql.html",
        page,
        status_code=400 if outcome and outcome.problem and not outcome.problem.retry_after else 200,
        query=query or DEFAULT,
        asked=bool(query.strip()),
        outcome=outcome,
        views=views,
        view=view if view in views.names else "table",
        examples=examples(),
        prefixes=PREFIXES,
        downloads=[(label, "/sparql?" + urlencode({"query": query, "format": name})) for name, label in formats],
        copies=copies(here, query),
        place=caret(query, outcome.problem) if outcome and outcome.problem else "",
        terms=terms(page),
        editor=editor(),
        seconds=round(here.settings.query_seconds),
        max_rows=here.settings.max_rows,
    )
    response.vary.add("Accept")
    return response


def run(here: Site, query: str) -> Outcome:
    """Evaluate ``query`` on the budget of the client that asks, and keep as much of the answer as the page shows."""
    begun = perf_counter()
    try:
        answer = here.engine.stream(
            QueryRequest(query=query, results="tsv", graph="turtle", client=request.remote_addr or "")
        )
        outcome = read(answer)
    except QueryFailed as problem:
        outcome = Outcome("failed", problem=problem)
    except AnswerBroken as broken:
        outcome = Outcome("failed", problem=QueryFailed(broken.failure, str(broken)))
    outcome.seconds = perf_counter() - begun
    return outcome


def read(answer: Answer) -> Outcome:
    """The beginning of an answer."""
    data, cut = taken(answer.chunks)
    if answer.kind is Kind.GRAPH:
        lines = data.decode("utf-8", "replace").splitlines()
        return Outcome("graph", text="\n".join(lines[:SHOWN_ROWS]), cut=cut or len(lines) > SHOWN_ROWS)
    if answer.kind is Kind.BOOLEAN:
        return Outcome("boolean", boolean=b"true" in data.lower())
    if cut:
        data = data[: data.rfind(b"\n") + 1]
    parsed = parse_query_results(data, format=QueryResultsFormat.TSV)
    if isinstance(parsed, QueryBoolean):
        return Outcome("boolean", boolean=bool(parsed))
    return solutions(parsed, cut, answer.truncated)


def solutions(parsed: QuerySolutions, cut: bool, truncated: bool) -> Outcome:
    """The first rows of a SELECT's answer."""
    columns = tuple(v.value for v in parsed.variables)
    rows: list[tuple[Term | None, ...]] = []
    for row in parsed:
        if len(rows) == SHOWN_ROWS:
            cut = True
            break
        rows.append(tuple(row[i] for i in range(len(columns))))
    return Outcome("solutions", columns, tuple(rows), cut=cut, truncated=truncated)


def taken(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """The first bytes of an answer, and whether there are more."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > SHOWN_BYTES:
            if close := getattr(chunks, "close", None):
                close()
            return bytes(data), True
    return bytes(data), False


def caret(query: str, problem: QueryFailed) -> str:
    """The line that is wrong with a caret below the place."""
    if problem.line is None:
        return ""
    lines = query.splitlines()
    if not 0 < problem.line <= len(lines):
        return ""
    line = lines[problem.line - 1].replace("\t", " ")
    return f"{line}\n{' ' * ((problem.column or 1) - 1)}^"


def copies(here: Site, query: str) -> list[tuple[str, str]]:
    """The query as it is sent from a shell, from Python and from R."""
    endpoint = here.root.rstrip("/") + "/sparql"
    quoted = query.replace("'", "'\\''")
    python = query.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return [
        ("curl", f"curl -s {endpoint} \\\n  -H 'Accept: text/csv' \\\n  --data-urlencode query='{quoted.strip()}'"),
        (
            "Python",
            f'import pandas as pd\nfrom urllib.parse import urlencode\n\nquery = """{python.strip()}\n"""\n'
            f'table = pd.read_csv("{endpoint}?" + urlencode({{"query": query, "format": "csv"}}))',
        ),
        (
            "R",
            f'query <- r"-----({query.strip()})-----"\n'
            f'url <- paste0("{endpoint}?format=csv&query=", URLencode(query, reserved = TRUE))\ntable <- read.csv(url)',
        ),
    ]


@dataclass(frozen=True, slots=True)
class UsedTerm:
    """A class or a property that the graph uses."""

    name: str
    """With its prefix."""
    label: str
    """Empty for a term of another vocabulary whose name is all there is."""
    about: str
    count: int


def terms(page: Page) -> dict[str, list[UsedTerm]]:
    """Classes and properties that the graph uses, the most used first."""
    v, language = page.vocabulary, page.language
    found: dict[str, list[UsedTerm]] = {"class": [], "property": []}
    for row in once(site(), "used_terms"):
        iri = row["term"].value
        if (name := short(iri)) != iri and ":" in name and name.partition(":")[0] in PREFIXES:
            label, about = v.name(iri, language)[0] if iri in v.labels else "", v.definition(iri, language)
            found[row["kind"].value].append(UsedTerm(name, label, about, int(row["count"].value)))
    return {"classes": found["class"], "properties": found["property"]}


@blueprint.get("/sparql-terms.json")
def completions() -> Response:
    """What the editor completes: prefixes, and the classes and properties that this graph uses."""
    page = site().page()
    found: dict[str, object] = {kind: [asdict(term) for term in used] for kind, used in terms(page).items()}
    response = jsonify(found | {"prefixes": PREFIXES})
    response.vary.update(["Accept-Language", "Cookie"])
    return response
