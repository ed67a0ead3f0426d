"""The words that files of corrections are written in: things, properties and values, as pages and JSON-LD name them."""

import difflib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

import pyoxigraph as ox

import ontology
from kg.errors import InputError, Where
from kg.rdf import DATES, StoreTerm, date, decimal, expand, text
from kg.terms import Iris

#: Properties that hold together what is read; nobody writes them.
MADE: Final = frozenset({
    "subject", "predicate", "object", "start", "end", "exact", "isPartOf", "wasDerivedFrom", "confidence",
    "articleBody", "identifier", "mentions", "hasVersion", "firstVersion",
})  # fmt: skip
DATED: Final = frozenset({"startDate", "endDate", "observationDate"})
_THING = re.compile(r"[a-z]+/[^\s<>\"{}|\\^`]+")
_IRI = re.compile(r"<?(https?://[^\s<>\"{}|\\^`]+)>?")
_TAGGED = re.compile(r"(?s)(.*\S)\s*@([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Property:
    """A property that people may write."""

    name: str
    iri: ox.NamedNode
    kind: str
    """What its values are: "thing", "class", "number", "date", "words" (with a language), "text"."""


@cache
def properties() -> dict[str, Property]:
    """The properties by their names, which are those of the JSON-LD context."""
    context = json.loads(ontology.path("context.jsonld").read_text(encoding="utf-8"))["@context"]
    found = {"type": Property("type", expand("a"), "class")}
    for name, told in context.items():
        if not name[0].islower() or name in MADE or name in ("id", "type") or ":" not in str(told):
            continue
        if isinstance(told, str) and told.startswith("http"):
            continue  # a prefix
        said = told if isinstance(told, dict) else {"@id": told}
        container = said.get("@container", ())
        kind = (
            "thing" if said.get("@type") == "@id"
            else "number" if said.get("@type") == "xsd:decimal"
            else "date" if name in DATED or said.get("@type") == "xsd:date"
            else "words" if "@language" in container
            else "text"
        )  # fmt: skip
        found[name] = Property(name, expand(said["@id"]), kind)
    return found


@cache
def classes() -> dict[str, ox.NamedNode]:
    """The classes by their names."""
    context = json.loads(ontology.path("context.jsonld").read_text(encoding="utf-8"))["@context"]
    return {name: expand(told) for name, told in context.items() if name[0].isupper()}


def thing(word: str, iris: Iris, where: Where) -> ox.NamedNode:
    """The thing that ``word`` names: the part of its address behind ``…/id/`` or ``…/page/``, or an IRI."""
    if whole := _IRI.fullmatch(word):
        return ox.NamedNode(whole[1].replace(f"{iris.base}page/", iris.start))
    if _THING.fullmatch(word):
        return ox.NamedNode(iris.start + word)
    hint = "write the end of its page's address: person/li-hongyan for …/page/person/li-hongyan"
    raise InputError(f"{word!r} names no thing", where=where, hint=hint)


def property_(word: str, where: Where) -> Property:
    """The property that ``word`` names."""
    name = word.rpartition(":")[2]
    if (found := properties().get(name)) is not None:
        return found
    if name in MADE:
        raise InputError(f"{word!r} is made by the build and not written", where=where)
    raise InputError(f"there is no property {word!r}", where=where, hint=_near(name, properties()))


def value(of: Property, words: str, iris: Iris, where: Where) -> StoreTerm:
    """The value that ``words`` write, for the property ``of``."""
    if of.kind == "thing":
        return thing(words, iris, where)
    if of.kind == "class":
        if (found := classes().get(words.rpartition(":")[2])) is None:
            raise InputError(f"there is no kind {words!r}", where=where, hint=_near(words, classes()))
        return found
    if of.kind == "number":
        return _number(of, words, where)
    if of.kind == "date":
        if not any(form.fullmatch(words) for form, _ in DATES):
            hint = "write a day as 2022-05-07, a month as 2022-05, a year as 2022"
            raise InputError(f"{words!r} is no date, and {of.name} takes one", where=where, hint=hint)
        return date(words)
    bare = words[1:-1] if len(words) > 1 and words[0] == words[-1] == '"' else words
    if of.kind == "words":
        tagged = _TAGGED.fullmatch(words)
        return text(tagged[1].strip('"'), tagged[2]) if tagged else text(bare)
    return ox.Literal(bare)


def _number(of: Property, words: str, where: Where) -> StoreTerm:
    try:
        number = Decimal(words.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 100:
        hint = "write it without words: 1300000000"
        raise InputError(f"{words!r} is no number, and {of.name} takes one", where=where, hint=hint)
    return decimal(number)


def instant(words: str, where: Where) -> str:
    """A day or a time as ISO 8601 with a time zone; a day is its beginning, a time without zone is UTC."""
    try:
        told = datetime.fromisoformat(words.strip())
    except ValueError:
        hint = "write a day as 2026-11-28, a time as 2026-11-28T14:30:00+08:00"
        raise InputError(f"{words!r} is no day and no time", where=where, hint=hint) from None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def _near(word: str, known: dict[str, Property] | dict[str, ox.NamedNode]) -> str:
    near = difflib.get_close_matches(word, known, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(sorted(known))}"
