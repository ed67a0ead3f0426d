"""Slots: what fills the slots of an event, by its type, from the frame of the clause that reports it."""

from dataclasses import replace

from kg.facts import EntityType, EventType, Slot
from kg.reading.clauses import Clauses, Filler, Frame
from kg.reading.date_grammar import MONTHS
from kg.reading.document import Mention, MentionKind
from kg.reading.frames import Trigger, object_nouns, words
from kg.reading.parsed import Token
from kg.reading.reports import BODIES, NEW, PARTIES, SITES, STOPS, TOPICS, Draft, Report
from kg.reading.syntax import children, is_passive

WHERE = ("in", "at", "inside", "near", "within", "on")
GOALS = ("to", "into", "at", "in", "around", "round", "through", "for", "towards", "toward", "of", "on")
TOPICAL = ("on", "about", "around", "of", "for", "regarding", "concerning", "into", "over")
SITES_STARTED = frozenset({EntityType.PROJECT, EntityType.PARK, EntityType.FACILITY})
PEOPLE = frozenset({EntityType.PERSON})
#: Who signs; a "works" or a "port" may be a company as well as a site.
SIGNATORIES = PARTIES | {EntityType.FACILITY}
#: Words on which the parser may hang a place that stands behind a date.
_DATED = frozenset(
    (
        *MONTHS,
        *(m[:3] for m in MONTHS),
        "day",
        "morning",
        "afternoon",
        "evening",
        "today",
        "yesterday",
        *map(str, range(1, 32)),
    )
)
HOSTS = ("hold", "convene", "host", "organize", "organise", "call")


class SlotFiller:
    """Fills the slots of reports."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses

    def fill(self, report: Report, frame: Frame, trigger: Trigger | None, at: Token) -> None:
        """Adds to ``report`` what ``frame``, that of its clause, says; ``at`` is the verb or noun that reports it."""
        if report.type is EventType.VISIT:
            self._visit(report, frame, trigger, at)
        elif report.type is EventType.MEETING:
            self._meeting(report, frame, trigger, at)
        elif report.type is EventType.CEREMONY:
            self._ceremony(report, frame, trigger, at)
        elif report.type is EventType.SIGNING:
            self._signing(report, frame, at)
        elif report.type is EventType.CONFERENCE:
            self._conference(report, frame)

    def draft(self, slot: Slot, filler: Filler, anchor: Token, confidence: float = 0.8) -> Draft:
        """An argument that ``filler`` gives, with the clause that holds it and ``anchor``."""
        head = self.clauses.head(filler.mention) or filler.token
        start, end = self.clauses.clause(anchor, head)
        if filler.mention.kind is MentionKind.PRONOUN:
            confidence *= 0.9
        body = self.clauses.type_of(filler.mention) in BODIES and filler.via in words("parties")
        return Draft(slot, filler.mention.entity, start, end, confidence, filler.via, party=body)

    def _take(self, report: Report, frame: Frame, functions: tuple[str, ...], slot: Slot,
              types: frozenset[EntityType], confidence: float = 0.8) -> list[Filler]:  # fmt: skip
        used = []
        for function in functions:
            for filler in frame.get(function, ()):
                kind = self.clauses.type_of(filler.mention)
                if slot is Slot.LOCATION and function == "on" and filler.via is not None:
                    continue  # "heard a report on the construction of the park"
                if filler.via == "in" and slot not in (Slot.ABOUT, Slot.LOCATION):  # "met the guests in Anping"
                    if kind in SITES and report.type is not EventType.VISIT:
                        report.drafts.append(self.draft(Slot.LOCATION, filler, report.trigger, 0.6))
                elif kind in types:
                    report.drafts.append(self.draft(slot, filler, report.trigger, confidence))
                    used.append(filler)
        return used

    def _visit(self, report: Report, frame: Frame, trigger: Trigger | None, at: Token) -> None:
        given = trigger.functions if trigger else {}
        taken = [c.lemma_ for c in children(report.verb, "dobj")]
        joins = report.verb.lemma_.lower() in ("participate", "join", "attend") or "part" in taken
        joins = at.pos_ == "NOUN" and joins and "tour" not in taken
        leader = Slot.ATTENDEE if joins else Slot.LEADER
        self._take(report, frame, ("agent", "poss"), given.get("agent", leader), PEOPLE)
        if "patient" in given:
            self._take(report, frame, ("patient",), given["patient"], PEOPLE)
        for filler in frame.get("agent", []) + frame.get("compound", []) + frame.get("poss", []):
            if filler.via in words("parties") and self.clauses.type_of(filler.mention) in BODIES:
                report.drafts.append(self.draft(Slot.ATTENDEE, filler, report.trigger, 0.7))
        self._take(report, frame, ("with", "alongside"), Slot.ATTENDEE, PEOPLE)
        if at.dep_ in ("advcl", "xcomp", "conj"):
            for verb in [v for v in at.ancestors if v.pos_ == "VERB"][:1]:
                self._take(report, self.clauses.frame(verb), ("with", "alongside"), Slot.ATTENDEE, PEOPLE)
        back = at.lemma_ == "return" or any(c.lower_ in ("home", "back") for c in at.children)
        report.returns = report.returns or (back and bool(frame.get("from")))
        moves = trigger is not None and trigger.kind == "move"
        patient = ("patient",) if at.pos_ in ("VERB", "AUX") else ()
        own = trigger.phrase.particle if trigger is not None else None
        goals = GOALS if own is None or own in GOALS else (*GOALS, own)  # "stopped by X", "were shown over X"
        for function in ("from",) if back else (*patient, *goals):
            self._stops(report, function, frame.get(function, []), moves)
        if at.pos_ == "VERB" and not back:
            self._owners(report, at, (*patient, *goals))
            behind = [f for f in frame.get("agent", ()) if f.token.i > at.i]  # "and looked round X": X is no subject
            self._stops(report, "patient", behind, moves)
        if report.values(Slot.VISITED):
            self._fronted(report, at)

    def _stops(self, report: Report, function: str, fillers: list[Filler], moves: bool) -> None:
        """The goals of a visit; a place or zone that the party went to or stayed in may hold other stops."""
        goals = [f for f in fillers if self.clauses.type_of(f.mention) in STOPS and f.via not in words("parties")]
        if goals and function in ("patient", "to", "at", "into"):
            known = {g.mention for g in goals}
            more = [m for m in self.clauses.lists.stops_after(goals[0].mention) if m not in known]
            goals += [Filler(m, self.clauses.head(m) or goals[0].token) for m in more]
        if not goals:
            return
        wide = (EntityType.PLACE, EntityType.PARK)
        alone = all(self.clauses.type_of(g.mention) in wide for g in goals)
        for goal in goals:
            kind = self.clauses.type_of(goal.mention)
            inside = kind in wide and (function in ("in", "from") or (goal.via == "in" and len(goals) == 1))
            around = kind is EntityType.PLACE and function in ("at", "around", "round")
            arrival = inside or around or (kind in wide and moves and alone)
            arrival = arrival or (kind is EntityType.PLACE and function == "patient" and alone)
            itself = function == "patient" and not moves and not inside
            self._surroundings(goal, report)
            draft = self.draft(Slot.VISITED, goal, report.trigger)
            report.drafts.append(replace(draft, arrival=arrival, inside=inside, itself=itself))

    def _owners(self, report: Report, at: Token, functions: tuple[str, ...]) -> None:
        """ "visited X's workshop", "looked at X's new line": what is owned has no name of its own."""
        for function, noun in self.clauses.functions(at):
            if function not in functions or self.clauses.mention(noun) is not None or noun.lemma_ in ("company", "end"):
                continue
            owners = [f for o in children(noun, "poss") for f in self.clauses.fillers(o)]
            owned = noun.pos_ in ("NOUN", "PROPN") and noun.lemma_.lower() in words("premises")
            for filler in owners if owned else ():
                if self.clauses.type_of(filler.mention) in STOPS - {EntityType.PLACE}:
                    report.drafts.append(self.draft(Slot.VISITED, filler, report.trigger, 0.7))

    def _fronted(self, report: Report, at: Token) -> None:
        """ "On May 13 in Anping, the party visited X": the place before the verb that the parser hangs on the date."""
        if any(d.inside or d.arrival for d in report.drafts) or at.pos_ not in ("VERB", "AUX"):
            return
        for mention in self.clauses.document.within(at.sent.start_char, at.idx):
            head = self.clauses.head(mention)
            if head is None or self.clauses.type_of(mention) is not EntityType.PLACE or head.dep_ != "pobj":
                continue
            prep = head.head
            if prep.lower_ == "in" and self.clauses.mention(prep.head) is None and prep.head.lower_ in _DATED:
                draft = self.draft(Slot.VISITED, Filler(mention, head), report.trigger, 0.7)
                report.drafts.append(replace(draft, arrival=True, inside=True))
                return

    def _surroundings(self, goal: Filler, report: Report) -> None:
        """ "visited X in Y": the place or zone that a stop is said to lie in, told with it."""
        for prep in goal.token.children:
            if prep.dep_ == "prep" and prep.lower_ in ("in", "inside"):
                around = [f for o in children(prep, "pobj") for f in self.clauses.fillers(o)]
                for filler in (
                    f for f in around if self.clauses.type_of(f.mention) in (EntityType.PLACE, EntityType.PARK)
                ):
                    draft = self.draft(Slot.VISITED, filler, report.trigger)
                    report.drafts.append(replace(draft, arrival=True, inside=True))

    def _meeting(self, report: Report, frame: Frame, trigger: Trigger | None, at: Token) -> None:
        if at.lemma_ == "meet" and at.pos_ == "VERB" and is_passive(at):
            self._take(report, frame, ("agent",), Slot.HOST, PARTIES)
            self._take(report, frame, ("patient",), Slot.LEADER, PARTIES)
            return
        given = trigger.functions if trigger else {}
        hosts = report.verb.lemma_.lower() in HOSTS
        role = given.get("agent", Slot.ORGANIZER if hosts else Slot.ATTENDEE)
        self._take(report, frame, ("agent",), role, BODIES - {EntityType.PLACE})
        self._take(report, frame, ("agent",), Slot.LEADER if role is Slot.ORGANIZER else role, PEOPLE)
        self._take(report, frame, WHERE, Slot.LOCATION, SITES)
        own = {f.mention.entity for f in frame.get("agent", ())}
        frame = {k: [f for f in v if k == "agent" or f.mention.entity not in own] for k, v in frame.items()}
        others = given.get("patient", Slot.ATTENDEE)  # "received A and his delegation": not the host's
        self._take(report, frame, ("patient", "with", "between", "among"), others, PARTIES)
        self._take(report, frame, TOPICAL, Slot.ABOUT, TOPICS)
        if at.pos_ != "VERB":
            self._take(report, frame, ("of", "poss"), Slot.ORGANIZER, frozenset({EntityType.GOVERNMENT}))

    def _ceremony(self, report: Report, frame: Frame, trigger: Trigger | None, at: Token) -> None:
        opened = SITES_STARTED | {EntityType.INSTITUTION} if trigger is not None and trigger.late else NEW
        works = at.lemma_ in ("start", "begin", "commence") and any(o.lemma_ == "work" for o in children(at, "dobj"))
        begun = ("on",) if works or at.lemma_ == "break" else ()  # "broke ground on the plant"
        found = self._take(
            report, _named(frame, report), ("of", "for", "patient", "compound", *begun), Slot.ABOUT, opened
        )
        if not found and at.pos_ != "VERB":
            behind = [t for t in at.subtree if t.dep_ == "pobj" and t.head.lower_ == "of"]
            inner = {"of": [f for t in behind for f in self.clauses.fillers(t)]}
            self._take(report, inner, ("of",), Slot.ABOUT, TOPICS)
        self._take(report, frame, tuple(w for w in WHERE if w not in begun), Slot.LOCATION, SITES)
        for filler in found:  # "opened its plant in the park"
            for prep in filler.token.children:
                if prep.dep_ == "prep" and prep.lower_ in ("in", "at"):
                    around = {"in": [f for o in children(prep, "pobj") for f in self.clauses.fillers(o)]}
                    self._take(report, around, ("in",), Slot.LOCATION, SITES)
        itself = trigger is not None and Slot.ABOUT in trigger.functions.values()  # "the bridge opened to traffic"
        if not found and (itself or at.lemma_.lower() in words("works")):
            found = self._take(report, frame, ("agent",), Slot.ABOUT, NEW if itself else SITES_STARTED)
            if found and itself:
                return
        if at.pos_ == "VERB":
            for noun in (n for n in object_nouns(at) if n.lemma_.lower() in words("signs_of_opening")):
                self._take(report, {"of": self.clauses.frame(noun).get("of", [])}, ("of",), Slot.ABOUT, NEW)
            itself = not report.values(Slot.ABOUT) and all(o.lemma_ == "ground" for o in children(at, "dobj"))
            if itself:  # "15 projects broke ground"
                self._take(report, frame, ("agent",), Slot.ABOUT, SITES_STARTED)
            self._take(report, frame, ("agent", "with"), Slot.LEADER, PEOPLE)
            hosts = {"agent": [f for f in frame.get("agent", ()) if f.mention.entity not in report.values(Slot.ABOUT)]}
            self._take(report, hosts, ("agent",), Slot.ORGANIZER, BODIES - (SITES_STARTED if itself else PEOPLE))
        else:
            self._take(report, frame, ("agent",), Slot.ORGANIZER, BODIES)
            self._take(report, frame, ("agent",), Slot.HOST, PEOPLE)

    def _signing(self, report: Report, frame: Frame, at: Token) -> None:
        for noun in at.subtree:
            if (
                noun != at
                and (at.pos_ == "VERB" or noun.dep_ != "conj")
                and noun.lemma_.lower() in words("agreements")
                and self.clauses.mention(noun) is None
            ):
                frame = frame | {k: [*frame.get(k, []), *v] for k, v in self.clauses.frame(noun).items()}
        self._take(report, frame, ("agent", "with", "between", "among", "by"), Slot.SIGNATORY, SIGNATORIES)
        if not report.values(Slot.SIGNATORY):  # nobody signs a person: in "A and B signed on X" the parse goes astray
            self._take(report, frame, ("patient",), Slot.SIGNATORY, PEOPLE)
        parties = [d for d in report.drafts if d.slot is Slot.SIGNATORY and self._is_body(d.value)]
        if not parties:  # "the letter on the friendship between A and B was signed"
            for prep in (t for t in at.subtree if t.lower_ == "between" and t.dep_ == "prep"):
                for noun in children(prep, "pobj"):
                    inner = {"between": self.clauses.fillers(noun)}
                    self._take(report, inner, ("between",), Slot.SIGNATORY, PARTIES)
        if len({d.value for d in parties}) == 1 and at.pos_ == "VERB":
            self._counterpart(report, at)
        self._take(report, _without(frame, report), ("of", "for", "on", "patient"), Slot.ABOUT, TOPICS)
        if not report.values(Slot.ABOUT):  # "signed an agreement to build the park"
            for verb in (t for t in at.subtree if t.tag_ == "VB" and t != at):
                self._take(report, self.clauses.frame(verb), ("patient",), Slot.ABOUT, SITES_STARTED, 0.6)
        self._take(report, frame, ("in", "at"), Slot.LOCATION, SITES)

    def _counterpart(self, report: Report, at: Token) -> None:
        """ "signed a contract worth 2 billion yuan with X": with whom, whatever the parser hangs it on."""
        for prep in (t for t in at.subtree if t.lower_ == "with" and t.dep_ == "prep" and t.i > at.i):
            between = next((a for a in prep.ancestors if a == at or a.pos_ in ("VERB", "AUX")), at)
            if between == at:
                inner = {"with": [f for noun in children(prep, "pobj") for f in self.clauses.fillers(noun)]}
                self._take(report, inner, ("with",), Slot.SIGNATORY, BODIES)

    def _is_body(self, value: str) -> bool:
        return self.clauses.document.entities[value].type in BODIES

    def _conference(self, report: Report, frame: Frame) -> None:
        self._take(report, frame, ("agent", "by"), Slot.ORGANIZER, BODIES)
        self._take(report, frame, WHERE, Slot.LOCATION, SITES)
        self._take(report, frame, ("on", "about", "around", "for"), Slot.ABOUT, frozenset({EntityType.INDUSTRY}))
        self._take(report, frame, ("compound",), Slot.ABOUT, TOPICS)

    def where(self, report: Report) -> None:
        """A site behind "in" or "at" in the clause, however the parser hangs it, if the event has no place yet."""
        if report.type in (None, EventType.VISIT) or report.values(Slot.LOCATION):
            return
        taken = {d.value for d in report.drafts}
        own = {report.trigger, report.verb, *report.trigger.ancestors}
        start, end = self.clauses.clause(report.trigger, report.verb)
        for mention in self.clauses.document.within(start, end):
            head = self.clauses.head(mention)
            prep = head.head if head is not None else None
            if head is None or prep is None or head.dep_ != "pobj" or mention.entity in taken:
                continue
            kind = self.clauses.type_of(mention)
            inside = kind in SITES or kind is EntityType.INSTITUTION
            if prep.lower_ not in ("in", "at") or not (inside or (prep.lower_ == "at" and kind in BODIES)):
                continue
            opened = self.clauses.mention(prep.head)  # "the start of construction of X in Y"
            behind = opened is not None and opened.entity in report.values(Slot.ABOUT)
            if prep.head in own or behind or (self._is_guest(prep.head) and prep.i > report.trigger.i):
                report.drafts.append(self.draft(Slot.LOCATION, Filler(mention, head), report.trigger, 0.6))
                return

    def _is_guest(self, token: Token) -> bool:
        """Whether a person or party stands there, on which the parser hung where they met."""
        mention = self.clauses.mention(token)
        if token.dep_ == "acl" and token.lemma_ in ("lead", "head", "accompany"):  # "a delegation led by A at the hall"
            return True
        if mention is not None:
            return self.clauses.type_of(mention) is EntityType.PERSON
        return token.lemma_.lower() in words("parties") and token.lemma_.lower() not in words("posts")

    def _places_before(self, verb: Token) -> list[Mention]:
        """The only place or zone named in the sentence before that of ``verb``, else none."""
        document = self.clauses.document
        before = next((s for s in reversed(document.sentences) if s.end <= verb.sent.start_char), None)
        wide = (EntityType.PLACE, EntityType.PARK)
        named = [m for m in document.within(before.start, before.end) if document.type_of(m) in wide] if before else []
        named = [m for m in named if self.clauses.head(m) is not None]
        return named if len({m.entity for m in named}) == 1 else []

    def there(self, verb: Token, report: Report) -> None:
        """ "the mayor went there": the goal is the place or zone named last."""
        if not any(c.lower_ == "there" and c.dep_ == "advmod" for c in verb.children):
            return
        before = [
            m for m in self.clauses.document.mentions
            if m.end <= verb.idx and self.clauses.type_of(m) in (EntityType.PLACE, EntityType.PARK)
            and m.start >= verb.sent.start_char and self.clauses.head(m) is not None
        ] or self._places_before(verb)  # fmt: skip
        subjects = [m for m in before if (h := self.clauses.head(m)) is not None and h.dep_ in ("nsubj", "nsubjpass")]
        for mention in (subjects or before)[:1]:
            head = self.clauses.head(mention)
            if head is not None:
                report.drafts.append(self.draft(Slot.VISITED, Filler(mention, head), verb, 0.7))


def _named(frame: Frame, report: Report) -> Frame:
    """``frame`` without what only stands for something else, if ``report`` is only of news: "the base of X opened"."""
    return {f: [x for x in fillers if x.via is None] for f, fillers in frame.items()} if report.late else frame


def _without(frame: Frame, report: Report) -> Frame:
    """``frame`` without the parties of ``report``."""
    parties = report.values(Slot.SIGNATORY)
    return {f: [x for x in fillers if x.mention.entity not in parties] for f, fillers in frame.items()}
