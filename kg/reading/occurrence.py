"""Occurrence: whether the clause around an event noun says that it takes place, and how the noun stands in it."""

from enum import Enum, auto
from functools import cache

from kg.facts import EventType
from kg.reading.date_grammar import MONTHS
from kg.reading.document import Sentence
from kg.reading.frames import Phrase, Trigger, noun_triggers, object_nouns, verb_triggers, words
from kg.reading.modality import is_fact, is_negated, is_scheduled
from kg.reading.parsed import Token
from kg.reading.syntax import SUBJECTS, is_passive, is_relative, verb_above

QUOTES = ('"', "“", "”", "``", "''")


class Stand(Enum):
    """How an event noun stands to the verb of its clause."""

    HAPPENS = auto()
    """"A forum was held": the verb says that it took place."""
    HELD = auto()
    """"X held a forum", "X attended the forum"."""
    SCENE = auto()
    """"at the forum": it only sets the scene."""
    SUBJECT = auto()
    """"the forum has made ..." """
    PURPOSE = auto()
    """"came for a visit"."""


def occurrence(noun: Token) -> tuple[Token, Stand] | None:
    """The verb by which the event of ``noun`` is said to take place, and how the noun stands to it."""
    held = [c for c in noun.children if c.dep_ in ("acl", "relcl") and c.tag_ in ("VBN", "VBD")]
    for child in held:
        if child.lemma_.lower() in words("hold") and (child.dep_ == "acl" or _is_held(child)):
            return child, Stand.HELD
        if (
            child.dep_ == "relcl"
            and takes_place(child)
            and any(c.dep_ in SUBJECTS and is_relative(c) for c in child.children)
        ):
            return child, Stand.HAPPENS
    if (verb := _behind_participle(noun)) is not None:
        return _as_subject(noun, verb)
    if (verb := _left_without_subject(noun)) is not None:
        return verb, Stand.HAPPENS
    token = noun if noun.dep_ != "amod" else noun.head
    while token.dep_ in ("conj", "appos") and token.head != token:
        token = token.head
    if token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ == "compound" and token.head.pos_ == "VERB"):
        return _as_subject(noun, token.head)
    if token.dep_ in ("dobj", "oprd") or (token.dep_ == "attr" and token.head.lemma_ == "be"):
        return _as_object(token)
    if token.dep_ == "pobj":
        if token.head.lower_ == "of" and token.head.head.lemma_.lower() in words("parts_of_events"):
            return occurrence(token.head.head)
        return _behind_preposition(token.head)
    return (token, Stand.HAPPENS) if token.dep_ == "ROOT" else None


def _behind_participle(noun: Token) -> Token | None:
    """The verb of "Hosted by X, the forum opened", of which the parser makes the participle the subject."""
    root, first = noun.sent.root, next((t for t in noun.sent if not t.is_space and t.pos_ != "ADV"), None)
    if (
        first is None
        or first.tag_ != "VBN"
        or first.dep_ not in SUBJECTS
        or first.head != root
        or noun.dep_ in SUBJECTS
    ):
        return None
    between = noun.doc[noun.i + 1 : root.i]
    return root if first.i < noun.i < root.i and all(t.pos_ in ("AUX", "ADV") for t in between) else None


def _left_without_subject(noun: Token) -> Token | None:
    """The verb of "To serve the goal, the symposium, hosted by X, was held": the parser hung its subject on "goal"."""
    root = noun.sent.root
    if not noun.i < root.i or noun.dep_ in SUBJECTS or root.tag_ not in ("VBN", "VBD"):
        return None
    if any(c.dep_ in SUBJECTS and c.i < root.i for c in root.children):
        return None
    staged = root.lemma_.lower() in words("hold") and is_passive(root)
    if not (staged or takes_place(root) or root.lemma_.lower() in words("happen")):
        return None
    before = noun.i - 1
    while before >= noun.sent.start and noun.doc[before].pos_ not in ("PUNCT", "ADP"):
        before -= 1
    opens = before < noun.sent.start or noun.doc[before].pos_ == "PUNCT"
    told = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") and t.head != root for t in noun.doc[noun.i + 1 : root.i])
    return root if opens and not told else None


def _is_held(verb: Token) -> bool:
    """Whether the noun of a relative clause is what is held: "which was held", "which X held", not "during which"."""
    return is_passive(verb) or not any(c.dep_ == "dobj" and c.tag_ not in ("WDT", "WP") for c in verb.children)


def _as_subject(noun: Token, verb: Token) -> tuple[Token, Stand] | None:
    due = [c for c in verb.children if c.dep_ == "xcomp" and verb.lemma_.lower() in words("due")]
    verb = due[0] if due else verb
    lemma = verb.lemma_.lower()
    if lemma != "be" and (lemma in words("happen") or lemma in words("hold") or takes_place(verb)):
        return verb, Stand.HAPPENS
    if is_passive(verb) and lemma in words("go_to"):  # "the ceremony was attended by"
        return verb, Stand.HAPPENS
    if lemma == "be":
        if any(c.dep_ == "attr" for c in verb.children):
            return None
        return (verb, Stand.HAPPENS) if noun.lemma_ in ("talk", "discussion") else _subject(noun, verb)
    return _subject(noun, verb)


def _subject(noun: Token, verb: Token) -> tuple[Token, Stand] | None:
    if is_definite(noun):
        return verb, Stand.SUBJECT
    tells = verb.tag_ == "VBD" or any(c.tag_ == "VBD" for c in verb.children if c.dep_ in ("aux", "auxpass"))
    introduced = any(c.lower_ in ("a", "an", "another") for c in noun.children)
    fails = verb.lemma_.lower() in words("unreal") | words("not_held")
    return (
        (verb, Stand.HAPPENS) if tells and introduced and not fails else None
    )  # "a forum brought together", "a symposium heard"


def _as_object(token: Token) -> tuple[Token, Stand] | None:
    lemma = token.head.lemma_.lower()
    if lemma in words("hold") or lemma in words("light") or (token.dep_ == "dobj" and lemma in words("go_to")):
        return token.head, Stand.HELD
    return None


def _behind_preposition(prep: Token) -> tuple[Token, Stand] | None:
    verb = verb_above(prep)
    if verb is None:
        return None
    joins = verb.lemma_ == "take" and any(c.dep_ == "dobj" and c.lower_ == "part" for c in verb.children)
    if (
        (joins and prep.lower_ == "in")
        or prep.head.lemma_.lower() in ("part", "curtain", "progress")
        or prep.head.lemma_ in ("preside", "participate")
    ):
        return verb, Stand.HELD
    if prep.lower_ == "to" and verb.lemma_ == "play" and any(c.lower_ == "host" for c in verb.children):
        return verb, Stand.HELD
    if prep.lower_ == "on" and verb.lemma_.lower() in words("touring") and _is_visit(prep):
        return verb, Stand.HELD
    if prep.lower_ == "to" and verb.lemma_.lower() in words("assemble") and _is_staged(prep):
        return verb, Stand.HELD  # "invited A and B to a symposium"
    if prep.lower_ == "with" and verb.lemma_.lower() in words("marked") and _is_staged(prep):
        return verb, Stand.HELD  # "celebrated the anniversary with a ceremony"
    if (prep.lower_ == "for" and verb.lemma_.lower() in words("assemble")) or (
        prep.lower_ == "from" and verb.lemma_.lower() in ("return", "come") and _is_visit(prep)
    ):
        return verb, Stand.HELD
    if prep.lower_ in words("during") or (prep.lower_ == "of" and prep.head.lemma_.lower() in words("points")):
        return verb, Stand.SCENE
    return (verb, Stand.PURPOSE) if prep.lower_ in ("for", "of") else None


def _is_staged(prep: Token) -> bool:
    """Whether an occasion that is brought in as new stands behind ``prep``: "to a symposium"."""
    return any(c.dep_ == "pobj" and any(g.lower_ in ("a", "an") for g in c.children) for c in prep.children)


def _is_visit(prep: Token) -> bool:
    triggers = [noun_triggers().get(c.lemma_.lower()) for c in prep.children if c.dep_ == "pobj"]
    return any(t is not None and t.type is EventType.VISIT for t in triggers)


def event_type(noun: Token, trigger: Trigger | None, stand: Stand, verb: Token) -> EventType | None:
    """The type that ``noun`` decides with its modifiers; None for "the event"."""
    named = [c for c in noun.children if c.dep_ == "appos" and c.lemma_.lower() in words("generic")]
    if ((trigger is None or trigger.type is EventType.MEETING) and promotes(noun)) or any(promotes(c) for c in named):
        return EventType.CONFERENCE
    if trigger is None:
        return None
    modifiers = {c.lower_ for c in noun.children if c.dep_ in ("compound", "amod")}
    if trigger.type is EventType.CEREMONY and modifiers & {"signing", "contract", "agreement"}:
        return EventType.SIGNING
    staged = verb.lemma_.lower() in words("happen") | words("hold") or takes_place(verb)
    if (
        noun.lemma_.lower() == "tour"
        and not _travelled(verb, modifiers)
        and not (is_definite(noun) and is_bare(noun))
        and stand in (Stand.HAPPENS, Stand.HELD)
        and staged
    ):
        return EventType.CONFERENCE
    return trigger.type


def _travelled(verb: Token, modifiers: set[str]) -> bool:
    """Whether a "tour" is a journey of some party and not a series of shows."""
    return verb.lemma_.lower() == "conduct" or bool(modifiers & words("travels"))


def happened(verb: Token) -> bool:
    """Whether the clause of ``verb`` is told as a fact, or as something due."""
    if is_negated(verb) or (not is_fact(verb) and not is_scheduled(verb)):
        return False
    imperative = (
        verb.tag_ == "VB"
        and verb.dep_ == "ROOT"
        and not any(c.dep_ == "aux" or (c.dep_ in SUBJECTS and c.i < verb.i) for c in verb.children)
    )
    return not imperative


def presupposed(verb: Token) -> bool:
    """Whether what only sets the scene of the clause of ``verb`` can be taken to have happened."""
    return not any(c.dep_ == "aux" and c.tag_ == "MD" for c in verb.children)


def takes_place(verb: Token) -> bool:
    """Whether ``verb`` is one of "took place", "raised the curtain", "got underway", "came to an end"."""
    return any(phrase.matches(verb) for phrase in _taking_place().get(verb.lemma_.lower(), ()))


@cache
def _taking_place() -> dict[str, list[Phrase]]:
    phrases = [Phrase.parse(text.replace("~", " ", 1)) for text in words("taking_place")]
    return {lemma: [p for p in phrases if p.lemma == lemma] for lemma in {p.lemma for p in phrases}}


def is_definite(noun: Token) -> bool:
    """Whether ``noun`` is one that the reader knows: "the meeting", "his visit"."""
    return any(c.lower_ in ("the", "this", "that", "his", "her", "their", "its") for c in noun.children) or any(
        c.dep_ == "poss" for c in noun.children
    )


def is_move(verb: Token) -> bool:
    """Whether ``verb`` is one of motion."""
    return any(t.kind == "move" for t in verb_triggers().get(verb.lemma_.lower(), ()))


def is_singled_out(noun: Token) -> bool:
    """Whether ``noun`` means one event and not the kind: "at the meeting", not "in competition"."""
    return noun.pos_ == "PROPN" or any(
        c.dep_ in ("det", "poss") and c.lower_ not in ("any", "no", "each", "every") for c in noun.children
    )


def promotes(noun: Token) -> bool:
    """Whether ``noun`` is a "promotion event"."""
    return any(
        c.dep_ in ("compound", "amod") and c.lower_ in ("promotion", "promotional", "matchmaking")
        for c in noun.children
    )


def quoted(sentence: Sentence, text: str) -> frozenset[int]:
    """Indices of the tokens of ``sentence``, which is ``text``, in a title in quotes: "the motto 'Visit Anping'"."""
    if not any(mark in text for mark in QUOTES):
        return frozenset()
    marks = [token.i for token in sentence.span if token.text in QUOTES]
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return frozenset(at for opens, closes in pairs if closes - opens < 14 for at in range(opens + 1, closes))


def is_timed(verb: Token) -> bool:
    """Whether the sentence of ``verb`` names a part of the day or a day of its own."""
    return any(t.lower_ in words("day_times") or (t.tag_ == "NNP" and t.lower_ in MONTHS) for t in verb.sent)


def is_other_sense(verb: Token) -> bool:
    """ "signed up 86 firms", "contracts 21,000 mu": no agreement that somebody signs."""
    if verb.lemma_ == "sign":
        return any(c.dep_ == "prt" and c.lower_ in ("up", "in", "off") for c in verb.children)
    works = ("project", "contract", "agreement", "deal")
    return (
        verb.lemma_ == "contract"
        and not is_passive(verb)
        and not any(o.lemma_.lower() in works for o in object_nouns(verb))
    )


def signs(verb: Token) -> bool:
    """Whether ``verb`` says that somebody signs."""
    return any(
        t.type is EventType.SIGNING and t.phrase.matches(verb) for t in verb_triggers().get(verb.lemma_.lower(), ())
    )


def counts(noun: Token, kind: EventType | None, verb: Token, stand: Stand) -> bool:
    """Whether the clause tells of an event at all, and of one."""
    scene = stand in (Stand.SCENE, Stand.SUBJECT)
    if not (presupposed(verb) or (scene and is_scheduled(verb)) if scene else happened(verb)):
        return False
    if noun.lemma_.lower() in words("works"):
        return stand in (Stand.HAPPENS, Stand.HELD)
    if stand is Stand.SCENE:
        return is_singled_out(noun)
    if stand is Stand.PURPOSE and kind is not EventType.VISIT:
        return kind is EventType.CONFERENCE and noun.pos_ == "PROPN" and noun.head.head == verb and is_move(verb)
    return True


def is_bare(noun: Token) -> bool:
    """Whether ``noun`` is no more than "the meeting"."""
    return not any(
        c.dep_ in ("compound", "amod", "nmod", "poss", "acl", "relcl") or (c.dep_ == "prep" and c.lower_ == "of")
        for c in noun.children
    )


def looks_back(verb: Token) -> bool:
    """Whether the clause of ``verb`` looks back: "had visited"."""
    return any(c.lower_ == "had" and c.dep_ == "aux" for c in verb.children)
