"""Specialities: the industries of a place, zone or project, told by a noun: "its pillar industries are A and B"."""

import re

from kg.articles.page import BlockKind
from kg.facts import EntityType, Predicate
from kg.reading.clauses import Clauses, Filler
from kg.reading.findings import Findings
from kg.reading.frames import words
from kg.reading.parsed import Token
from kg.reading.syntax import subjects

#: What a list of industries says of its owner.
OWNERS = {
    EntityType.PARK: Predicate.FOCUSES_ON,
    EntityType.PLACE: Predicate.FOCUSES_ON,
    EntityType.PROJECT: Predicate.FOCUSES_ON,
    EntityType.GOVERNMENT: Predicate.FOCUSES_ON,
    EntityType.ENTERPRISE: Predicate.OPERATES_IN,
    EntityType.INSTITUTION: Predicate.OPERATES_IN,
}
AMONG = re.compile(r"\bamong (?:them|which|these)(?: are)? (?:the )?")


def specialities(findings: Findings, clauses: Clauses) -> None:
    """Adds focusesOn from nouns such as "leading industries" with their owner and their list."""
    sectors = words("sectors")
    for sentence in clauses.document.sentences:
        if sentence.kind is BlockKind.CAPTION:
            continue
        for token in sentence.span:
            if token.lemma_.lower() in sectors and token.pos_ in ("NOUN", "PROPN") and clauses.mention(token) is None:
                _read(token, findings, clauses)
            if token.lower_ == "as" and token.pos_ in ("ADP", "SCONJ"):
                _made(token, findings, clauses)


def _read(noun: Token, findings: Findings, clauses: Clauses) -> None:
    industries = [f for f in _listed(noun, clauses) if clauses.type_of(f.mention) is EntityType.INDUSTRY]
    if not industries:
        return
    listed = {f.mention.entity for f in clauses.fillers(industries[0].token)}
    owners = [o for o in _owners(noun, clauses) if o.mention.entity not in listed]  # "A and B are its leading ..."
    _state(owners, industries, noun, findings, clauses)


def _state(owners: list[Filler], industries: list[Filler], at: Token, findings: Findings, clauses: Clauses) -> None:
    for owner in owners:
        predicate = OWNERS[clauses.type_of(owner.mention)]
        for industry in industries:
            start, end = clauses.clause(at, owner.token, industry.token)
            findings.add(owner.mention.entity, predicate, industry.mention.entity, start, end, 0.75)


def _made(word: Token, findings: Findings, clauses: Clauses) -> None:
    """Reads "with A, B and C as its leading industries", "takes A as a pillar": what stands before "as" is the list."""
    role = next(
        (t for t in word.doc[word.i + 1 : word.i + 7] if t.lemma_.lower() in words("roles_of_industries")), None
    )
    if role is None or role.sent != word.sent:
        return
    industries: list[Filler] = []
    end = word.idx
    for mention in reversed(clauses.document.within(word.sent.start_char, word.idx)):
        head = clauses.head(mention)
        joined = clauses.document.text.clean[mention.end : end].strip(" ,")
        if head is None or joined not in ("", "and") or clauses.type_of(mention) is not EntityType.INDUSTRY:
            break
        industries.append(Filler(mention, head))
        end = mention.start
    if industries:
        _state(_actors(word, clauses), industries, word, findings, clauses)


def _actors(token: Token, clauses: Clauses) -> list[Filler]:
    """Who the nearest clause above ``token`` with a fitting subject tells of, whatever is said to be done to it."""
    for verb in token.ancestors:
        if verb.pos_ in ("VERB", "AUX"):
            frame = clauses.frame(verb)
            own = [f for k in ("agent", "patient") for f in frame.get(k, ()) if clauses.type_of(f.mention) in OWNERS]
            if own:
                return own[:1]
    return []


def _listed(noun: Token, clauses: Clauses) -> list[Filler]:
    """The industries that ``noun`` stands for: listed behind it, named by its verb, or said to be such."""
    formed = noun.lemma_.lower() in ("cluster", "chain", "base") and noun.dep_ in ("nsubj", "nsubjpass")
    found = [f for f in clauses.fillers(noun) if formed or f.mention.start > noun.idx]
    head = noun.head
    if noun.dep_ in ("nsubj", "nsubjpass") and head.lemma_ in ("be", "include", "comprise", "cover", "remain"):
        for function in ("attr", "patient"):
            found += clauses.frame(head).get(function, []) if function == "attr" or head.lemma_ != "be" else []
    if noun.dep_ == "attr" and _is_singled_out(noun):
        found += [f for t, _ in subjects(head) for f in clauses.fillers(t)]
    if lead := AMONG.search(clauses.document.text.clean, noun.idx, noun.sent.end_char):
        first = next((m for m in clauses.document.mentions if m.start == lead.end()), None)
        if first is not None and (token := clauses.head(first)) is not None:
            found += [
                Filler(first, token),
                *(Filler(m, h) for m in clauses.lists.after(first) if (h := clauses.head(m))),
            ]
    return [f for f in found if clauses.type_of(f.mention) is EntityType.INDUSTRY]


def _owners(noun: Token, clauses: Clauses) -> list[Filler]:
    """Whose industries they are: "of X", "X's", "in X"; failing that, who the clause says does something with them."""
    frame = clauses.frame(noun)
    for function in ("poss", "of", "in", "for"):
        own = [f for f in frame.get(function, ()) if clauses.type_of(f.mention) in OWNERS and f.token.sent == noun.sent]
        if own:
            return own
    if noun.dep_ in ("nsubj", "nsubjpass", "attr"):
        where = [f for function in ("in", "at") for f in clauses.frame(noun.head).get(function, ())]
        return [f for f in where if clauses.type_of(f.mention) in OWNERS]
    for verb in noun.ancestors:
        if verb.pos_ in ("VERB", "AUX"):
            doers = [f for f in clauses.frame(verb).get("agent", ()) if clauses.type_of(f.mention) in OWNERS]
            if doers or verb.dep_ not in ("xcomp", "pcomp", "advcl", "conj", "acl"):
                return doers
    return []


def _is_singled_out(noun: Token) -> bool:
    return any(c.lower_ in words("leading") for c in noun.children)
