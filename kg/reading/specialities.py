"""Specialities: the industries of a place, zone or project, told by a noun: "its pillar industries are A and B"."""

import re

from spacy.tokens import Token

from kg.articles.page import BlockKind
from kg.facts import EntityType, Predicate
from kg.reading.clauses import Clauses, Filler
from kg.reading.findings import Findings
from kg.reading.frames import words
from kg.reading.syntax import subjects

OWNERS = (EntityType.PARK, EntityType.PLACE, EntityType.PROJECT, EntityType.GOVERNMENT)
AMONG = re.compile(r"\bamong (?:them|which|these)(?: are)? (?:the )?")


def specialities(findings: Findings, clauses: Clauses) -> None:
    """Adds focusesOn from nouns such as "leading industries" with their owner and their list."""
    for sentence in clauses.document.sentences:
        if sentence.kind is BlockKind.CAPTION:
            continue
        for token in sentence.span:
            if (
                token.lemma_.lower() in words("sectors")
                and token.pos_ in ("NOUN", "PROPN")
                and clauses.mention(token) is None
            ):
                _read(token, findings, clauses)


def _read(noun: Token, findings: Findings, clauses: Clauses) -> None:
    industries = [f for f in _listed(noun, clauses) if clauses.type_of(f.mention) is EntityType.INDUSTRY]
    if not industries:
        return
    for owner in _owners(noun, clauses):
        for industry in industries:
            start, end = clauses.clause(noun, owner.token, industry.token)
            findings.add(owner.mention.entity, Predicate.FOCUSES_ON, industry.mention.entity, start, end, 0.75)


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
