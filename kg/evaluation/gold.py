"""Gold files: what an article states, by hand, in plain JSON beside its text."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError, Where
from kg.facts import EntityType, EventType, Predicate

#: Names of classes in gold files that differ from the ontology's.
_CLASSES: Final = {"Government": EntityType.GOVERNMENT}
_ROLES: Final = ("leader", "host", "speaker", "announcer", "signatory", "organizer", "attendee")


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A named thing; ``names`` are the printed forms, the fullest first, ``aka`` forms that a reader would rebuild."""

    id: str
    type: EntityType
    names: tuple[str, ...]
    aka: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldPost:
    """Who holds which post."""

    person: str
    role: str
    of: str | None


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event; participants are pairs of role and id."""

    id: str
    type: EventType
    start: str | None
    end: str | None
    places: tuple[str, ...]
    visited: tuple[str, ...]
    about: tuple[str, ...]
    participants: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GoldStatistic:
    """A figure about an entity."""

    about: str | None
    measure: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated article."""

    id: str
    text: Path
    """The article's text, which stands beside the gold file."""
    entities: tuple[GoldEntity, ...]
    posts: tuple[GoldPost, ...]
    events: tuple[GoldEvent, ...]
    relations: tuple[tuple[str, Predicate, str], ...]
    statistics: tuple[GoldStatistic, ...]


def load(folders: Iterable[Path]) -> list[Gold]:
    """The gold files of ``folders``, each folder's in order of their names.

    Raises:
        InputError: a folder without gold files, a file that is not JSON or no gold file (with the line), a gold file
            without its text.
    """
    found: list[Gold] = []
    for folder in folders:
        if not folder.is_dir():
            raise InputError(
                "is no folder", where=Where(str(folder)), hint="name a folder with pairs NAME.txt and NAME.json"
            )
        paths = sorted(folder.glob("*.json"))
        if not paths:
            raise InputError(
                "has no gold files", where=Where(str(folder)), hint="a gold file is NAME.json beside NAME.txt"
            )
        found += [read(path) for path in paths]
    return found


def read(path: Path) -> Gold:
    """One gold file.

    Raises:
        InputError: as :func:`load`.
    """
    where = Where(str(path))
    try:
        source = path.read_text(encoding="utf-8")
        data = json.loads(source)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=Where(str(path), byte=error.start)) from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"is not JSON: {error.msg}", where=Where(str(path), line=error.lineno, column=error.colno)
        ) from error
    text = path.with_suffix(".txt")
    if not text.is_file():
        raise InputError(f"has no text beside it: {text.name} is missing", where=where)
    try:
        gold = _gold(data, text)
        _known(gold)
    except _Fault as fault:
        raise InputError(f"is no gold file: {fault}", where=Where(str(path), line=_line(source, fault.word))) from fault
    return gold


class _Fault(Exception):  # noqa: N818 - becomes an InputError with its place
    """Something that a gold file may not say; ``word`` is what to look for in its source."""

    def __init__(self, message: str, word: str | None = None) -> None:
        super().__init__(message)
        self.word = word


def _line(source: str, word: str | None) -> int | None:
    """The line on which the faulty ``word`` stands first."""
    at = source.find(json.dumps(word, ensure_ascii=False)) if word else -1
    return source.count("\n", 0, at) + 1 if at >= 0 else None


def _gold(data: object, text: Path) -> Gold:
    if not isinstance(data, dict):
        raise _Fault("the outermost value is no object")
    return Gold(
        id=_text(data, "id"),
        text=text,
        entities=tuple(
            GoldEntity(
                _text(e, "id"), _member(EntityType, e, "type", _CLASSES), _texts(e, "names", least=1), _texts(e, "aka")
            )
            for e in _rows(data, "entities")
        ),
        posts=tuple(
            GoldPost(_text(r, "person"), _text(r, "role"), _maybe(r, "of")) for r in _rows(data, "memberships")
        ),
        events=tuple(_event(e) for e in _rows(data, "events")),
        relations=tuple((_text(r, "s"), _member(Predicate, r, "p"), _text(r, "o")) for r in _rows(data, "relations")),
        statistics=tuple(
            GoldStatistic(_maybe(s, "about"), _text(s, "measure"), _number(s, "value"), _text(s, "unit"))
            for s in _rows(data, "statistics")
        ),
    )


def _event(e: Mapping[str, Any]) -> GoldEvent:
    participants = []
    for row in _rows(e, "participants"):
        role = _text(row, "role")
        if role not in _ROLES:
            raise _Fault(f"there is no role {role!r}", role)
        participants.append((role, _text(row, "who")))
    return GoldEvent(
        id=_text(e, "id"),
        type=_member(EventType, e, "type"),
        start=_date(e, "start"),
        end=_date(e, "end"),
        places=_texts(e, "places"),
        visited=_texts(e, "visited"),
        about=_texts(e, "about"),
        participants=tuple(participants),
    )


def _known(gold: Gold) -> None:
    """Every reference leads to an entity of the file."""
    ids = {e.id for e in gold.entities}
    used: list[str | None] = (
        [p.person for p in gold.posts] + [p.of for p in gold.posts] + [s.about for s in gold.statistics]
    )
    for event in gold.events:
        used += [*event.places, *event.visited, *event.about, *(who for _, who in event.participants)]
    for s, _, o in gold.relations:
        used += [s, o]
    for reference in used:
        if reference is not None and reference not in ids:
            raise _Fault(f"there is no entity {reference!r}", reference)


def _rows(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _Fault(f"{key!r} is no list of objects", key)
    return rows


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise _Fault(f"{key!r} is missing or no text in {_short(row)}", key)
    return value


def _maybe(row: Mapping[str, Any], key: str) -> str | None:
    return None if row.get(key) is None else _text(row, key)


def _texts(row: Mapping[str, Any], key: str, least: int = 0) -> tuple[str, ...]:
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values) or len(values) < least:
        raise _Fault(f"{key!r} is no list of texts in {_short(row)}", key)
    return tuple(values)


def _number(row: Mapping[str, Any], key: str) -> float:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Fault(f"{key!r} is no number in {_short(row)}", key)
    return float(value)


def _date(row: Mapping[str, Any], key: str) -> str | None:
    value = _maybe(row, key)
    if value is not None and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
        raise _Fault(f"{value!r} is no ISO date", value)
    return value


def _member(kind: Any, row: Mapping[str, Any], key: str, other: Mapping[str, Any] | None = None) -> Any:
    value = _text(row, key)
    if other and value in other:
        return other[value]
    try:
        return kind(value)
    except ValueError:
        raise _Fault(f"there is no {kind.__name__} {value!r}", value) from None


def _short(row: Mapping[str, Any]) -> str:
    text = json.dumps(row, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
