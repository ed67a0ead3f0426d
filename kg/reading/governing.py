"""What a verb or noun governs in the parse, by function: who does it, to whom, with whom, where.

``agent`` and ``patient`` whatever the voice, ``attr`` ("X is a maker"), ``poss``, ``compound``, and prepositions by
their word ("in", "with"; "by" only where no agent).
"""

from collections.abc import Callable, Iterator

from kg.reading.parsed import Token
from kg.reading.syntax import children, is_passive, is_relative, relative_functions, subjects

#: Whether a token is part of a mention.
Named = Callable[[Token], bool]


def functions(governor: Token, named: Named) -> Iterator[tuple[str, Token]]:
    """(function, token) of all that ``governor`` governs, noun phrases by their head."""
    return _of_verb(governor, named) if governor.pos_ in ("VERB", "AUX") else _of_noun(governor)


def _of_verb(verb: Token, named: Named) -> Iterator[tuple[str, Token]]:
    passive = is_passive(verb)
    for subject, was_passive in subjects(verb):
        yield ("patient" if was_passive else "agent"), subject
    yield from relative_functions(verb)
    for child in verb.children:
        if child.dep_ == "dobj":
            if not is_relative(child):
                yield "patient", child
            yield from _light(child, named)
        elif child.dep_ in ("attr", "oprd", "acomp"):
            yield "attr", child
            yield from _preps(child)
        elif child.dep_ == "xcomp" and named(child):  # "dedicated to cloud computing"
            yield "to", child
        elif child.dep_ == "dative":
            yield from (("to", t) for t in ([child] if child.pos_ != "ADP" else children(child, "pobj")))
    yield from _preps(verb, passive)
    if verb.dep_ in ("xcomp", "advcl") and verb.tag_ == "VB":  # "in the park, A and B teamed up to build the plant"
        yield from ((f, t) for f, t in _preps(verb.head) if f in ("in", "at") and t.i < verb.head.i)


def _light(noun: Token, named: Named) -> Iterator[tuple[str, Token]]:
    """Prepositions that belong to the verb as much as to its object: "paid a visit to X", "signed a deal with"."""
    if not named(noun):
        yield from _preps(noun, also_of=False)


def _of_noun(noun: Token) -> Iterator[tuple[str, Token]]:
    for child in noun.children:
        if child.dep_ in ("poss", "compound", "nmod"):
            yield child.dep_.replace("nmod", "compound"), child
    yield from _preps(noun)


def _preps(token: Token, passive: bool = False, also_of: bool = True) -> Iterator[tuple[str, Token]]:
    for prep in token.children:
        if prep.dep_ not in ("prep", "agent", "prt", "advmod", "pcomp", "conj") or prep.pos_ not in (
            "ADP",
            "SCONJ",
            "ADV",
            "VERB",
        ):
            continue
        word = prep.lower_
        if word == "of" and not also_of:
            continue
        if prep.dep_ == "agent" or (word == "by" and passive):
            word = "agent"
        for child in prep.children:
            if child.dep_ in ("pobj", "pcomp"):
                yield word, child
                if child.pos_ == "VERB":  # "focused on expanding the chains of ..."
                    yield from ((word, t) for t in children(child, "dobj"))
            elif child.dep_ in ("prep", "conj") and child.pos_ == "ADP":
                same = word if child.dep_ == "conj" and child.lower_ == prep.lower_ else child.lower_
                yield from ((same, t) for t in children(child, "pobj"))
