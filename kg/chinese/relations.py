"""Relations between what the article names: where things lie, who builds what, what a place develops."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.chinese.document import Document, Mention, Sentence
from kg.chinese.places import governed
from kg.chinese.tables import alternatives
from kg.facts import EntityType, Event, EventType, Passage, Predicate, Relation, Slot

_NAMED_AFTER = (EntityType.PARK, EntityType.FACILITY, EntityType.INSTITUTION)
_LIES = re.compile(r"位于|坐落于|坐落在|地处")
_BUILDS = re.compile(r"投资建设|投资|建设|投建|打造|兴建|实施|承建")
_HOLDS = re.compile(r"拥有|设有|内设|集聚了?|聚集了?|入驻了?|落户了?|引进了?|汇聚了?")
_ACTORS = (EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.GOVERNMENT)
_BUILT = (EntityType.PROJECT, EntityType.PARK, EntityType.FACILITY)
_SITES = (EntityType.PLACE, EntityType.PARK)
_WHOLE = {"全市": "city", "全区": "district", "全县": "county", "全省": "province"}
_SAID = re.compile(r"指出|强调|表示")


def find_relations(document: Document, events: list[Event]) -> list[Relation]:
    """The relations of the article, each once."""
    found: dict[tuple[str, Predicate, str], Relation] = {}
    for subject, predicate, value, passage in _all(document, events):
        if subject != value:
            found.setdefault(
                (subject, predicate, value),
                Relation(subject=subject, predicate=predicate, object=value, passages=(passage,), confidence=0.75),
            )
    return list(found.values())


def _all(document: Document, events: list[Event]) -> Iterator[tuple[str, Predicate, str, Passage]]:
    yield from _by_name(document)
    for sentence in document.sentences:
        whole = Passage(sentence.start, sentence.end)
        for subject, predicate, value in (
            *_inside(document, sentence), *_lying(document, sentence), *_building(document, sentence),
            *_focus(document, sentence), *_holding(document, sentence),
        ):  # fmt: skip
            yield subject, predicate, value, whole
    for event in events:
        parties = [a for a in event.arguments if a.slot is Slot.SIGNATORY]
        bodies = [a for a in parties if document.entities[a.value].type is not EntityType.PERSON]
        if event.type is EventType.SIGNING and len(bodies) == 2:
            yield bodies[0].value, Predicate.COOPERATES_WITH, bodies[1].value, bodies[0].passages[0]


def _by_name(document: Document) -> Iterator[tuple[str, Predicate, str, Passage]]:
    """A park, facility or institution whose name begins with the name of a place of the article lies there."""
    for entity in document.entities.values():
        if entity.type not in _NAMED_AFTER or not entity.mentions:
            continue
        for place in sorted(document.entities.values(), key=lambda e: -max(map(len, e.names))):
            if (
                place.type is EntityType.PLACE
                and place.mentions
                and any(entity.names[0].startswith(_bare(n)) for n in place.names)
            ):
                yield entity.id, Predicate.LOCATED_IN, place.id, min(entity.mentions)
                break


def _bare(name: str) -> str:
    return re.sub(r"(?:省|市|区|县|旗)$", "", name) if len(name) > 2 else name


def _inside(document: Document, sentence: Sentence) -> Iterator[tuple[str, Predicate, str]]:
    """Places printed as one word: 山东省青岛市."""
    named = document.within(sentence.start, sentence.end, EntityType.PLACE)
    for above, below in pairwise(named):
        if above.end == below.start:
            yield below.entity, Predicate.LOCATED_IN, above.entity
    for match in re.finditer(r"是", sentence.text):
        at = sentence.start + match.start()
        left = [m for m in named if m.end == at]
        right = [m for m in named if m.start == at + 1]
        if left and right:
            yield left[0].entity, Predicate.LOCATED_IN, right[0].entity


def _lying(document: Document, sentence: Sentence) -> Iterator[tuple[str, Predicate, str]]:
    for match in _LIES.finditer(sentence.text):
        at = sentence.start + match.end()
        sites = document.within(at, sentence.end, *_SITES)
        site = next(
            (s for s in sites if not document.body[at : s.start].strip() or _places_only(document, at, s)), None
        )
        if site is None:
            continue
        while (deeper := next((s for s in sites if s.start == site.end), None)) is not None:
            site = deeper
        if document.body.startswith("的", site.end):
            things = [m for m in document.within(site.end, sentence.end) if m.start == site.end + 1]
        else:
            things = document.within(
                sentence.start, sentence.start + match.start(), *_NAMED_AFTER, EntityType.ENTERPRISE, EntityType.PROJECT
            )[-1:]
        for thing in things[:1]:
            yield thing.entity, Predicate.LOCATED_IN, site.entity


def _places_only(document: Document, at: int, site: Mention) -> bool:
    return at == site.start or any(m.end == site.start for m in document.within(at, site.start, EntityType.PLACE))


def _building(document: Document, sentence: Sentence) -> Iterator[tuple[str, Predicate, str]]:
    for match in _BUILDS.finditer(sentence.text):
        if by := re.search(r"由([^，。；]*)$", sentence.text[: match.start()]):
            yield from _built_by(document, sentence, sentence.start + by.start(), sentence.start + match.start())
        else:
            yield from _builds(document, sentence, match)
    if re.search(r"开工|投产|竣工|奠基", sentence.text):
        for project in document.within(sentence.start, sentence.end, EntityType.PROJECT)[:1]:
            for site in document.within(project.end, sentence.end, *_SITES):
                if document.body[: site.start].endswith("在"):
                    yield project.entity, Predicate.LOCATED_IN, site.entity
            for maker in document.within(sentence.start, project.start, EntityType.ENTERPRISE):
                if maker.end == project.start:
                    yield maker.entity, Predicate.DEVELOPS, project.entity


def _built_by(document: Document, sentence: Sentence, by: int, until: int) -> Iterator[tuple[str, Predicate, str]]:
    """ "项目由公司投资建设"."""
    made = document.within(sentence.start, by, *_BUILT)
    if not made and "该项目" in document.body[sentence.start : by]:
        told = document.last(sentence.start, EntityType.PROJECT)
        made = [told] if told else []
    for maker in document.within(by, until, *_ACTORS):
        for thing in made[-1:]:
            yield maker.entity, Predicate.DEVELOPS, thing.entity


def _builds(document: Document, sentence: Sentence, verb: re.Match[str]) -> Iterator[tuple[str, Predicate, str]]:
    """ "公司在园区投资…亿元建设项目": who builds it, and where."""
    at = sentence.start + verb.start()
    makers = document.within(sentence.start, at, EntityType.ENTERPRISE, EntityType.INSTITUTION)
    end = re.search(r"[。；]", document.body[at : sentence.end])
    made = [
        m for m in document.within(at, at + end.start() if end else sentence.end, EntityType.PROJECT, EntityType.PARK)
        if not document.body[: m.start].endswith(("在", "于"))
    ]  # fmt: skip
    if makers and made:
        yield makers[-1].entity, Predicate.DEVELOPS, made[0].entity
        for site in document.within(makers[-1].end, made[0].start, *_SITES):
            if document.body[: site.start].endswith("在"):
                yield made[0].entity, Predicate.LOCATED_IN, site.entity


def _focus(document: Document, sentence: Sentence) -> Iterator[tuple[str, Predicate, str]]:
    topics = document.within(sentence.start, sentence.end, EntityType.INDUSTRY)
    if not topics or sentence.paragraph == 0:
        return
    for topic in topics:
        before = document.body[sentence.start : topic.start]
        pause = max(before.rfind("；"), 0)
        verbs = list(alternatives("focus").finditer(before, pause))
        if not verbs or re.match(
            r"[^，。；]*(?:调研|考察|座谈|交流|汇报|检查)", document.body[topic.end : sentence.end]
        ):
            continue
        subject = _subject(document, sentence, sentence.start + verbs[-1].start())
        if subject is not None:
            yield subject, Predicate.FOCUSES_ON, topic.entity


def _subject(document: Document, sentence: Sentence, at: int) -> str | None:
    """The place or park that is said to develop something: the last one named before the verb, or "the whole city"."""
    named = document.within(sentence.start, at, *_SITES, EntityType.ENTERPRISE)
    whole = list(re.finditer("|".join(_WHOLE), document.body[sentence.start : at]))
    if whole and (not named or named[-1].start < sentence.start + whole[-1].start()):
        word = whole[-1][0]
        if word == "全区" and (park := document.first(EntityType.PARK, at)):
            return park
        return governed(document, at, _WHOLE[word])
    if not named or any(document.entities[m.entity].type is EntityType.ENTERPRISE for m in named):
        return None
    return named[-1].entity


def _holding(document: Document, sentence: Sentence) -> Iterator[tuple[str, Predicate, str]]:
    """ "园区拥有A、B等企业": what is named in the row lies in the park."""
    for match in _HOLDS.finditer(sentence.text):
        at = sentence.start + match.start()
        before = document.body[sentence.start : at]
        parks = document.within(sentence.start, at, EntityType.PARK)
        if not parks and re.search(r"园区|全区|区内|园内", before):
            park = document.first(EntityType.PARK, sentence.start)
        else:
            park = parks[-1].entity if parks else None
        if park is None or _SAID.search(before):
            continue
        pause = re.search(r"[，。；]", document.body[at : sentence.end])
        stop = at + (pause.start() if pause else sentence.end - at)
        for thing in document.within(
            at, stop, EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.PARK, EntityType.FACILITY
        ):
            yield thing.entity, Predicate.LOCATED_IN, park
