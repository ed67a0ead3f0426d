"""Facts to triples: the public contract, to the letter."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.conversion import from_rdflib, to_rdflib
from kg.facts import (
    Argument,
    Article,
    Entity,
    EntityType,
    Event,
    EventType,
    Passage,
    Post,
    Predicate,
    Reading,
    Relation,
    Slot,
    Statistic,
)
from kg.mapping import Mapper
from kg.rdf import date, decimal, expand, text
from kg.register import Register
from kg.templates import ROWS, TEMPLATES
from kg.terms import Iris

T = EntityType
IRIS = Iris("http://example.org/")
BODY = (
    "Li Yu'an, mayor of Weihai, visited Northstar Robotics on May 6. Northstar Robotics, located in Star Park, "
    "is in robotics. The plant cost over 1.5 billion yuan. Management Committee of Star Park received him 😀 there.\r\n"
)
ARTICLE = Article(
    id="a 1",
    body=BODY,
    source="a 1.txt",
    title="A visit",
    date="2024-05-07",
    publisher="Weihai Daily",
    language="en",
)
IRI = "http://example.org/id/article/a%201"


def at(words: str) -> tuple[Passage, ...]:
    start = BODY.index(words)
    return (Passage(start, start + len(words)),)


FIRST = at("Li Yu'an, mayor of Weihai, visited Northstar Robotics on May 6.")
SECOND = at("Northstar Robotics, located in Star Park, is in robotics.")

READING = Reading(
    article=ARTICLE,
    reader="test/1",
    entities=(
        Entity(id="li", type=T.PERSON, names=("Li Yu'an",), mentions=at("Li Yu'an")),
        Entity(id="weihai", type=T.PLACE, names=("Weihai",), mentions=at("Weihai")),
        Entity(id="north", type=T.ENTERPRISE, names=("Northstar Robotics", "Northstar"), mentions=at("Northstar")),
        Entity(id="park", type=T.PARK, names=("Star Park",), mentions=at("Star Park")),
        Entity(id="robotics", type=T.INDUSTRY, names=("robotics",), mentions=at("robotics")),
        Entity(
            id="committee",
            type=T.GOVERNMENT,
            names=("Management Committee of Star Park",),
            jurisdiction="park",
            mentions=at("Management Committee of Star Park"),
        ),
    ),
    posts=(Post(person="li", role="mayor", printed="Mayor", of="weihai", passages=FIRST, confidence=0.9),),
    events=(
        Event(
            id="v",
            type=EventType.VISIT,
            label="visit",
            passages=FIRST,
            arguments=(
                Argument(slot=Slot.START, value="2024-05-06", passages=FIRST),
                Argument(slot=Slot.END, value="2024-05", passages=FIRST),
                Argument(slot=Slot.LOCATION, value="park", passages=SECOND),
                Argument(slot=Slot.VISITED, value="north", passages=FIRST),
                Argument(slot=Slot.LEADER, value="li", passages=FIRST),
                Argument(
                    slot=Slot.HOST, value="committee", passages=at("Management Committee of Star Park received him 😀")
                ),
            ),
        ),
    ),
    relations=(
        Relation(subject="north", predicate=Predicate.LOCATED_IN, object="park", passages=SECOND, confidence=0.7),
        Relation(subject="north", predicate=Predicate.OPERATES_IN, object="robotics", passages=SECOND),
        Relation(subject="north", predicate=Predicate.LOCATED_IN, object="park", passages=FIRST, confidence=0.5),
    ),
    statistics=(
        Statistic(
            about="north",
            measure="cost",
            value=Decimal("1.5e9"),
            unit="CNY",
            date="2023",
            qualifier="over",
            passages=at("The plant cost over 1.5 billion yuan."),
        ),
    ),
)


def graph(reading: Reading = READING) -> list[ox.Triple]:
    register = Register(IRIS)
    register.see(reading)
    return sorted(Mapper(register.resolve(), IRIS).map(reading), key=str)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    register = Register(IRIS)
    register.see(READING)
    resolution = register.resolve()
    store = ox.Store()
    for name, triples in ((IRI, Mapper(resolution, IRIS).map(READING)), (IRIS.graph("register"), resolution.graph())):
        store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in triples)
    return store


def ask(store: ox.Store, query: str) -> list[dict[str, str | None]]:
    found = store.query(query, prefixes=PREFIXES)
    names = [variable.value for variable in found.variables]
    return [{n: row[n] and row[n].value.removeprefix("http://example.org/id/") for n in names} for row in found]


PREFIXES = {p: expand(f"{p}:").value for p in ("cg", "dcterms", "oa", "org", "prov", "rdf", "rdfs", "schema", "skos")}


def test_the_articles_metadata_and_its_text_exactly(store):
    [row] = ask(
        store,
        f"""SELECT * {{ GRAPH <{IRI}> {{ <{IRI}> a cg:Article ; dcterms:identifier ?id ; dcterms:title ?title ;
        dcterms:issued ?issued ; dcterms:publisher ?publisher ; dcterms:source ?source ; dcterms:language ?language ;
        schema:articleBody ?body }} }}""",
    )
    assert row == {
        "id": "a 1",
        "title": "A visit",
        "issued": "2024-05-07",
        "publisher": "Weihai Daily",
        "source": "a 1.txt",
        "language": "en",
        "body": BODY,
    }


def test_a_post_of_a_place_is_a_membership_of_its_government(store):
    [row] = ask(
        store,
        """SELECT ?person ?body ?place ?role ?name { GRAPH ?g { ?m a org:Membership ; org:member ?person ;
        org:organization ?body ; org:role ?role . ?body a cg:GovernmentBody ; cg:jurisdiction ?place }
        GRAPH ?i { ?body skos:prefLabel ?name } }""",
    )
    assert row["person"] == "person/li-yu-an"
    assert row["body"] == "government/government-of-weihai"
    assert row["place"] == "place/weihai"
    assert row["name"] == "Government of Weihai"
    assert row["role"] == "https://w3id.org/civigraph/role/mayor"


def test_a_role_that_the_scheme_does_not_know_is_named_in_the_article():
    post = Post(person="li", role="keeper of the lamps", printed="Keeper of the Lamps", of=None, passages=FIRST)
    triples = graph(Reading(article=ARTICLE, reader="test/1", entities=READING.entities, posts=(post,)))
    role = ox.NamedNode("http://example.org/id/role/keeper-of-the-lamps")
    assert ox.Triple(role, expand("a"), expand("org:Role")) in triples
    assert ox.Triple(role, expand("skos:prefLabel"), ox.Literal("keeper of the lamps", language="en")) in triples


def test_a_body_that_only_a_post_implies_is_not_mentioned(store):
    mentioned = {row["e"] for row in ask(store, "SELECT ?e { GRAPH ?g { ?a schema:mentions ?e } }")}
    assert "government/government-of-weihai" not in mentioned
    assert len(mentioned) == len(READING.entities)


def test_every_form_stands_in_the_article_and_the_preferred_one_in_the_register(store):
    forms = ask(
        store,
        f"SELECT ?f {{ GRAPH <{IRI}> {{ <http://example.org/id/enterprise/northstar-robotics> skos:altLabel ?f }} }}",
    )
    assert {row["f"] for row in forms} == {"Northstar Robotics", "Northstar"}
    preferred = ask(
        store,
        "SELECT ?g ?f { GRAPH ?g { <http://example.org/id/enterprise/northstar-robotics> skos:prefLabel ?f } }",
    )
    assert preferred == [{"g": "http://example.org/graph/register", "f": "Northstar Robotics"}]


def test_dates_are_as_precise_as_known():
    assert {
        t.predicate.value: t.object
        for t in graph()
        if t.predicate in (expand("schema:startDate"), expand("schema:endDate"))
    } == {
        "https://schema.org/startDate": ox.Literal("2024-05-06", datatype=expand("xsd:date")),
        "https://schema.org/endDate": ox.Literal("2024-05", datatype=expand("xsd:gYearMonth")),
    }
    assert date("2024") == ox.Literal("2024", datatype=expand("xsd:gYear"))
    assert date("2024-Q3") == ox.Literal("2024-Q3")


def test_figures_are_decimals_with_unit_and_qualifier(store):
    [row] = ask(
        store,
        """SELECT * { GRAPH ?g { ?s a cg:Statistic ; cg:measure ?measure ; schema:value ?value ; cg:unit ?unit ;
        cg:qualifier ?qualifier ; schema:observationAbout ?about ; schema:observationDate ?date ;
        rdfs:label ?label } }""",
    )
    assert row["value"] == "1500000000"
    assert (row["measure"], row["unit"], row["qualifier"], row["date"]) == ("cost", "CNY", "over", "2023")
    assert row["label"] == "Northstar Robotics cost over 1,500,000,000 CNY"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1E+3"), "1000"),
        (Decimal("0.50"), "0.5"),
        (Decimal("-0.0"), "0"),
        (0.1, "0.1"),
        (Decimal("12.0"), "12"),
    ],
)
def test_decimals_are_canonical(value, written):
    assert decimal(value).value == written


def test_every_statement_has_a_claim_with_its_passage(store):
    """All but types, labels, metadata, mentions and the evidence itself."""
    free = {
        "rdf:type", "rdfs:label", "skos:altLabel", "skos:prefLabel", "schema:mentions", "schema:articleBody",
        "rdf:subject", "rdf:predicate", "rdf:object", "cg:confidence", "oa:start", "oa:end", "oa:exact",
        "prov:wasDerivedFrom", "prov:wasGeneratedBy", "prov:used", "prov:wasAssociatedWith", "dcterms:isPartOf",
        "dcterms:identifier", "dcterms:title", "dcterms:issued", "dcterms:publisher", "dcterms:source",
        "dcterms:language",
    }  # fmt: skip
    triples = graph()
    stated = {t for t in triples if t.predicate not in {expand(name) for name in free}}
    claims = {
        (row["s"], row["p"], row["o"])
        for row in ask(
            store,
            """SELECT ?s ?p ?o { GRAPH ?g { ?c a cg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
            prov:wasDerivedFrom ?passage ; cg:confidence ?confidence } }""",
        )
    }
    short = "http://example.org/id/"
    assert {tuple(part.value.removeprefix(short) for part in t) for t in stated} == claims
    assert len(claims) == 3 + 2 + 6 + 2 + 6


def test_passages_are_code_points_into_the_text(store):
    rows = ask(store, "SELECT * { GRAPH ?g { ?p a cg:Passage ; oa:start ?start ; oa:end ?end ; oa:exact ?exact } }")
    assert rows
    for row in rows:
        assert BODY[int(row["start"]) : int(row["end"])] == row["exact"]
        assert row["p"] == f"article/a%201#char={row['start']},{row['end']}"


def test_a_triple_that_two_facts_state_is_one_claim_with_both_passages(store):
    rows = ask(
        store,
        """SELECT ?passage ?confidence { GRAPH ?g { ?c rdf:predicate cg:locatedIn ; prov:wasDerivedFrom ?passage ;
        cg:confidence ?confidence } }""",
    )
    assert len(rows) == 2
    assert {row["confidence"] for row in rows} == {"0.7"}


def test_without_a_passage_nothing_is_stated():
    bare = Reading(
        article=ARTICLE,
        reader="test/1",
        entities=READING.entities,
        relations=(Relation(subject="north", predicate=Predicate.LOCATED_IN, object="park", passages=()),),
    )
    assert not [t for t in graph(bare) if t.predicate == expand("cg:locatedIn")]


def test_there_are_no_blank_nodes_and_no_time_stamps():
    for triple in graph():
        assert not any(isinstance(part, ox.BlankNode) for part in triple)
        assert not str(triple.object).endswith("dateTime>")


def test_a_second_mapping_gives_the_same():
    assert graph() == graph()


def test_all_labels_have_a_language():
    for triple in graph():
        if triple.predicate in (
            expand("rdfs:label"),
            expand("skos:altLabel"),
            expand("skos:prefLabel"),
            expand("cg:measure"),
        ):
            assert triple.object.language


def test_chinese_forms_are_tagged_as_chinese():
    assert text("北星集团", "en").language == "zh"
    assert text("北星集团", "zh-Hans").language == "zh-hans"
    assert text("Northstar").language == "en"


def test_two_events_in_one_place_have_two_iris():
    twice = Reading(article=ARTICLE, reader="test/1", entities=READING.entities, events=READING.events * 2)
    assert Counter(t.object.value for t in graph(twice))["https://w3id.org/civigraph/ontology#Visit"] == 2


def test_a_web_address_as_source_is_an_iri():
    web = Article(id="w", body="x", source="https://example.org/news/1")
    [source] = [
        t.object for t in graph(Reading(article=web, reader="test/1")) if t.predicate == expand("dcterms:source")
    ]
    assert source == ox.NamedNode("https://example.org/news/1")


def test_each_template_is_used():
    engine = (Path(__file__).parent.parent / "kg" / "mapping.py").read_text(encoding="utf-8")
    for name, rows in ROWS.items():
        assert f'"{name}"' in engine
        assert rows
    assert set(ROWS) == set(TEMPLATES)


def test_terms_survive_the_way_to_rdflib_and_back():
    triples = set(graph())
    assert set(from_rdflib(to_rdflib(triples))) == triples
