"""The vocabulary parses everywhere, is OWL 2 RL, explains and uses every term; context, prefixes and examples agree."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD

import ontology
from kg import templates, vocabulary
from kg.axioms import compiled
from kg.errors import OntologyError
from kg.rdf import expand
from kg.terms import CG, PREFIXES

ONTOLOGY = vocabulary.graph("civigraph.ttl")
ROOT = Path(__file__).resolve().parent.parent
OWN = sorted({str(s) for s in ONTOLOGY.subjects() if isinstance(s, rdflib.URIRef) and str(s).startswith(CG)})
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
#: Terms that nothing in this repository writes or constrains yet say here why they exist.
FOR_USERS = {
    "Entity": "superclass to query for everything named",
    "Agent": "superclass to query for people and organisations",
}


@pytest.mark.parametrize("file", sorted(p.name for p in ontology.path("").glob("*.ttl")))
def test_files_parse_alike_in_both_libraries(file: str) -> None:
    ours = set(ox.parse(path=ontology.path(file)))
    assert len(ours) == len(vocabulary.graph(file)) > 0


@pytest.mark.parametrize("term", OWN)
def test_each_term_explains_itself_in_both_languages(term: str) -> None:
    node = rdflib.URIRef(term)
    assert len(set(ONTOLOGY.objects(node, RDF.type)) & set(KINDS)) == 1
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        found = {value.language: value for value in ONTOLOGY.objects(node, predicate)}
        assert found.keys() == {"en", "zh"}, (term, predicate)
        assert all(value.strip() for value in found.values())
    assert ONTOLOGY.value(node, RDFS.isDefinedBy) == rdflib.URIRef(vocabulary.ONTOLOGY)


def test_labels_tell_terms_of_one_kind_apart() -> None:
    for language in ("en", "zh"):
        for kind in (OWL.Class, OWL.ObjectProperty):
            own = [s for s in ONTOLOGY.subjects(RDF.type, kind) if str(s).startswith(CG)]
            labels = [str(x) for s in own for x in ONTOLOGY.objects(s, RDFS.label) if x.language == language]
            assert len(labels) == len(set(labels)), sorted(x for x in labels if labels.count(x) > 1)


@pytest.mark.parametrize("term", OWN)
def test_each_term_is_used_or_says_why_not(term: str) -> None:
    local = term.removeprefix(CG)
    pages_and_code = [*(ROOT / "kg").rglob("*.py"), *(ROOT / "server").rglob("*.py"), *(ROOT / "server").rglob("*.rq")]
    files = [ontology.path("shapes.ttl"), *ontology.path("queries").glob("*.rq"), *pages_and_code]
    used = any(re.search(rf"\bcg:{local}\b|CG \+ \"{local}\"|\b{local} = ", f.read_text("utf-8")) for f in files)
    assert used or local in FOR_USERS, f"nothing uses cg:{local}"


def test_whatever_the_mapping_layer_writes_is_declared() -> None:
    written = {name for t in templates.TEMPLATES.values() for name in re.findall(r"\b[a-z]+:\w+", t)}
    core = {"rdf:subject", "rdf:predicate", "rdf:object", "rdfs:label"}
    declared = {vocabulary.notation(str(s)) for s in ONTOLOGY.subjects(RDF.type)}
    assert written - core <= declared


def test_it_says_which_version_it_is_and_what_may_be_done_with_it() -> None:
    node = rdflib.URIRef(vocabulary.ONTOLOGY)
    version = str(ONTOLOGY.value(node, OWL.versionInfo))
    assert str(ONTOLOGY.value(node, OWL.versionIRI)) == f"{vocabulary.ONTOLOGY}/{version}"
    assert ONTOLOGY.value(node, rdflib.DCTERMS.license) is not None
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_it_stands_under_the_vocabularies_that_people_query_with() -> None:
    above = {str(o) for p in (RDFS.subClassOf, RDFS.subPropertyOf) for o in ONTOLOGY.objects(None, p)}
    for start in ("https://schema.org/", "http://xmlns.com/foaf/0.1/", "http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#",
                  "http://semanticweb.cs.vu.nl/2009/11/sem/", "http://linkedevents.org/ontology/", str(SKOS),
                  "http://www.w3.org/ns/oa#"):  # fmt: skip
        assert any(term.startswith(start) for term in above), start


class TestProfile:
    """OWL 2 RL: W3C OWL 2 Profiles, section 4.2, as far as the ontology's constructs go."""

    def test_only_known_constructs(self) -> None:
        compiled(ONTOLOGY)

    @pytest.mark.parametrize(
        "axiom",
        [
            "cg:Person owl:equivalentClass cg:Official .",
            "cg:partOf a owl:FunctionalProperty .",
            "cg:Person rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cg:partOf ; owl:allValuesFrom cg:Place ] .",
            "cg:servesIn owl:propertyChainAxiom ( org:memberOf cg:jurisdiction cg:locatedIn ) .",
        ],
    )
    def test_an_axiom_that_entailment_would_miss_is_refused(self, axiom: str) -> None:
        graph = rdflib.Graph() + ONTOLOGY
        header = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
        with pytest.raises(OntologyError):
            compiled(graph.parse(data=header + axiom, format="turtle"))

    def test_superclasses_are_named_classes(self) -> None:
        """Existentials and intersections stand to the left of a subclass axiom only."""
        assert all(isinstance(o, rdflib.URIRef) for o in ONTOLOGY.objects(None, RDFS.subClassOf))

    def test_every_class_and_property_is_declared_once(self) -> None:
        used = {o for p in (RDFS.subClassOf, RDFS.domain, OWL.someValuesFrom) for o in ONTOLOGY.objects(None, p)}
        used |= {o for o in ONTOLOGY.objects(None, RDFS.range) if not str(o).startswith(str(XSD))}
        for name in used:
            assert (name, RDF.type, OWL.Class) in ONTOLOGY, name
        for p in (RDFS.subPropertyOf, OWL.inverseOf, RDFS.domain, RDFS.range):
            for name in ONTOLOGY.subjects(p):
                assert set(ONTOLOGY.objects(name, RDF.type)) & {OWL.ObjectProperty, OWL.DatatypeProperty}, name
        for name in set(ONTOLOGY.subjects(RDF.type)):
            roles = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
            assert len(set(ONTOLOGY.objects(name, RDF.type)) & roles) <= 1, name

    def test_object_and_datatype_properties_do_not_mix(self) -> None:
        for sub, sup in ONTOLOGY.subject_objects(RDFS.subPropertyOf):
            kinds = {OWL.ObjectProperty, OWL.DatatypeProperty}
            assert set(ONTOLOGY.objects(sub, RDF.type)) & kinds == set(ONTOLOGY.objects(sup, RDF.type)) & kinds, sub
        for name in ONTOLOGY.subjects(RDF.type, OWL.DatatypeProperty):
            assert all(str(o).startswith(str(XSD)) for o in ONTOLOGY.objects(name, RDFS.range)), name

    def test_disjoint_classes_are_named_and_keep_their_members_apart(self) -> None:
        heads = list(ONTOLOGY.objects(None, OWL.members))
        assert heads
        for head in heads:
            members = list(Collection(ONTOLOGY, head))
            assert all(isinstance(m, rdflib.URIRef) for m in members)
            for one in members:
                below = vocabulary.subclasses(one)
                assert not any(below & vocabulary.subclasses(other) for other in members if other != one)


class TestContext:
    """JSON-LD context, prefixes and example queries."""

    def test_the_context_names_terms_that_exist(self) -> None:
        context = json.loads(ontology.path("context.jsonld").read_text("utf-8"))["@context"]
        declared = {vocabulary.notation(str(s)) for s in ONTOLOGY.subjects(RDF.type)}
        core = {"rdf:subject", "rdf:predicate", "rdf:object", "rdfs:label"}
        for name, value in context.items():
            term = value["@id"] if isinstance(value, dict) else value
            if not name.startswith("@") and isinstance(term, str) and re.fullmatch(r"[a-z]+:\w+", term):
                assert term in declared | core, name

    def test_json_ld_read_with_the_context_is_the_graph_that_was_meant(self) -> None:
        context = json.loads(ontology.path("context.jsonld").read_text("utf-8"))["@context"]
        data = {"@context": context, "id": "http://kg.example/p", "type": "Person", "name": {"en": "A", "zh": "甲"},
                "memberOf": ["http://kg.example/o"]}  # fmt: skip
        graph = {q.triple for q in ox.parse(json.dumps(data), format=ox.RdfFormat.JSON_LD)}
        node = ox.NamedNode("http://kg.example/p")
        assert graph == {
            ox.Triple(node, expand("a"), expand("cg:Person")),
            ox.Triple(node, expand("skos:prefLabel"), ox.Literal("A", language="en")),
            ox.Triple(node, expand("skos:prefLabel"), ox.Literal("甲", language="zh")),
            ox.Triple(node, expand("org:memberOf"), ox.NamedNode("http://kg.example/o")),
        }

    @pytest.mark.parametrize("file", ["prefixes.ttl", "shapes.ttl"])
    def test_declared_prefixes_are_those_of_the_code(self, file: str) -> None:
        graph = vocabulary.graph(file)
        declared = {
            str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace)) for d in graph.objects(None, SH.declare)
        }
        assert declared
        assert all(PREFIXES.get(name, iri) == iri for name, iri in declared.items())
        if file == "prefixes.ttl":
            assert set(PREFIXES) <= set(declared)

    def test_there_are_example_questions_that_say_what_they_ask(self) -> None:
        found = list(vocabulary.example_queries())
        assert len(found) >= 12
        for name, about, _ in found:
            assert {"title", "title-zh", "description", "description-zh", "keywords"} <= about.keys(), name
            assert about["title"].endswith("?") or "by year" in about["title"]

    @pytest.mark.parametrize("query", [q for q in vocabulary.example_queries()], ids=lambda q: q[0])  # noqa: C416
    def test_an_example_question_runs_and_names_terms_that_exist(self, query: tuple[str, dict[str, str], str]) -> None:
        _, _, text = query
        assert not list(ox.Store().query(text))
        assert {m for m in re.findall(r"\bcg:(\w+)", text)} <= {t.removeprefix(CG) for t in OWN}  # noqa: C416

    def test_the_examples_are_data_that_editors_read(self) -> None:
        store = ox.Store()
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in vocabulary.examples("http://kg.example/"))
        rows = list(store.query(vocabulary.prefixes() + """SELECT ?q WHERE { ?e a sh:SPARQLExecutable ; sh:select ?q ;
          rdfs:comment ?c ; schema:keywords ?k ; schema:target <http://kg.example/sparql> }"""))  # fmt: skip
        assert len({row["q"].value for row in rows}) == len(list(vocabulary.example_queries()))


def test_a_broken_file_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.ttl").write_text("@prefix cg: <x> .\ncg:a cg:b\n")
    monkeypatch.setattr(ontology, "path", lambda name: tmp_path / name)
    with pytest.raises(OntologyError, match=r"broken\.ttl, line \d"):
        vocabulary.graph("broken.ttl")
    with pytest.raises(OntologyError, match="cannot be read"):
        vocabulary.graph("absent.ttl")
