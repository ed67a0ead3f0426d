"""The layout of a page in Chinese: its sentences stand between a headline with a stamp and a footer.

What tells lines apart in English (words, capitals, full stops) is of no use here; what serves are Chinese punctuation
and the phrases of Chinese sites, which stand in ``data/chinese.tsv``.
"""

import re
from functools import cache
from importlib.resources import files

from kg.articles import page_meta as meta
from kg.articles.blocks import Block, BlockKind, Page

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile("[\u3040-\u309f\u30a0-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
_LINE = re.compile(r"[^\n\r]+")
_PAUSE = re.compile(r"[，。；！？]")
_CLOSED = re.compile(r"[。！？；：…][”’」』）)\]】]*$")
#: Han characters of a line that is a sentence though it does not end like one; and of the shortest that does.
LONG, SHORT = 40, 8
#: Han characters of the shortest and the longest headline.
HEADLINE = range(5, 80)
_SOURCE = re.compile(r"(?:信息来源|文章来源|稿件来源|稿源|来源)\s*[:：]?\s*([^\s|　，,]{2,40})")
_MARGIN = " \t\u3000\xa0\ufeff\u200b"
#: Where a news agency's or paper's own story begins: "本报讯（记者张三）".
_DATELINE = re.compile(
    rf"(?:[{HAN}]{{0,8}})?(?:本报|本网|本台)[{HAN}]{{0,6}}讯\s*(?:[（(][^）)]{{1,30}}[）)])?\s*"
    rf"|(?:新华社|中新[社网]|人民网|中新网)[{HAN}]{{0,8}}(?:\d{{1,2}}月\d{{1,2}}日)?电?\s*(?:[（(][^）)]{{1,30}}[）)])\s*"
    rf"|(?:新华社|中新社)[{HAN}]{{0,8}}\d{{1,2}}月\d{{1,2}}日电\s*"
)


def is_chinese(body: str) -> bool:
    """Whether the sentences of ``body`` are Chinese: more is said in them than in any other language.

    Menus, titles and names in Chinese do not make an English page Chinese. Where kana or Hangul stand in it beyond a
    name, it is Japanese or Korean.
    """
    if not _PAUSE.search(body):
        return False
    han = latin = 0
    for line in body.splitlines():
        characters = len(_HAN.findall(line))
        if characters >= SHORT and _PAUSE.search(line):
            if len(_KANA.findall(line)) * 12 > characters or len(_HANGUL.findall(line)) * 4 > characters:
                return False
            han += characters
        words = len(_LATIN_WORD.findall(line))
        if words >= SHORT:
            latin += words
    return han > 2 * latin and han > 0


def describe(body: str) -> Page:
    """The layout and printed metadata of ``body``, which :func:`is_chinese`."""
    lines = [(m.start() + len(m[0]) - len(m[0].lstrip(_MARGIN)), m[0].strip(_MARGIN)) for m in _LINE.finditer(body)]
    lines = [(start, text) for start, text in lines if text]
    stamps = [i for i, (_, text) in enumerate(lines) if _is_stamp(text)]
    sentences = [i for i, (_, text) in enumerate(lines) if _is_sentence(text) and i not in stamps]
    first = min(
        (i for i in sentences if not stamps or i > stamps[0] or stamps[0] > sentences[0] + 1), default=len(lines)
    )
    title = _headline(lines, stamps, first)
    if title is not None and title >= first:
        first = min((i for i in sentences if i > title), default=len(lines))
    last = _end(lines, first)
    blocks: list[Block] = []
    for i, (start, text) in enumerate(lines):
        kind = BlockKind.BOILERPLATE
        if i == title:
            kind = BlockKind.HEADLINE
        elif first <= i < last and i not in stamps:
            kind = _inside(text)
        blocks += _blocks(kind, start, text)
    near = " ".join(lines[i][1] for i in stamps)
    source = _SOURCE.search(near)
    return Page(
        blocks=tuple(blocks),
        title=None if title is None else re.sub(r"^【[^】]{1,24}】\s*", "", lines[title][1]),
        date=next((date for i in stamps if (date := meta.iso_date(lines[i][1]))), None),
        publisher=source[1] if source else None,
        language="zh",
    )


def _is_stamp(text: str) -> bool:
    """Whether the line dates or sources the article; a sentence that begins with a date is none."""
    if len(text) > 120 or re.search(r"[。！？；]$", text):
        return False
    dated = meta.iso_date(text) is not None
    labelled = _pattern("stamp").search(text) is not None
    rest = _pattern("stamp").sub("", meta.DATE.sub("", text))
    return (dated and (labelled or len(_HAN.findall(rest)) <= 12)) or (labelled and _SOURCE.search(text) is not None)


def _is_sentence(text: str) -> bool:
    if _pattern("footer").search(text) or _pattern("menu").search(text):
        return False
    characters = len(_HAN.findall(text))
    closed = _CLOSED.search(text) is not None
    return (closed and characters >= SHORT) or (characters >= LONG and _PAUSE.search(text) is not None)


def _headline(lines: list[tuple[int, str]], stamps: list[int], first: int) -> int | None:
    """The line above the stamp, else the one below it, else the longest above the first sentence."""
    fits = [
        i
        for i, (_, text) in enumerate(lines[: first + 1])
        if len(_HAN.findall(text)) in HEADLINE
        and not _CLOSED.search(text)
        and i not in stamps
        and not _pattern("menu").search(text)
        and not _pattern("footer").search(text)
        and not re.fullmatch(r"【[^】]*】", text)
    ]
    top = [i for i in fits if i < first] or fits
    above = [i for i in top if stamps and i < stamps[0]]
    if above:
        return above[-1]
    return max(top, key=lambda i: len(lines[i][1]), default=None)


def _end(lines: list[tuple[int, str]], first: int) -> int:
    """Where other articles or the footer begin."""
    for i in range(first + 1, len(lines)):
        text = lines[i][1]
        if _pattern("tail").match(text) or (
            len(text) < 80 and _pattern("footer").search(text) and not _CLOSED.search(text)
        ):
            return i
    return len(lines)


def _inside(text: str) -> BlockKind:
    if _pattern("footer").search(text) and not _CLOSED.search(text):
        return BlockKind.BOILERPLATE
    if _pattern("caption").search(text):
        return BlockKind.CAPTION
    if _is_sentence(text) or _PAUSE.search(text):
        return BlockKind.PARAGRAPH
    return BlockKind.SUBHEAD if len(_HAN.findall(text)) >= 4 else BlockKind.BOILERPLATE


def _blocks(kind: BlockKind, start: int, text: str) -> list[Block]:
    """The line as a block, in two where a paper's own dateline opens it."""
    wire = _DATELINE.match(text) if kind is BlockKind.PARAGRAPH else None
    if wire and wire.end() < len(text):
        middle = start + wire.end()
        return [Block(BlockKind.DATELINE, start, middle), Block(kind, middle, start + len(text))]
    return [Block(kind, start, start + len(text))]


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    text = files("kg.articles").joinpath("data/chinese.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return re.compile("|".join(pattern for label, pattern in rows if label == kind), re.IGNORECASE)
