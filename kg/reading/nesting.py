"""Relations between neighbours: "X in Y", "X of Y", "Y's X", "X, Y Province", and those inside a name."""

import re

from spacy.tokens import Token

from kg.articles.page import BlockKind
from kg.facts import EntityType, Predicate
from kg.reading.clauses import Clauses, Filler
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.findings import BODY, SITE, Findings

INSIDE = ("in", "inside", "within", "at", "near")
NAMED = (MentionKind.NAME, MentionKind.SHORT)
NESTING = (EntityType.PLACE, EntityType.PARK, EntityType.FACILITY)


def nested(findings: Findings, clauses: Clauses) -> None:
    """Adds the relations that stand between a mention and what hangs on it."""
    for mention in clauses.document.mentions:
        head = clauses.head(mention)
        if head is None:
            continue
        for child in head.children:
            if clauses.mention(child) is mention:
                continue
            if child.dep_ == "prep" and child.lower_ in INSIDE:
                _pair_all(mention, child, Predicate.LOCATED_IN, findings, clauses, 0.8)
            elif child.dep_ == "prep" and child.lower_ == "of":
                _of(mention, child, findings, clauses)
            elif child.dep_ == "poss":
                for owner in clauses.fillers(child):
                    _owned(mention, owner, findings, clauses)
    _brackets(findings, clauses)


def _pair_all(mention: Mention, prep: Token, predicate: Predicate, findings: Findings, clauses: Clauses,
              confidence: float) -> None:  # fmt: skip
    for child in prep.children:
        if child.dep_ != "pobj":
            continue
        for filler in clauses.fillers(child):
            start, end = clauses.clause(prep, filler.token)
            findings.add(mention.entity, predicate, filler.mention.entity, start, end, confidence)


def _of(mention: Mention, prep: Token, findings: Findings, clauses: Clauses) -> None:
    for child in prep.children:
        whole = clauses.mention(child)
        if child.dep_ == "pobj" and whole is not None:
            _owned(mention, Filler(whole, child), findings, clauses)


def _owned(mention: Mention, owner: Filler, findings: Findings, clauses: Clauses) -> None:
    """"Y's X", "X of Y": part of a body, company or bigger zone; a facility of a zone, anything of a place lies in it."""
    part, whole = clauses.type_of(mention), clauses.type_of(owner.mention)
    if whole is EntityType.PLACE or (part in (EntityType.FACILITY, EntityType.PROJECT) and whole in (EntityType.PARK, EntityType.FACILITY)):
        predicate = Predicate.LOCATED_IN
    elif part in BODY and whole in BODY or (part in SITE and whole in SITE | BODY):
        predicate = Predicate.PART_OF
    else:
        return
    head = clauses.head(mention) or owner.token
    start, end = clauses.clause(head, owner.token)
    findings.add(mention.entity, predicate, owner.mention.entity, start, end, 0.75)


def _brackets(findings: Findings, clauses: Clauses) -> None:
    """"Yidu (Hubei)", "Laoshan District, Qingdao": a place with the wider one that it lies in."""
    text = clauses.document.text.clean
    named = [m for m in clauses.document.mentions if clauses.type_of(m) in NESTING]
    for near, far in zip(named, named[1:], strict=False):
        if clauses.type_of(far) is not EntityType.PLACE:
            continue
        bracket = re.fullmatch(r"\s?[(（]", text[near.end : far.start]) and text[far.end : far.end + 1] in (")", "）")
        if bracket or clauses.lies_in(near, far):
            findings.add(near.entity, Predicate.LOCATED_IN, far.entity, near.start, far.end, 0.85)


def name_relations(findings: Findings, clauses: Clauses) -> None:
    """Adds locatedIn from a park's, facility's or institution's own name where the text states nothing narrower."""
    document = clauses.document
    carriers = (EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION)
    for entity in document.entities.values():
        if entity.type not in carriers or findings.objects(entity.id, Predicate.LOCATED_IN):
            continue
        found = _carried(entity.id, document, findings)
        if found is None:
            continue
        place, mention = found
        findings.add(entity.id, Predicate.LOCATED_IN, place, mention.start, mention.end, 0.7)


def _carried(identifier: str, document: Document, findings: Findings) -> tuple[str, Mention] | None:
    """The place or zone whose name stands in the name of the entity, the longest one, and the mention that shows it."""
    best: tuple[int, str, Mention] | None = None
    for mention in document.mentions:
        if mention.entity != identifier or mention.kind not in NAMED:
            continue
        printed = document.text.clean[mention.start : mention.end]
        for other in document.entities.values():
            if other.id == identifier or not findings.fits(identifier, Predicate.LOCATED_IN, other.id):
                continue
            if other.type is EntityType.FACILITY:
                continue
            for name in other.names:
                if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", printed) and len(name) < len(printed):
                    if best is None or len(name) > best[0]:
                        best = (len(name), other.id, mention)
    return None if best is None else (best[1], best[2])
