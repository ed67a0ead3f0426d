"""Relations that a verb or a noun states: the patterns of ``relation_patterns.tsv`` over the clauses' frames."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.articles.page import BlockKind
from kg.facts import EntityType, Predicate
from kg.reading.clauses import Clauses, Filler
from kg.reading.findings import Findings
from kg.reading.frames import Phrase, words
from kg.reading.modality import is_fact, is_negated
from kg.reading.parsed import Token
from kg.reading.syntax import children
from kg.reading.tables import rows

TYPES = {"Government": "GovernmentBody"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of ``relation_patterns.tsv``."""

    kind: str
    phrase: Phrase
    subject: tuple[str, ...]
    object: tuple[str, ...]
    predicate: Predicate
    subject_types: frozenset[EntityType]
    object_types: frozenset[EntityType]
    planned: bool


@cache
def patterns() -> dict[str, list[Pattern]]:
    """The patterns by lemma."""
    table: dict[str, list[Pattern]] = {}
    for row in rows("relation_patterns"):
        pattern = Pattern(
            row["kind"], Phrase.parse(row["phrase"]), tuple(row["subject"].split("|")), tuple(row["object"].split("|")),
            Predicate(row["predicate"]), _types(row["subject_types"]), _types(row["object_types"]),
            row["modality"] == "any",
        )  # fmt: skip
        table.setdefault(pattern.phrase.lemma, []).append(pattern)
    return table


def _types(cell: str) -> frozenset[EntityType]:
    if cell in ("", "-"):
        return frozenset(EntityType)
    return frozenset(EntityType(TYPES.get(name, name)) for name in cell.split(","))


def stated(findings: Findings, clauses: Clauses) -> None:
    """Adds the relations that verbs and nouns of the table state."""
    known = patterns()
    for sentence in clauses.document.sentences:
        if sentence.kind is BlockKind.CAPTION:
            continue
        for token in clauses.loose(sentence):
            for pattern in known.get(token.lemma_.lower(), ()):
                if _applies(pattern, token):
                    _read(pattern, token, findings, clauses)


def _applies(pattern: Pattern, token: Token) -> bool:
    if pattern.kind == "verb":
        if token.pos_ not in ("VERB", "AUX") or not pattern.phrase.matches(token) or is_negated(token):
            return False
        return pattern.planned or is_fact(token)
    return token.pos_ in ("NOUN", "PROPN", "ADJ") or token.lower_ == "home"


def _read(pattern: Pattern, token: Token, findings: Findings, clauses: Clauses) -> None:
    frame = dict(clauses.frame(token))
    if "predicated" in pattern.subject + pattern.object:
        frame["predicated"] = list(predicated(token, clauses))
    if "doer" in pattern.subject + pattern.object:
        frame["doer"] = _doers(token, clauses)
    if "listed" in pattern.object:
        frame["listed"] = [f for f in clauses.fillers(token) if f.via is None and f.mention.start > token.idx]
    subjects = pattern.subject
    if "patient" in subjects and children(token, "dobj"):  # "opened a plant in Y" says nothing of where X lies
        subjects = tuple(f for f in subjects if f != "agent")
    for subject in _pick(frame, subjects):
        if _of_a_firm(token, subject.token):
            continue
        for value in _pick(frame, pattern.object):
            if clauses.type_of(subject.mention) not in pattern.subject_types:
                continue
            if clauses.type_of(value.mention) not in pattern.object_types:
                continue
            if "in" in (subject.via, value.via) and pattern.predicate is not Predicate.LOCATED_IN:
                continue  # "operates a plant in the park" says nothing of the park
            start, end = clauses.clause(token, subject.token, value.token)
            findings.add(subject.mention.entity, pattern.predicate, value.mention.entity, start, end, 0.8)


def _of_a_firm(verb: Token, name: Token) -> bool:
    """Whether ``verb`` says of a firm what the parser makes it say of its zone: "a tenant of X which makes lenses"."""
    return (
        verb.dep_ == "relcl"
        and verb.head == name
        and name.dep_ == "pobj"
        and name.head.head.lemma_.lower() in words("firms_held")
    )


def _pick(frame: dict[str, list[Filler]], functions: tuple[str, ...]) -> list[Filler]:
    return [filler for function in functions for filler in frame.get(function, ())]


def _doers(noun: Token, clauses: Clauses) -> list[Filler]:
    """Who does what the clause of ``noun`` says, if it is said as a fact: "X has formed a joint venture"."""
    verb = next((a for a in noun.ancestors if a.pos_ in ("VERB", "AUX")), None)
    if verb is None or not is_fact(verb):
        return []
    return clauses.frame(verb).get("agent", [])


def predicated(noun: Token, clauses: Clauses) -> Iterator[Filler]:
    """What ``noun`` is said of: "X is a maker", "X, a maker", "the maker X", "as a maker, X ..."."""
    top = noun
    while top.dep_ == "conj" and top.head.pos_ in ("NOUN", "PROPN") and clauses.mention(top.head) is None:
        top = top.head
    head = top.head
    if top.dep_ == "attr" or (top.dep_ == "advmod" and head.lemma_ == "be"):
        yield from clauses.frame(head).get("agent", ())
    elif (top.dep_ == "appos" and not _listed(top)) or top.dep_ in ("compound", "amod", "nmod"):
        yield from _own(head, clauses)
    elif top.dep_ == "pobj" and head.lower_ == "as" and head.head.pos_ in ("VERB", "AUX"):
        yield from clauses.frame(head.head).get("agent", ())
        yield from clauses.frame(head.head).get("patient", ())
    elif top.dep_ in ("dep", "npadvmod", "advcl", "oprd", "nsubj") and head.pos_ in ("VERB", "AUX") and top.i < head.i:
        yield from (f for f in clauses.frame(head).get("agent", ()) if f.token.i > top.i)
    for child in noun.children:
        if child.dep_ == "appos":
            yield from clauses.fillers(child)


def _listed(noun: Token) -> bool:
    """Whether ``noun``, which the parser takes for an apposition, stands in a list: "A, a branch of B, and C"."""
    return any(t.dep_ == "cc" and t.i > noun.i and t.nbor(-1).text == "," for t in (*noun.subtree, *noun.head.children))


def _own(token: Token, clauses: Clauses) -> Iterator[Filler]:
    mention = clauses.mention(token)
    if mention is not None:
        yield Filler(mention, token)
