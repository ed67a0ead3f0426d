"""Facts, and what they rest on: the passages of articles that say so, the graphs that hold them.

Passages come from the generation's index (:mod:`kg.search.evidence`). What that does not have is asked of the graph:
which graphs hold a fact that no claim makes, and everything where a generation was published without the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.search import Evidence
from kg.search.claims import key
from kg.search.evidence import MOST_QUOTED as MOST_QUOTED
from kg.search.evidence import OWN_GRAPHS, Grounds
from kg.terms import Iris
from server.questions import Questions, Term, numbered


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that says so."""

    claim: str
    quote: str
    start: int
    end: int
    article: str
    confidence: float


@dataclass(slots=True)
class Fact:
    """One triple on the page and, once the page is resolved, what it rests on."""

    subject: str
    predicate: str
    value: Term
    sources: list[Source] = field(default_factory=list)
    graphs: set[str] = field(default_factory=set)
    stating: int = 0
    """How many articles say so, those included whose quotes are left to the fact's own page."""
    proved: bool = False
    """Whether the page looks up what it rests on; if not, its own page does."""

    @property
    def standing(self) -> str:
        """ "stated" by an article, "entailed" by rules, "reference" data, or "register": decided by who-is-who."""
        if self.sources:
            return "stated"
        return next((g for g in ("reference", "register", "entailed") if g in self.graphs), "stated")

    @property
    def confidence(self) -> float | None:
        """The highest confidence of its sources."""
        return max((s.confidence for s in self.sources), default=None)

    @property
    def articles(self) -> int:
        """How many articles say so."""
        return max(self.stating, len({s.article for s in self.sources}))

    @property
    def unquoted(self) -> int:
        """How many articles say so whose quotes are left to the fact's own page."""
        return max(0, self.stating - MOST_QUOTED)


def look_up(facts: Sequence[Fact], index: Evidence | None, questions: Questions, iris: Iris) -> None:
    """Sets what each of ``facts`` rests on, its sources in order of their confidence."""
    keys = [key(fact.subject, fact.predicate, fact.value) for fact in facts] if index else []
    found = index.of(keys) if index else {}
    for fact, name in zip(facts, keys, strict=False):
        if grounds := found.get(name):
            _set(fact, grounds)
    missing = [fact for fact in facts if not fact.sources]
    stated = _stating(missing, questions, iris)
    if stated and index is None:
        _quoted(stated, questions)
    for fact in facts:
        if len(fact.sources) > 1:
            fact.sources.sort(key=lambda s: (-s.confidence, s.article, s.start))


def _set(fact: Fact, grounds: Grounds) -> None:
    fact.stating = grounds.stating
    fact.graphs.update(grounds.graphs)
    fact.sources = [Source(p.claim, p.exact, p.start, p.end, p.article, p.confidence) for p in grounds.passages]


def _stating(facts: Sequence[Fact], questions: Questions, iris: Iris) -> list[tuple[Fact, str]]:
    """Notes which graphs hold each fact; gives the articles among them whose quotes the page shows."""
    ours = iris.graph("")
    stated: list[tuple[Fact, str]] = []
    asked = {"row_subject_property_value": numbered(map(_triple, facts))}
    rows = questions.ask("standing", asked) if facts else []
    for row in sorted(rows, key=lambda row: row["graph"].value):
        fact = facts[int(row["row"].value)]
        if (graph := row["graph"].value).startswith(ours):
            name = graph.removeprefix(ours)
            fact.graphs.add(name if name in OWN_GRAPHS else "reference")
            continue
        fact.stating += 1
        if fact.stating <= MOST_QUOTED:
            stated.append((fact, graph))
    return stated


def _quoted(stated: Sequence[tuple[Fact, str]], questions: Questions) -> None:
    """Adds the passages in which articles state facts."""
    asked = numbered((*_triple(fact), NamedNode(article)) for fact, article in stated)
    for row in questions.ask("evidence", {"row_subject_property_value_article": asked}):
        fact, article = stated[int(row["row"].value)]
        fact.sources.append(source(row, article))


def _triple(fact: Fact) -> tuple[Term, Term, Term]:
    return NamedNode(fact.subject), NamedNode(fact.predicate), fact.value


def source(row: dict[str, Term], article: str) -> Source:
    """A passage of ``article`` from a row of evidence.rq."""
    return Source(
        row["claim"].value,
        row["exact"].value,
        int(row["start"].value),
        int(row["end"].value),
        article,
        float(row["confidence"].value),
    )
