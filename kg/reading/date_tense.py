"""Tense: whether the clause around a date tells of what was or announces what will be."""

from kg.reading.frames import words
from kg.reading.parsed import Token


def governor(token: Token | None) -> Token | None:
    """The verb that ``token`` hangs from."""
    while token is not None and token.pos_ not in ("VERB", "AUX"):
        if token.head == token:
            return None
        token = token.head
    return token


def announces(verb: Token | None) -> bool:
    """ "will be held", "is to open", "is scheduled for"."""
    if verb is None:
        return False
    if verb.tag_ == "VBG" and verb.dep_ in ("pcomp", "advcl") and (finite := governor(verb.head)) is not None:
        verb = finite  # "goes on to the port before flying back on Friday"
    if verb.tag_ in ("VBZ", "VBP") and verb.lemma_.lower() in words("timetabled") | words("hold"):
        return True
    if any(c.dep_ == "aux" and c.lemma_.lower() in ("will", "shall") for c in verb.children):
        return True
    if verb.lemma_.lower() in ("schedule", "slate", "due"):
        return True
    to = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    above = verb.head.lemma_.lower()
    wished = above in words("unreal") and verb.dep_ in ("xcomp", "ccomp", "acl")  # "intends to hold the fair in May"
    return to and verb.head != verb and (wished or above in ("be", "schedule", "set", "slate", "due"))


def is_past(verb: Token | None) -> bool:
    """Whether the clause of ``verb`` is told in the past."""
    return verb is not None and (
        verb.tag_ in ("VBD", "VBN") or any(c.tag_ == "VBD" for c in verb.children if c.dep_ in ("aux", "auxpass"))
    )
