"""What is passed over without asking the engines is what they find nothing in: damaged graphs, judged in both ways."""

import random

import pyoxigraph as ox
import pytest

from kg import conforming_sparql, shacl, shapes
from kg.conforming import Facts, doubtful
from kg.graph import Graph
from kg.rdf import expand
from tests.ontology.invented import invented, mapped
from tests.test_ontology_shapes import EXAMPLES, store, triples

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = [
    ox.Literal(""), ox.Literal("x"), ox.Literal("x", language="en"), ox.Literal("某", language="zh"),
    *(ox.Literal(text, datatype=ox.NamedNode(XSD + name)) for name, text in (
        ("integer", "-1"), ("integer", "07"), ("integer", "many"), ("decimal", "1.01"), ("decimal", "-5"),
        ("decimal", "10001"), ("date", "2022-02-30"), ("date", "1850-01-01"), ("date", "0000-01-01"),
        ("gYear", "2021"), ("gYear", "99"), ("gYearMonth", "2021-13"), ("gYearMonth", "2090-01"),
        ("dateTime", "2021-01-01T00:00:00Z"), ("boolean", "maybe"),
    )),
    ox.Literal("percent"), ox.Literal("2021-01/2021-03"), ox.BlankNode("b"), ox.NamedNode("http://kg.example/id/x"),
    *(expand(f"cg:{name}") for name in ("Person", "Park", "Visit", "Claim", "Passage", "Statistic", "locatedIn")),
]  # fmt: skip


def damaged(graph: list[ox.Triple], chance: random.Random) -> list[ox.Triple]:
    """``graph`` with some statements taken out, turned round, doubled or made to say something else."""
    found = list(graph)
    for _ in range(chance.randint(1, 6)):
        number = chance.randrange(len(found))
        one, other = found[number], chance.choice(found)
        value = chance.choice((other.object, other.object, chance.choice(TERMS), other.subject))
        changed = ox.Triple(one.subject, chance.choice((one.predicate, one.predicate, other.predicate)), value)
        kind = chance.choice(("remove", "replace", "add", "add"))
        if kind == "add":
            found.append(changed)
        elif kind == "replace":
            found[number] = changed
        elif len(found) > 1:
            del found[number]
    return list(dict.fromkeys(found))


def by_engines(graphs: list[list[ox.Triple]]) -> list[list[shacl.Finding]]:
    """All results by the engines alone."""
    core = shacl.core(graphs)
    return [sorted({*one, *shacl.by_sparql(graph)}, key=shacl.order) for graph, one in zip(graphs, core, strict=True)]


@pytest.mark.parametrize("seed", range(8))
def test_damaged_graphs_get_the_findings_of_the_engines(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    whole = [triples(store()), *mapped(invented(seed, 12), invented(seed + 100, 25))]
    graphs = [damaged(chance.choice(whole), chance) for _ in range(24)]
    found = shacl.validate_many(list(map(Graph, graphs)), [str(number) for number in range(len(graphs))])
    assert any(found)
    assert found == by_engines(graphs)


def test_each_shape_finds_by_itself_what_it_finds_in_passing() -> None:
    files = sorted((EXAMPLES / "failing").glob("*.ru"))
    graphs = [triples(store(file.read_text())) for file in files]
    assert shacl.validate_many(list(map(Graph, graphs)), [file.name for file in files]) == by_engines(graphs)


def test_of_what_only_lacks_a_property_no_engine_is_asked() -> None:
    graphs = [
        [triple for triple in graph if triple.predicate != expand("cg:leader")]
        for graph in (triples(store()), *mapped(invented(3), invented(4)))
    ]
    aimed = [graph for graph in graphs if any(triple.object == expand("cg:Visit") for triple in graph)]
    assert aimed
    for graph in aimed:
        nodes, lacks = doubtful(Facts(Graph(graph)))
        assert not nodes & {node for node, _, _ in lacks}
        assert any(shape.endswith("#Visit-leader") for _, _, shape in lacks)
        assert shacl.validate(graph, "lacking") == by_engines([graph])[0]


def test_a_graph_that_says_what_lies_below_a_class_is_judged_as_a_whole() -> None:
    below = [
        ox.Triple(expand("cg:Ferry"), expand("rdfs:subClassOf"), expand("cg:Statistic")),
        ox.Triple(ox.NamedNode("http://kg.example/id/x"), expand("a"), expand("cg:Ferry")),
    ]
    graph = [*triples(store()), *below]
    assert shacl.validate(graph, "below") == by_engines([graph])[0]
    assert doubtful(Facts(Graph(graph)))[0] == {t.subject for t in graph}


def test_of_what_is_right_no_engine_is_asked() -> None:
    for graph in (triples(store()), *mapped(invented(3), invented(4))):
        facts = Facts(Graph(graph))
        assert doubtful(facts)[0] <= {s for s in facts.about if "correction" in str(s) or "decision" in str(s)}
        assert conforming_sparql.sure(facts) == {shape for shape, _ in shapes.sparql_constraints()}


def test_only_queries_that_are_as_they_were_are_passed_over() -> None:
    """Whoever changes a query finds here that its short way (``kg/conforming_sparql.py``) is to be looked at."""
    known = {shape.rpartition("#")[2]: conforming_sparql.digest_of(shapes.select(shape))
             for shape, _ in shapes.sparql_constraints()}  # fmt: skip
    assert {name: digest for name, (digest, _) in conforming_sparql.WAYS.items()} == known
