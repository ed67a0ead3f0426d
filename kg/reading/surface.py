"""Relations told by the words between two names, whatever the parser makes of the sentence.

A statistical parse breaks where names are long and lists are longer; the words that join a name, or a list of names, to
the next one do not. ``data/relation_phrases.tsv`` says which words between whom state what.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from kg.articles.page import BlockKind
from kg.facts import EntityType, Predicate
from kg.reading.clauses import Clauses
from kg.reading.document import Document, Mention, Sentence
from kg.reading.findings import Findings
from kg.reading.frames import words
from kg.reading.listing import LIST, list_kind
from kg.reading.tables import rows

TYPES = {"Government": "GovernmentBody"}
#: How many groups of names may stand between the two that a phrase joins, and over how many characters.
REACH, SPAN = 3, 220
OUTSIDE = 60
_BRACKET = re.compile(r"\s*\([^()]*\)")
_UNREAL = re.compile(r"\b(?:not|never|no longer|n't|nor|hopes? to|hoped to|wish(?:es)? to|would like to)\b")
#: "the zone, one of the first in China, is strong in A": not said of China.
_INNER = re.compile(r"\b(?:in|of|at|from|for|with)(?: the)? $")
_OUTER = re.compile(r",(?: (?:is|are|was|were|has|have|both|all)\b|$)")
#: "the lens maker from Luosha has settled in A", "a tenant of the zone which makes A": said of the maker, the tenant.
_HELD = re.compile(r"\b([a-z][a-z-]+) (?:in|of|at|from)(?: the)? $")
_PREDICATE = re.compile(
    r",? (?:which|that|who|is|are|was|were|has|have|had|will|(?:[a-z]+ly )?[a-z]+(?:ed|es|[^s]s))\b"
)
#: "A, B and C are its leading industries", whosever they are.
_ITS = re.compile(
    r" (?:(?:are|is|have become|remain|form)(?: all| also| now)? its|plays? (?:a|the)) (?=((?:[\w-]+ ){1,4}))"
)
#: Sentences that go on about what the sentence before counted: "They included A and B".
_GOES_ON = re.compile(
    r"(?:they|these|those|among (?:them|these|which)|best known|the best known|examples|well-known names)"
    r"(?: \w+){0,2}? (?:include|includes|included|are|were)(?: companies)?(?: such as| like)?(?: the)? ",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:enterprises|companies|firms|businesses|tenants|institutions|institutes)\b", re.IGNORECASE)
OWNERS = (EntityType.PARK, EntityType.PLACE)
SETTLERS = (EntityType.ENTERPRISE, EntityType.INSTITUTION)


@dataclass(frozen=True, slots=True)
class Words:
    """A row of ``relation_phrases.tsv``."""

    left: frozenset[EntityType]
    right: frozenset[EntityType]
    predicate: Predicate
    inverse: bool
    before: re.Pattern[str] | None
    between: re.Pattern[str] | None
    after: re.Pattern[str] | None
    confidence: float


@cache
def phrases() -> tuple[Words, ...]:
    """The phrases, their macros written out."""
    macros: dict[str, str] = {}
    found = []
    for row in rows("relation_phrases"):
        if row["kind"] == "macro":
            macros[f"<{row['left']}>"] = _expand(row["between"], macros)
            continue
        before, between, after = (_expand(row[c], macros) for c in ("before", "between", "after"))
        found.append(
            Words(
                _types(row["left"]), _types(row["right"]), Predicate(row["predicate"]), row["kind"] == "inverse",
                re.compile(rf"(?:{before})\s*$", re.IGNORECASE) if before else None,
                re.compile(rf" ?(?:{between}) ?", re.IGNORECASE) if row["kind"] != "group" else None,
                re.compile(rf"\s*(?:{after})", re.IGNORECASE) if after else None, float(row["confidence"]),
            )
        )  # fmt: skip
    return tuple(found)


def _expand(text: str, macros: dict[str, str]) -> str:
    for name, value in macros.items():
        text = text.replace(name, f"(?:{value})")
    return text


def _types(cell: str) -> frozenset[EntityType]:
    return frozenset(EntityType(TYPES.get(name, name)) for name in cell.split(",") if name)


def surface(findings: Findings, clauses: Clauses) -> None:
    """Adds the relations that the words between names state."""
    document = clauses.document
    before: Sentence | None = None
    for sentence in document.sentences:
        if sentence.kind is BlockKind.CAPTION:
            continue
        groups = list(_groups(document, sentence))
        for at, group in enumerate(groups):
            _single(group, sentence, findings)
            _specialities(group, sentence, findings)
            for other in groups[at + 1 : at + 2 + REACH]:
                _pair(group, other, sentence, findings)
        if before is not None and groups:
            _goes_on(before, sentence, groups[0], findings)
        before = sentence


def _groups(document: Document, sentence: Sentence) -> Iterator[list[Mention]]:
    """The outermost mentions of ``sentence``, those of one list together; short forms in brackets are left out."""
    clean = document.text.clean
    group: list[Mention] = []
    end = sentence.start
    for mention in sorted(document.within(sentence.start, sentence.end), key=lambda m: (m.start, -m.end)):
        if mention.start < end:
            continue
        if group and mention.entity == group[-1].entity and clean[end : mention.start].strip() == "(":
            continue
        end = mention.end
        if group and _listed(document, group[-1], mention):
            group.append(mention)
            continue
        if group:
            yield group
        group = [mention]
    if group:
        yield group


def _listed(document: Document, one: Mention, other: Mention) -> bool:
    if list_kind(document.type_of(one)) != list_kind(document.type_of(other)):
        return False
    if document.type_of(other) is EntityType.PLACE and document.text.clean[other.end : other.end + 2] in ("'s", "’s"):
        return False  # "Luosha, north China's Minqian Province"
    return LIST.fullmatch(_BRACKET.sub("", document.text.clean[one.end : other.start])) is not None


def _of_type(document: Document, group: list[Mention], types: frozenset[EntityType]) -> list[Mention]:
    return [m for m in group if document.type_of(m) in types]


def _of_a_firm(lead: str, joined: str) -> bool:
    """Whether the left name only says where the firm comes from of which the words behind it are said."""
    held = _HELD.search(lead)
    return held is not None and held[1] in words("firms_held") and _PREDICATE.match(joined) is not None


def _single(group: list[Mention], sentence: Sentence, findings: Findings) -> None:
    """Reads what is said of the members of one list: "set up jointly by A and B"."""
    if len(group) < 2:
        return
    document = findings.document
    lead, tail = _around(document, sentence, group, group)
    for row in _of_lists():
        if not _framed(row, lead, tail):
            continue
        members = _of_type(document, group, row.left)
        if len(members) != len(group) or not 2 <= len(members) <= 3:
            continue
        for one, other in combinations(members, 2):
            findings.add(one.entity, row.predicate, other.entity, *_clause(document, sentence, one.start, other.end),
                         row.confidence)  # fmt: skip


def _pair(left: list[Mention], right: list[Mention], sentence: Sentence, findings: Findings) -> None:
    document = findings.document
    raw = document.text.clean[left[-1].end : right[0].start]
    if len(raw) > SPAN or ";" in raw:
        return
    lefts, rights = (frozenset(document.type_of(m) for m in group) for group in (left, right))
    fitting = _between(lefts, rights)
    if not fitting:
        return
    joined = _BRACKET.sub("", " ".join(raw.split()))
    joined = (" " if raw[:1].isspace() else "") + joined + (" " if raw[-1:].isspace() else "")
    lead, tail = _around(document, sentence, left, right)
    if _UNREAL.search(joined) or (_INNER.search(lead) and _OUTER.match(joined)) or _of_a_firm(lead, joined):
        return
    for row, between in fitting:
        if not between.fullmatch(joined) or not _framed(row, lead, tail):
            continue
        if row.predicate is Predicate.PART_OF and not row.inverse and len(right) > 1:
            continue  # "A, a branch of B, and C" lists three
        plural = re.match(r" (?:are|were|have|include)\b", joined)
        ones = _of_type(document, left, row.left)
        for one in ones if row.right == {EntityType.INDUSTRY} or plural or len(ones) == len(left) else ones[-1:]:
            for other in _of_type(document, right, row.right):
                subject, value = (other, one) if row.inverse else (one, other)
                findings.add(subject.entity, row.predicate, value.entity,
                             *_clause(document, sentence, one.start, other.end), row.confidence)  # fmt: skip


@cache
def _between(left: frozenset[EntityType], right: frozenset[EntityType]) -> tuple[tuple[Words, re.Pattern[str]], ...]:
    """The phrases, with what stands between, that may join a list with these types to another."""
    return tuple(
        (row, row.between)
        for row in phrases()
        if row.between is not None and not row.left.isdisjoint(left) and not row.right.isdisjoint(right)
    )


@cache
def _of_lists() -> tuple[Words, ...]:
    """The phrases that say something of the members of one list."""
    return tuple(row for row in phrases() if row.between is None)


def _around(document: Document, sentence: Sentence, left: list[Mention], right: list[Mention]) -> tuple[str, str]:
    """What stands before ``left`` and after ``right`` in the sentence, as far as a phrase may ask."""
    lead = document.text.clean[max(sentence.start, left[0].start - OUTSIDE) : left[0].start]
    return lead, document.text.clean[right[-1].end : min(sentence.end, right[-1].end + OUTSIDE)]


def _framed(row: Words, lead: str, tail: str) -> bool:
    if row.before is not None and not row.before.search(lead):
        return False
    return row.after is None or row.after.match(tail) is not None


def _clause(document: Document, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The stretch between semicolons of ``sentence`` that holds ``start`` to ``end``."""
    clean = document.text.clean
    first = clean.rfind(";", sentence.start, start) + 1 or sentence.start
    last = clean.find(";", end, sentence.end)
    stretch = clean[first : last if last >= 0 else sentence.end]
    return first + len(stretch) - len(stretch.lstrip()), first + len(stretch.rstrip())


def _goes_on(before: Sentence, sentence: Sentence, group: list[Mention], findings: Findings) -> None:
    """Reads "They included A and B", where the sentence before counts the enterprises of one park or place."""
    document = findings.document
    clean = document.text.clean
    if not _COUNTED.search(clean[before.start : before.end]) or not _GOES_ON.match(
        clean[sentence.start : sentence.end]
    ):
        return
    lead = _GOES_ON.match(clean[sentence.start : sentence.end])
    if lead is None or not sentence.start + lead.end() >= group[0].start - 30 >= sentence.start - 30:
        return
    named = [m for m in document.within(before.start, before.end) if document.type_of(m) is EntityType.PARK]
    named = named or [m for m in document.within(before.start, before.end) if document.type_of(m) is EntityType.PLACE]
    if len({m.entity for m in named}) != 1:
        return
    members = [m for m in group if document.type_of(m) in SETTLERS]
    for mention in document.within(group[-1].end, sentence.end):  # "A, the Luosha branch of B, and C"
        if re.search(r"(?:, and|\bbranch of) (?:the )?$", clean[sentence.start : mention.start]):
            members += [mention] if document.type_of(mention) in SETTLERS else []
    for member in members:
        site = named[0].entity
        where = _clause(document, sentence, member.start, member.end)
        findings.add(member.entity, Predicate.LOCATED_IN, site, before.start, before.end, 0.5)
        findings.add(member.entity, Predicate.LOCATED_IN, site, *where, 0.5)


def _specialities(group: list[Mention], sentence: Sentence, findings: Findings) -> None:
    """Reads "A, B and C are its leading industries" of what the sentences before go on about."""
    document = findings.document
    said = _ITS.match(document.text.clean[group[-1].end : sentence.end])
    if said is None or not set(said[1].lower().split()) & words("leading"):
        return
    at = group[-1].end + said.end() - 4
    if any(m.start <= at < m.end and document.type_of(m) in OWNERS for m in document.mentions):
        return
    owner = _topic(document, sentence)
    for mention in group if owner is not None else ():
        if owner is not None and document.type_of(mention) is EntityType.INDUSTRY:
            where = _clause(document, sentence, mention.start, group[-1].end)
            findings.add(owner, Predicate.FOCUSES_ON, mention.entity, *where, 0.6)


def _topic(document: Document, sentence: Sentence) -> str | None:
    """The zone or place that the sentences before are about: what the latest one names, first before its verb."""
    earlier = [s for s in document.sentences if s.end <= sentence.start]
    for before in reversed(earlier[-3:]):
        verb = before.span.root
        led = {m.entity for m in document.within(before.start, verb.idx) if document.type_of(m) in OWNERS}
        led = led or {m.entity for m in document.within(verb.idx, before.end) if document.type_of(m) in OWNERS}
        if led:
            return led.pop() if len(led) == 1 else None
    return None
