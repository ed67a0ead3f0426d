"""The one place that knows the addresses of this server's pages; templates and views put none together themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

from flask import request

from kg.terms import CG, Iris
from server.questions import Term, gaps

#: Suffix of a data document -> media type and name for people, in the order in which they are offered.
DATA_FORMATS: Final[dict[str, tuple[str, str]]] = {
    "ttl": ("text/turtle", "Turtle"),
    "jsonld": ("application/ld+json", "JSON-LD"),
    "nt": ("application/n-triples", "N-Triples"),
    "rdf": ("application/rdf+xml", "RDF/XML"),
}

#: Characters that IRIs keep besides letters and digits.
_SAFE: Final = "-._~!$&'()*+,;=:@%"


#: Characters of a value that is worth keeping in mind.
SHORT: Final = 200
#: What the IRIs of terms that come with the ontology begin with, and their addresses here.
TERMS: Final = CG.removesuffix("ontology#")
TERM: Final = "term/"
#: Longest passage that a text fragment quotes whole, and how many words at each end it gives of a longer one.
WHOLE, EDGE_WORDS = 80, 5


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses, all relative to the server's root, so that a copy under another host name links to itself."""

    iris: Iris
    _starts: tuple[tuple[str, str], ...] = field(init=False, repr=False)
    """What IRIs of things that have pages begin with, and what their paths do."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", ((self.iris.start, ""), (TERMS, TERM)))

    def path(self, iri: str) -> str | None:
        """``kind/slug`` of a thing of this installation (a passage's fragment included), else ``None``.

        Terms that come with the ontology (``…/civigraph/role/mayor``) are ``term/kind/slug``: pages here, too.
        """
        for start, prefix in self._starts:
            if iri.startswith(start) and "/" in iri[len(start) :]:
                return prefix + iri[len(start) :]
        return None

    def iri(self, path: str) -> str:
        """IRI of the thing whose page is ``path``, as the request's path gives it: percent-encoding already undone."""
        if path.startswith(TERM):
            return TERMS + quote(path.removeprefix(TERM), safe="/" + _SAFE.replace("%", ""))
        return f"{self.iris.base}id/{quote(path, safe='/' + _SAFE.replace('%', ''))}"

    def page(self, iri: str, **query: object) -> str:
        """Page about ``iri``: our own for our things and ontology terms, else the IRI itself."""
        if (path := self.path(iri)) is not None:
            path, _, fragment = path.partition("#")
            return f"/page/{path}" + _query(query) + (f"#{fragment}" if fragment else "")
        if iri.startswith(CG):
            return f"/ontology#{iri[len(CG) :]}"
        return iri if iri.startswith(("http://", "https://")) else self.describe(iri)

    def data(self, iri: str, suffix: str) -> str:
        """Data document about ``iri`` in the format with ``suffix``."""
        return f"/data/{(self.path(iri) or '').partition('#')[0]}.{suffix}"

    def linkset(self, iri: str) -> str:
        """The links of the page and the data documents about ``iri`` (RFC 9264)."""
        return f"/linkset/{(self.path(iri) or '').partition('#')[0]}.json"

    def describe(self, iri: str) -> str:
        """Search for an IRI that has no page."""
        return "/search" + _query({"q": iri})

    def search(self, **query: object) -> str:
        """Search page; parameters that are empty are left out."""
        return "/search" + _query(query)

    def fact(self, subject: str, predicate: str, value: object) -> str:
        """Page about one triple: who says so, or why it follows. ``value`` is a pyoxigraph term."""
        return "/fact" + _query({"s": subject, "p": predicate, "o": str(value)})

    def common(self, first: str, second: str) -> str:
        """What two things have in common."""
        return "/common" + _query({"a": self.path(first), "b": self.path(second)})

    def sparql(self, query: str) -> str:
        """The SPARQL page with ``query`` in its editor."""
        return "/sparql" + _query({"query": query})

    def panel(self, name: str, **bindings: Term) -> str:
        """The SPARQL page with the query of a panel in its editor, its inputs written out."""
        texts = _panel(name, tuple(bindings))
        return "".join(_quoted(str(bindings[t])) if gap else t for gap, t in texts)

    def article(self, iri: str, start: int, end: int) -> str:
        """The article's page at one of its passages."""
        return f"{self.page(iri)}#char={start},{end}"


def to_text(source: str, passage: str) -> str:
    """The address of ``passage`` in the document at ``source`` (a text fragment, WICG): browsers scroll to it."""
    words = passage.split()
    text = " ".join(words)
    if len(text) <= WHOLE:
        ends = [text]
    elif len(words) > 2 * EDGE_WORDS:
        ends = [" ".join(words[:EDGE_WORDS]), " ".join(words[-EDGE_WORDS:])]
    else:  # a script without blanks
        ends = [text[: WHOLE // 4], text[-WHOLE // 4 :]]
    coded = ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)
    return f"{source}{'' if '#' in source else '#'}:~:text={coded}"


def _query(values: Mapping[str, object]) -> str:
    given = [
        f"{key}={_quoted(str(one))}"
        for key, value in values.items()
        if value not in (None, "", (), [])
        for one in (value if isinstance(value, (list, tuple)) else (value,))
    ]
    return "?" + "&".join(given) if given else ""


def _quoted(text: str) -> str:
    """``text`` as a query string has it; a page says the same IRIs again and again."""
    return _remembered(text) if len(text) < SHORT else quote_plus(text)


_remembered = lru_cache(maxsize=20_000)(quote_plus)


@lru_cache
def _panel(name: str, inputs: tuple[str, ...]) -> tuple[tuple[bool, str], ...]:
    """The address of a panel's query in pieces: texts as they are, and, marked as gaps, names of the inputs."""
    pieces = [(gap, text if gap else quote_plus(text)) for gap, text in gaps(name, inputs)]
    return ((False, "/sparql?query="), *pieces)


def address(**changes: object) -> str:
    """The current address with some of its parameters changed; ``None`` takes one away."""
    given = {k: v for k, v in request.args.to_dict(flat=False).items() if k not in changes}
    given |= {k: v if isinstance(v, list) else [str(v)] for k, v in changes.items() if v not in (None, "")}
    query = urlencode([(k, one) for k, many in given.items() for one in many])
    return request.path + (f"?{query}" if query else "")
