"""Syntax: small questions to a dependency parse, whatever the text is about."""

from collections.abc import Iterator
from functools import lru_cache

from kg.reading.parsed import Span, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
COORDINATED = ("conj", "appos")


def head_of(span: Span) -> Token:
    """The token of ``span`` that hangs outside of it; the last such one if the parser broke the name apart."""
    outside = [t for t in span if not (span.start <= t.head.i < span.end) or t.head == t]
    nominal = [t for t in outside if t.pos_ not in ("DET", "PUNCT", "ADP", "CCONJ", "PART")]
    return (nominal or outside or [span.root])[-1]


def children(token: Token, *deps: str) -> list[Token]:
    """Children of ``token`` by any of these dependencies."""
    return [c for c in token.children if c.dep_ in deps]


def conjuncts(token: Token) -> list[Token]:
    """``token`` and all that is coordinated with it."""
    return [token, *token.conjuncts]


@lru_cache(maxsize=64)  # asked again for each thing that a verb governs
def is_passive(verb: Token) -> bool:
    """Whether ``verb`` is in the passive, or a bare past participle."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if verb.tag_ != "VBN" or _is_main(verb):
        return False
    if any(c.dep_ == "aux" and c.lemma_ in ("have", "be") for c in verb.children):
        return any(c.dep_ == "aux" and c.lemma_ == "be" for c in verb.children)
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return is_passive(verb.head)
    return not any(c.dep_ == "nsubj" for c in verb.children)


def _is_main(verb: Token) -> bool:
    """Whether a seeming participle is the sentence's verb: "A, the mayor, and B, the chairman, signed for both"."""
    head = verb.head
    if verb.dep_ != "acl" or head.dep_ != "ROOT" or head.pos_ != "PROPN" or verb.i < 2 or verb.nbor(-1).text != ",":
        return False
    if any(c.dep_ == "agent" for c in verb.children):
        return False
    return not any(t.tag_ in ("VBZ", "VBP", "VBD") and t.dep_ != "relcl" for t in verb.sent)


def is_relative(token: Token) -> bool:
    """Whether ``token`` is a relative pronoun."""
    return token.tag_ in ("WDT", "WP", "WP$", "WRB") or (token.lower_ == "that" and token.pos_ in ("PRON", "SCONJ"))


def verb_above(token: Token) -> Token | None:
    """The nearest verb that governs ``token``."""
    return next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)


def subjects(verb: Token) -> list[tuple[Token, bool]]:
    """Heads of the subject of ``verb``, its own or the one it shares, and whether they are what the verb is done to."""
    passive = is_passive(verb)
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if own:
        return _own_subjects(verb, own, passive)
    head = verb.head
    if verb.dep_ == "ROOT":
        return [(t, passive) for t in _before_verb(verb)] if verb.tag_ in ("VBZ", "VBD", "VBP", "VBN") else []
    if verb.dep_ == "acl" and verb.tag_ in ("VBN", "VBG", "VBD") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        return [(head, verb.tag_ == "VBN" and not _is_main(verb))]
    if verb.dep_ in ("acomp", "attr") and head.lemma_ == "be":
        return [(t, passive) for t, _ in subjects(head)]
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "dep"):
        return _shared_subjects(verb, passive)
    return []


def _own_subjects(verb: Token, own: list[Token], passive: bool) -> list[tuple[Token, bool]]:
    if verb.dep_ == "relcl" and any(is_relative(t) and t.lower_ != "whose" for c in own for t in c.subtree):
        return [(verb.head, passive)]  # "which was built", "all of which have moved"
    clause = verb  # "of which X holds a share and which makes tractors"
    while clause.dep_ == "conj" and clause.head.pos_ in ("VERB", "AUX"):
        clause = clause.head
    if clause.dep_ == "relcl" and clause != verb and any(is_relative(c) and c.tag_ == "WDT" for c in own):
        return [(clause.head, passive)]
    real = [c for c in own if not is_relative(c) and c.lower_ != "there"]
    return [(c, c.dep_ == "nsubjpass" or (passive and c.dep_ != "csubj" and verb.tag_ == "VBN")) for c in real]


def _shared_subjects(verb: Token, passive: bool) -> list[tuple[Token, bool]]:
    """The subject of the clause that ``verb`` is joined to, or the object that does what the infinitive says."""
    controller = verb.head
    while controller.pos_ == "ADP" and controller.head != controller:
        controller = controller.head
    if controller.pos_ not in ("VERB", "AUX"):
        return subjects(controller) if verb.dep_ == "conj" and controller.dep_ == "acl" else []
    if verb.dep_ == "xcomp":
        controlled = children(controller, "dobj")
        if controller.lemma_ in ("fall", "remain"):  # "it fell to the hosts to unveil"
            controlled = [o for c in controller.children if c.lower_ == "to" for o in children(c, "pobj")]
        if controlled and controller.lemma_ != "promise":
            leads = controller.lemma_ in ("lead", "head", "take", "bring")  # "led a team to investigate"
            return [(c, passive) for c in controlled] + [
                (t, passive) for t, _ in (subjects(controller) if leads else [])
            ]
    if verb.dep_ == "dep" and children(verb, "mark"):
        return []
    if verb.dep_ == "conj" and not passive and (hidden := _hidden_subject(verb, controller)) is not None:
        return [(hidden, False)]
    return [(t, passive) for t, _ in subjects(controller)]


def _hidden_subject(verb: Token, controller: Token) -> Token | None:
    """The subject that the parser takes for an object: "A gave a speech and B, director of X, chaired the meeting"."""
    if verb.i < 2 or verb.nbor(-1).text != ",":
        return None
    named = [
        t
        for t in controller.subtree
        if controller.i < t.i < verb.i and t.dep_ == "conj" and t.pos_ == "PROPN" and t.head.pos_ == "NOUN"
    ]
    joined = [t for t in named if t.doc[t.left_edge.i - 1].lower_ == "and" and t.nbor().text == ","]
    return joined[-1] if joined else None


def _before_verb(verb: Token) -> list[Token]:
    """The proper noun right before a verb that the parser left without a subject: "As a part of X, Y lies in Z"."""
    before = [c.i for c in children(verb, "aux", "auxpass", "neg", "advmod") if c.i < verb.i]
    at = min([verb.i, *before]) - 1
    while at >= verb.sent.start and verb.doc[at].pos_ == "ADV":
        at -= 1
    if at >= verb.sent.start and verb.doc[at].pos_ == "PROPN":
        return [verb.doc[at]]
    return []


def relative_functions(verb: Token) -> Iterator[tuple[str, Token]]:
    """The noun that a relative clause belongs to, in the function of its pronoun: "the base which X builds"."""
    if verb.dep_ != "relcl":
        return
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if not own or any(is_relative(c) for c in own):
        return
    for child in verb.subtree:
        if not is_relative(child) or child.i > verb.i:
            continue
        if child.dep_ == "pobj":
            yield child.head.lower_, verb.head
        elif child.lower_ == "where":
            yield "in", verb.head
        elif child.dep_ == "dobj":
            yield "patient", verb.head
        elif child.lower_ == "whose" and child.head.dep_ in SUBJECTS:
            yield "whose", verb.head
        return
    yield "patient", verb.head


def gives_examples(prep: Token) -> bool:
    """Whether ``prep`` introduces members of what stands before it: "such as", "including"."""
    if prep.lower_ == "as":
        return any(c.lower_ == "such" for c in prep.children) or (prep.i > 0 and prep.nbor(-1).lower_ == "such")
    return prep.lower_ in ("including", "like", "namely")
