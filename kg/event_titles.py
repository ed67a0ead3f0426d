"""Titles of events: what, where to or about what, in one line.

Articles speak of "the visit" or "a ceremony"; among other events that tells nothing. A title is made from the event's
class and slots in a language. The article's own words stay the event's label and are shown as such. The pages show
these titles, and the search index finds them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from babel import Locale
from babel.lists import format_list

from kg.terms import CG, SCHEMA

Slots = Mapping[str, Sequence[str]]
"""Property -> IRIs of the things that the event has in it."""

VISITED, ABOUT, LOCATION = CG + "visited", CG + "about", SCHEMA + "location"
#: Who an event is called after when nothing tells what it is about; the first that is known.
BY: Final = tuple(CG + name for name in ("signatory", "host", "speaker", "leader", "organizer", "attendee"))
#: Words of a label that point instead of naming ("his visit", "lately held meeting"): the class says as much.
POINTING: Final = frozenset(
    ["a", "an", "the", "this", "that", "his", "her", "its", "their", "our", "held", "lately", "recently", "recent"]
)
#: Labels that readers make of the class and the verb ("Signing (signed)") where the article has no words of its own.
MADE: Final = re.compile(r"[A-Z][a-z]+ \(\w[\w -]*\)")
#: Marks that a name may be set in.
QUOTES: Final = " '\"‘’“”«»《》"
MOST_NAMED: Final = 2
#: Language -> how a title is put together in it, and its locale.
LANGUAGES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "visit": "Visit to {what}", "about": "{kind}: {what}", "place": "{event}, {place}",
        "more": "{names} and {count} more", "comma": ", ", "locale": "en_GB",
    },
    "zh": {
        "visit": "走访{what}", "about": "{kind}：{what}", "place": "{event}（{place}）",
        "more": "{names}等（另有{count}个）", "comma": "、", "locale": "zh_Hans_CN",
    },
}  # fmt: skip
MOST_KIND_WORDS: Final = 4


def needed(slots: Slots) -> list[str]:
    """Things whose names the title of an event with ``slots`` has in it."""
    return [iri for prop in (VISITED, ABOUT, LOCATION, *BY) for iri in list(slots.get(prop, ()))[:MOST_NAMED]]


def title(label: str, kind: str, is_visit: bool, slots: Slots, name: Callable[[str], str], language: str = "en") -> str:
    """An event's title; ``label`` is its own in that language (or empty), ``kind`` its class's name."""
    say = LANGUAGES[language]
    label = "" if MADE.fullmatch(label) else label.strip(QUOTES)
    head = _head(label, kind)
    visited, about, places = (list(slots.get(p, ())) for p in (VISITED, ABOUT, LOCATION))
    if is_visit and (where := visited or places):
        told = _told(label, where, name)
        return told or say["visit"].format(what=_several(where, name, say))
    what = about or visited
    if told := _told(label, what, name):
        return told
    if not (what or proper(label)):
        what = next((list(slots[prop]) for prop in BY if slots.get(prop)), [])
    line = say["about"].format(kind=head, what=_several(what, name, say)) if what else head
    place = name(places[0]) if places else ""
    return line if not place or place in line else say["place"].format(event=line, place=place)


def _head(label: str, kind: str) -> str:
    """What kind of event it is: its label if that names a kind ("Commencement ceremony") or is a name."""
    given, named = label.split(), proper(label)
    if POINTING & {word.casefold() for word in given[:1]} and named:
        label = " ".join(given[1:])
    if given and (named or (len(given) <= MOST_KIND_WORDS and not POINTING & {w.casefold() for w in given})):
        kind = label if named or len(given) > 1 else kind
    return kind[:1].upper() + kind[1:]


def proper(label: str) -> bool:
    """Whether a label is a name, which tells by itself what the event is: it has capitals or figures further in."""
    return any(c.isupper() or c.isdigit() for word in label.split()[1:] for c in word)


def _told(label: str, what: Sequence[str], name: Callable[[str], str]) -> str:
    """``label`` itself if it says already what the event is about."""
    return label[:1].upper() + label[1:] if any(name(w).casefold() in label.casefold() for w in what) else ""


def _several(iris: Sequence[str], name: Callable[[str], str], say: Mapping[str, str]) -> str:
    """Names in a row: at most :data:`MOST_NAMED` of them, and how many more there are."""
    named = [name(iri) for iri in iris[:MOST_NAMED]]
    if more := len(iris) - len(named):
        return say["more"].format(names=say["comma"].join(named), count=more)
    return str(format_list(named, locale=_locale(say["locale"])))


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)
