"""Titles of posts in Chinese: 常务副市长 is 市长 with 常务 and 副 before it."""

import re
from dataclasses import dataclass
from functools import cache

from kg.chinese.tables import rows

#: Before a title, and what that makes of its role.
PREFIXES = {
    "常务副": "executive deputy ", "执行副": "executive deputy ", "第一副": "first deputy ", "副": "deputy ",
    "代理": "acting ", "代": "acting ", "执行": "executive ", "名誉": "", "": "",
}  # fmt: skip
#: Before a title, without a part in it.
IDLE = "(?:原|时任|前|新任|拟任)?"


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed."""

    printed: str
    role: str
    kind: str
    """territory, organ, company or person, as in the table."""
    level: str
    """Of the place that it heads."""


@cache
def _table() -> dict[str, tuple[str, str, str]]:
    return {row[0]: (row[1], row[2], row[3] if len(row) > 3 else "") for row in rows("titles") if row[0] != "title"}


@cache
def pattern() -> re.Pattern[str]:
    """Any title, the longest first."""
    bases = "|".join(map(re.escape, sorted(_table(), key=len, reverse=True)))
    inner = "|".join(f"{b[:-2]}副{b[-2:]}" for b in ("党委书记", "党组书记"))
    return re.compile(f"(?:常务|执行|第一|名誉)?(?:副|代理|代)?(?:{inner}|{bases})(?![馆处])")


def title(printed: str) -> Title | None:
    """What ``printed`` means, if it is a title."""
    for prefix, words in PREFIXES.items():
        if printed.startswith(prefix) and printed[len(prefix) :] in _table():
            role, kind, level = _table()[printed[len(prefix) :]]
            return Title(printed, words + role, kind, level)
    if "副" in printed and (whole := _table().get(printed.replace("副", "", 1))):
        return Title(printed, f"deputy {whole[0]}", whole[1], whole[2])
    return None
