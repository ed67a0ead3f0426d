"""Lines of a page and the role of each: prose, headline-like, navigation, stamp, credit, caption, tail, footer."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice

from kg.articles.datelines import filed
from kg.articles.page_meta import is_stamp
from kg.articles.wrapping import unwrapped


class Role(StrEnum):
    """What a line is, seen alone."""

    PROSE = "prose"
    SHORT = "short"
    """Few words and no sentence: a headline, a subhead, an entry of a menu."""
    TEASER = "teaser"
    """Cut off with an ellipsis."""
    STAMP = "stamp"
    """Date, source, counters."""
    MENU = "menu"
    CREDIT = "credit"
    CAPTION = "caption"
    GIVER = "giver"
    TAIL = "tail"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its margins; offsets into the body."""

    start: int
    end: int
    text: str
    role: Role
    after_blank: bool


#: One character for one, so that offsets stay: full-width forms, typographic quotes, odd spaces.
ONE_FOR_ONE = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09], " "),
**dict.fromkeys(map(ord, "‘’‛′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″「」『』"), '"'),
    **dict.fromkeys(map(ord, "‐‑"), "-"),
    ord("。"): ".", ord("、"): ",", ord("《"): '"', ord("》"): '"',
}  # fmt: skip
#: Characters of a line whose role is kept.
_SHORT = 100
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_END = re.compile(r"""[.!?:;]["')\]]*$|[.!?]\s*\[[^\]]*\]$""")
_SCRAPED = re.compile(r"(date\s+\d{4}-\d\d-\d\d)\s+(?=\S)")
_PICTURED = re.compile(r"[\[(](?:photo|photos|picture|image|file photo)\b[^\])]*[\])]\.?$", re.IGNORECASE)
_LEGAL = re.compile(r"©|all rights reserved|^copyright\b|^presented by\b|版权所有|ICP备|Powered by", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'&-]*")
_SMALL = re.compile(r"\b[a-z]+\b")
#: Roles that a line may have even if it reads like a sentence.
_STRONG = (Role.CREDIT, Role.CAPTION)
_TITLE_AND_STAMP = re.compile(
    r"(?P<title>.{24,}?\S)\s*+(?:\|\s*+|(?<=\s{3}))(?P<stamp>(?:updated|date|time|release|published|source|\d{4}[-/.]\d).*)$",
    re.IGNORECASE,
)


def lines(body: str) -> list[Line]:
    """The lines of ``body`` that hold anything, with their roles."""
    body = unwrapped(body)
    found: list[Line] = []
    last = 0
    for match in _LINE.finditer(body):
        text = match.group().translate(ONE_FOR_ONE)
        bare = text.strip(" " + _INVISIBLE)
        if not bare:
            continue
        start = match.start() + text.index(bare[0])
        gap = body[last:start]
        blank = gap.count("\n") > 1 or gap.count("\r") > 2
        stamped = _SCRAPED.match(bare)
        if stamped:
            found.append(Line(start, start + len(stamped[1]), stamped[1], Role.STAMP, blank))
            start, bare, blank = start + stamped.end(), bare[stamped.end() :], False
        split = _TITLE_AND_STAMP.match(bare) if "|" in bare or "   " in bare else None
        if split and len(split["title"].split()) >= 5 and is_stamp(split["stamp"]) and not is_stamp(split["title"]):
            found.append(Line(start, start + len(split["title"]), split["title"], role_of(split["title"]), blank))
            start, bare, blank = start + split.start("stamp"), split["stamp"], False
        found.append(Line(start, start + len(bare), bare, role_of(bare), blank))
        last = start + len(bare)
    return found


def is_sentence(text: str) -> bool:
    """Whether ``text`` reads as prose: long, or a whole sentence of eight words or more."""
    if _has(_WORD, text, 8) and _has(_SMALL, text, 3) and _END.search(text):
        return True
    words = len(_WORD.findall(text))
    return words >= 30 and len(_SMALL.findall(text)) > words / 3


def _has(pattern: re.Pattern[str], text: str, least: int) -> bool:
    """Whether ``pattern`` stands ``least`` times in ``text``; looks no further than it must."""
    return sum(1 for _ in islice(pattern.finditer(text), least)) == least


def role_of(text: str) -> Role:
    """The role of one line."""
    return _role_of_short(text) if len(text) <= _SHORT else _role_of(text)


@lru_cache(maxsize=1 << 12)
def _role_of_short(text: str) -> Role:
    """As :func:`role_of`; menus, credits and footers are the same on all pages of a site."""
    return _role_of(text)


def _role_of(text: str) -> Role:
    if re.search(r"(?:\.\.\.|…)\s*$", text) and len(text) < 400:
        return Role.TEASER
    if len(text) < 220 and _LEGAL.search(text):
        return Role.FOOTER
    if len(text) < 600 and _PICTURED.search(text):
        return Role.CAPTION
    prose = is_sentence(text) or filed(text)
    if prose and len(text) > 240:
        return Role.PROSE
    if len(text) > 600:
        return Role.MENU
    for role, pattern in _patterns():
        if (not prose or role in _STRONG) and pattern.fullmatch(text):
            return role
    if prose and not re.search(r"\s\|\s", text):
        return Role.PROSE
    if is_stamp(text):
        return Role.STAMP
    if prose:
        return Role.PROSE
    return Role.MENU if _is_menu(text) else Role.SHORT


def _is_menu(text: str) -> bool:
    """Whether a line that is no sentence is a row of entries, or has no words at all."""
    if not re.search(r"[A-Za-z\u4e00-\u9fff\uac00-\ud7af\u3040-\u30ff]{2}", text):
        return True
    if len(text.split()) < 6 and re.search(r"[\u4e00-\u9fff]", text) and re.search(r"[A-Za-z]{3}", text):
        return True
    parts = [p for p in re.split(r"\s*(?:\||>{1,2}|»|›|·|•|\s-\s|\s{3,}|/ )\s*", text) if p]
    sizes = [len(p.split()) for p in parts]
    if len(parts) > 1 and max(sizes) <= 8 and re.search(r"\s[>»›]+\s", text):
        return True
    if len(parts) == 2:
        return max(sizes) <= 3 and not re.search(r"\s-\s", text)
    if len(parts) >= 4 and sum(size <= 4 for size in sizes) >= len(parts) - 1:
        return True
    return len(parts) >= 3 and max(sizes) <= 6


@cache
def _patterns() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    text = files("kg.articles").joinpath("data/layout.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((Role(role), re.compile(pattern, re.IGNORECASE)) for role, pattern in rows)
