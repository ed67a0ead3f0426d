"""Reference data: places and industries are recognised, told apart, and linked to what they lie in."""

from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from kg import reference
from kg.facts import EntityType
from kg.terms import Iris

IRIS = Iris("http://kg.example/")


@dataclass(frozen=True)
class Thing:
    iri: str
    type: EntityType
    labels: tuple[ox.Literal, ...]


def thing(type_: EntityType, *names: str) -> Thing:
    slug = names[0].lower().replace(" ", "-")
    labels = tuple(ox.Literal(n, language="en" if n.isascii() else "zh") for n in names)
    return Thing(IRIS.thing(type_.lower(), slug), type_, labels)


def store(*things: Thing, **beside: set[str]) -> ox.Store:
    found = ox.Store()
    near = {IRIS.thing("place", slug): names for slug, names in beside.items()}
    found.extend(
        ox.Quad(t.subject, t.predicate, t.object) for t in reference.graph(things, IRIS, lambda iri: near.get(iri, ()))
    )
    return found


PREFIX = "PREFIX cg: <https://w3id.org/civigraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
P = "<http://kg.example/id/place/"
I = "<http://kg.example/id/industry/"  # noqa: E741 - reads as the word that it starts


@pytest.mark.parametrize(
    ("name", "beside", "code"),
    [
        ("Qingdao", (), "370200"),
        ("Jimo District", (), "370215"),  # a county-level city until 2017
        ("Jiaozhou City", (), "370281"),
        ("Shaanxi", (), "610000"),
        ("Shanxi", (), "140000"),
        ("Xi'an", (), "610100"),
        ("Urumqi", (), "650100"),
        ("Hohhot", (), "150100"),
        ("Lvliang", (), "141100"),
        ("Inner Mongolia", (), "150000"),
        ("Macau", (), "820000"),
        ("Greater Bay Area", (), "R-GBA"),
        ("Sweden", (), "SE"),
        ("Republic of Kazakhstan", (), "KZ"),
        ("Kingdom of the Netherlands", (), "NL"),
        ("People's Republic of China", (), "CN"),
        ("Republic of China", (), None),
        ("Republic of Korea", (), "KR"),
        ("UK", (), "GB"),
        ("Munich", (), "G2867714"),
        ("青岛市", (), "370200"),
        ("青岛", (), "370200"),
        ("Suzhou", (), "320500"),
        ("Suzhou", ("Anhui",), "341300"),
        ("Chaoyang District", ("Changchun",), "220104"),
        ("Gulou District", ("Nanjing",), "320106"),
        ("Taizhou", (), None),  # two prefectures, equally known
        ("Gulou District", (), None),
        ("Nowhere-in-Particular", (), None),
    ],
)
def test_places_are_recognised_or_left_alone(name: str, beside: tuple[str, ...], code: str | None) -> None:
    place = reference.find_place(name, beside)
    assert (place.code if place else None) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("virtual reality", "virtual-reality"),
        ("VR industry", "virtual-reality"),
        ("New energy vehicle", "new-energy-vehicles"),
        ("biomedicine sector", "biomedicine"),
        ("人工智能", "artificial-intelligence"),
        ("industry", None),
        ("basket weaving", None),
    ],
)
def test_industries_are_recognised_by_any_of_their_names(name: str, code: str | None) -> None:
    industry = reference.find_industry(name)
    assert (industry.code if industry else None) == code


def test_a_place_gets_its_code_coordinates_and_all_that_it_lies_in() -> None:
    graph = store(thing(EntityType.PLACE, "Laoshan District"))
    assert graph.query(
        PREFIX
        + f"""ASK {{ {P}laoshan-district> cg:administrativeCode "370212" ; cg:latitude ?a ; cg:longitude ?o ;
      cg:locatedIn {P}qingdao> . {P}qingdao> cg:locatedIn {P}shandong> ; skos:prefLabel "Qingdao"@en , "青岛市"@zh .
      {P}shandong> cg:locatedIn {P}china> }}"""
    )


def test_the_register_names_what_it_knows_and_reference_adds_chinese_only() -> None:
    graph = store(thing(EntityType.PLACE, "Qingdao"), thing(EntityType.PLACE, "Laoshan District", "崂山区"))
    labels = [(q.subject.value, str(q.object)) for q in graph if q.predicate.value.endswith("prefLabel")]
    known = [label for subject, label in labels if subject.endswith(("/qingdao", "/laoshan-district"))]
    assert known == ['"青岛市"@zh']


def test_a_place_that_stays_open_gets_nothing() -> None:
    assert len(store(thing(EntityType.PLACE, "Taizhou"))) == 0


def test_what_an_article_speaks_of_beside_a_place_decides_which_is_meant() -> None:
    graph = store(
        thing(EntityType.PLACE, "Taizhou"), thing(EntityType.PLACE, "Zhejiang"), taizhou={"Zhejiang", "Taizhou"}
    )
    assert graph.query(PREFIX + f'ASK {{ {P}taizhou> cg:administrativeCode "331000" ; cg:locatedIn {P}zhejiang> }}')


def test_an_unclear_place_never_shares_an_iri_with_one_above_a_clear_one() -> None:
    """The register's "Chaoyang" is open; the prefecture above Beipiao must not be mixed up with it."""
    graph = store(thing(EntityType.PLACE, "Chaoyang"), thing(EntityType.PLACE, "Beipiao"))
    rows = list(graph.query(PREFIX + f"SELECT ?above WHERE {{ {P}beipiao> cg:locatedIn ?above }}"))
    assert [row["above"].value.rpartition("/")[2] for row in rows] in (["chaoyang-211300"], ["chaoyang"])
    assert (
        graph.query(PREFIX + f'ASK {{ {P}chaoyang> cg:administrativeCode ?code FILTER(?code != "211300") }}')
        is not True
    )


def test_industries_stand_under_broader_ones_by_their_preferred_names() -> None:
    graph = store(thing(EntityType.INDUSTRY, "VR"), thing(EntityType.INDUSTRY, "biomedicine"))
    assert graph.query(
        PREFIX
        + f"""ASK {{ {I}vr> skos:exactMatch {I}virtual-reality> ;
      skos:broader {I}next-generation-information-technology> .
      {I}next-generation-information-technology> skos:broader {I}digital-economy> ; skos:prefLabel ?name .
      {I}biomedicine> skos:broader {I}biotechnology> }}"""
    )


def test_the_tables_hold_together() -> None:
    places = reference.places()
    assert all(p.parent in places for p in places.values() if p.parent)
    assert all(reference.ancestors(code)[-1] == "CN" for code in places if code.isdigit())
    assert {p.level for p in places.values()} <= set(reference.LEVELS)
    assert all(p.name and p.full and p.chinese for p in places.values())
    chinese = [p for p in places.values() if p.code.isdigit()]
    assert all(p.name.replace("'", "").replace("-", "").replace(" ", "").isascii() for p in chinese)
    industries = reference.industries()
    assert all(i.broader in industries for i in industries.values() if i.broader)
    assert all(i.code != i.broader for i in industries.values())


def test_no_name_of_an_industry_means_two() -> None:
    seen: dict[str, str] = {}
    for industry in reference.industries().values():
        for name in (industry.name, *industry.others):
            assert seen.setdefault(name.casefold(), industry.code) == industry.code, name


def test_every_change_of_the_divisions_is_in_the_table() -> None:
    places = reference.places()
    for row in reference.rows("place_changes"):
        if row["name_zh"]:
            assert places[row["code"]].chinese == row["name_zh"]
        else:
            assert row["code"] not in places
