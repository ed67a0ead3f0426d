"""The page of an article: its text with every passage marked, tied to the facts that the passage states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from flask import Response
from pyoxigraph import Literal, NamedNode

from kg.terms import CG, DCTERMS, ORG, SCHEMA
from server import linked_data
from server.namings import Naming, places
from server.questions import Row
from server.site import Site, render
from server.versions import versions
from server.view import Fact, Page, Source


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact of the article and its claim's own address."""

    number: int
    claim: str
    fact: Fact
    confidence: float
    anchor: str
    """The claim's address in the page; empty where an earlier passage of it has that."""


@dataclass(slots=True)
class Marked:
    """A passage of the article with what it states."""

    number: int
    start: int
    end: int
    quote: str
    statements: list[Statement] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text inside one paragraph; ``passages`` are the numbers of those that cover it."""

    text: str
    passages: tuple[int, ...]
    begins: tuple[int, ...]
    """Passages that begin with this segment: their anchors stand before it."""
    ends: tuple[int, ...]
    """Passages that end with it: the links to their facts stand behind it."""

    name: str = ""
    """The thing that these words name, where they do so first."""
    anchor: str = ""
    """Address of that name in the text, unless a passage has the same."""

    @property
    def depth(self) -> int:
        """How many passages lie over each other here, for stacked underlines."""
        return min(len(self.passages), 3)


#: In which order a post and a figure tell what belongs to them.
ORDER: Final = {
    prop: place
    for place, prop in enumerate((
        ORG + "member", ORG + "role", ORG + "organization", SCHEMA + "observationAbout", CG + "measure",
        CG + "qualifier", SCHEMA + "value", CG + "unit", SCHEMA + "observationDate",
    ))
}  # fmt: skip
#: Things that one article's page says are mentioned in it.
MOST_MENTIONS: Final = 2000


def show(here: Site, page: Page, iri: str, rows: Sequence[Row], counts: Mapping[str, int]) -> Response:
    """The article's page; ``counts`` are given when ``rows`` hold the first values of each property only."""
    values = {row["property"].value: row["value"] for row in rows}
    mentions = [row["value"].value for row in rows if row["property"].value == SCHEMA + "mentions"]
    if counts.get(SCHEMA + "mentions", 0) > len(mentions):
        terms = {"entity": NamedNode(iri), "property": NamedNode(SCHEMA + "mentions")}
        mentions = [row["value"].value for row in page.questions.ask_page("values_page", MOST_MENTIONS, 1, **terms)]
    page.want(*mentions)
    marked = passages(page, page.questions.ask("article_claims", article=NamedNode(iri)))
    names = named(page, iri, text(values.get(SCHEMA + "articleBody")))
    page.want(*names)
    others = versions(page, iri)
    page.resolve_labels()
    body = text(values.get(SCHEMA + "articleBody"))
    title = text(values.get(DCTERMS + "title")) or page.name(iri)[0]
    by_class: dict[str, list[str]] = {}
    for mention in sorted(mentions, key=lambda m: page.name(m)[0]):
        by_class.setdefault(page.cls(mention), []).append(mention)
    return render(
        "article.html",
        page,
        iri=iri,
        title=title,
        issued=text(values.get(DCTERMS + "issued")),
        publisher=text(values.get(DCTERMS + "publisher")),
        source=text(values.get(DCTERMS + "source")),
        text_language=text(values.get(DCTERMS + "language")),
        paragraphs=paragraphs(body, marked, names),
        names=names,
        marked=marked,
        numbered={m.number: m for m in marked},
        count=sum(len(m.statements) for m in marked),
        by_class=sorted(by_class.items()),
        versions=others,
        json_ld=linked_data.json_ld(page, iri, "Article", ""),
    )


def text(term: object) -> str:
    """Text of a literal; empty for nothing."""
    return term.value if isinstance(term, Literal) else ""


def passages(page: Page, rows: Iterable[Row]) -> list[Marked]:
    """Passages in the order of the text, numbered, each with its facts."""
    found: dict[tuple[int, int], Marked] = {}
    anchored: set[str] = set()
    for number, row in enumerate(rows, 1):
        start, end = int(row["start"].value), int(row["end"].value)
        marked = found.setdefault((start, end), Marked(len(found) + 1, start, end, row["exact"].value))
        fact = page.fact(row["subject"].value, row["property"].value, row["value"])
        page.want(fact.subject)
        confidence = float(row["confidence"].value)
        fact.sources.append(Source(row["claim"].value, marked.quote, start, end, "", confidence))
        anchor = "" if (claim := row["claim"].value) in anchored else claim.partition("#")[2]
        anchored.add(claim)
        marked.statements.append(Statement(number, claim, fact, confidence, anchor))
    for marked in found.values():
        marked.statements.sort(key=lambda s: (s.fact.subject, ORDER.get(s.fact.predicate, len(ORDER)), s.number))
    return list(found.values())


def named(page: Page, iri: str, body: str) -> dict[str, Naming]:
    """Where the text names each thing first by its longest name."""
    forms: dict[str, list[str]] = {}
    for row in page.questions.ask("article_names", article=NamedNode(iri)):
        forms.setdefault(row["thing"].value, []).append(row["words"].value)
    found: dict[str, Naming] = {}
    taken: set[tuple[int, int]] = set()
    longest = sorted(forms.items(), key=lambda item: (-max(map(len, item[1])), item[0]))
    for thing, words in longest:
        for naming in sorted(places(iri, body, words), key=lambda n: (-len(n.form), n.start)):
            if not any(naming.start < end and start < naming.end for start, end in taken):
                taken.add((naming.start, naming.end))
                found[thing] = naming
                break
    return found


def paragraphs(body: str, marked: Sequence[Marked], names: Mapping[str, Naming]) -> list[list[Segment]]:
    """The text cut into paragraphs at line breaks, these into segments wherever a passage or a name begins or ends."""
    cuts = {0, len(body)} | {m.start for m in marked} | {m.end for m in marked}
    cuts |= {n.start for n in names.values()} | {n.end for n in names.values()}
    taken = {(m.start, m.end) for m in marked}
    starts = sorted((n.start, n.end, thing) for thing, n in names.items())
    cuts |= {i for i, character in enumerate(body) if character == "\n"}
    cuts |= {i + 1 for i, character in enumerate(body) if character == "\n"}
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(body))
    found: list[list[Segment]] = [[]]
    waiting = sorted(marked, key=lambda m: m.start)
    for start, end in pairwise(edges):
        if body[start:end] == "\n":
            found.append([])
            continue
        inside = next(((s, e, thing) for s, e, thing in starts if s <= start and end <= e), None)
        first = inside is not None and inside[0] == start and inside[:2] not in taken
        covering = [m for m in waiting if m.start <= start and end <= m.end]
        segment = Segment(
            body[start:end],
            tuple(m.number for m in covering),
            tuple(m.number for m in covering if m.start == start),
            tuple(m.number for m in covering if m.end == end),
            inside[2] if inside else "",
            f"char={inside[0]},{inside[1]}" if inside and first else "",
        )
        found[-1].append(segment)
    return [paragraph for paragraph in found if any(segment.text.strip() for segment in paragraph)]
