"""The search index of a generation: made once with it, read by the pages; a full-text index (tantivy), never a scan.

Names are found by word, by the beginning of a word, with typos, by abbreviation, by pinyin with or without tone marks
and with or without spaces, and in Chinese from one character on: runs of Chinese are indexed as their characters and
pairs of characters, because words are not separated there. Articles are found by their text.
"""

import json
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import tantivy

from kg.errors import StoreError, Where
from kg.terms import CG, ORG, PREFIXES, Iris

#: Classes whose members can be found; the weight puts things that people look for before statements about them.
CLASSES: Final[dict[str, float]] = {
    CG + "Person": 1.3, CG + "GovernmentBody": 1.2, CG + "Enterprise": 1.2, CG + "Institution": 1.2, CG + "Park": 1.25,
    CG + "Facility": 1.1, CG + "Place": 1.3, CG + "Project": 1.15, CG + "Industry": 1.2, ORG + "Role": 1.0,
    CG + "Visit": 0.9, CG + "Meeting": 0.9, CG + "Ceremony": 0.9, CG + "Signing": 0.9, CG + "Conference": 0.9,
    CG + "Statistic": 0.6, CG + "Article": 0.8,
}  # fmt: skip
#: What results can be narrowed by: the name in addresses -> field.
FACETS: Final = ("type", "place", "industry", "year", "source")
SORTS: Final = ("relevance", "mentions", "recent")

_CJK: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_WORD: Final = re.compile(r"[^\W_]+")
_MOST_WORDS: Final = 12
_LONGEST_WORD: Final = 60


def fold(text: str) -> str:
    """``text`` as it is compared: compatibility forms, tone marks and accents gone, lower case."""
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c))).casefold()


def pairs(text: str) -> list[str]:
    """The Chinese in ``text`` as its single characters and pairs of neighbours."""
    return [
        gram for run in _CJK.findall(text) for n in (1, 2) for gram in (run[i : i + n] for i in range(len(run) - n + 1))
    ]


def words(text: str) -> list[str]:
    """Words of folded ``text`` in alphabetic scripts."""
    return [word for word in _WORD.findall(_CJK.sub(" ", text)) if len(word) <= _LONGEST_WORD]


def sounds(name: str) -> list[str]:
    """What else ``name`` may be typed as: pinyin of its Chinese (with its initials), its words written together, and
    the initials of its words."""
    # Its tables take 30 MB and a quarter of a second, which a server that only searches does not need.
    from pypinyin import Style, lazy_pinyin

    found: list[str] = []
    for run in _CJK.findall(name):
        syllables = lazy_pinyin(run, style=Style.NORMAL, errors="ignore")
        found += [*syllables, "".join(syllables), "".join(s[0] for s in syllables)]
    latin = words(fold(name))
    if len(latin) > 1:
        found.append("".join(latin))
        found.append("".join(latin[1:] + latin[:1]))
        found.append("".join(word[0] for word in latin))
        found.append("".join(word[0] for word in latin if word not in ("of", "the", "and", "for", "in", "at")))
    return [sound for sound in dict.fromkeys(found) if len(sound) > 1]


@cache
def schema() -> tantivy.Schema:
    """Fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw")
    builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    for name in ("name", "sound", "grams", "body", "body_grams"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("mentions", fast=True)
    builder.add_integer_field("when", fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


# Building


@dataclass(slots=True)
class _Thing:
    cls: str
    labels: dict[str, str] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    facets: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parts: dict[str, None] = field(default_factory=dict)
    mentions: int = 0
    when: str = ""
    text: str = ""


def build_index(store: ox.Store, folder: Path, iris: Iris) -> None:
    """Write the index of ``store``, whose default graph holds everything merged, into the existing ``folder``."""
    things = dict(_things(store))
    _names(store, things)
    _facets(store, things)
    index = tantivy.Index(schema(), path=str(folder))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for iri, thing in things.items():
        if thing.names or thing.text:
            writer.add_document(_document(iri, thing))
    writer.commit()
    writer.wait_merging_threads()


def _rows(store: ox.Store, pattern: str, *names: str) -> Iterator[list[str]]:
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    solutions = store.query(f"{prologue}SELECT {' '.join('?' + n for n in names)} WHERE {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - the query above is a SELECT
    for row in solutions:
        yield [row[name].value if row[name] is not None else "" for name in names]


def _things(store: ox.Store) -> Iterator[tuple[str, _Thing]]:
    for cls in CLASSES:
        held = " FILTER EXISTS { ?membership org:role ?thing }" if cls == ORG + "Role" else ""
        for (iri,) in _rows(store, f"?thing a <{cls}> FILTER(isIRI(?thing)){held}", "thing"):
            yield iri, _Thing(cls)


def _names(store: ox.Store, things: Mapping[str, _Thing]) -> None:
    for prop, preferred in (
        ("skos:prefLabel", True), ("rdfs:label", True), ("dcterms:title", True), ("skos:altLabel", False),
        ("skos:hiddenLabel", False),
    ):  # fmt: skip
        pattern = f"?thing {prop} ?name BIND(LANG(?name) AS ?language)"
        for iri, name, language in _rows(store, pattern, "thing", "name", "language"):
            if thing := things.get(iri):
                thing.names[name] = None
                if preferred:
                    thing.labels.setdefault(language or "en", name)
    for iri, body in _rows(store, "?thing schema:articleBody ?body", "thing", "body"):
        if thing := things.get(iri):
            thing.text = body


def _facets(store: ox.Store, things: Mapping[str, _Thing]) -> None:
    """What each thing can be narrowed by, how often it is mentioned, and what one line about it says."""
    found: tuple[tuple[str, str, bool], ...] = (
        ("place", "?thing cg:locatedIn|cg:operatesIn|cg:jurisdiction|schema:location ?value", True),
        ("place", "?post org:member ?thing ; org:organization/cg:jurisdiction ?value", False),
        ("industry", "?thing cg:focusesOn ?value", False),
    )
    for name, pattern, shown in found:
        for iri, value in _rows(store, pattern, "thing", "value"):
            if thing := things.get(iri):
                thing.facets[name].add(value)
                if shown:
                    thing.parts[value] = None
    pattern = "?post org:member ?thing ; org:role ?role OPTIONAL { ?post org:organization ?body }"
    for iri, role, body in _rows(store, pattern, "thing", "role", "body"):
        if (thing := things.get(iri)) and len(thing.parts) < 2:
            thing.parts |= {part: None for part in (role, body) if part}
    for iri, value in _rows(store, "?thing cg:visited|cg:about|schema:observationAbout ?value", "thing", "value"):
        if thing := things.get(iri):
            thing.parts[value] = None
    for iri, start in _rows(store, "?thing schema:startDate ?start", "thing", "start"):
        if thing := things.get(iri):
            thing.facets["year"].add(start[:4])
            thing.when = max(thing.when, start)
    _articles(store, things)


def _articles(store: ox.Store, things: Mapping[str, _Thing]) -> None:
    """Dates and publishers of articles, for themselves and for what they mention."""
    about: dict[str, tuple[str, str]] = {}
    pattern = (
        "?article a cg:Article OPTIONAL { ?article dcterms:issued ?issued } OPTIONAL { ?article dcterms:publisher ?by }"
    )
    for iri, issued, publisher in _rows(store, pattern, "article", "issued", "by"):
        about[iri] = (issued, publisher)
        if thing := things.get(iri):
            _date(thing, issued, publisher)
    for iri, article in _rows(store, "?article a cg:Article ; schema:mentions ?thing", "thing", "article"):
        issued, publisher = about.get(article, ("", ""))
        mentioned, by = things.get(iri), things.get(article)
        if mentioned:
            mentioned.mentions += 1
            _date(mentioned, issued, publisher)
        if by and mentioned and mentioned.cls == CG + "Place":
            by.facets["place"].add(iri)
        if by and mentioned and mentioned.cls == CG + "Industry":
            by.facets["industry"].add(iri)


def _date(thing: _Thing, issued: str, publisher: str) -> None:
    if issued:
        thing.facets["year"].add(issued[:4])
        thing.when = max(thing.when, issued)
    if publisher:
        thing.facets["source"].add(publisher)


def _document(iri: str, thing: _Thing) -> tantivy.Document:
    names = list(thing.names)
    folded = [fold(name) for name in names]
    stored = {
        "labels": thing.labels, "names": names[:40], "cls": thing.cls, "parts": list(thing.parts)[:3],
        "mentions": thing.mentions, "when": thing.when, "text": thing.text[:100_000],
    }  # fmt: skip
    facets = {name: sorted(values) for name, values in thing.facets.items()}
    body = fold(thing.text)
    values: dict[str, Any] = {
        "iri": iri,
        "stored": json.dumps(stored, ensure_ascii=False),
        "type": thing.cls,
        **facets,
        "exact": list(dict.fromkeys(folded)),
        "name": " ".join(word for name in folded for word in words(name)),
        "sound": " ".join(sound for name in names for sound in sounds(name)),
        "grams": " ".join(gram for name in folded for gram in pairs(name)),
        "body": " ".join(words(body)),
        "body_grams": " ".join(pairs(body)),
        "mentions": thing.mentions,
        "weight": weight(thing.cls, thing.mentions, list(thing.labels.values())),
        "when": int((re.sub(r"\D", "", thing.when) + "0000")[:8] or 0),
    }
    return tantivy.Document(**values)


def weight(cls: str, mentions: int, labels: Iterable[str]) -> float:
    """What a match is multiplied by: the weight of the class, a little more for much mentioned things and short names.

    The index multiplies by log2(2 + field), so the field holds the inverse of that; all factors are doubled to stay
    above 1.
    """
    length = min((len(words(fold(label))) or len(label) / 2 for label in labels), default=4)
    factor = 2 * CLASSES.get(cls, 1.0) * (1 + 0.05 * math.log2(1 + mentions)) * (1 + 0.25 / max(1, length))
    return float(2**factor - 2)


# Searching


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    iri: str
    cls: str
    labels: Mapping[str, str]
    parts: Sequence[str]
    """IRIs of what one line about it says: role and organisation, place, subject."""
    mentions: int
    when: str
    why: str
    """The name that matched, where it is not the label; for articles the text around the words."""
    in_text: bool = False
    """Whether ``why`` is from an article's text."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    """Facet -> (value, count), the most frequent first."""
    close: bool = False
    """True when nothing matched as typed and these are the nearest names."""


class SearchIndex:
    """The index in ``folder``, open for reading; safe to use from several threads.

    Raises:
        StoreError: there is no index in ``folder``, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index(schema(), path=str(folder)) if (folder / "meta.json").exists() else None
        except ValueError as error:
            raise StoreError(f"the search index cannot be opened: {error}", where=Where(str(folder))) from error
        if self._index is None:
            raise StoreError("there is no search index", where=Where(str(folder)), hint="build again: kg build")
        self._searcher = self._index.searcher()

    def search(
        self,
        text: str,
        filters: Mapping[str, Sequence[str]] | None = None,
        *,
        sort: str = "relevance",
        offset: int = 0,
        limit: int = 20,
        facets: bool = True,
    ) -> Results:
        """Things whose names or texts match every word of ``text`` and that have the ``filters``' facet values."""
        narrowing = [
            tantivy.Query.boolean_query([(tantivy.Occur.Should, _term(name, value)) for value in values])
            for name, values in (filters or {}).items()
            if name in FACETS and values
        ]
        matching = parts(text, loose=False)
        if text.strip() and not matching:
            return Results((), 0, {})
        query = _all([*matching, *narrowing])
        found = self._searcher.search(query, limit=1, count=True)
        close = bool(matching) and not found.count  # type: ignore[attr-defined]  # the stub lacks it
        if close:
            query = _all([*parts(text, loose=True), *narrowing])
        hits, total = self._page(query, bool(matching), sort, offset, limit)
        return Results(
            tuple(self._hit(address, text) for address in hits),
            total,
            self._facets(query) if facets else {},
            close,
        )

    def _page(
        self, query: tantivy.Query, ranked: bool, sort: str, offset: int, limit: int
    ) -> tuple[list[tantivy.DocAddress], int]:
        if sort == "recent":
            found = self._searcher.search(query, limit, True, "when", offset)
        elif sort == "mentions" or not ranked:
            found = self._searcher.search(query, limit, True, "mentions", offset)
        else:
            found = self._searcher.search(query, limit, True, None, offset, weight_by_field="weight")
        return [address for _, address in found.hits], found.count or 0  # type: ignore[attr-defined]  # as above

    def _hit(self, address: tantivy.DocAddress, text: str) -> Hit:
        document = self._searcher.doc(address)
        stored = json.loads(str(document.get_first("stored")))
        why, in_text = reason(text, stored)
        return Hit(
            str(document.get_first("iri")), stored["cls"], stored["labels"], tuple(stored["parts"]), stored["mentions"],
            stored["when"], why, in_text,
        )  # fmt: skip

    def _facets(self, query: tantivy.Query) -> dict[str, list[tuple[str, int]]]:
        wanted = {name: {"terms": {"field": name, "size": 40}} for name in FACETS}
        found = self._searcher.aggregate(query, wanted)
        return {
            name: [(bucket["key"], bucket["doc_count"]) for bucket in found[name]["buckets"]]
            for name in FACETS
            if name in found
        }


def _term(name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema(), name, value, index_option="basic")


def _all(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    given = [(tantivy.Occur.Must, query) for query in queries]
    return tantivy.Query.boolean_query(given) if given else tantivy.Query.all_query()


def _any(queries: Iterable[tuple[tantivy.Query, float]]) -> tantivy.Query:
    boosted = [(tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)) for query, boost in queries]
    return tantivy.Query.boolean_query(boosted)


def parts(text: str, *, loose: bool) -> list[tantivy.Query]:
    """What ``text`` asks for, a query for each word; all have to match. ``loose`` allows two typos in a word."""
    folded = fold(text.strip())
    latin, grams = words(folded)[:_MOST_WORDS], [g for g in pairs(folded) if len(g) == 2][:_MOST_WORDS]
    if not grams:
        grams = pairs(folded)[:1]
    found = [_word(word, last=index == len(latin) - 1, loose=loose) for index, word in enumerate(latin)]
    found += [_any([(_term("grams", gram), 6.0), (_term("body_grams", gram), 1.0)]) for gram in grams]
    if len(latin) > 1 and not grams:
        joined = "".join(latin)
        whole = _any([(_term("exact", folded), 30.0), (_term("sound", joined), 12.0)])
        return [_any([(_all(found), 1.0), (whole, 1.0)])]
    if found and (latin or grams):
        exact = (_term("exact", folded), 30.0)
        return [_any([(_all(found), 1.0), exact])]
    return found


def _word(word: str, *, last: bool, loose: bool) -> tantivy.Query:
    ways = [(_term("name", word), 8.0), (_term("sound", word), 6.0), (_term("body", word), 1.0)]
    known = schema()
    if last and len(word) > 1:
        ways.append((tantivy.Query.regex_query(known, "name", re.escape(word) + ".*"), 4.0))
        ways.append((tantivy.Query.regex_query(known, "sound", re.escape(word) + ".*"), 2.0))
    distance = (2 if len(word) > 5 else 1) if loose else (1 if len(word) > 4 else 0)
    if distance:
        ways.append((tantivy.Query.fuzzy_term_query(known, "name", word, distance, True), 0.8))
        ways.append((tantivy.Query.fuzzy_term_query(known, "sound", word, distance, True), 0.4))
    return _any(ways)


def reason(text: str, stored: Mapping[str, Any]) -> tuple[str, bool]:
    """Why a thing was found: the matching name when no label has the words, or the text around them."""
    asked = fold(text.strip())
    tokens = words(asked) + _CJK.findall(asked)
    if not tokens:
        return "", False

    def score(name: str) -> int:
        folded, heard = fold(name), sounds(name)
        return sum((token in folded) or any(sound.startswith(token) for sound in heard) for token in tokens)

    labels = list(stored["labels"].values())
    best = max((score(label) for label in labels), default=0)
    if best == len(tokens):
        return "", False
    named = max(stored["names"], key=score, default="")
    if named and score(named) > best:
        return named, False
    return (snippet(stored["text"], tokens), True) if stored["text"] else ("", False)


def snippet(text: str, tokens: Sequence[str], room: int = 90) -> str:
    """The stretch of ``text`` around the first of ``tokens`` in it."""
    lowered = text.casefold()
    places = [place for token in tokens if (place := lowered.find(token)) >= 0]
    if not places:
        return ""
    start = max(0, min(places) - room)
    end = min(len(text), min(places) + room)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")
