"""What a page prints of itself: date, publisher, language."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The names of months, whole or short, as one alternative.
MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH = rf"(?P<{{0}}>{MONTH})"
_TIME = r"(?:[ T,]*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?(?:\s*(?:ET|GMT|CST|BJT|UTC)\b)?)?"
#: A full date as page furniture prints it, with the time of day that may follow.
DATE = re.compile(
    r"(?<![\d.])(?:"
    r"(?P<y1>(?:19|20)\d\d)\s*(?:[-/.]|年)\s*(?P<m1>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d1>\d{1,2})日?"
    rf"|{_MONTH.format('m2')}\.?\s*,?\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<y2>(?:19|20)\d\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{_MONTH.format('m3')}\.?\s*,?[\s-]*(?P<y3>(?:19|20)\d\d)"
    r"|(?P<m4>\d{1,2})/(?P<d4>\d{1,2})/(?P<y4>(?:19|20)\d\d)"
    r"|(?P<d5>\d{1,2})\.\s?(?P<m5>\d{1,2})\.\s?(?P<y5>(?:19|20)\d\d)"
    rf")(?!\d){_TIME}",
    re.IGNORECASE,
)
#: The days that an issue of a letter is about, as its head prints them: "Sept. 7 - Sept. 13", "March 15–21".
_DAYS = re.compile(
    rf"\b{_MONTH.format('from')}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?\s*(?:-|–|—|to)\s*"
    rf"(?:{_MONTH.format('to')}\.?\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![\d/-])")
#: Two figures for the year are only read behind a label.
_SHORT_DATE = re.compile(r"\b(?:date|time)\s*[:：]\s*(\d\d)-(0\d|1[0-2])-([0-3]\d)(?!\d)", re.IGNORECASE)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"


def _labels(kind: str) -> str:
    """The table's words for ``kind`` as one alternative."""
    text = files("kg.articles").joinpath("data/labels.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return "|".join(pattern for label, pattern in rows if label == kind)


_COUNTER = re.compile(
    rf"\b(?:{_labels('counter')})\s*(?:count|times|number|volume|amount)?(?:\s*[:：]\s*[\d,]*|\s+[\d,]+)(?:\s*times?)?(?=\W|$)"
    r"|(?:[—–|-]\s*)?\b[\d,]+\s+(?:reads|views|hits|clicks)\b"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s*[:：]?\s*\d*",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    rf"\[[^\]]{{0,24}}\]|【[^】]{{0,24}}(?:】|$)|\b(?:font|text)(?:\s*size)?\s*[:：][\sA-Z+\-|]*|\b(?:{_labels('button')})\b"
    r"|字号\S*|\bA[-+]\s*A\s*A?[-+]?(?=\W|$)|\bA[-+](?=\W|$)|[【\[]?(?:打印|关闭|分享)[】\]]?",
    re.IGNORECASE,
)
_STAMP = re.compile(
    rf"\b(?:{_labels('stamp')})\s*[:：]|(?:发布|更新|发表|录入|时间|日期|发布时间|发布日期|更新时间)\s*[:：]?"
    r"|\b(?:updated|published|posted|released)\b(?:\s+(?:on|at))?",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"(?:\b(?:{_labels('source')})\s*[:：]|(?:来源|信息来源|稿源)\s*[:：]?)\s*", re.IGNORECASE)
_AUTHOR = re.compile(
    rf"\b(?:{_labels('author')})\s*[:：]\s*[^|\s]*(?:\s[A-Z][a-z]+)?|(?:作者|编辑|责任编辑)\s*[:：]\s*\S*",
    re.IGNORECASE,
)
_SITE = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|cn|gov|org|net|edu|hk|com\.cn|gov\.cn|org\.cn)\b", re.IGNORECASE)
_BRACKETED = re.compile(rf"\(\s*({_SITE.pattern})\s*\)", re.IGNORECASE)


def iso_date(text: str) -> str | None:
    """The first full date in ``text`` as ISO 8601, if it is a day that exists."""
    short = _SHORT_DATE.search(text)
    if short:
        return f"20{short[1]}-{short[2]}-{short[3]}"
    for match in DATE.finditer(text):
        got = match.groupdict()
        for k in "12345":
            if got[f"y{k}"]:
                month = got[f"m{k}"]
                number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
                day = int(got[f"d{k}"])
                if k == "4" and number > 12:
                    number, day = day, number  # 18/03/2024
                if number <= 12 and 1 <= day <= 31 and number:
                    return f"{got[f'y{k}']}-{number:02d}-{day:02d}"
    return None


def last_day(text: str) -> str | None:
    """The last of the days that the head of an issue names, as ISO 8601, where it names one year as well."""
    days, years = _DAYS.search(text), set(_YEAR.findall(text))
    if days is None or len(years) != 1:
        return None
    month, day = MONTHS.index((days["to"] or days["from"])[:3].lower()) + 1, int(days["day"])
    return f"{years.pop()}-{month:02d}-{day:02d}" if 1 <= day <= 31 else None


def is_stamp(line: str) -> bool:
    """Whether ``line`` is one that dates, sources or counts the article rather than tells of anything."""
    if _BRACKETED.fullmatch(line):
        return True
    marked = bool(
        DATE.search(line)
        or _COUNTER.search(line)
        or _SOURCE.search(line)
        or re.search(r"(?:date|time)\s*[:：]", line, re.I)
    )
    rest = _rest(line)
    words = len(rest.split()) + len(_UNSPACED.findall(rest))
    return marked and words <= (10 if _SOURCE.search(line) or "|" in line else 7)


#: About a word of a script that puts no blanks between them.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{3}")


def _rest(line: str) -> str:
    for pattern in (DATE, _COUNTER, _BUTTON, _STAMP):
        line = pattern.sub("\t", line)
    return re.sub(rf"\b{_WEEKDAY}\b", "\t", line, flags=re.IGNORECASE).strip(" \t|,;")


def publisher_of(stamp: str) -> str | None:
    """The publisher that a date or source line names: behind "Source:", beside the date, or an outlet's byline."""
    if (site := _BRACKETED.fullmatch(stamp)) is not None:
        return site[1]
    rest = _rest(stamp)
    author = _AUTHOR.search(rest)
    rest = _AUTHOR.sub("\t", rest)
    if (found := _SOURCE.search(rest)) is not None:
        return _name(re.split(r"\t|\||\s{2,}", rest[found.end() :])[0], labelled=True)
    if not DATE.search(stamp):
        return None
    for part in re.split(r"\t|\||\s{3,}|\s·\s", rest):
        if (name := _name(part)) is not None:
            return name
    writer = re.split(r"[:：]", author.group(), maxsplit=1)[-1] if author else ""
    return _name(writer) if _OUTLET.search(writer) else None


def _name(part: str, *, labelled: bool = False) -> str | None:
    part = part.strip(" \t|,;:-·()[]\u3000>").strip()
    by = re.match(r"by\s+", part, re.IGNORECASE)
    part = part[by.end() :] if by else part
    if not part or len(part) > 80 or not re.search(r"[A-Za-z]{2}|[\u4e00-\u9fff]{2}", part):
        return None
    if by and not _OUTLET.search(part):
        return None
    if re.search(r"[\u4e00-\u9fff]", part) and re.search(r"[A-Za-z]", part):
        return None
    if part.lower() in ("article", "news", "press release", "ends/", "end"):
        return None
    site = _SITE.fullmatch(part)
    return part if site or labelled or part[0].isupper() or re.search(r"[\u4e00-\u9fff]", part) else None


_OUTLET = re.compile(
    r"\b(?:daily|news|times|post|online|net|china|media|tv|television|radio|press|agency|gazette|herald|release|today|journal|weekly|center|centre|office|"
    r"government|committee|bureau|xinhua|cgtn|ecns|network|broadcast\w*)\b|\.(?:com|cn|net|org)",
    re.IGNORECASE,
)


def language_of(text: str) -> str | None:
    """BCP 47 tag of the language of ``text``, by script and commonest words; ``None`` if there is no telling."""
    other = re.sub(r"[\x00-\u03ff]+", "", text)  # most texts have few such characters, if any
    counts = {tag: len(re.findall(f"[{scope}]", other)) for tag, scope in _SCRIPTS.items()}
    letters = (sum(map(str.isalpha, text)) if other else 0) or 1
    if counts["ja"] > 0.08 * letters:
        return "ja"
    for tag in ("ko", "zh", "ru", "ar"):
        # A Han character stands for about a word, a Latin letter for a fifth of one.
        if counts[tag] * (3 if tag == "zh" else 1) > 0.5 * letters:
            return tag
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    shares = {tag: sum(words[word] for word in common & words.keys()) for tag, common in _common().items()}
    best = max(shares, key=lambda tag: shares[tag])
    return best if shares[best] * 12 >= words.total() and words else None


_SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af",
    "zh": "\u4e00-\u9fff",
    "ru": "\u0400-\u04ff",
    "ar": "\u0600-\u06ff",
}


@cache
def _common() -> dict[str, frozenset[str]]:
    text = files("kg.articles").joinpath("data/stopwords.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {tag: frozenset(words.split()) for tag, words in rows}
