"""Events: sentence by sentence, what takes place, when and where, and who takes which part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kg.chinese.dates import Dated, in_sentence
from kg.chinese.document import Document, Mention, Sentence
from kg.chinese.tables import alternatives
from kg.facts import Argument, EntityType, Event, EventType, Passage, Slot

_ORGANISATIONS = (EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.GOVERNMENT, EntityType.PARK)
_SITES = (EntityType.PLACE, EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION, EntityType.ENTERPRISE)
_STOPS = (EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION, EntityType.ENTERPRISE, EntityType.PROJECT)
_PARTIES = (*_ORGANISATIONS, EntityType.PLACE)
_TAKES_PLACE = re.compile(r"举行|举办|召开|开幕|闭幕|启幕|拉开帷幕|主持|开展")
_GOES = re.compile(
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
_SAID = re.compile(r"指出|强调|表示|认为|要求|介绍说?|他说|她说|透露")
_COMING = re.compile(r"将(?:于|在)?|拟|计划|力争|预计|争取|尽快|推动|加快|确保|做好")
_ROLES = (Slot.HOST, Slot.LEADER, Slot.ANNOUNCER, Slot.SIGNATORY, Slot.SPEAKER, Slot.ATTENDEE)
#: Between two persons of one row stand titles and bodies, but no verb.
_CLAUSE = re.compile(r"[，。；！？]")
_NAMES_OF_EVENTS = {
    EventType.VISIT: r"调研|考察|视察|走访|慰问|检查|活动", EventType.MEETING: r"会见|会谈|座谈|会议|活动|会",
    EventType.SIGNING: r"签约|仪式|签字|活动", EventType.CEREMONY: r"仪式|活动|开工|揭牌",
    EventType.CONFERENCE: r"大会|论坛|开幕式|会|活动",
}  # fmt: skip


@dataclass(slots=True)
class _Draft:
    type: EventType
    label: str
    sentence: Sentence
    arguments: dict[tuple[Slot, str], tuple[Passage, ...]] = field(default_factory=dict)

    @property
    def day(self) -> str | None:
        return next((value for slot, value in self.arguments if slot is Slot.START), None)

    def fill(self, slot: Slot, value: str, passages: tuple[Passage, ...]) -> None:
        self.arguments.setdefault((slot, value), passages)


def find_events(document: Document, dates: list[Dated]) -> list[Event]:
    """The events of the article."""
    drafts: list[_Draft] = []
    for sentence in document.sentences:
        if sentence.paragraph == 0:
            continue
        draft = _told(document, sentence, drafts, dates)
        if draft is None:
            continue
        if (last := re.search(r"持续(?:至|到)", sentence.text)) and draft.day:
            for dated in in_sentence(dates, sentence):
                if dated.day and dated.passage.start >= sentence.start + last.end():
                    draft.fill(Slot.END, dated.start, (dated.passage,))
        _where(document, sentence, draft)
        _delegation(document, sentence, draft)
        _who(document, sentence, draft)
        _what(document, sentence, draft)
    return [_event(document, n, draft) for n, draft in enumerate(drafts, 1) if _worth(document, draft)]


def _worth(document: Document, draft: _Draft) -> bool:
    """Whether enough is said of it: when, or who took part and where."""
    people = [v for s, v in draft.arguments if s in _ROLES and document.entities[v].type is EntityType.PERSON]
    return draft.day is not None or len(draft.arguments) > 1 or bool(people)


def _told(document: Document, sentence: Sentence, drafts: list[_Draft], dates: list[Dated]) -> _Draft | None:
    """The event that the sentence tells of: a new one, or one that it says more of."""
    days = [
        d
        for d in in_sentence(dates, sentence)
        if d.day and not re.search(r"持续(?:至|到)$", sentence.text[: d.passage.start - sentence.start])
    ]
    found = _trigger(document, sentence)
    if found is None:
        return _more(document, sentence, drafts)
    type_, word, at = found
    same = [d for d in drafts if d.type is type_ and (not days or d.day in (None, days[0].start))]
    if same:
        draft = same[-1]
    elif (days or _people(document, sentence) or _parties(document, sentence)) and not _only_planned(
        sentence, at, days
    ):
        draft = _Draft(type_, _label(document, sentence, word, at), sentence)
        drafts.append(draft)
    else:
        return _more(document, sentence, drafts)
    if (
        not days
        and draft.day is None
        and re.match(
            r"\s*(?:上午|下午|当天|当日|当晚|会上|会前|会后|会议上|仪式上|活动上|座谈会上|期间)", sentence.text
        )
    ):
        days = _day_before(drafts, draft)
    for dated in days[:1]:
        draft.fill(Slot.START, dated.start, (dated.passage,))
        if dated.end:
            draft.fill(Slot.END, dated.end, (dated.passage,))
    return draft


def _day_before(drafts: list[_Draft], draft: _Draft) -> list[Dated]:
    """The day of the event at which this one took place."""
    for other in reversed([d for d in drafts if d is not draft]):
        for (slot, value), passages in other.arguments.items():
            if slot is Slot.START:
                return [Dated(value, None, passages[0])]
    return []


def _more(document: Document, sentence: Sentence, drafts: list[_Draft]) -> _Draft | None:
    """The event of which a sentence without a name for it says more: who spoke, who came along."""
    if not drafts:
        return None
    if re.search(r"主办|承办|持续(?:至|到)", sentence.text):
        meant = [d for d in drafts if re.search(_NAMES_OF_EVENTS[d.type], sentence.text)]
        return meant[0] if meant else drafts[-1]
    if not _people(document, sentence) and "负责" not in sentence.text and not _GOES.search(sentence.text):
        return None
    return drafts[-1] if any(alternatives(slot.value, "events").search(sentence.text) for slot in _ROLES) or (
        drafts[-1].type is EventType.VISIT and _GOES.search(sentence.text)
    ) else None  # fmt: skip


def _only_planned(sentence: Sentence, at: int, days: list[Dated]) -> bool:
    return not days and bool(_COMING.search(sentence.text[max(0, at - 12) : at]))


def _trigger(document: Document, sentence: Sentence) -> tuple[EventType, str, int] | None:
    """What the sentence tells of: a named occasion that takes place before a verb that says what was done."""
    text = sentence.text
    said = _SAID.search(text)
    until = said.start() if said else len(text)
    occasions: list[tuple[int, EventType, str, int]] = []
    for type_ in EventType:
        for match in alternatives(type_.value, "events").finditer(text, 0, until):
            rank = _rank(document, sentence, type_, match)
            if rank is not None:
                occasions.append((rank, type_, match[0], match.start()))
    if not occasions:
        return None
    _, type_, word, at = min(occasions, key=lambda o: (o[0], o[3]))
    return type_, word, at


def _rank(document: Document, sentence: Sentence, type_: EventType, match: re.Match[str]) -> int | None:
    """How sure a word tells of an event of its class; smaller is surer; None if it does not."""
    text, word = sentence.text, match[0]
    if not document.free(sentence.start + match.start(), sentence.start + match.end()):
        return None
    held = _TAKES_PLACE.search(text) is not None
    took_part = re.search(r"参加|出席|主持|陪同|举行|召开|开幕", text) is not None
    if word.endswith("仪式"):
        return 0 if held or took_part or type_ is EventType.SIGNING else None
    if type_ is EventType.CONFERENCE:
        return 1 if re.search(r"开幕|举行|举办|召开|启幕|闭幕", text) else None
    if word in ("会见", "会晤", "会谈", "接见"):
        return 1
    if type_ is EventType.MEETING:
        return 2 if held or took_part else None
    if type_ is EventType.SIGNING:
        return 3 if re.search(r"与|和|同|双方", text[: match.start()]) or "签约" in word else None
    if type_ is EventType.CEREMONY:
        return 4 if re.search(r"正式|举行|仪式", text) else None
    goes = re.search(r"赴|到|来到|前往|深入|率|先后|调研|考察|走访|慰问", text[: match.end()])
    acts = _people(document, sentence) or "代表团" in text or "考察团" in text
    comes = re.search(r"来.{0,3}$", text[: match.start()])  # guests, who are told of as such
    return 5 if goes and acts and not (comes and "欢迎" in text) else None


def _label(document: Document, sentence: Sentence, word: str, at: int) -> str:
    """The occasion by its name, or the verb with what follows up to the next pause; both as printed."""
    end = at + len(word)
    if word.endswith(("仪式", "会", "论坛", "峰会")):
        start = max(
            (m.end() for m in re.finditer(r"[，。；：\s]|在|加|席|持|行|开(?!发|工|业|放)|了", sentence.text[:at])),
            default=0,
        )
        return sentence.text[start:end][-40:]
    rest = _CLAUSE.split(sentence.text[end:])[0]
    return (word + rest)[:24]


def _people(document: Document, sentence: Sentence) -> list[Mention]:
    return document.within(sentence.start, sentence.end, EntityType.PERSON)


def _parties(document: Document, sentence: Sentence) -> list[Mention]:
    return document.within(sentence.start, sentence.end, *_PARTIES)


def _where(document: Document, sentence: Sentence, draft: _Draft) -> None:
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


def _worked_at(document: Document, sentence: Sentence, draft: _Draft) -> None:
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


def _stops(document: Document, sentence: Sentence, draft: _Draft) -> None:
    """What was gone to, up to the next pause: places where it was, everything else as visited."""
    passages = document.passage(sentence)
    said = _SAID.search(sentence.text)
    until = sentence.start + (said.start() if said else len(sentence.text))
    for match in _GOES.finditer(sentence.text[: until - sentence.start]):
        at = sentence.start + match.end()
        pause = _CLAUSE.search(document.body, at, sentence.end)
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


def _what(document: Document, sentence: Sentence, draft: _Draft) -> None:
    said = _SAID.search(sentence.text)
    until = sentence.start + (said.start() if said else len(sentence.text))
    if draft.type is EventType.VISIT:
        for match in _LOOKS_INTO.finditer(sentence.text):
            at = sentence.start + match.end()
            pause = _CLAUSE.search(document.body, at, sentence.end)
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


def _organizers(document: Document, sentence: Sentence, draft: _Draft) -> None:
    """ "株洲海关召开发布会", "大会由市政府主办"."""
    if draft.type is EventType.CONFERENCE and (held := re.search(r"召开|举办|举行", sentence.text)):
        for one in document.within(sentence.start, sentence.start + held.start(), *_ORGANISATIONS):
            if one.end == sentence.start + held.start():
                draft.fill(Slot.ORGANIZER, one.entity, document.passage(sentence))
    for match in re.finditer(r"由", sentence.text):
        if re.search(r"主办|承办", sentence.text[match.end() :]):
            for one in document.within(sentence.start + match.end(), sentence.end, *_ORGANISATIONS):
                draft.fill(Slot.ORGANIZER, one.entity, document.passage(sentence))


def _sign(document: Document, sentence: Sentence, draft: _Draft, until: int) -> None:
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


def _delegation(document: Document, sentence: Sentence, draft: _Draft) -> None:
    """ "湛江市党政代表团": the place takes part."""
    for match in re.finditer(r"(?:党政|经贸|友好|企业家)?(?:代表团|考察团)", sentence.text):
        for sender in document.within(sentence.start, sentence.start + match.start(), *_PARTIES):
            if sender.end == sentence.start + match.start():
                draft.fill(Slot.ATTENDEE, sender.entity, document.passage(sentence))


def _who(document: Document, sentence: Sentence, draft: _Draft) -> None:
    passages = document.passage(sentence)
    people = _people(document, sentence)
    pending: list[str] = []
    guests = False
    for person, behind in _with_text_behind(document, sentence, people):
        if guests:
            draft.fill(Slot.LEADER, person.entity, passages)
            guests = not _CLAUSE.search(behind)
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


def _roles(draft: _Draft, behind: str) -> list[Slot]:
    """The parts that the words behind a name say it takes in the event."""
    verbs = behind.partition("。")[0]
    found = [slot for slot in _ROLES[:-1] if _acts(slot, draft, verbs)]
    if draft.type is EventType.VISIT and Slot.LEADER not in found and _visits(verbs):
        found.insert(0, Slot.LEADER)
    if not found and alternatives("attendee", "events").search(verbs):
        found.append(Slot.ATTENDEE)
    return found


def _visits(verbs: str) -> bool:
    """Whether who stands before these words is who visits: goes somewhere before anything is said, and not along."""
    if re.search(r"参加|陪同|随同|一同|会见|主持", verbs):
        return False
    said, goes = _SAID.search(verbs), _GOES.search(verbs) or re.search(r"调研|考察|检查|督导|视察|慰问", verbs)
    return goes is not None and (said is None or goes.start() < said.start())


def _acts(slot: Slot, draft: _Draft, verbs: str) -> bool:
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


def _event(document: Document, number: int, draft: _Draft) -> Event:
    days = [value for slot, value in draft.arguments if slot is Slot.START]
    return Event(
        id=f"event-{number}", type=draft.type, label=draft.label or draft.type.value,
        passages=document.passage(draft.sentence), confidence=0.8,
        arguments=tuple(
            Argument(slot=slot, value=value, passages=passages, confidence=0.8)
            for (slot, value), passages in draft.arguments.items()
            if not (slot is Slot.START and value != days[0])
        ),
    )  # fmt: skip
