"""How a person corrects a fact: the lines for the folder of corrections (docs/corrections.md), ready to be copied.

The public site has no writing. What it can do is to say exactly what is to be written, so that it need only be copied.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.curated.values import properties
from kg.terms import CG
from server.questions import Term
from server.urls import TERM, Urls

#: Words that YAML takes as they stand.
PLAIN: Final = re.compile(r"[A-Za-z0-9][\w /().,+&'-]*", re.ASCII)
_HEAD: Final = "by: {by}\nat: {at}\nbecause: {because}\nchanges:\n"


@cache
def _names() -> dict[str, str]:
    """Properties that people may write -> the words that files of corrections have for them."""
    return {found.iri.value: name for name, found in properties().items()}


def lines(urls: Urls, subject: str, predicate: str, value: Term, by: str, because: str, to: str) -> dict[str, str]:
    """What to do -> the file that does so; empty where people do not write the property.

    ``by``, ``because`` and ``to`` stand where a person's name and reason and the right value go.
    """
    name = _names().get(predicate)
    if name is None or not isinstance(value, NamedNode | Literal) or predicate == CG + "confidence":
        return {}
    statement = f"{_thing(urls, subject)} {name} {_value(urls, value)}"
    head = _HEAD.format(by=_scalar(by), at=datetime.now(UTC).date().isoformat(), because=_scalar(because))
    return {
        "withdraw": f"{head}  - withdraw: {_scalar(statement)}\n",
        "correct": f"{head}  - correct: {_scalar(statement)}\n    to: {_scalar(to)}\n",
        "confirm": f"{head}  - add: {_scalar(statement)}\n",
    }


def _thing(urls: Urls, iri: str) -> str:
    path = urls.path(iri)
    return path if path and not path.startswith(TERM) else iri


def _value(urls: Urls, value: NamedNode | Literal) -> str:
    if isinstance(value, NamedNode):
        return _thing(urls, value.value)
    foreign = value.language and value.language.split("-")[0] not in ("en", "zh")
    return f"{value.value} @{value.language}" if foreign else value.value


def _scalar(words: str) -> str:
    """Words as a YAML scalar: JSON's quotes are YAML's, too."""
    return words if PLAIN.fullmatch(words) else json.dumps(words, ensure_ascii=False)
