"""Projects, and the industries that are spoken of as such."""

import re
from functools import cache

from kg.chinese.document import Document, Sentence
from kg.chinese.organisations import begin, telling
from kg.chinese.tables import alternatives, words
from kg.facts import EntityType
from kg.reference import industries

_PROJECT = re.compile(
    r"(?:二期|一期|三期)?项目(?!部|负责|建设|签约|化|落地|库|清单|数|名称|方|审批|经理|总|推进)|(?:二期|三期)工程"
)
_LIST_END = re.compile(
    r"(?:等)?(?:一批)?(?:\d+大|[一二三四五六七八九十两几]大)?(?:主导|支柱|特色|优势|战略性新兴|新兴|重点|未来|千亿级|百亿级|现代)?(?:产业|行业|领域)(?!园|基|城|集|带|链|化|开|发|结|大|新)"
)
_ITEM = re.compile(r"[A-Za-z0-9\u4e00-\u9fff]{2,9}")
_JOIN = re.compile(r"、|和|与|及|以及")


def find_topics(document: Document) -> None:
    """Finds projects and industries in every sentence."""
    for sentence in document.sentences:
        for match in _PROJECT.finditer(sentence.text):
            _project(document, sentence, match)
        for match in _LIST_END.finditer(sentence.text):
            _listed(document, sentence, match)
    listed = {n for e in document.entities.values() if e.type is EntityType.INDUSTRY for n in e.names}
    for sentence in document.sentences:
        _known(document, sentence, listed)


def _project(document: Document, sentence: Sentence, head: re.Match[str]) -> None:
    start, end = sentence.start + begin(document, sentence, head.start()), sentence.start + head.end()
    name = document.body[start:end]
    stem = name.removesuffix("项目")
    if len(stem) < 3 or not telling(stem) or not document.free(start, end) or re.match(r"[\d个]", name):
        return
    known = next(
        (e for e in document.entities.values() if e.type is EntityType.PROJECT
         and any(_one(name, other) for other in e.names)), None
    )  # fmt: skip
    entity = document.add(EntityType.PROJECT, name, known.id if known else f"project-{name}")
    entity.names.sort(key=len, reverse=True)
    document.mention(start, end, entity.id)


def _one(name: str, other: str) -> bool:
    """Whether one name has all the characters of the other in their order: a short form of it."""
    short, long = sorted((name, other), key=len)
    letters = iter(long)
    return all(letter in letters for letter in short) and len(short) >= 6


def _listed(document: Document, sentence: Sentence, tail: re.Match[str]) -> None:
    """Items of a list that ends in "等产业", up to the verb before it."""
    text = sentence.text[: tail.start()]
    verbs = [m.end() for m in alternatives("focus").finditer(text)]
    pause = max((text.rfind(p) + 1 for p in "，。；：的在对向"), default=0)
    begin_at = max([pause, *(v for v in verbs if v >= pause)])
    at = begin_at
    for part in _JOIN.split(text[begin_at:]):
        start = sentence.start + at + (len(part) - len(part.lstrip()))
        at += len(part)
        name = part.strip()
        if name.startswith("了"):
            start, name = start + 1, name[1:]
        if _ITEM.fullmatch(name) and _an_industry(name):
            _note(document, start, start + len(name), name)
        joint = _JOIN.match(sentence.text, at)
        at += len(joint[0]) if joint else 0


def _an_industry(name: str) -> bool:
    if name.startswith("第"):
        return False  # 第二产业 is the secondary sector
    if name not in _table() and any(name.startswith(w) for w in words("cut") | words("soft") if len(w) > 1):
        return False
    return (
        (name in _table() or name not in words("cut") | words("soft"))
        and telling(name)
        and not re.search(r"[各多个家]", name[:1])
    )


def _note(document: Document, start: int, end: int, name: str) -> None:
    if document.free(start, end):
        document.mention(start, end, document.add(EntityType.INDUSTRY, name, f"industry-{name}").id)


def _known(document: Document, sentence: Sentence, found: set[str]) -> None:
    """Industries of the table that are spoken of as one, and those found in a list that stand elsewhere."""
    if sentence.paragraph == 0:
        return
    edges = document.edges(sentence)
    for match in _names().finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        behind = re.match(r"(?:等)?(?:产业|行业|领域|发展|制造业)(?!园|基|城|集|带|开发)", sentence.text[match.end() :])
        before = alternatives("focus").search(sentence.text[max(0, match.start() - 4) : match.start()])
        if start in edges and end in edges and (match[0] in found or behind or before):
            _note(document, start, end, match[0])


@cache
def _table() -> frozenset[str]:
    return frozenset(industry.chinese for industry in industries().values() if len(industry.chinese) > 1)


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_table(), key=len, reverse=True))))
