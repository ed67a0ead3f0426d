"""Figures: a number with its unit, what it measures, and what it is about."""

import re
from decimal import Decimal
from functools import cache

from kg.chinese.dates import Dated, in_sentence
from kg.chinese.document import Document, Sentence
from kg.chinese.places import governed
from kg.chinese.tables import alternatives, rows
from kg.facts import EntityType, Passage, Statistic

_SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 10**3,
    "": 1,
}
_QUALIFIER = r"(?P<qualifier>近|约|超过|超|逾|突破|不低于|不少于|至少|高达|大约|接近)?"
_VERB = re.compile(
    r"(?:预计|预计可|可|将|共|总共|累计|已|现有|新增|力争|全年|引进|目前|集聚|聚集|引进|新引进|拥有|建成|实现|完成|达到|达|为|是|有|拥有|约为|增至|增长至|到位|可达|力争|计划|总计|合计|由|公司|全年|正式)+$"
)
_MEASURE = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,14}$")
#: Nouns behind a count that say what is counted: "320家企业".
_COUNTED = re.compile(r"(?:以上|多)?(?:的)?([\u4e00-\u9fff]{2,10}?)(?=[，。、；：（和与及]|$)")
_GROWTH = re.compile(r"(同比|环比)?(?:增长|下降|增加|减少|提高|回落|上升|增幅|降低)(?:了|约)?$")
_LESS = re.compile(r"下降|减少|回落|降低")
#: Figures about these stand nearest to them.
_OWNERS = (EntityType.PROJECT, EntityType.ENTERPRISE, EntityType.PARK, EntityType.INSTITUTION, EntityType.FACILITY,
           EntityType.PLACE)  # fmt: skip
_WHOLE = {"全市": "city", "全区": "district", "全县": "county", "全省": "province", "我市": "city", "我区": "district",
          "我县": "county", "我省": "province"}  # fmt: skip


def find_figures(document: Document, dates: list[Dated]) -> list[Statistic]:
    """The figures of the article."""
    found: list[Statistic] = []
    last: str | None = None
    for sentence in document.sentences:
        if sentence.paragraph == 0:
            continue
        measured = ""
        for match in _figure().finditer(sentence.text):
            statistic, measured = _statistic(document, sentence, match, measured, last, dates)
            if statistic is not None:
                found.append(statistic)
                last = statistic.about or last
    return found


def _statistic(
    document: Document, sentence: Sentence, match: re.Match[str], measured: str, last: str | None, dates: list[Dated]
) -> tuple[Statistic | None, str]:
    unit, value = _value(match)
    start, end = sentence.start + match.start(), sentence.start + match.end()
    if any(p.start < end and start < p.end for p in (m for m in document.within(sentence.start, sentence.end))):
        return None, measured
    before = re.split(r"[，。；、（(：]", sentence.text[: match.start()])[-1]
    for owner in document.within(sentence.start + match.start() - len(before), start, *_OWNERS):
        before = document.body[owner.end : start]
    measure = _measure(before, measured)
    if unit == "count":
        measure = _counted(document, sentence, match, before)
    if not measure or (unit == "count" and _heads(sentence, match)):
        return None, measured
    if unit in ("percent", "percentage points") and _LESS.search(measure):
        value = -value
    whole = unit not in ("percent", "percentage points")
    begin_at = sentence.start + sentence.text.rfind(before, 0, match.start())
    return (
        Statistic(
            about=_owner(document, sentence, start, end, last), measure=measure, value=value, unit=unit,
            qualifier=match["qualifier"], passages=(Passage(min(begin_at, start), end),), confidence=0.8,
            date=_period(sentence, start, dates),
        ),
        measure if whole else measured,
    )  # fmt: skip


def _value(match: re.Match[str]) -> tuple[str, Decimal]:
    number = Decimal(match["number"].replace(",", "").replace("，", ""))
    value = number * _SCALES[match["scale"] or ""]
    unit = next(unit for pattern, unit in _units() if re.fullmatch(pattern, match["unit"]))
    return unit, Decimal(int(value)) if value == int(value) else value.normalize()


def _measure(before: str, measured: str) -> str:
    """The noun phrase before the figure, without verbs between them; of bare growth what was measured before."""
    plain = _VERB.sub("", before).removesuffix("的")
    if (growth := _GROWTH.search(plain)) is not None:
        noun = _MEASURE.search(_VERB.sub("", plain[: growth.start()]))
        if noun is None and measured and not growth[1]:
            return measured + growth[0].removesuffix("了").removesuffix("约")
        return (_clean(noun[0]) if noun else "") + growth[0].removesuffix("了").removesuffix("约")
    noun = _MEASURE.search(plain)
    return _clean(noun[0]) if noun else ""


def _clean(noun: str) -> str:
    """Without what stands before the noun itself: a subject, a verb, "全市"."""
    parts = [
        m.end()
        for m in re.finditer(
            r"的|在|今年|去年|上半年|全市|全区|全县|全省|将|预计|实现|完成|公司|新区|高新区|园区|开发区", noun
        )
    ]
    kept = noun[max(parts, default=0) :] if parts and len(noun) > max(parts) + 1 else noun
    return _VERB.sub(
        "",
        re.sub(
            r"^(?:该项目|项目|全年|力争|引进|目前|已|新|占|区|市|县|了|并|其中|项目(?=.{2}))(?=[\u4e00-\u9fff]{2})",
            "",
            kept,
        )
        if not kept.startswith("占")
        else kept,
    )


def _counted(document: Document, sentence: Sentence, match: re.Match[str], before: str) -> str:
    """What is counted: the noun behind the figure, else the one before it ("企业320家")."""
    behind = _COUNTED.match(sentence.text, match.end())
    noun = _MEASURE.search(_VERB.sub("", before))
    if noun and not behind:
        return _clean(noun[0])
    if behind and not alternatives("cut").match(behind[1]) and not alternatives("soft").match(behind[1]):
        return behind[1]
    return _clean(noun[0]) if noun else ""


def _heads(sentence: Sentence, match: re.Match[str]) -> bool:
    """Counts of people at an event, of days and stops: they say nothing of a thing."""
    behind = sentence.text[match.end() : match.end() + 8]
    return bool(re.match(r"(?:嘉宾|代表|领导|记者|参会|与会|余?名|客商|企业家|方面|举措|问题|环节|部分|领域)", behind))


def _owner(document: Document, sentence: Sentence, start: int, end: int, last: str | None) -> str | None:
    """The thing that the figure is about: named before it in its sentence (or right behind: "58亿元的X项目")."""
    behind = document.body.startswith("的", end)
    after = document.within(end, min(sentence.end, end + 40), EntityType.PROJECT, EntityType.PARK)
    clause = document.body[end : after[0 if behind else -1].start] if after else ""
    built = re.search(r"建设|建|打造|兴建|的", clause)
    if (
        after
        and (behind or built)
        and not re.search(r"[。；]|，(?!在|用于|建)", clause)
        and (behind or not document.body[: after[-1].start].endswith("在"))
    ):
        return (after[0] if behind else after[-1]).entity
    named = document.within(sentence.start, start, *_OWNERS)
    before = document.body[sentence.start : start]
    if re.search(r"该项目|(?:^|，)(?:项目|基地|园区)(?:总|计|占|达|全|建)", before) and not any(
        document.entities[m.entity].type is EntityType.PROJECT for m in named
    ):
        project = document.last(start, EntityType.PROJECT) or document.last(start, EntityType.PARK)
        return project.entity if project else last
    if re.search(r"公司|集团|企业", before) and not document.within(
        sentence.start, start, EntityType.ENTERPRISE, EntityType.PROJECT, EntityType.PARK, EntityType.PLACE
    ):
        company = document.last(sentence.start, EntityType.ENTERPRISE)
        return company.entity if company else last
    whole = [] if "占" in before[-12:] else list(re.finditer("|".join(_WHOLE), document.body[sentence.start : start]))
    if whole and not document.within(sentence.start + whole[-1].end(), start, *_OWNERS):
        place = governed(document, start, _WHOLE[whole[-1][0]])
        return document.first(EntityType.PARK, start) or place if place is None else place
    pause = sentence.start + max(before.rfind(p) + 1 for p in "，；：")
    near = [m for m in named if m.start >= pause]
    subjects = [m for m in near if document.entities[m.entity].type is not EntityType.PLACE] or near
    if subjects:
        return subjects[-1].entity
    projects = [m for m in named if document.entities[m.entity].type is EntityType.PROJECT]
    return projects[-1].entity if projects else named[0].entity if named else last


def _period(sentence: Sentence, start: int, dates: list[Dated]) -> str | None:
    before = [d for d in in_sentence(dates, sentence) if d.passage.end <= start and len(d.start) < 10]
    return before[-1].start if before else None


@cache
def _units() -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in rows("units")]


@cache
def _figure() -> re.Pattern[str]:
    units = "|".join(pattern for pattern, _ in _units())
    scales = "|".join(sorted((s for s in _SCALES if s), key=len, reverse=True))
    return re.compile(
        rf"{_QUALIFIER}(?P<number>\d[\d,]*(?:\.\d+)?)(?:余|多)?(?P<scale>{scales})?(?:余|多)?(?P<unit>{units})"
    )
