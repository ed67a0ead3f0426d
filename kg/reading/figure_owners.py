"""Whom a figure is about by the way it is printed: in brackets behind a name, beside "the plant", in a label."""

from collections import Counter
from functools import cache, lru_cache
from typing import Final, NamedTuple

import regex

from kg.facts import EntityType
from kg.reading.document import Document, Mention
from kg.reading.figures import Figure, words
from kg.reading.nominals import nominals
from kg.reading.parsed import Token
from kg.reading.quantities import Kind
from kg.reading.syntax import SUBJECTS

#: Types of entities that figures are about.
ABOUT: Final = frozenset(
    (
        EntityType.PLACE,
        EntityType.PARK,
        EntityType.ENTERPRISE,
        EntityType.FACILITY,
        EntityType.PROJECT,
        EntityType.INSTITUTION,
    )
)
BUILT: Final = (EntityType.PARK, EntityType.FACILITY, EntityType.PROJECT)
#: Types of what figures of a whole economy are about: its output, population, foreign trade.
WIDE: Final = (EntityType.PLACE, EntityType.PARK)
#: What may stand between a list item's thing and the builder or site that the brackets follow.
_BY: Final = regex.compile(
    r"\s*(?:[(（][^()（）]*[)）]\s*)?,?\s*(?:\w+ed |built |run )?(?:by|in|at|from|near)\s+(?:the\s+)?", regex.IGNORECASE
)
_BASED: Final = regex.compile(r"\s+(\p{Lu}[\w' ]+?)-(?:based|headquartered)\b")
#: "X, population 860,000": in apposition to the name.
_POPULATION: Final = regex.compile(r",\s+(?:with\s+a\s+)?population\s+(?:of\s+)?$")
_FUNDED: Final = regex.compile(r"\b(?:invested|funded|financed|built|developed|by)\b", regex.IGNORECASE)
_SIDE: Final = 120
#: What stands between a site and the place where it lies.
_LYING: Final = regex.compile(
    r",\s+(?:in\s+)?(?:the\s+)?(?:(?:north|south|east|west|central)[\w-]*\s+)?(?:\p{Lu}\w+'s\s+)?$(?<!,\s+)",
    regex.IGNORECASE,
)
_LINK: Final = 48
_OPENS: Final = regex.compile(r"(?:With|Covering|Occupying|Spanning|Boasting|Costing|Measuring|Totall?ing)\s[^,;]*$")
_COMMA: Final = regex.compile(r"(?<=^[^,;]*),\s+(?:the\s+)?")
#: "X, the total investment of which is 3 billion yuan": behind the name.
_OF_WHICH: Final = regex.compile(r",\s+(?:the\s+)?(?:[\p{Ll}-]+\s+){1,4}of\s+which\b[^,;.]{0,40}$")
#: "X, 5 ha, built by Y", "X, 183 m long": a size in apposition.
_SIZE_BEHIND: Final = regex.compile(r"(?:\s+(?:in size|long|wide|high|tall|deep))?\s*[,;.)]")
_SIZES: Final = (Kind.AREA, Kind.LENGTH, Kind.POWER)
#: "X: 41 studios, 9 galleries and 3 hotels": figures without a verb under a name.
_LISTED: Final = regex.compile(r":\s+(?:[\p{Ll}\d][^:;.]*)?$")
_GOES_ON: Final = regex.compile(r"\s+(?:\p{Ll}+)\b")


class Subject(NamedTuple):
    """An entity, and how sure it is that the figure is about it."""

    entity: str
    confidence: float


def bracketed(document: Document, figure: Figure) -> str | None:
    """The entity that the brackets around ``figure`` stand behind: "the X Project, invested by Y (3 billion yuan)"."""
    text, start = document.text.clean, figure.sentence.start
    if (label := _POPULATION.search(text, start, figure.quantity.outset)) is not None:
        return next(
            (m.entity for m in document.mentions if m.end == label.start() and document.type_of(m) in ABOUT), None
        )
    opened = _opening(text, start, figure.quantity.start)
    if opened is None:
        return None
    here = [m for m in document.within(start, opened) if document.type_of(m) in ABOUT]
    last = next((m for m in reversed(here) if not text[m.end : opened].strip()), None)
    if last is None:
        return None
    owner = last
    for mention in reversed([m for m in here if m.end <= last.start and _opening(text, start, m.start) is None]):
        link = _BY.fullmatch(text[mention.end : owner.start])
        if link is None:
            break
        if _FUNDED.search(link[0]) and document.type_of(mention) not in BUILT:
            break
        owner = mention
    return owner.entity


def opened_with(document: Document, figure: Figure) -> str | None:
    """X of "With an investment of 5 billion yuan, X will ...", whatever the parser makes of it."""
    text = figure.text
    if not _OPENS.match(text, figure.sentence.start, figure.quantity.outset):
        return None
    comma = _COMMA.search(text, figure.quantity.end, figure.sentence.end)
    if comma is None:
        return None
    return next(
        (
            m.entity
            for m in document.mentions
            if m.start == comma.end() and document.type_of(m) in ABOUT and _GOES_ON.match(text, m.end)
        ),
        None,
    )


def apposed(document: Document, figure: Figure) -> str | None:
    """X of "X, 5 ha, built by Y", of "X, the cost of which is 3 billion yuan" and of "X: 41 studios, 9 galleries"."""
    text, start, q = figure.text, figure.sentence.start, figure.quantity
    here = [m for m in document.within(start, q.outset) if document.type_of(m) in ABOUT]
    if not here:
        return None
    last = max(here, key=lambda m: (m.end, m.start - m.end))
    between = text[last.end : q.outset]
    if between == ", " and q.kind in _SIZES and not figure.is_count and _SIZE_BEHIND.match(text, q.end):
        return last.entity
    if _LISTED.fullmatch(between) and figure.token.dep_ not in SUBJECTS and not _has_verb(figure, last.end):
        return last.entity
    return next((m.entity for m in reversed(here) if _OF_WHICH.match(text, m.end, q.outset)), None)


def _has_verb(figure: Figure, start: int) -> bool:
    """Whether a verb stands between ``start`` and the figure."""
    between = [t for t in figure.sentence.span if start <= t.idx < figure.quantity.start]
    return any(t.pos_ in ("VERB", "AUX") for t in between)


def _opening(text: str, start: int, at: int) -> int | None:
    """Where the bracket opens that ``at`` stands in."""
    depth = 0
    for index in range(at - 1, max(start, at - _SIDE) - 1, -1):
        if text[index] in ")）":
            depth += 1
        elif text[index] in "(（":
            if not depth:
                return index
            depth -= 1
    return None


def named_by(document: Document, noun: Token) -> str | None:
    """What "the branch", "the terminal" means: the last thing before it whose name has that noun as its kind."""
    if noun.pos_ not in ("NOUN", "PROPN") or noun.tag_ == "NNS":
        return None
    lemma = noun.lemma_.lower()
    if any(c.dep_ == "poss" and c.lower_ == "our" for c in noun.children):
        return _own(document, lemma)
    if not any(c.dep_ == "det" and c.lower_ in ("the", "this") for c in noun.children):
        return None
    if any(c.dep_ in ("poss", "prep", "nummod") or (c.dep_ == "relcl" and not _is_aside(c)) for c in noun.children):
        return None
    for mention in reversed(document.within(0, noun.idx)):
        if document.type_of(mention) not in ABOUT or document.type_of(mention) is EntityType.PLACE:
            continue
        if any(lemma in kinds_of(name) for name in document.entities[mention.entity].names):
            return mention.entity
    return None


def _is_aside(clause: Token) -> bool:
    """Whether a relative clause only adds something: "the street, which ..."."""
    return clause.left_edge.i > 0 and clause.left_edge.nbor(-1).text == ","


def _own(document: Document, lemma: str) -> str | None:
    """What "our hospital" means: the body of that kind that the page names most, and more than once."""
    bodies = (EntityType.INSTITUTION, EntityType.ENTERPRISE)
    named = Counter(
        m.entity
        for m in document.mentions
        if document.type_of(m) in bodies and any(lemma in kinds_of(n) for n in document.entities[m.entity].names)
    )
    return next((entity for entity, times in named.most_common(1) if times > 1), None)


def situated(document: Document, mention: Mention) -> Mention:
    """X, not Y, of "X, southwest China's Y": what lies in ``mention`` where that only tells where something lies."""
    link = _LYING.search(document.text.clean, max(0, mention.start - _LINK), mention.start)
    if link is None:
        return mention
    return next((m for m in document.mentions if m.end == link.start() and document.type_of(m) in ABOUT), mention)


def based(document: Document, figure: Figure) -> str | None:
    """X of "70 X-based firms"."""
    match = _BASED.match(figure.text, figure.quantity.end)
    if match is None or not figure.is_count:
        return None
    return next((e.id for e in document.entities.values() if match[1] in e.names and e.type in ABOUT), None)


@lru_cache(maxsize=1 << 12)
def kinds_of(name: str) -> frozenset[str]:
    """The words of a name that tell its kind: those before "of" or "in", the last ones else."""
    head = regex.split(r"\s+(?:of|in|at|for)\s+", name.lower(), maxsplit=1)[0]
    found = regex.findall(r"[\w-]+", head)[-2:]
    return frozenset({*found, *(word.rpartition("-")[2] for word in found)})


def described(document: Document, noun: Token, at: int) -> Mention | None:
    """The last thing before ``at`` that "the project" can mean: a project, park or site; "the zone": a park; ..."""
    known = nominals().get(noun.lemma_.lower())
    if known is None:
        return None
    classes = {*known.classes, *(BUILT if EntityType.PROJECT in known.classes else ())} & ABOUT
    fitting = [m for m in document.mentions if m.end <= at and document.type_of(m) in classes]
    return fitting[-1] if fitting else None


def of_economy(figure: Figure) -> bool:
    """Whether it is a figure that only a place or zone can have: GDP, population, fixed-asset investment, exports."""
    span = [t for t in figure.sentence.span if abs(t.i - figure.token.i) < _NEAR_TOKENS]
    said = " ".join(t.lower_ for t in span)
    return any(phrase in said for phrase in _economy())


@cache
def _economy() -> frozenset[str]:
    return frozenset(phrase.replace("_", " ") for phrase in words("economy"))


_NEAR_TOKENS: Final = 14


def there(document: Document, node: Token) -> str | None:
    """What "there" beside a verb or the "where" of its clause means: the last site named before, the clause's noun."""
    if node.pos_ != "VERB":
        return None
    if node.dep_ == "relcl" and any(c.lower_ == "where" for c in node.children):
        at = node.head.idx
        return next(
            (m.entity for m in document.mentions if m.start <= at < m.end and document.type_of(m) in ABOUT), None
        )
    adverb = next((c for c in node.children if c.dep_ == "advmod" and c.lower_ == "there"), None)
    if adverb is None:
        return None
    types = (*BUILT, EntityType.INSTITUTION, EntityType.PLACE)
    sites = [m for m in document.within(0, adverb.idx) if document.type_of(m) in types]
    return sites[-1].entity if sites else None
