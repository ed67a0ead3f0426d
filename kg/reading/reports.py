"""Reports: the places where the text speaks of an event, each with what its own clause says of it."""

from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Slot
from kg.reading.clauses import Clauses, Filler, Frame, conjuncts, is_passive
from kg.reading.dates import Date
from kg.reading.document import Document, MentionKind, Sentence
from kg.reading.frames import Trigger, noun_triggers, verb_triggers, words
from kg.reading.modality import is_fact, is_negated, is_scheduled

SITES = frozenset({EntityType.PLACE, EntityType.PARK, EntityType.FACILITY})
STOPS = SITES | {EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PROJECT}
PARTIES = frozenset({EntityType.PERSON, EntityType.ENTERPRISE, EntityType.GOVERNMENT, EntityType.INSTITUTION,
                     EntityType.PARK, EntityType.PLACE})  # fmt: skip
TOPICS = frozenset({EntityType.INDUSTRY, EntityType.PROJECT, EntityType.PARK, EntityType.FACILITY})
#: What is opened or unveiled; a company or school as well.
NEW = TOPICS | {EntityType.INSTITUTION, EntityType.ENTERPRISE}
BODIES = PARTIES - {EntityType.PERSON}
QUOTES = ('"', "“", "”", "``", "''")
WHERE = ("in", "at", "inside", "near", "within", "on")
GOALS = ("to", "into", "at", "in", "around", "round", "through", "for", "towards", "toward", "of", "on")
TOPICAL = ("on", "about", "around", "of", "for", "regarding", "concerning", "into", "over")


@dataclass(frozen=True, slots=True)
class Draft:
    """An argument of an event as one clause states it; ``start``/``end`` are characters of the clean text."""

    slot: Slot
    value: str
    start: int
    end: int
    confidence: float = 0.8
    via: str | None = None
    arrival: bool = False
    """Of a stop: whether it is where the party went or stayed, and may hold the stops that follow."""
    inside: bool = False
    """Of a stop: whether the text says "in", so that it is rather the place of other stops."""


@dataclass(slots=True)
class Report:
    """One place where the text speaks of an event; ``type`` is None where it only says "the event"."""

    type: EventType | None
    trigger: Token
    verb: Token
    sentence: int
    headline: bool
    definite: bool
    embedded: bool = False
    """Whether it only sets the scene for something else: "at the meeting", "during the visit"."""
    scheduled: bool = False
    other: bool = False
    """Whether the text itself says that it is another one: "the second tour", "last year's forum"."""
    indefinite: bool = False
    """Whether it is brought in as something new: "a promotion conference"."""
    background: bool = False
    """Whether the text looks back: "a group had toured"."""
    passing: bool = False
    """Whether it only adds to an event told elsewhere: "entered the workshop", "it travelled to Osaka"."""
    aside: bool = False
    """Whether it is only the subject of what it brought about: "the plenary meeting has made"."""
    bare: bool = False
    """Whether it is no more than "the meeting", which may also mean a conference or ceremony told before."""
    drafts: list[Draft] = field(default_factory=list)
    dates: list[Date] = field(default_factory=list)
    returns: bool = False
    """Whether it tells of the end of a tour: "came home from Japan on the 18th"."""
    leaves: bool = False
    until: Date | None = None
    """The day up to which it lasts, where the text gives it alone."""

    def values(self, *slots: Slot) -> set[str]:
        """What fills any of ``slots``."""
        return {d.value for d in self.drafts if d.slot in slots}

    def aliases(self) -> set[str]:
        """Nouns by which the text may come back to it: "the ceremony" for a signing ceremony, "the expo" for its opening."""
        noun = self.trigger
        if noun.pos_ not in ("NOUN", "PROPN"):
            return set()
        own = {t.lemma_.lower() for t in noun.subtree if t.pos_ in ("NOUN", "PROPN") and t.i <= noun.i + 12}
        return {lemma for lemma in own if lemma in noun_triggers()}


class Reporter:
    """Finds the reports of one document."""

    def __init__(self, document: Document, clauses: Clauses, dates: list[Date]) -> None:
        self.document = document
        self.clauses = clauses
        self.dates = dates

    def find(self) -> list[Report]:
        """All reports, in order of the text, with their dates."""
        found: list[Report] = []
        for number, sentence in enumerate(self.document.sentences):
            here = [r for token in sentence.span if (r := self._read(token, number, sentence)) is not None]
            here = _distinct(here)
            self._date(here, sentence)
            found += [r for r in here if not r.scheduled or r.dates]
        return found

    def _read(self, token: Token, number: int, sentence: Sentence) -> Report | None:
        if self.clauses.mention(token) is not None or _is_quoted(token, sentence):
            return None
        lemma = token.lemma_.lower()
        headline = sentence.kind is BlockKind.HEADLINE
        if token.pos_ in ("VERB", "AUX"):
            for trigger in verb_triggers().get(lemma, ()):
                if trigger.phrase.matches(token):
                    return self._verb(token, trigger, number, headline)
        if token.pos_ in ("NOUN", "PROPN", "VERB") or (token.pos_ == "ADJ" and token.i > token.head.i):
            trigger = noun_triggers().get(token.lower_ if token.pos_ == "VERB" else lemma)
            if trigger is not None or lemma in words("generic"):
                return self._noun(token, trigger, number, headline)
            if lemma in words("agreements"):
                return self._agreement(token, number, headline)
        return None

    def _agreement(self, noun: Token, number: int, headline: bool) -> Report | None:
        """An agreement between two named sides, however the sentence brings it in."""
        verb = _verb_above(noun) or noun
        sides = {f.mention.entity for f in self.clauses.frame(noun).get("between", ())}
        if len(sides) < 2 or not is_fact(noun) or any(t.lemma_.lower() in verb_triggers() for t in (verb,)):
            return None
        report = Report(EventType.SIGNING, noun, verb, number, headline, definite=False)
        self._signing(report, self.clauses.frame(noun), None, noun)
        return report

    # -- verbs -----------------------------------------------------------------------------------------------------

    def _verb(self, verb: Token, trigger: Trigger, number: int, headline: bool) -> Report | None:
        if not self._happened(verb):
            return None
        frame = self.clauses.frame(verb)
        if headline and verb.tag_ in ("VBD", "VBN") and "patient" not in frame:
            frame = {**frame, "patient": frame.get("agent", [])}
        report = Report(trigger.type, verb, verb, number, headline, definite=False, scheduled=is_scheduled(verb))
        if trigger.type is EventType.VISIT:
            self._there(verb, report)
        getattr(self, f"_{trigger.type.value.lower()}")(report, frame, trigger, verb)
        if trigger.kind == "move" and not self._moves(verb, frame, report):
            return None
        report.background = any(c.lower_ == "had" and c.dep_ == "aux" for c in verb.children)
        if trigger.weak:
            report.embedded = True
            report.passing = trigger.type in (EventType.VISIT, EventType.MEETING)
            if trigger.type is EventType.VISIT and not any(self._is_person(f) for f in frame.get("agent", ())):
                return None
        if trigger.about and not report.values(Slot.ABOUT):
            return None
        if trigger.type is EventType.MEETING and not (frame.get("agent") and len(report.drafts) > 1):
            if not (report.drafts and self._by_party(verb, ("patient", "agent"), also_pronouns=True)):
                report.drafts = [d for d in report.drafts if d.slot is Slot.ABOUT]
                report.passing = True
        if not report.passing:
            self._where(report)
        if trigger.type is EventType.VISIT and not report.drafts and not self._by_party(verb, ("agent",)):
            return None
        return report if report.drafts or not trigger.weak else None

    def _there(self, verb: Token, report: Report) -> None:
        """ "the mayor went there": the goal is the place or zone named last."""
        if not any(c.lower_ == "there" and c.dep_ == "advmod" for c in verb.children):
            return
        before = [
            m for m in self.document.mentions
            if m.end <= verb.idx and self.clauses.type_of(m) in (EntityType.PLACE, EntityType.PARK)
            and m.start >= verb.sent.start_char and self.clauses.head(m) is not None
        ]  # fmt: skip
        subjects = [m for m in before if (h := self.clauses.head(m)) is not None and h.dep_ in ("nsubj", "nsubjpass")]
        for mention in (subjects or before)[:1]:
            head = self.clauses.head(mention)
            if head is not None:
                report.drafts.append(self.draft(Slot.VISITED, Filler(mention, head), verb, 0.7))

    def _by_party(self, verb: Token, functions: tuple[str, ...], *, also_pronouns: bool = False) -> bool:
        nouns = [t for f, t in self.clauses.functions(verb) if f in functions]
        free = [t for n in nouns for t in conjuncts(n) if self.clauses.mention(t) is None]
        if also_pronouns and any(t.pos_ == "PRON" and t.lower_ in ("it", "they", "he", "she") for t in free):
            return True
        return any(t.lemma_.lower() in words("parties") for t in free)

    def _happened(self, verb: Token) -> bool:
        if is_negated(verb) or (not is_fact(verb) and not is_scheduled(verb)):
            return False
        return not (verb.tag_ in ("VB",) and not any(c.dep_ == "aux" for c in verb.children) and verb.dep_ == "ROOT")

    def _moves(self, verb: Token, frame: Frame, report: Report) -> bool:
        goal = report.values(Slot.VISITED)
        lemma = verb.lemma_.lower()
        party = self._by_party(verb, ("patient",) if lemma in _CONVEYED else ("agent",))
        person = any(self._is_person(f) for f in frame.get("agent", ()))
        if lemma in _CONVEYED:
            return bool(goal) and party
        if is_passive(verb):
            return False
        if not (party or person) and any(
            t.lower_ in ("it", "they", "he", "she") for f, t in self.clauses.functions(verb) if f == "agent"
        ):
            report.passing = True
            return bool(goal)
        return bool(goal) and (party or person)

    def _is_person(self, filler: Filler) -> bool:
        return self.clauses.type_of(filler.mention) is EntityType.PERSON

    # -- nouns -----------------------------------------------------------------------------------------------------

    def _noun(self, noun: Token, trigger: Trigger | None, number: int, headline: bool) -> Report | None:
        if noun.dep_ in ("compound", "amod", "nmod", "poss", "npadvmod") and not (
            noun.dep_ == "amod" and noun.i > noun.head.i
        ):
            return None
        verb, how = self._occurrence(noun)
        if verb is None or not (_presupposed(verb) if how in ("scene", "subject") else self._happened(verb)):
            return None
        kind = self._type(noun, trigger)
        if noun.lemma_.lower() in words("works") and how not in ("happens", "held"):
            return None
        if (
            kind is EventType.VISIT
            and noun.lemma_.lower() == "tour"
            and how in ("happens", "held")
            and (verb.lemma_.lower() in words("happen") | words("hold") or _takes_place(verb))
        ):
            kind = EventType.CONFERENCE
        named = kind is EventType.CONFERENCE and noun.pos_ == "PROPN" and noun.head.head == verb and _is_move(verb)
        if how == "scene" and not _is_singled_out(noun):
            return None
        if how == "purpose" and kind is not EventType.VISIT and not named:
            return None
        definite = _is_definite(noun)
        if noun.tag_ in ("NNS", "NNPS") and noun.lemma_.lower() not in ("talk", "discussion", "negotiation", "visit"):
            return None
        report = Report(
            kind, noun, verb, number, headline, definite, embedded=how in ("scene", "purpose"), scheduled=is_scheduled(verb),
            other=any(c.lower_ in words("others") for c in noun.children),
        )  # fmt: skip
        frame: Frame = {f: list(v) for f, v in self.clauses.frame(noun).items()}
        report.aside = how == "subject"
        report.embedded = report.embedded or report.aside
        report.indefinite = any(c.lower_ in ("a", "an", "another") for c in noun.children) and noun.dep_ != "appos"
        report.background = any(c.lower_ == "had" and c.dep_ == "aux" for c in verb.children)
        report.bare = (
            how == "scene"
            and definite
            and not any(
                c.dep_ in ("compound", "amod", "nmod", "poss", "acl", "relcl")
                or (c.dep_ == "prep" and c.lower_ == "of")
                for c in noun.children
            )
        )
        above = set(noun.ancestors)
        if how != "scene":
            organizes = verb.lemma_.lower() in words("hold")
            for function, fillers in self.clauses.frame(verb).items():
                if function != "patient" and (
                    function != "agent"
                    or organizes
                    or kind is None
                    or (kind is EventType.VISIT and verb.lemma_.lower() in words("light"))
                ):
                    frame.setdefault(function, []).extend(f for f in fillers if f.token not in above)
        for child in noun.children:
            if child.dep_ not in ("acl", "relcl"):
                continue
            for held in (child, *(c for c in child.conjuncts if c.tag_ == "VBN")):
                for function, fillers in self.clauses.frame(held).items():
                    if function != "patient":
                        frame.setdefault(function, []).extend(fillers)
        if kind is not None:
            getattr(self, f"_{kind.value.lower()}")(report, frame, trigger, noun)
        if not report.embedded:
            self._where(report)
        return report

    def _where(self, report: Report) -> None:
        """A site behind "in" or "at" in the clause, however the parser hangs it, if the event has no place yet."""
        if report.type in (None, EventType.VISIT) or report.values(Slot.LOCATION):
            return
        taken = {d.value for d in report.drafts}
        own = {report.trigger, report.verb, *report.trigger.ancestors}
        start, end = self.clauses.clause(report.trigger, report.verb)
        for mention in self.document.within(start, end):
            head = self.clauses.head(mention)
            if head is None or self.clauses.type_of(mention) not in SITES or mention.entity in taken:
                continue
            prep = head.head
            if prep.lower_ not in ("in", "at") or head.dep_ != "pobj":
                continue
            if prep.head in own or (self._is_guest(prep.head) and prep.i > report.trigger.i):
                report.drafts.append(self.draft(Slot.LOCATION, Filler(mention, head), report.trigger, 0.6))
                return

    def _is_guest(self, token: Token) -> bool:
        """Whether a person or party stands there, on which the parser hung where they met."""
        mention = self.clauses.mention(token)
        if mention is not None:
            return self.clauses.type_of(mention) is EntityType.PERSON
        return token.lemma_.lower() in words("parties") and token.lemma_.lower() not in words("posts")

    def _type(self, noun: Token, trigger: Trigger | None) -> EventType | None:
        for child in noun.children:
            if child.dep_ == "appos" and child.lemma_.lower() in words("generic"):
                trigger = None if _promotes(child) else trigger
                noun = child if _promotes(child) else noun
        if trigger is None:
            return EventType.CONFERENCE if _promotes(noun) else None
        modifiers = {c.lower_ for c in noun.children if c.dep_ in ("compound", "amod")}
        if trigger.type is EventType.CEREMONY and modifiers & {"signing", "contract", "agreement"}:
            return EventType.SIGNING
        return trigger.type

    def _occurrence(self, noun: Token) -> tuple[Token | None, str]:
        """The verb by which the event of ``noun`` is said to take place, and how the noun stands to it."""
        token = noun if noun.dep_ != "amod" else noun.head
        while token.dep_ in ("conj", "appos") and token.head != token:
            token = token.head
        head = token.head
        lemma = head.lemma_.lower()
        for child in noun.children:
            if (
                child.dep_ in ("acl", "relcl")
                and child.lemma_.lower() in words("hold")
                and child.tag_ in ("VBN", "VBD")
            ):
                return child, "held"
        if token.dep_ in ("nsubj", "nsubjpass"):
            due = [c for c in head.children if c.dep_ == "xcomp" and lemma in words("due")]
            verb = head = due[0] if due else head
            lemma = head.lemma_.lower()
            if lemma in words("happen") or lemma in words("hold") or _takes_place(head):
                return verb, "happens"
            if lemma == "be" and any(c.dep_ in ("attr",) for c in head.children):
                return None, ""
            if lemma == "be" and noun.lemma_ in ("talk", "discussion"):
                return verb, "happens"
            return (verb, "subject") if _is_definite(noun) else (None, "")
        if token.dep_ in ("dobj", "oprd") or (token.dep_ == "attr" and head.lemma_ == "be"):
            if lemma in words("hold") or lemma in words("light"):
                return head, "held"
            if token.dep_ == "dobj" and lemma in ("attend", "join", "witness", "address", "follow", "chair"):
                return head, "held"
            return None, ""
        if token.dep_ == "pobj":
            prep = head.lower_
            governor = _verb_above(head)
            if governor is None:
                return None, ""
            if head.head.lemma_.lower() in ("part", "curtain", "progress") or governor.lemma_ in (
                "preside",
                "participate",
            ):
                return governor, "held"
            if prep in words("during"):
                return governor, "scene"
            if prep in ("for", "of") and governor is not None:
                return governor, "purpose"
        if token.dep_ == "ROOT":
            return token, "happens"
        return None, ""

    # -- what each type of event asks of its clause ------------------------------------------------------------------

    def _fill(self, report: Report, frame: Frame, functions: tuple[str, ...], slot: Slot,
              types: frozenset[EntityType], confidence: float = 0.8) -> list[Filler]:  # fmt: skip
        used = []
        for function in functions:
            for filler in frame.get(function, ()):
                if self.clauses.type_of(filler.mention) in types:
                    report.drafts.append(self.draft(slot, filler, report.trigger, confidence))
                    used.append(filler)
        return used

    def draft(self, slot: Slot, filler: Filler, anchor: Token, confidence: float = 0.8) -> Draft:
        """An argument that ``filler`` gives, with the clause that holds it and ``anchor``."""
        head = self.clauses.head(filler.mention) or filler.token
        start, end = self.clauses.clause(anchor, head)
        if filler.mention.kind is MentionKind.PRONOUN:
            confidence *= 0.9
        return Draft(slot, filler.mention.entity, start, end, confidence, filler.via)

    def _visit(self, report: Report, frame: Frame, trigger: Trigger, at: Token) -> None:
        people = frozenset({EntityType.PERSON})
        self._fill(report, frame, ("agent", "poss"), Slot.LEADER, people)
        for filler in frame.get("agent", []) + frame.get("compound", []) + frame.get("poss", []):
            if filler.via in words("parties") and self.clauses.type_of(filler.mention) in BODIES:
                report.drafts.append(self.draft(Slot.ATTENDEE, filler, report.trigger, 0.7))
        self._fill(report, frame, ("with", "alongside"), Slot.ATTENDEE, people)
        above = [v for v in at.ancestors if v.pos_ == "VERB" and at.dep_ in ("advcl", "xcomp", "conj")][:1]
        for verb in above:
            self._fill(report, self.clauses.frame(verb), ("with", "alongside"), Slot.ATTENDEE, people)
        patient = ("patient",) if at.pos_ in ("VERB", "AUX") else ()
        moves = trigger is not None and trigger.kind == "move"
        back = at.lemma_ == "return" or any(c.lower_ in ("home", "back") for c in at.children)
        report.returns = back and bool(frame.get("from"))
        for function in (*patient, *GOALS, *(("from",) if back else ())):
            if back and function != "from":
                continue
            goals = [f for f in frame.get(function, ()) if self.clauses.type_of(f.mention) in STOPS]
            for filler in goals:
                wide = self.clauses.type_of(filler.mention) in (EntityType.PLACE, EntityType.PARK)
                draft = self.draft(Slot.VISITED, filler, report.trigger)
                if filler.via in words("groups") | words("parties"):
                    continue
                alone = all(self.clauses.type_of(g.mention) in (EntityType.PLACE, EntityType.PARK) for g in goals)
                place = self.clauses.type_of(filler.mention) is EntityType.PLACE
                arrival = wide and (
                    (moves and alone)
                    or function in ("in", "from")
                    or filler.via == "in"
                    or (place and function in ("at", "around", "round"))
                )
                report.drafts.append(
                    replace(draft, arrival=arrival, inside=wide and (function in ("in", "from") or filler.via == "in"))
                )

    def _meeting(self, report: Report, frame: Frame, trigger: Trigger, at: Token) -> None:
        slot = (trigger.functions.get("agent") if trigger else None) or (
            Slot.ORGANIZER
            if report.verb.lemma_.lower() in ("hold", "convene", "host", "organize", "call")
            else Slot.ATTENDEE
        )
        if at.lemma_ == "meet" and at.pos_ == "VERB" and is_passive(at):
            self._fill(report, frame, ("agent",), Slot.HOST, PARTIES)
            self._fill(report, frame, ("patient",), Slot.LEADER, PARTIES)
            return
        self._fill(report, frame, ("agent",), slot, BODIES - {EntityType.PLACE})
        people = frozenset({EntityType.PERSON})
        self._fill(report, frame, ("agent",), Slot.LEADER if slot is Slot.ORGANIZER else slot, people)
        self._fill(
            report,
            frame,
            ("patient", "with", "between", "among"),
            (trigger.functions.get("patient") if trigger else None) or Slot.ATTENDEE,
            PARTIES,
        )
        self._fill(report, frame, WHERE, Slot.LOCATION, SITES)
        self._fill(report, frame, TOPICAL, Slot.ABOUT, TOPICS)
        if at.pos_ != "VERB":
            self._fill(report, frame, ("of", "poss"), Slot.ORGANIZER, frozenset({EntityType.GOVERNMENT}))

    def _ceremony(self, report: Report, frame: Frame, trigger: Trigger, at: Token) -> None:
        if not self._fill(report, frame, ("of", "for", "patient", "compound"), Slot.ABOUT, NEW) and at.pos_ != "VERB":
            inner = {
                "under": [
                    f for t in at.subtree if t.dep_ == "pobj" and t.head.lower_ == "of" for f in self.clauses.fillers(t)
                ]
            }
            self._fill(report, inner, ("under",), Slot.ABOUT, TOPICS)
        self._fill(report, frame, WHERE, Slot.LOCATION, SITES)
        self._fill(report, frame, ("agent",), Slot.ORGANIZER if at.pos_ != "VERB" else Slot.LEADER, PARTIES)

    def _signing(self, report: Report, frame: Frame, trigger: Trigger, at: Token) -> None:
        if at.pos_ == "VERB":
            for noun in at.subtree:
                if noun.lemma_.lower() in words("agreements") and self.clauses.mention(noun) is None:
                    frame = {k: [*frame.get(k, []), *v] for k, v in (frame | self.clauses.frame(noun)).items()}
        self._fill(report, frame, ("agent", "with", "between", "by"), Slot.SIGNATORY, PARTIES)
        self._fill(report, frame, ("of", "for", "on", "patient"), Slot.ABOUT, TOPICS)
        self._fill(report, frame, ("in", "at"), Slot.LOCATION, SITES)

    def _conference(self, report: Report, frame: Frame, trigger: Trigger, at: Token) -> None:
        self._fill(report, frame, ("agent", "by"), Slot.ORGANIZER, BODIES)
        self._fill(report, frame, WHERE, Slot.LOCATION, SITES)
        self._fill(report, frame, ("on", "about", "around", "for"), Slot.ABOUT, frozenset({EntityType.INDUSTRY}))
        self._fill(report, frame, ("compound",), Slot.ABOUT, TOPICS)

    # -- dates -----------------------------------------------------------------------------------------------------

    def _date(self, reports: list[Report], sentence: Sentence) -> None:
        """Gives each date of the sentence to the report whose clause it stands in."""
        for date in self.dates:
            if not sentence.start <= date.start < sentence.end:
                continue
            span = self.document.doc.char_span(date.start, date.end, alignment_mode="expand")
            if span is None:
                continue
            for owner in self._owners(span.root, reports):
                leaves, owner.leaves = owner.leaves, False
                if date.bound == "until" or (owner.returns and not leaves):
                    owner.until = date
                elif date.bound in (None, "from", "after") or date.last is not None:
                    owner.dates.append(date)

    def _owners(self, token: Token, reports: list[Report]) -> list[Report]:
        for at in (token, *token.ancestors):
            own = [r for r in reports if at in (r.trigger, r.verb)]
            if own:
                return own + [
                    r
                    for r in reports
                    if r not in own
                    and r.verb.dep_ == "advcl"
                    and r.verb.head in (own[0].verb, own[0].trigger)
                    and any(c.lower_ == "when" for c in r.verb.children)
                ]
            if at.lemma_.lower() in words("depart") and at.pos_ == "VERB":
                for report in reports:
                    if report.type is EventType.VISIT and report.returns:
                        report.leaves = True
                        return [report]
            if at.dep_ in ("relcl", "acl") and at.pos_ == "VERB":
                return [r for r in reports if r.trigger == at.head]
            below = [r for r in reports if at in r.verb.ancestors and at.pos_ in ("VERB", "AUX")]
            if len(below) == 1 and at.dep_ != "acl":
                return below
        return []


_CONVEYED = ("lead", "take", "bring", "send", "dispatch")


def _distinct(reports: list[Report]) -> list[Report]:
    """Without the verb of an occasion that a noun of the sentence names: "paid" beside "visit", "held" beside "talks"."""
    carried = {r.verb for r in reports if r.trigger != r.verb and not r.embedded}
    return [r for r in reports if r.trigger != r.verb or r.verb not in carried]


def _is_definite(noun: Token) -> bool:
    return any(c.lower_ in ("the", "this", "that", "his", "her", "their", "its") for c in noun.children) or any(
        c.dep_ == "poss" for c in noun.children
    )


def _is_move(verb: Token) -> bool:
    return any(t.kind == "move" for t in verb_triggers().get(verb.lemma_.lower(), ()))


def _is_singled_out(noun: Token) -> bool:
    """Whether ``noun`` means one event and not the kind: "at the meeting", not "in competition"."""
    return noun.pos_ == "PROPN" or any(
        c.dep_ in ("det", "poss") and c.lower_ not in ("any", "no", "each", "every") for c in noun.children
    )


def _promotes(noun: Token) -> bool:
    """Whether ``noun`` is a "promotion event"."""
    return any(
        c.dep_ in ("compound", "amod") and c.lower_ in ("promotion", "promotional", "matchmaking")
        for c in noun.children
    )


def _is_quoted(token: Token, sentence: Sentence) -> bool:
    """Whether ``token`` stands in a title in quotes: "within the program 'Journalists Visit Beijing'"."""
    before = [t for t in sentence.span if t.i < token.i and t.text in QUOTES]
    after = [t for t in sentence.span if t.i > token.i and t.text in QUOTES]
    return len(before) % 2 == 1 and bool(after) and after[0].i - before[-1].i < 14


def _presupposed(verb: Token) -> bool:
    """Whether what only sets the scene of the clause of ``verb`` can be taken to have happened."""
    return not any(c.dep_ == "aux" and c.tag_ == "MD" for c in verb.children)


def _takes_place(verb: Token) -> bool:
    return verb.lemma_ in ("take", "raise", "get", "come") and any(
        c.lower_ in ("place", "curtain", "underway", "end") for c in verb.children
    )


def _verb_above(token: Token) -> Token | None:
    for at in token.ancestors:
        if at.pos_ in ("VERB", "AUX"):
            return at
    return None
