"""The shapes: each says what it wants, passes an example that is right and finds the one that is wrong."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from kg import shacl, shapes, vocabulary
from kg.conversion import to_rdflib

EXAMPLES = Path(__file__).parent / "ontology"
NAMESPACE = f"{vocabulary.SHAPES}#"
SHAPES = vocabulary.graph("shapes.ttl")
PREFIXES = "".join(
    f"PREFIX {kind}: <http://kg.example/id/{kind}/>\n"
    for kind in ("person", "government", "enterprise", "institution", "park", "place", "project", "industry", "event",
                 "membership", "statistic", "role")
) + vocabulary.prefixes() + "PREFIX article: <http://kg.example/id/article/invented>\n"  # fmt: skip


def constraining() -> list[str]:
    """Local names of the shapes that something can violate."""
    found = [s for s in SHAPES.subjects(RDF.type, SH.PropertyShape) if set(SHAPES.predicates(s)) - shapes.NO_CONSTRAINT]
    own = shapes.NO_CONSTRAINT | {SH.targetClass, SH.targetSubjectsOf, SH.property}
    found += [s for s in SHAPES.subjects(RDF.type, SH.NodeShape) if set(SHAPES.predicates(s)) - own]
    return sorted(str(s).removeprefix(NAMESPACE) for s in found)


def store(update: str | None = None) -> ox.Store:
    graph = ox.Store()
    graph.load(path=EXAMPLES / "valid.ttl")
    if update:
        graph.update(PREFIXES + update)
    return graph


def triples(graph: ox.Store) -> list[ox.Triple]:
    return [q.triple for q in graph]


@cache
def passing() -> rdflib.Graph:
    """The passing example; not to be changed."""
    return to_rdflib(triples(store()))


def test_the_passing_example_is_clean() -> None:
    assert shacl.validate(triples(store()), "valid.ttl") == []


@pytest.mark.parametrize("name", constraining())
def test_each_shape_has_something_to_look_at_in_the_passing_example(name: str) -> None:
    graph = passing()
    shape = rdflib.URIRef(NAMESPACE + name)
    owner = SHAPES.value(predicate=SH.property, object=shape, default=shape)
    classes = {c for target in SHAPES.objects(owner, SH.targetClass) for c in vocabulary.subclasses(target)}
    members = {s for c in classes for s in graph.subjects(RDF.type, c)}
    members |= {s for p in SHAPES.objects(owner, SH.targetSubjectsOf) for s in graph.subjects(p)}
    assert members
    path = SHAPES.value(shape, SH.path)
    if isinstance(path, rdflib.URIRef):
        assert any((m, path, None) in graph for m in members)


@pytest.mark.parametrize("name", constraining())
def test_each_shape_finds_its_failing_example(name: str) -> None:
    file = EXAMPLES / "failing" / f"{name}.ru"
    findings = shacl.validate(triples(store(file.read_text())), file.name)
    assert NAMESPACE + name in {f.shape for f in findings}, [f.shape for f in findings]


def test_no_failing_example_is_left_over() -> None:
    assert sorted(p.stem for p in (EXAMPLES / "failing").glob("*.ru")) == constraining()


@pytest.mark.parametrize("name", constraining())
def test_each_shape_says_what_it_wants(name: str) -> None:
    shape = rdflib.URIRef(NAMESPACE + name)
    messages = {m.language: m for m in SHAPES.objects(shape, SH.message)}
    assert messages.keys() == {"en", "zh"}
    assert all(len(m) > 5 and m[-1] in ".。" for m in messages.values())
    assert SHAPES.value(shape, SH.severity) in (SH.Violation, SH.Warning)


@pytest.mark.parametrize("shape", sorted(SHAPES.subjects(RDF.type, SH.PropertyShape)))
def test_each_property_shape_has_its_place_on_a_page(shape: rdflib.URIRef) -> None:
    assert {n.language for n in SHAPES.objects(shape, SH.name)} == {"en", "zh"}
    assert isinstance(SHAPES.value(shape, SH.order).toPython(), int)
    group = SHAPES.value(shape, SH.group)
    assert {n.language for n in SHAPES.objects(group, RDFS.label)} == {"en", "zh"}
    assert SHAPES.value(group, SH.order) is not None
    assert SHAPES.value(predicate=SH.property, object=shape) is not None


def test_no_two_properties_of_a_class_stand_in_the_same_place() -> None:
    for node in SHAPES.subjects(RDF.type, SH.NodeShape):
        taken: dict[tuple[object, object], object] = {}
        for shape in SHAPES.objects(node, SH.property):
            path = SHAPES.value(shape, SH.path)
            path = SHAPES.value(path, SH.inversePath, default=path)
            place = (SHAPES.value(shape, SH.group), SHAPES.value(shape, SH.order))
            assert taken.setdefault(place, path) == path, (node, place)


def test_shapes_are_well_formed_shacl() -> None:
    graph = rdflib.Graph()
    for triple in shapes.core_shapes():
        graph.add(triple)
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True, inference="none")
    assert conforms, text


@pytest.mark.parametrize("name", ["EventOrder", "PassageInPlace", "StatementSelf"])
def test_constraints_for_all_nodes_at_once_say_what_they_say_for_one(name: str) -> None:
    """Any SHACL engine that runs the file as it stands finds what the gate finds."""
    data = triples(store((EXAMPLES / "failing" / f"{name}.ru").read_text()))
    graph = to_rdflib(data)
    for sub, sup in vocabulary.hierarchy():
        graph.add((sub, RDFS.subClassOf, sup))
    focus = {f.focus.value for f in shacl.validate(data, name) if f.shape == NAMESPACE + name}
    _, report, _ = pyshacl.validate(
        graph,
        shacl_graph=rdflib.Graph() + SHAPES,
        inference="none",
        use_shapes=[NAMESPACE + name],
        do_owl_imports=False,
    )
    assert {str(n) for n in report.objects(None, SH.focusNode)} == focus != set()
