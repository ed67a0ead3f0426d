"""Events: sentence by sentence, what takes place and when."""

import re

from kg.chinese.arguments import CLAUSE, GOES, ROLES, SAID, Draft, delegation, parties_in, people_in, what, where, who
from kg.chinese.dates import Dated, in_sentence
from kg.chinese.document import Document, Sentence
from kg.chinese.tables import alternatives
from kg.facts import Argument, EntityType, Event, EventType, Slot

_TAKES_PLACE = re.compile(r"举行|举办|召开|开幕|闭幕|启幕|拉开帷幕|主持|开展")
_COMING = re.compile(r"将(?:于|在)?|拟|计划|力争|预计|争取|尽快|推动|加快|确保|做好")
_NAMES_OF_EVENTS = {
    EventType.VISIT: r"调研|考察|视察|走访|慰问|检查|活动", EventType.MEETING: r"会见|会谈|座谈|会议|活动|会",
    EventType.SIGNING: r"签约|仪式|签字|活动", EventType.CEREMONY: r"仪式|活动|开工|揭牌",
    EventType.CONFERENCE: r"大会|论坛|开幕式|会|活动",
}  # fmt: skip


def find_events(document: Document, dates: list[Dated]) -> list[Event]:
    """The events of the article."""
    drafts: list[Draft] = []
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
        where(document, sentence, draft)
        delegation(document, sentence, draft)
        who(document, sentence, draft)
        what(document, sentence, draft)
    return [_event(document, n, draft) for n, draft in enumerate(drafts, 1) if _worth(document, draft)]


def _worth(document: Document, draft: Draft) -> bool:
    """Whether enough is said of it: when, or who took part and where."""
    people = [v for s, v in draft.arguments if s in ROLES and document.entities[v].type is EntityType.PERSON]
    return draft.day is not None or len(draft.arguments) > 1 or bool(people)


def _told(document: Document, sentence: Sentence, drafts: list[Draft], dates: list[Dated]) -> Draft | None:
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
    elif (days or people_in(document, sentence) or parties_in(document, sentence)) and not _only_planned(
        sentence, at, days
    ):
        draft = Draft(type_, _label(document, sentence, word, at), sentence)
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


def _day_before(drafts: list[Draft], draft: Draft) -> list[Dated]:
    """The day of the event at which this one took place."""
    for other in reversed([d for d in drafts if d is not draft]):
        for (slot, value), passages in other.arguments.items():
            if slot is Slot.START:
                return [Dated(value, None, passages[0])]
    return []


def _more(document: Document, sentence: Sentence, drafts: list[Draft]) -> Draft | None:
    """The event of which a sentence without a name for it says more: who spoke, who came along."""
    if not drafts:
        return None
    if re.search(r"主办|承办|持续(?:至|到)", sentence.text):
        meant = [d for d in drafts if re.search(_NAMES_OF_EVENTS[d.type], sentence.text)]
        return meant[0] if meant else drafts[-1]
    if not people_in(document, sentence) and "负责" not in sentence.text and not GOES.search(sentence.text):
        return None
    return drafts[-1] if any(alternatives(slot.value, "events").search(sentence.text) for slot in ROLES) or (
        drafts[-1].type is EventType.VISIT and GOES.search(sentence.text)
    ) else None  # fmt: skip


def _only_planned(sentence: Sentence, at: int, days: list[Dated]) -> bool:
    return not days and bool(_COMING.search(sentence.text[max(0, at - 12) : at]))


def _trigger(document: Document, sentence: Sentence) -> tuple[EventType, str, int] | None:
    """What the sentence tells of: a named occasion that takes place before a verb that says what was done."""
    text = sentence.text
    said = SAID.search(text)
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
    acts = people_in(document, sentence) or "代表团" in text or "考察团" in text
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
    rest = CLAUSE.split(sentence.text[end:])[0]
    return (word + rest)[:24]


def _event(document: Document, number: int, draft: Draft) -> Event:
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
