"""Modality: whether a clause is said to have happened, or only planned, wished, denied or asked for."""

from functools import lru_cache

from kg.reading.frames import words
from kg.reading.parsed import Token


def is_fact(token: Token) -> bool:
    """Whether the clause of ``token`` (a verb or noun) is stated as something that happened or holds."""
    at = token
    for _ in range(12):
        if at.pos_ in ("VERB", "AUX") and _unreal(at):
            return False
        if at.head == at or _stands_alone(at):
            return True
        if at.dep_ in ("xcomp", "ccomp", "pcomp", "advcl", "acl", "dobj", "pobj", "prep", "conj", "relcl") and (
            at.head.lemma_.lower() in words("unreal") and _embeds(at) and not _sets_time(at)
        ):
            return False
        if (
            at.dep_ in ("relcl", "appos")
            or (at.dep_ == "advcl" and not _is_aim(at))
            or (at.dep_ in ("acl", "dep") and at.tag_ == "VBN")
            or (at.dep_ == "conj" and _own_tense(at))
        ):
            return True
        at = at.head
    return True


def is_scheduled(token: Token) -> bool:
    """Whether the clause speaks of what is announced: "is going to take place", "will be held", "is to open"."""
    verb = token
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    chain = [verb, *([verb.head] if verb.dep_ == "xcomp" else [])]
    return any(
        c.lemma_.lower() in ("will", "shall") or (c.lower_ == "to" and v.dep_ == "xcomp" and _due(v.head))
        for v in chain
        for c in v.children
        if c.dep_ == "aux"
    ) or any(v.lemma_ in ("schedule", "slate") or (v.lemma_ == "go" and v.tag_ == "VBG") for v in chain)


def _due(verb: Token) -> bool:
    """Whether what follows ``verb`` is due: "is to open", "are scheduled to meet", "agreed to sign"; not "began to"."""
    lemma = verb.lemma_.lower()
    return lemma in words("due") and not (verb.tag_ == "VBD" and lemma in words("implicative"))


@lru_cache(maxsize=64)  # asked again for each phrase of a table that a verb may be
def is_negated(verb: Token) -> bool:
    """Whether ``verb`` is denied: "was not held", "never visited"."""
    return any(c.dep_ == "neg" or c.lower_ in ("never", "hardly") for c in verb.children)


def _stands_alone(verb: Token) -> bool:
    """Whether a clause that the parser hangs below another is one of its own: "A signed; efforts were promised"."""
    return (
        verb.dep_ == "ccomp"
        and verb.i < verb.head.i
        and _own_tense(verb)
        and not any(c.dep_ == "mark" for c in verb.children)
    )


def _own_tense(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.dep_ == "aux" and c.tag_ in ("VBD", "VBZ", "VBP") for c in verb.children
    )


def _is_aim(verb: Token) -> bool:
    """Whether ``verb`` is as real as what was done for its sake: "he would come to see"."""
    return verb.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)


def _sets_time(verb: Token) -> bool:
    """Whether ``verb`` says when something was wished or told: "told them so after he had opened the fair"."""
    return verb.dep_ == "advcl" and any(
        c.dep_ in ("mark", "advmod") and c.lower_ in ("after", "when", "before", "while", "as") for c in verb.children
    )


def _embeds(token: Token) -> bool:
    return token.dep_ in ("xcomp", "ccomp", "advcl", "acl", "dobj", "pcomp", "pobj", "prep")


def _unreal(verb: Token) -> bool:
    """A modal, a negation, or an infinitive that says what for and not what."""
    if is_negated(verb) or any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in verb.children):
        return True
    for child in verb.children:
        if child.dep_ != "aux":
            continue
        if child.tag_ == "MD" and child.lower_ not in ("did",):
            return True
        if child.lower_ == "to" and verb.dep_ in ("advcl", "acl", "relcl", "xcomp", "ROOT", "conj"):
            # "managed to open", "came to see": what the governing verb says happened did happen
            return verb.head.lemma_.lower() not in words("implicative") or verb.dep_ not in ("xcomp", "advcl")
    return False
