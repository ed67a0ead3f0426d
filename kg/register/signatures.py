"""What two names of one thing have in common, one rule a kind.

Nodes of one type and one signature are the same thing; :data:`REASONS` says why, and whether an article that names both
beside each other speaks against it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.facts import EntityType
from kg.naming import fold, generic
from kg.rdf import HAN
from kg.register.model import Node
from kg.register.organs import organ
from kg.register.zones import zone


@dataclass(frozen=True, slots=True)
class Rule:
    """How nodes of one signature are judged."""

    reason: str
    wary: bool = False
    """Whether an article that names both speaks against it."""
    across: bool = False
    """Whether it only links Chinese names with others."""


#: Rules by the kind of their signatures, the surest first.
RULES: Final = {
    "letters": Rule("same letters, spaced or spelt otherwise"),
    "organ": Rule("the same organ of the same place"),
    "renamed": Rule("the organ was renamed"),
    "zone": Rule("the same kind of zone of the same place"),
    "pinyin": Rule("the Chinese name sounds so, and means the same", across=True),
    "group": Rule("one name has “Group” or “Holdings” at its end, the other has not", wary=True),
}

#: Words at the end of a company's name that news often leaves out.
GROUP: Final = re.compile(r"(?: (?:group|holdings?))+$")
#: Spellings of the same words.
SPELLINGS: Final = ((re.compile(r"centre\b"), "center"), (re.compile(r"\bhi tech\b"), "high tech"),
                    (re.compile(r"\bharbour\b"), "harbor"), (re.compile(r"isation\b"), "ization"),
                    (re.compile(r"\btheatre\b"), "theater"), (re.compile(r"\bprogramme\b"), "program"))  # fmt: skip
#: Chinese words at the end of names, and the English ones that news gives them.
HEADS: Final = (
    ("集团有限公司", "group"), ("集团股份有限公司", "group"), ("集团", "group"), ("股份有限公司", ""),
    ("有限责任公司", ""), ("有限公司", ""), ("公司", ""), ("大学", "university"), ("医院", "hospital"),
    ("银行", "bank"), ("科技", "technology"), ("港", "port"),
)  # fmt: skip


def signatures(node: Node) -> Iterator[tuple[str, str, str]]:
    """Kinds and values of a node's signatures, each with a note for the reason."""
    type_, name, _ = node
    if type_ is EntityType.PERSON:
        return
    spelt = name
    for pattern, plain in SPELLINGS:
        spelt = pattern.sub(plain, spelt)
    yield "letters", f"{type_} {spelt.replace(' ', '')}", ""
    if type_ is EntityType.GOVERNMENT and (known := organ(name)):
        yield from _organs(known.signature, known.former, known.sure)
    if type_ is EntityType.PARK and (found := zone(name)):
        yield "zone", found, ""
    if type_ is EntityType.ENTERPRISE and GROUP.sub("", name) and not generic(GROUP.sub("", name)):
        yield "group", GROUP.sub("", name), ""
    if type_ in (EntityType.ENTERPRISE, EntityType.INSTITUTION) and (sound := sounds(name)):
        yield "pinyin", f"{type_} {sound}", ""


def _organs(signature: str, former: str, sure: bool) -> Iterator[tuple[str, str, str]]:
    if not former:
        yield "organ", signature, ""
        yield "renamed", signature, ""
    elif sure:
        yield "renamed", signature, former


@lru_cache(1 << 14)
def sounds(name: str) -> str:
    """The letters of a name as it sounds, its last words in English: "haixing group" for 海星集团 and Haixing Group."""
    if not HAN.search(name):
        words = GROUP.sub(" group", fold(name)).split()
        heads = {english for _, english in HEADS}
        tail = [word for word in words if word in heads]
        return " ".join(["".join(word for word in words if word not in heads), *tail])
    tail = []
    rest = name
    while True:
        for chinese, english in HEADS:
            if rest.endswith(chinese) and len(rest) > len(chinese) + 1:
                rest, tail = rest.removesuffix(chinese), [english, *tail] if english else tail
                break
        else:
            break
    if len(rest) < 2 or not all(HAN.match(character) for character in rest):
        return ""
    from pypinyin import Style, lazy_pinyin  # late: its tables take 30 MB and a quarter of a second

    return " ".join(["".join(lazy_pinyin(rest, style=Style.NORMAL)), *tail])
