"""Labels: lines of project lists and fact boxes: "Site: Weiluo Zone", "Operator: Torvik Holdings", "Invested by"."""

import re
from functools import lru_cache

from kg.facts import EntityType, Predicate
from kg.reading.clauses import Clauses
from kg.reading.document import Document, Mention, MentionKind, Sentence
from kg.reading.findings import Findings
from kg.reading.frames import words

#: What such lines tell of.
TOLD = (EntityType.PROJECT, EntityType.PARK, EntityType.FACILITY)
#: Sentences over which the lines of one item go on.
REACH = 8
_NUMBER = re.compile(r"\W*(?:\d{1,2}\W{1,3}|\([\da-z]\)\s*|[-*·•]\s*)?(?:the\s+)?", re.IGNORECASE)
CONFIDENCE = 0.75


@lru_cache(maxsize=1 << 14)
def _label(name: str) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(w).replace("_", r"\s+") for w in sorted(words(name), key=len, reverse=True))
    ending = r"\s*:" if name != "label_made" else ""
    return re.compile(rf"\W*(?:{alternatives}){ending}\s*(?:the\s+)?", re.IGNORECASE)


def labelled(findings: Findings, clauses: Clauses) -> None:
    """Adds what labelled lines say of the item that they stand under."""
    document = clauses.document
    for number, sentence in enumerate(document.sentences):
        text = document.text.clean[sentence.start : sentence.end]
        for name, predicate in _LABELS:
            found = _label(name).match(text)
            if found is None:
                continue
            here = [m for m in document.within(sentence.start, sentence.end) if m.kind is not MentionKind.PRONOUN]
            first = [m for m in here if m.start == sentence.start + found.end()]
            item = _item(document, number) if first else None
            for mention in _values(predicate, first, clauses) if item is not None else ():
                if item is not None:
                    _add(findings, item, predicate, mention, sentence)
            break


_LABELS = (
    ("label_site", Predicate.LOCATED_IN),
    ("label_builder", Predicate.DEVELOPS),
    ("label_made", Predicate.DEVELOPS),
    ("label_trade", Predicate.FOCUSES_ON),
)


def _values(predicate: Predicate, first: list[Mention], clauses: Clauses) -> list[Mention]:
    """What the label gives: all of a list, of places the narrowest, which stands first."""
    return first[:1] if predicate is Predicate.LOCATED_IN else [*first[:1], *clauses.lists.after(first[0])]


def _add(findings: Findings, item: Mention, predicate: Predicate, value: Mention, sentence: Sentence) -> None:
    if predicate is Predicate.DEVELOPS:
        findings.add(value.entity, predicate, item.entity, sentence.start, sentence.end, CONFIDENCE)
    else:
        findings.add(item.entity, predicate, value.entity, sentence.start, sentence.end, CONFIDENCE)


def _item(document: Document, number: int) -> Mention | None:
    """The project, park or site whose name opens the last line before that opens with one."""
    for sentence in reversed(document.sentences[max(0, number - REACH) : number]):
        for mention in document.within(sentence.start, sentence.end):
            if document.type_of(mention) in TOLD and _NUMBER.fullmatch(
                document.text.clean, sentence.start, mention.start
            ):
                return mention
    return None
