"""Relations between neighbours: "X in Y", "X of Y", "Y's X", "X, Y Province", and those inside a name."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.facts import EntityType, Predicate
from kg.reading.clauses import Clauses, Filler
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.findings import BODY, SITE, Findings
from kg.reading.frames import words
from kg.reading.geography import width
from kg.reading.inside import inside
from kg.reading.parsed import Token

CARRIERS = (EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION)
FIXED = (EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION, EntityType.PLACE, EntityType.PROJECT)
#: Places up to the width of a city are as narrow as a name can be.
NARROW = 5
#: Width of a country.
COUNTRY = 8
INSIDE = ("in", "inside", "within", "at", "near")
NAMED = (MentionKind.NAME, MentionKind.SHORT)
ENVOY = re.compile(r"\b(?:[Cc]onsul|[Aa]mbassador|[Ee]mbassy|[Ee]nvoy|[Cc]onsulate)[\w -]* of (?:the )?$")
NESTING = (EntityType.PLACE, EntityType.PARK, EntityType.FACILITY)


def nested(findings: Findings, clauses: Clauses) -> None:
    """Adds the relations that stand between a mention and what hangs on it."""
    for mention in clauses.document.mentions:
        head = clauses.head(mention)
        if head is None:
            continue
        for child in head.children:
            around = clauses.mention(child)
            if around is not None and around.start <= mention.start and mention.end <= around.end:
                continue
            partner = (
                head.dep_ == "pobj"
                and head.head.lower_ in ("with", "by", "to")
                and clauses.type_of(mention) is EntityType.ENTERPRISE
            )
            if (
                child.dep_ == "prep"
                and child.lower_ in INSIDE
                and not partner
                and not _posted(mention, clauses.document)
            ):
                _pair_all(mention, child, Predicate.LOCATED_IN, findings, clauses, 0.8)
            elif child.dep_ == "prep" and child.lower_ == "of":
                _of(mention, child, findings, clauses)
            elif child.dep_ == "prep" and child.lower_ == "under" and clauses.type_of(mention) in BODY:
                _pair_all(mention, child, Predicate.PART_OF, findings, clauses, 0.75)
            elif child.dep_ == "poss" and not _nationally(head, child, clauses):
                for owner in clauses.fillers(child):
                    _owned(mention, owner, findings, clauses)
    _brackets(findings, clauses)


def _posted(mention: Mention, document: Document) -> bool:
    """Whether "in" after ``mention`` says where its envoy sits: "Consul of Minqian in Luosha"."""
    return ENVOY.search(document.text.clean[max(0, mention.start - 40) : mention.start]) is not None


def _nationally(head: Token, owner: Token, clauses: Clauses) -> bool:
    """Whether the owner is a country among whose zones one is the first: "China's first pilot zone"."""
    place = clauses.mention(owner)
    if place is None or (width(clauses.document.text.clean[place.start : place.end]) or 0) < COUNTRY:
        return False
    ranking = head.doc[owner.i + 1 : head.i]
    return any(t.tag_ == "JJS" or t.lower_ in ("first", "only", "second", "third") for t in ranking)


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
    """Reads "Y's X", "X of Y": part of a body or bigger zone; what is of a place, and a zone's facility, lies in it."""
    part, whole = clauses.type_of(mention), clauses.type_of(owner.mention)
    if whole is EntityType.PLACE or (
        part in (EntityType.FACILITY, EntityType.PROJECT) and whole in (EntityType.PARK, EntityType.FACILITY)
    ):
        predicate = Predicate.LOCATED_IN
    elif part in (EntityType.PARK, EntityType.PROJECT) and whole is EntityType.ENTERPRISE:
        head = clauses.head(mention) or owner.token
        start, end = clauses.clause(head, owner.token)
        findings.add(owner.mention.entity, Predicate.DEVELOPS, mention.entity, start, end, 0.75)
        return
    elif (part in BODY and whole in BODY) or (part in SITE and whole in SITE | BODY):
        predicate = Predicate.PART_OF
    else:
        return
    head = clauses.head(mention) or owner.token
    start, end = clauses.clause(head, owner.token)
    findings.add(mention.entity, predicate, owner.mention.entity, start, end, 0.75)


def _brackets(findings: Findings, clauses: Clauses) -> None:
    """ "Luosha (Minqian)", "Laoshan District, Qingdao": a place with the wider one that it lies in."""
    text = clauses.document.text.clean
    named = [m for m in clauses.document.mentions if clauses.type_of(m) in NESTING]
    for near, far in pairwise(named):
        if clauses.type_of(far) is not EntityType.PLACE:
            continue
        if text[far.end : far.end + 2] in ("'s", "’s"):
            continue  # "Luosha, north China's Minqian Province" lies in the province
        bracket = re.fullmatch(r"\s?[(（]", text[near.end : far.start]) and text[far.end : far.end + 1] in (")", "）")
        if bracket or clauses.lists.lies_in(near, far):
            findings.add(near.entity, Predicate.LOCATED_IN, far.entity, near.start, far.end, 0.85)


def described(findings: Findings, clauses: Clauses) -> None:
    """Adds locatedIn from "seven Singapore companies: A, B and C"."""
    for sentence in clauses.document.sentences:
        for token in sentence.span:
            if token.lemma_.lower() not in words("firms") or clauses.mention(token) is not None:
                continue
            places = [
                m for c in token.children if c.dep_ in ("compound", "amod") and (m := clauses.mention(c)) is not None
            ]
            for place in places:
                for filler in clauses.fillers(token):
                    start, end = clauses.clause(token, filler.token)
                    if filler.mention.start > token.idx:
                        findings.add(filler.mention.entity, Predicate.LOCATED_IN, place.entity, start, end, 0.75)


def adjacent(findings: Findings, clauses: Clauses) -> None:
    """Adds locatedIn from "X in Y" where nothing but "in" stands between, however the parser hangs it; or "of"."""
    text = clauses.document.text.clean
    ordered = [m for m in clauses.document.mentions if m.kind is not MentionKind.PRONOUN]
    for near, far in pairwise(ordered):
        between = text[near.end : far.start]
        kind = clauses.type_of(near)
        if (
            re.fullmatch(r",? (?:in|inside|within)(?: the)? ", between)
            and kind in FIXED
            and not between.startswith(",")
            and not _posted(near, clauses.document)
        ):
            findings.add(near.entity, Predicate.LOCATED_IN, far.entity, near.start, far.end, 0.8)
        elif re.fullmatch(r"-based(?: [\w-]+){0,4} ", between) and kind is EntityType.PLACE:
            findings.add(far.entity, Predicate.LOCATED_IN, near.entity, near.start, far.end, 0.8)
        elif (between == " from " and kind in (EntityType.ENTERPRISE, EntityType.INSTITUTION)) or (
            between == " of " and kind is EntityType.ENTERPRISE and clauses.type_of(far) is EntityType.PLACE
        ):
            findings.add(near.entity, Predicate.LOCATED_IN, far.entity, near.start, far.end, 0.75)


def name_relations(findings: Findings, clauses: Clauses) -> None:
    """Adds what an entity's own name says: the place it lies in, the body it is part of, the industry it is for."""
    named = [(e, list(_named_inside(e, clauses.document))) for e in clauses.document.entities.values()]
    for entity, inner in named:
        _part_by_name(entity, inner, findings)
        _industry_by_name(entity, inner, findings)
        if entity.type is EntityType.PROJECT:
            _maker_by_name(entity, findings)
    for entity, inner in named:
        if entity.type in CARRIERS:
            _place_by_name(entity, inner, findings)


#: A name inside another: its entity, the text before and after it, and the mention that prints the whole.
_Inner = tuple[EntityDraft, str, str, Mention]


def _named_inside(entity: EntityDraft, document: Document) -> Iterator[_Inner]:
    """Each name of another entity that stands inside one of ``entity``."""
    for printed, mention in _printed(entity, document):
        for other in document.entities.values():
            if other.id == entity.id:
                continue
            for name in (*other.names, *other.rebuilt):
                if len(name) >= len(printed):
                    continue
                found = inside(name, printed, folded=not name[0].isupper(), hyphens=True)
                if found is not None:
                    yield other, printed[: found[0]], printed[found[1] :], mention


def _printed(entity: EntityDraft, document: Document) -> list[tuple[str, Mention]]:
    """Each form of the entity's name with the mention that prints it, if need be one inside a longer name."""
    own = {
        document.text.clean[m.start : m.end]: m for m in document.mentions if m.entity == entity.id and m.kind in NAMED
    }
    if own:
        return list(own.items())
    around = [(document.text.clean[m.start : m.end], m) for m in document.mentions if m.kind in NAMED]
    return [(name, m) for name in entity.names for text, m in around if name in text][:1]


def _part_by_name(entity: EntityDraft, inner: list[_Inner], findings: Findings) -> None:
    """ "Standing Committee of the X Congress", "Goertek Global Headquarters", "Goertek's park"."""
    for other, before, after, mention in inner:
        whole = other.type
        if re.search(r"\b(?:of|under)(?: the)? $", before) and not after:
            if entity.type is EntityType.FACILITY and whole in (EntityType.PARK, EntityType.FACILITY, EntityType.PLACE):
                predicate = Predicate.LOCATED_IN
            elif whole in BODY or (entity.type in SITE and whole in SITE):
                predicate = Predicate.PART_OF
            else:
                continue
            findings.add(entity.id, predicate, other.id, mention.start, mention.end, 0.85)
        elif re.search(r"\b[Pp]hase\b", before) and whole in SITE:
            findings.add(entity.id, Predicate.PART_OF, other.id, mention.start, mention.end, 0.85)
        elif not before and whole is EntityType.ENTERPRISE:
            if re.match(r"['’]s\b", after) and entity.type in (EntityType.PARK, EntityType.PROJECT):
                findings.add(entity.id, Predicate.DEVELOPS, other.id, mention.start, mention.end, 0.8, inverse=True)
            elif entity.type is EntityType.FACILITY:
                findings.add(entity.id, Predicate.PART_OF, other.id, mention.start, mention.end, 0.75)


def _maker_by_name(entity: EntityDraft, findings: Findings) -> None:
    """ "Torvik Lens Project" is Torvik Corporation's: the name begins with the company's own, legal form aside."""
    document = findings.document
    for printed, mention in _printed(entity, document):
        for other in document.entities.values():
            if other.type is not EntityType.ENTERPRISE:
                continue
            stems = {stem for n in other.names if (stem := _stem(n))}
            if any(printed.startswith(stem + " ") for stem in stems):
                findings.add(other.id, Predicate.DEVELOPS, entity.id, mention.start, mention.end, 0.6)


def _stem(name: str) -> str:
    """A company's name without words that any may have: "Luosha Torvik" of "Luosha Torvik Industrial Company"."""
    kept = re.sub(r"[,.]", "", name).split()
    while kept and kept[-1].lower() in words("corporate"):
        kept.pop()
    stem = " ".join(kept)
    return "" if width(stem) is not None else stem


#: What an industry in the name of such an entity says of it.
_DEVOTED = {
    EntityType.PARK: Predicate.FOCUSES_ON,
    EntityType.PROJECT: Predicate.FOCUSES_ON,
    EntityType.ENTERPRISE: Predicate.OPERATES_IN,
}


def _industry_by_name(entity: EntityDraft, inner: list[_Inner], findings: Findings) -> None:
    """ "Weiluo Battery Industrial Park" is for batteries, "Torvik Lens Co." is in lenses."""
    predicate = _DEVOTED.get(entity.type)
    if predicate is None:
        return
    for other, before, _, mention in inner:
        if other.type is EntityType.INDUSTRY and not before.endswith("Free "):
            findings.add(entity.id, predicate, other.id, mention.start, mention.end, 0.65)


def _place_by_name(entity: EntityDraft, inner: list[_Inner], findings: Findings) -> None:
    """The place whose name the entity's own carries, where the text states nothing as narrow."""
    document = findings.document
    stated = [document.entities[o] for o in findings.objects(entity.id, Predicate.LOCATED_IN)]
    if any(s.type is not EntityType.PLACE or _width(s) <= NARROW for s in stated):
        return
    best: tuple[tuple[bool, int, int], EntityDraft, Mention] | None = None
    for other, before, _, mention in inner:
        zone = other.type is EntityType.PARK and re.search(r"\b(?:of|in)(?: the)? $", before)
        if other.type is not EntityType.PLACE and not zone:
            continue
        if other.id in findings.objects(entity.id, Predicate.PART_OF):
            continue
        key = (before.endswith(("(", "（")), -_width(other), len(before))
        if best is None or key > best[0]:
            best = (key, other, mention)
    if best is not None and not any(s.id == best[1].id for s in stated):
        findings.add(entity.id, Predicate.LOCATED_IN, best[1].id, best[2].start, best[2].end, 0.7)


def _width(place: EntityDraft) -> int:
    return max((w for n in place.names if (w := width(n)) is not None), default=NARROW)
