"""Arguments of events: where, what about, and who takes which part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kg.chinese.document import Document, Mention, Sentence
from kg.chinese.tables import alternatives
from kg.facts import EntityType, EventType, Passage, Slot

_ORGANISATIONS = (EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.GOVERNMENT, EntityType.PARK)
_SITES = (EntityType.PLACE, EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION, EntityType.ENTERPRISE)
_STOPS = (EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION, EntityType.ENTERPRISE, EntityType.PROJECT)
_PARTIES = (*_ORGANISATIONS, EntityType.PLACE)
GOES = re.compile(
    r"来(?=[\u4e00-\u9fff]{2,8}(?:考察|参观|访问|调研))|访问|拜访|先后来到|来到|走进|深入|前往|赴|到访|抵达|到(?!场|位|会|底|达|了|\d)|考察了|参观了|参观|察看了|察看|走访了|走访|考察|调研"
)
#: Behind the name of a place at which something other than a visit was held.
_HELD_HERE = re.compile(r"(?:隆重|正式|顺利)?(?:举行|举办|召开|开幕|会见|会晤|签约|签署|启动|接见|与|开工)")
_AT_FIRST = re.compile(r"\s*(?:(?:上午|下午|随后|当天)，?)?在")
_OPENED = re.compile(r"揭牌|开园|启用|落成|奠基|开工|启动|通车|竣工")
_LOOKS = re.compile(r"(?:实地)?(?:走访|调研|考察|检查|慰问|督导)")
_LOOKS_INTO = re.compile(r"调研|考察|督导|检查|围绕|就(?=[\u4e00-\u9fff]{2,30}(?:调研|考察|检查))")
#: Between the parties of an agreement.
_JOINED = re.compile(r"(?:[（(][^）)]*[）)])?(?:分别)?[与和同、](?:.{0,3})")
SAID = re.compile(r"指出|强调|表示|认为|要求|介绍说?|他说|她说|透露")
ROLES = (Slot.HOST, Slot.LEADER, Slot.ANNOUNCER, Slot.SIGNATORY, Slot.SPEAKER, Slot.ATTENDEE)
#: Between two persons of one row stand titles and bodies, but no verb.
CLAUSE = re.compile(r"[，。；！？]")


@dataclass(slots=True)
class Draft:
    """An event while it is being read: its arguments, each with the passages that say so."""

    type: EventType
    label: str
    sentence: Sentence
    arguments: dict[tuple[Slot, str], tuple[Passage, ...]] = field(default_factory=dict)

    @property
    def day(self) -> str | None:
        """The day or the days' beginning, where it is known."""
        return next((value for slot, value in self.arguments if slot is Slot.START), None)

    def fill(self, slot: Slot, value: str, passages: tuple[Passage, ...]) -> None:
        """Give it an argument, unless it has it."""
        self.arguments.setdefault((slot, value), passages)


def people_in(document: Document, sentence: Sentence) -> list[Mention]:
    """The people named in a sentence."""
    return document.within(sentence.start, sentence.end, EntityType.PERSON)


def parties_in(document: Document, sentence: Sentence) -> list[Mention]:
    """The bodies, companies and places named in a sentence, any of which may be a side of an agreement or a visit."""
    return document.within(sentence.start, sentence.end, *_PARTIES)


def where(document: Document, sentence: Sentence, draft: Draft) -> None:
    """Give the event its place; a visit its stops."""
    if draft.type is EventType.VISIT:
        _worked_at(document, sentence, draft)
        _stops(document, sentence, draft)
        return
    for match in re.finditer(r"在|位于", sentence.text):
        at = sentence.start + match.end()
        for site in document.within(at, sentence.end, *_SITES):
            told = match[0] == "位于" or _HELD_HERE.match(document.body, site.end, site.end + 8)
            if told and _from_here(document, at, site):
                draft.fill(Slot.LOCATION, site.entity, document.passage(sentence))


def _worked_at(document: Document, sentence: Sentence, draft: Draft) -> None:
    """ "在龙华区走访": the place of a visit before its verb; "在蓝禾公司，": a stop."""
    if first := _AT_FIRST.match(sentence.text):
        for stop in document.within(sentence.start, sentence.end, *_STOPS):
            if stop.start == sentence.start + first.end() and document.body.startswith("，", stop.end):
                draft.fill(Slot.VISITED, stop.entity, document.passage(sentence))
    for match in re.finditer(r"在", sentence.text):
        at = sentence.start + match.end()
        for site in document.within(at, sentence.end, EntityType.PLACE):
            if _from_here(document, at, site) and _LOOKS.match(document.body, site.end, site.end + 6):
                draft.fill(Slot.LOCATION, site.entity, document.passage(sentence))


def _stops(document: Document, sentence: Sentence, draft: Draft) -> None:
    """What was gone to, up to the next pause: places where it was, everything else as visited."""
    passages = document.passage(sentence)
    said = SAID.search(sentence.text)
    until = sentence.start + (said.start() if said else len(sentence.text))
    for match in GOES.finditer(sentence.text[: until - sentence.start]):
        at = sentence.start + match.end()
        pause = CLAUSE.search(document.body, at, sentence.end)
        stop = min(pause.start() if pause else sentence.end, until)
        for site in document.within(at, stop, *_STOPS, EntityType.PLACE):
            kind = document.entities[site.entity].type
            if kind is EntityType.PLACE:
                deeper = any(f.start == site.end for f in document.within(site.end, site.end + 12, EntityType.PLACE))
                if not deeper and not document.body.startswith("党政", site.end):
                    draft.fill(Slot.LOCATION, site.entity, passages)
            elif kind is not EntityType.PROJECT or not document.within(at, site.start, EntityType.ENTERPRISE):
                draft.fill(Slot.VISITED, site.entity, passages)


def _from_here(document: Document, at: int, site: Mention) -> bool:
    """Whether nothing but places lies between 在 and the site."""
    between = document.body[at : site.start]
    for place in document.within(at, site.start, EntityType.PLACE):
        between = between.replace(document.body[place.start : place.end], "")
    return not between


def what(document: Document, sentence: Sentence, draft: Draft) -> None:
    """Give the event what it was about, the sides of a signing, and who organized it."""
    said = SAID.search(sentence.text)
    until = sentence.start + (said.start() if said else len(sentence.text))
    if draft.type is EventType.VISIT:
        for match in _LOOKS_INTO.finditer(sentence.text):
            at = sentence.start + match.end()
            pause = CLAUSE.search(document.body, at, sentence.end)
            for topic in document.within(at, min(pause.start() if pause else sentence.end, until), EntityType.INDUSTRY):
                draft.fill(Slot.ABOUT, topic.entity, document.passage(sentence))
    elif draft.type in (EventType.CEREMONY, EventType.SIGNING):
        for topic in document.within(sentence.start, until, EntityType.PROJECT):
            draft.fill(Slot.ABOUT, topic.entity, document.passage(sentence))
        for topic in document.within(sentence.start, until, EntityType.PARK, EntityType.FACILITY):
            if _OPENED.match(document.body, topic.end):
                draft.fill(Slot.ABOUT, topic.entity, document.passage(sentence))
    if draft.type is EventType.SIGNING:
        _sign(document, sentence, draft, until)
    _organizers(document, sentence, draft)


def _organizers(document: Document, sentence: Sentence, draft: Draft) -> None:
    """ "株洲海关召开发布会", "大会由市政府主办"."""
    if draft.type is EventType.CONFERENCE and (held := re.search(r"召开|举办|举行", sentence.text)):
        for one in document.within(sentence.start, sentence.start + held.start(), *_ORGANISATIONS):
            if one.end == sentence.start + held.start():
                draft.fill(Slot.ORGANIZER, one.entity, document.passage(sentence))
    for match in re.finditer(r"由", sentence.text):
        if re.search(r"主办|承办", sentence.text[match.end() :]):
            for one in document.within(sentence.start + match.end(), sentence.end, *_ORGANISATIONS):
                draft.fill(Slot.ORGANIZER, one.entity, document.passage(sentence))


def _sign(document: Document, sentence: Sentence, draft: Draft, until: int) -> None:
    """ "甲与乙签署": the parties, joined by a word for "and"."""
    signed = re.search(r"签署|签订|签约", document.body[sentence.start : until])
    if signed is None:
        return
    parties = document.outer(document.within(sentence.start, sentence.start + signed.start(), *_PARTIES))
    parties = [p for p in parties if not document.body.startswith(("董事长", "总经理", "总裁"), p.end)]
    for one, other in pairwise(parties):
        if _JOINED.fullmatch(document.body[one.end : other.start]):
            for party in (one, other):
                draft.fill(Slot.SIGNATORY, party.entity, document.passage(sentence))


def delegation(document: Document, sentence: Sentence, draft: Draft) -> None:
    """ "湛江市党政代表团": the place takes part."""
    for match in re.finditer(r"(?:党政|经贸|友好|企业家)?(?:代表团|考察团)", sentence.text):
        for sender in document.within(sentence.start, sentence.start + match.start(), *_PARTIES):
            if sender.end == sentence.start + match.start():
                draft.fill(Slot.ATTENDEE, sender.entity, document.passage(sentence))


def who(document: Document, sentence: Sentence, draft: Draft) -> None:
    """Give the event the people and bodies that took part, each with the role that the words behind the name tell."""
    passages = document.passage(sentence)
    people = people_in(document, sentence)
    pending: list[str] = []
    guests = False
    for person, behind in _with_text_behind(document, sentence, people):
        if guests:
            draft.fill(Slot.LEADER, person.entity, passages)
            guests = not CLAUSE.search(behind)
            pending = []
            if not _roles(draft, behind):
                continue
        pending.append(person.entity)
        roles = _roles(draft, behind)
        if not roles:
            continue
        for who in pending:
            for role in roles:
                draft.fill(role, who, passages)
        pending = []
        guests = bool(re.search(r"(?:会见|会晤|接见)[^，。]*$", behind)) and draft.type is EventType.MEETING
    if re.search(r"(?:负责人|负责同志|代表)?(?:参加|出席)", sentence.text) and "负责" in sentence.text:
        for body in document.within(sentence.start, sentence.end, *_ORGANISATIONS):
            if re.match(
                r"(?:[、和及以][^，。]*)?(?:等)?(?:有关|主要|相关)?(?:单位|部门)?负责",
                document.body[body.end : sentence.end],
            ):
                draft.fill(Slot.ATTENDEE, body.entity, passages)


def _with_text_behind(document: Document, sentence: Sentence, people: list[Mention]) -> Iterator[tuple[Mention, str]]:
    for n, person in enumerate(people):
        end = people[n + 1].start if n + 1 < len(people) else sentence.end
        yield person, document.body[person.end : end]


def _roles(draft: Draft, behind: str) -> list[Slot]:
    """The parts that the words behind a name say it takes in the event."""
    verbs = behind.partition("。")[0]
    found = [slot for slot in ROLES[:-1] if _acts(slot, draft, verbs)]
    if draft.type is EventType.VISIT and Slot.LEADER not in found and _visits(verbs):
        found.insert(0, Slot.LEADER)
    if not found and alternatives("attendee", "events").search(verbs):
        found.append(Slot.ATTENDEE)
    return found


def _visits(verbs: str) -> bool:
    """Whether who stands before these words is who visits: goes somewhere before anything is said, and not along."""
    if re.search(r"参加|陪同|随同|一同|会见|主持", verbs):
        return False
    said, goes = SAID.search(verbs), GOES.search(verbs) or re.search(r"调研|考察|检查|督导|视察|慰问", verbs)
    return goes is not None and (said is None or goes.start() < said.start())


def _acts(slot: Slot, draft: Draft, verbs: str) -> bool:
    match = alternatives(slot.value, "events").search(verbs)
    if match is None:
        return False
    before = verbs[: match.start()]
    if slot is Slot.SIGNATORY:
        return draft.type is EventType.SIGNING and "见证" not in before and not re.search(r"出席|参加|主持", before)
    if slot is Slot.LEADER:
        if match[0] in ("揭牌", "剪彩", "培土", "奠基"):
            return draft.type is EventType.CEREMONY
        return draft.type in (EventType.VISIT, EventType.MEETING) and not re.match(r"(?:先|代)", verbs)
    if slot is Slot.HOST:
        return "由" not in before[-2:] and not re.search(r"参加|陪同|出席", before)
    if slot is Slot.ANNOUNCER:
        return draft.type in (EventType.CEREMONY, EventType.CONFERENCE, EventType.SIGNING)
    return not re.search(r"听取", before)
