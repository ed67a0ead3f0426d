"""Reporting: finds the reports of a document, from the verbs and nouns of ``triggers.tsv`` in their clauses."""

from kg.articles.page import BlockKind
from kg.facts import EntityType, EventType, Slot
from kg.reading.clauses import Clauses, Filler, Frame
from kg.reading.dates import Date
from kg.reading.document import Document, Sentence
from kg.reading.event_dates import days_of, give_dates, label_above
from kg.reading.event_slots import SlotFiller
from kg.reading.frames import Trigger, noun_triggers, object_nouns, verb_triggers, words
from kg.reading.headlines import headline_frame, headline_verb
from kg.reading.modality import is_fact, is_scheduled
from kg.reading.occurrence import (
    Stand,
    counts,
    event_type,
    happened,
    is_bare,
    is_definite,
    is_move,
    is_other_sense,
    is_timed,
    looks_back,
    occurrence,
    quoted,
    signs,
)
from kg.reading.parsed import Token
from kg.reading.reports import PARTIES, Draft, Report
from kg.reading.syntax import SUBJECTS, conjuncts, is_passive, verb_above

#: Verbs whose object is who goes, not where: "led a delegation to".
CONVEYED = ("lead", "take", "bring", "send", "dispatch", "accompany", "escort", "guide")
TAKING_PART = ("agent", "patient", "with", "between", "among")
PRONOUNS = ("it", "they", "he", "she")
#: Event nouns whose plural is one event.
PLURAL = ("talk", "discussion", "negotiation", "visit")


class Reporter:
    """Finds the reports of one document."""

    def __init__(self, document: Document, clauses: Clauses, dates: list[Date]) -> None:
        self.document = document
        self.clauses = clauses
        self.dates = dates
        self.slots = SlotFiller(clauses)

    def find(self) -> list[Report]:
        """All reports, in order of the text, with their dates."""
        found: list[Report] = []
        label: Date | None = None
        for number, sentence in enumerate(self.document.sentences):
            label = label_above(sentence, self.dates, self.document, label)
            titles = quoted(sentence, self.document.text.clean[sentence.start : sentence.end])
            headline = sentence.kind is BlockKind.HEADLINE
            told = (token for token in self.clauses.loose(sentence) if token.i not in titles)
            here = [r for token in told if (r := self._read(token, number, headline)) is not None]
            if not here and found and found[-1].sentence == number - 1:
                here = self._goes_on(sentence, number, found[-1])
            if not here and headline:
                here = self._headline(sentence, number)
            here = _distinct(here)
            give_dates(here, sentence, self.dates, self.document)
            for report in here:
                if label is not None and not report.dates:
                    report.dates.append(label)
                report.days = days_of(report)
                self._unnamed(report)
            found += [r for r in here if not r.scheduled or r.dates or self._under_way(found)]
        return found

    def _under_way(self, told: list[Report]) -> bool:
        """Whether an event told before lasts beyond the article's day: what "will" happen then is its programme."""
        published = self.document.article.date
        ends = [d.last for r in told if not r.scheduled for d in r.dates if d.last is not None]
        return published is not None and any(end >= published for end in ends)

    def draft(self, slot: Slot, filler: Filler, anchor: Token, confidence: float = 0.8) -> Draft:
        """An argument that ``filler`` gives, with the clause that holds it and ``anchor``."""
        return self.slots.draft(slot, filler, anchor, confidence)

    def _read(self, token: Token, number: int, headline: bool) -> Report | None:
        lemma, pos = token.lemma_.lower(), token.pos_
        if pos in ("VERB", "AUX"):
            for trigger in verb_triggers().get(lemma, ()):
                if trigger.phrase.matches(token):
                    return self._verb(token, trigger, number, headline)
        if pos in ("NOUN", "PROPN", "VERB") or (pos == "ADJ" and (token.i > token.head.i or token.dep_ in SUBJECTS)):
            noun = noun_triggers().get(token.lower_ if pos == "VERB" else lemma)
            if noun is not None or lemma in words("generic"):
                return self._noun(token, noun, number, headline)
            if lemma in words("agreements"):
                return self._agreement(token, number, headline)
        return None

    def _goes_on(self, sentence: Sentence, number: int, before: Report) -> list[Report]:
        """ "It opened on the 9th", "it lasts for three days": the event that the sentence before tells of."""
        verb = sentence.span.root
        its = any(c.lower_ == "it" and c.dep_ in SUBJECTS for c in verb.children)
        lasting = verb.lemma_.lower() in words("happen") or verb.lemma_ == "last"
        if not (its and lasting) or before.trigger.pos_ == "VERB" or before.type is EventType.VISIT:
            return []
        return [Report(None, verb, verb, number, headline=False, definite=True)]

    def _headline(self, sentence: Sentence, number: int) -> list[Report]:
        """The event of a headline, by the order of its words."""
        found = headline_verb(sentence, self.clauses)
        if found is None:
            return []
        verb, trigger = found
        report = Report(trigger.type, verb, verb, number, headline=True, definite=False)
        self.slots.fill(report, headline_frame(verb, sentence, self.clauses), trigger, verb)
        opens = noun_triggers().get(verb.nbor(-1).lemma_.lower()) if trigger.late and verb.i else None
        if opens is not None:  # "China, Mongolia, Russia Economy Forum Opens in X": the forum is what opens
            report.type = opens.type
            report.drafts = [d for d in report.drafts if d.slot is Slot.LOCATION]
        return [report] if report.drafts else []

    def _agreement(self, noun: Token, number: int, headline: bool) -> Report | None:
        """An agreement between two named sides, however the sentence brings it in."""
        verb = verb_above(noun) or noun
        sides = {f.mention.entity for f in self.clauses.frame(noun).get("between", ())}
        if len(sides) < 2 or not is_fact(noun) or verb.lemma_.lower() in verb_triggers():
            return None
        report = Report(EventType.SIGNING, noun, verb, number, headline, definite=False)
        self.slots.fill(report, self.clauses.frame(noun), None, noun)
        return report

    # -- verbs -----------------------------------------------------------------------------------------------------

    def _verb(self, verb: Token, trigger: Trigger, number: int, headline: bool) -> Report | None:
        if not happened(verb) or is_other_sense(verb):
            return None
        frame = self.clauses.frame(verb)
        if verb.lemma_ == "call" and any(self._is_person(f) for f in frame.get("on", ())):
            return self._courtesy_call(verb, frame, number, headline)
        calls = [o for o in object_nouns(verb) if o.lemma_ == "call"] if trigger.type is EventType.VISIT else []
        if calls and any(self._is_person(f) for f in self.clauses.frame(calls[0]).get("on", ())):  # "paid a call on"
            return self._courtesy_call(verb, {**frame, **self.clauses.frame(calls[0])}, number, headline)
        if headline and verb.tag_ in ("VBD", "VBN") and "patient" not in frame:
            frame = {**frame, "patient": frame.get("agent", [])}  # "X Park inaugurated in Y"
        if trigger.type is EventType.VISIT and trigger.phrase.objects:  # "made a field study of X"
            for noun in (n for n in object_nouns(verb) if n.lemma_.lower() in trigger.phrase.objects):
                frame = {
                    f: [*frame.get(f, ()), *self.clauses.frame(noun).get(f, ())]
                    for f in {**frame, **self.clauses.frame(noun)}
                }
        report = Report(trigger.type, verb, verb, number, headline, definite=False, scheduled=is_scheduled(verb))
        report.background = looks_back(verb)
        report.embedded = trigger.weak
        report.late = trigger.late
        if trigger.type is EventType.VISIT:
            self.slots.there(verb, report)
        self.slots.fill(report, frame, trigger, verb)
        if not self._is_event(verb, trigger, frame, report):
            return None
        if not report.passing:
            self.slots.where(report)
        if trigger.placed and not (report.values(Slot.LOCATION) or is_timed(verb)):
            return None
        if report.type is EventType.SIGNING and not report.values(Slot.LOCATION):
            report.spot = "on the spot" in verb.sent.text or "on site" in verb.sent.text
        report.welcome = verb.lemma_.lower() in words("welcome") and self._welcomes(verb, report)
        return report if report.drafts or not (trigger.weak or trigger.late) else None

    def _courtesy_call(self, verb: Token, frame: Frame, number: int, headline: bool) -> Report | None:
        """ "called on the mayor": who is called on is at home."""
        report = Report(EventType.MEETING, verb, verb, number, headline, definite=False, scheduled=is_scheduled(verb))
        for function, slot in (("agent", Slot.LEADER), ("on", Slot.HOST)):
            fillers = [f for f in frame.get(function, ()) if self._is_person(f)]
            report.drafts += [self.draft(slot, f, verb) for f in fillers]
        self.slots.where(report)
        appeals = any(t.tag_ == "VB" and _to(t) for t in verb.subtree if t.i > verb.i)
        return None if appeals or not happened(verb) else report

    def _is_event(self, verb: Token, trigger: Trigger, frame: Frame, report: Report) -> bool:
        """Whether the clause of ``verb`` has what such an event needs; marks what only adds to another event."""
        if verb.lemma_.lower() in words("welcome") and self._counts_guests(verb, frame):
            return False
        if trigger.kind == "move" and not self._moves(verb, frame, report):
            return False
        if trigger.about and not report.values(Slot.ABOUT):
            return False
        if trigger.stop and not report.values(Slot.VISITED):
            return False
        if trigger.weak:
            went = (
                verb.dep_ in ("conj", "xcomp", "advcl") and is_move(verb.head) and is_fact(verb.head)
            )  # "went and saw", "came to see"
            report.passing = trigger.type in (EventType.VISIT, EventType.MEETING) and not went
        if trigger.type is EventType.VISIT:
            person = any(self._is_person(f) for f in frame.get("patient" if is_passive(verb) else "agent", ()))
            who = ("patient" if is_passive(verb) else "agent",)
            party = trigger.weak and self._by_party(verb, who, also_pronouns=True)
            return (
                person or (party and bool(report.drafts))
                if trigger.weak
                else bool(report.drafts) or self._by_party(verb, ("agent",))
            )
        alone = not (frame.get("agent") and len(report.drafts) > 1)
        partied = report.drafts and self._by_party(verb, ("patient", "agent", "with"), also_pronouns=True)
        if trigger.type is EventType.MEETING and alone and not partied:
            report.drafts = [d for d in report.drafts if d.slot is Slot.ABOUT]
            report.passing = True
        return True

    def _welcomes(self, verb: Token, report: Report) -> bool:
        """Whether ``verb`` says who received a party told of before, and neither when nor where."""
        received = any(f == "patient" and self.clauses.mention(t) is None for f, t in self.clauses.functions(verb))
        named = report.values(Slot.LEADER, Slot.ATTENDEE)
        return received and not is_timed(verb) and not named and not report.values(Slot.LOCATION)

    def _counts_guests(self, verb: Token, frame: Frame) -> bool:
        """Whether a place or body is said to have had so many guests: "the city received 1.05 million tourists"."""
        counted = any(c.dep_ == "nummod" for f, t in self.clauses.functions(verb) if f == "patient" for c in t.children)
        people = [f for fillers in frame.values() for f in fillers if self._is_person(f)]
        return counted and not people

    def _moves(self, verb: Token, frame: Frame, report: Report) -> bool:
        """Whether a person or party goes, or is led, to a named goal."""
        goal = bool(report.values(Slot.VISITED))
        if any(c.dep_ == "prep" and c.lower_ == "as" for c in verb.children):
            return False  # "came to the city as deputy mayor"
        if verb.lemma_ == "be" and any(c.lower_ == "there" for c in verb.children):
            return False  # "A and B were there to send them off": they attended
        if verb.lemma_ == "be" and any(c.lower_ == "in" for c in verb.children):
            person = any(self._is_person(f) for f in frame.get("agent", ()))
            return goal and (self._by_party(verb, ("agent",)) or (person and _with_purpose(verb)))
        if verb.lemma_.lower() in CONVEYED:
            they = is_passive(verb) and self._by_party(verb, ("patient",), also_pronouns=True)
            report.passing = they and not self._by_party(verb, ("patient",))
            return goal and (they or self._by_party(verb, ("patient",)) or self._conveys(verb))
        if is_passive(verb) or any(c.dep_ == "dobj" for c in verb.children if verb.lemma_ in words("movable")):
            return False
        if self._by_party(verb, ("agent",)) or any(self._is_person(f) for f in frame.get("agent", ())):
            return goal
        report.passing = any(t.lower_ in PRONOUNS for f, t in self.clauses.functions(verb) if f == "agent")
        return goal and report.passing

    def _by_party(self, verb: Token, functions: tuple[str, ...], *, also_pronouns: bool = False) -> bool:
        """Whether a party that is not named fills one of ``functions``: "the delegation", "the guests"."""
        nouns = [t for f, t in self.clauses.functions(verb) if f in functions]
        free = [t for n in nouns for t in conjuncts(n) if self.clauses.mention(t) is None]
        if also_pronouns and any(t.pos_ == "PRON" and t.lower_ in PRONOUNS for t in free):
            return True
        return any(t.lemma_.lower() in words("parties") for t in free)

    def _unnamed(self, report: Report) -> None:
        """Marks ``report`` if a party or the two sides take part in it that are not named there."""
        for governor in dict.fromkeys((report.trigger, report.verb)):
            for function, token in self.clauses.functions(governor):
                if function not in TAKING_PART or self.clauses.mention(token) is not None:
                    continue
                lemma = token.lemma_.lower()
                several = any(c.lower_ in ("both", "two") for c in token.children)
                if lemma in ("participant", "attendee") and function == "agent" and is_definite(token):
                    report.all = True
                if lemma in ("side", "party") and (several or token.tag_ == "NNS"):
                    report.sides = True
                elif (
                    lemma in words("parties")
                    or token.lower_ in ("they", "them")
                    or (governor.lemma_ in CONVEYED and lemma in words("posts"))
                ):
                    report.guests = True
                    report.newcomers |= function == "agent" and any(c.lower_ in ("a", "an") for c in token.children)

    def _conveys(self, verb: Token) -> bool:
        """Whether a named person takes others along: "led the departments concerned to", "accompanied the mayor to"."""
        nouns = [t for f, t in self.clauses.functions(verb) if f == "patient"]
        frame = self.clauses.frame(verb)
        person = any(self._is_person(f) for f in frame.get("agent", ()))
        if person and any(self._is_person(f) for f in frame.get("patient", ())):
            return True
        return person and any(
            t.lemma_.lower() in words("conveyed") | words("posts") for n in nouns for t in conjuncts(n)
        )

    def _is_person(self, filler: Filler) -> bool:
        return self.clauses.type_of(filler.mention) is EntityType.PERSON

    # -- nouns -----------------------------------------------------------------------------------------------------

    def _noun(self, noun: Token, trigger: Trigger | None, number: int, headline: bool) -> Report | None:
        inside = noun.dep_ in ("compound", "nmod", "poss", "npadvmod") or (noun.dep_ == "amod" and noun.i < noun.head.i)
        inside = inside and not (noun.pos_ == "PROPN" and noun.head.tag_ == "VBZ")  # "the Trade Fair runs"
        many = noun.tag_ in ("NNS", "NNPS") and noun.lemma_.lower() not in PLURAL
        holiday = any(c.lower_ in words("holidays") for c in noun.children if c.dep_ == "compound")
        told = None if inside or many or holiday else occurrence(noun)
        if told is None:
            return None
        verb, stand = told
        kind = event_type(noun, trigger, stand, verb)
        if (
            kind is EventType.CEREMONY
            and noun.dep_ == "pobj"
            and (above := verb_above(noun)) is not None
            and signs(above)
        ):
            kind = EventType.SIGNING  # "signed the contract at a ceremony"
        if not counts(noun, kind, verb, stand):
            return None
        report = Report(kind, noun, verb, number, headline, is_definite(noun), scheduled=is_scheduled(verb))
        report.aside = stand is Stand.SUBJECT
        report.embedded = stand in (Stand.SCENE, Stand.PURPOSE, Stand.SUBJECT)
        owners = [g for c in noun.children if c.dep_ == "poss" and c.lemma_ == "year" for g in c.children]
        report.other = any(c.lower_ in words("others") for c in (*noun.children, *owners))
        report.indefinite = noun.dep_ != "appos" and any(c.lower_ in ("a", "an", "another") for c in noun.children)
        report.background = looks_back(verb)
        report.returns = kind is EventType.VISIT and noun.dep_ == "pobj" and noun.head.lower_ == "from"
        report.bare = stand is Stand.SCENE and report.definite and is_bare(noun)
        self.slots.fill(report, self._frame_of(noun, verb, stand, kind), trigger, noun)
        if stand is Stand.HELD and verb.lemma_.lower() in words("assemble") and not is_passive(verb):
            report.drafts += [
                self.draft(Slot.ATTENDEE, f, noun)
                for f in self.clauses.frame(verb).get("patient", ())
                if self.clauses.type_of(f.mention) in PARTIES
            ]
        if kind is EventType.VISIT and not report.values(Slot.VISITED):
            self.slots.there(verb, report)
        if not report.embedded:
            self.slots.where(report)
        return report

    def _frame_of(self, noun: Token, verb: Token, stand: Stand, kind: EventType | None) -> Frame:
        """What the noun governs, and its participles, and, unless it only sets the scene, its verb."""
        frame: Frame = {f: list(v) for f, v in self.clauses.frame(noun).items()}
        lemma = verb.lemma_.lower()
        acts = lemma in words("hold") or lemma in words("light") or kind is None or stand is Stand.PURPOSE
        acts = acts and not any(c.dep_ == "dobj" and c.lower_ == "part" for c in verb.children)  # "took part in"
        above = set(noun.ancestors)
        if stand is not Stand.SCENE:
            for function, fillers in self.clauses.frame(verb).items():
                if function != "patient" and (function != "agent" or acts):
                    frame.setdefault(function, []).extend(f for f in fillers if f.token not in above)
        for child in noun.children:
            if child.dep_ not in ("acl", "relcl"):
                continue
            for held in (child, *(c for c in child.conjuncts if c.tag_ == "VBN")):
                stages = held.lemma_.lower() in words("hold")
                for function, fillers in self.clauses.frame(held).items():
                    if function != "patient" and (function != "agent" or stages):
                        frame.setdefault(function, []).extend(fillers)
        return frame


def _with_purpose(verb: Token) -> bool:
    """Whether somebody "is in X" for something: "to see how", "for an inspection"."""
    aims = [g for c in verb.children if c.dep_ == "prep" and c.lower_ in ("for", "on") for g in c.children]
    return any(c.tag_ == "VB" and _to(c) for c in verb.children if c.i > verb.i) or any(
        a.lemma_.lower() in noun_triggers() for a in aims
    )


def _to(verb: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)


def _distinct(reports: list[Report]) -> list[Report]:
    """Without the verb of an occasion that a noun names: "paid" beside "visit", "held" beside "talks"."""
    carried = {r.verb for r in reports if r.trigger != r.verb and not r.embedded}
    return [r for r in reports if r.trigger != r.verb or r.verb not in carried]
