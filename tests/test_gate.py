"""The gate: what is published, what is set aside with it, and that a broken engine is never "conforms"."""

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from kg import gate_report, shacl, vocabulary
from kg.errors import GateError
from kg.gate import BATCH, Outcome, Verdict, check, check_many
from kg.rdf import expand
from tests.ontology.invented import IRIS, invented, mapped

EXAMPLES = Path(__file__).parent / "ontology"
ID = "http://kg.example/id/"
ARTICLE = f"{ID}article/invented"
KINDS = ("person", "enterprise", "park", "place", "event", "statistic", "membership", "project")
PREFIXES = "".join(f"PREFIX {kind}: <{ID}{kind}/>\n" for kind in KINDS) + vocabulary.prefixes()
#: A claim in a passage of its own, to be put into an update.
CLAIM = """<http://kg.example/id/article/invented#c> a cg:Claim ; cg:confidence 0.8 ;
    prov:wasDerivedFrom <http://kg.example/id/article/invented#char=0,5> .
  <http://kg.example/id/article/invented#char=0,5> a cg:Passage ; oa:start 0 ; oa:end 5 ; oa:exact "Mayor" ;
    dcterms:isPartOf <http://kg.example/id/article/invented> .
  <http://kg.example/id/article/invented#c> """
UNCLAIMED = "INSERT DATA { enterprise:beichen-group cg:locatedIn place:lanqiao }"


def checked(update: str = "") -> Verdict:
    store = ox.Store()
    store.load(path=EXAMPLES / "valid.ttl")
    if update:
        store.update(PREFIXES + update)
    return check(q.triple for q in store)


def left(verdict: Verdict, pattern: str) -> bool:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in verdict.kept)
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}"))


def without_evidence(verdict: Verdict) -> int:
    """Claims about nothing, statements without claim and passages without use in what is kept."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in verdict.kept)
    rows = store.query(f"""{PREFIXES} SELECT ?x WHERE {{
      {{ ?x a cg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o FILTER NOT EXISTS {{ ?s ?p ?o }} }}
      UNION {{ ?x a cg:Claim FILTER NOT EXISTS {{ ?x prov:wasDerivedFrom/oa:exact ?words }} }}
      UNION {{ ?x a cg:Passage FILTER NOT EXISTS {{ ?claim prov:wasDerivedFrom ?x }} }} }}""")
    return len(list(rows))


def test_a_clean_article_is_published_whole() -> None:
    verdict = checked()
    assert verdict.outcome is Outcome.PUBLISHED
    assert verdict.article == ARTICLE
    assert not verdict.set_aside
    assert not verdict.entities
    assert len(verdict.kept) == len({*ox.parse(path=EXAMPLES / "valid.ttl")})


def test_what_is_odd_is_published_with_a_warning() -> None:
    verdict = checked("""DELETE WHERE { event:visit cg:leader ?any } ;
      DELETE { ?c ?p ?o } WHERE { ?c rdf:predicate cg:leader ; ?p ?o }""")
    assert verdict.outcome is Outcome.WARNINGS
    assert verdict.entities == {f"{ID}event/visit": Outcome.WARNINGS}
    assert not verdict.set_aside


def test_one_wrong_statement_goes_with_its_claim_and_nothing_else() -> None:
    before = checked()
    verdict = checked(f"""INSERT DATA {{ park:lanqiao-high-tech-zone cg:locatedIn person:lin-qiao .
      {CLAIM} rdf:subject park:lanqiao-high-tech-zone ; rdf:predicate cg:locatedIn ; rdf:object person:lin-qiao }}""")
    assert verdict.outcome is Outcome.SET_ASIDE
    assert verdict.entities == {f"{ID}park/lanqiao-high-tech-zone": Outcome.SET_ASIDE}
    assert verdict.kept == before.kept
    assert [str(one.triple.predicate) for one in gate_report.statements(verdict)] == [str(expand("cg:locatedIn"))]


def test_an_event_that_ends_before_it_starts_loses_its_dates_only() -> None:
    verdict = checked("""DELETE WHERE { event:visit schema:endDate ?any } ;
      INSERT DATA { event:visit schema:endDate "2021"^^xsd:gYear } ;
      DELETE { ?c rdf:object ?o } INSERT { ?c rdf:object "2021"^^xsd:gYear }
      WHERE { ?c rdf:predicate schema:endDate ; rdf:object ?o }""")
    assert verdict.outcome is Outcome.SET_ASIDE
    assert not left(verdict, "event:visit schema:startDate|schema:endDate ?any")
    assert left(verdict, "event:visit cg:leader person:lin-qiao")
    assert without_evidence(verdict) == 0


@pytest.mark.parametrize("gone", ["org:member", "org:role"])
def test_a_post_without_holder_or_role_goes_as_a_whole(gone: str) -> None:
    verdict = checked(f"DELETE WHERE {{ membership:lin-qiao-mayor {gone} ?any }}")
    assert not left(verdict, "membership:lin-qiao-mayor ?p ?o")
    assert left(verdict, "person:lin-qiao a cg:Person")
    assert without_evidence(verdict) == 0


def test_a_figure_without_value_goes_as_a_whole() -> None:
    verdict = checked("DELETE WHERE { statistic:investment schema:value ?any }")
    assert not left(verdict, "statistic:investment ?p ?o")
    assert left(verdict, "project:star-sensor-project a cg:Project")
    assert without_evidence(verdict) == 0


def test_a_passage_whose_words_are_elsewhere_takes_what_only_it_shows() -> None:
    verdict = checked("""DELETE { ?p oa:exact ?e } INSERT { ?p oa:exact "another story" }
      WHERE { ?p oa:exact ?e FILTER(STRSTARTS(?e, "Beichen Group is building the")) }""")
    assert not left(verdict, "enterprise:beichen-group cg:develops ?any")
    assert left(verdict, "enterprise:beichen-group a cg:Enterprise")
    assert without_evidence(verdict) == 0


def test_a_statement_without_claim_is_set_aside() -> None:
    verdict = checked(UNCLAIMED)
    assert not left(verdict, "enterprise:beichen-group cg:locatedIn ?any")
    assert [one.triple.object.value for one in verdict.set_aside] == [f"{ID}place/lanqiao"]


def test_an_article_without_text_is_set_aside_whole() -> None:
    verdict = checked("DELETE WHERE { ?article schema:articleBody ?any }")
    assert verdict.kept == []


@pytest.mark.parametrize("file", sorted(p.name for p in (EXAMPLES / "failing").glob("*.ru")))
def test_whatever_is_wrong_what_is_kept_conforms_and_nothing_is_lost(file: str) -> None:
    from tests.test_ontology_shapes import store, triples

    given = triples(store((EXAMPLES / "failing" / file).read_text()))
    verdict = check(given, ARTICLE)
    assert not any(f.violation for f in shacl.validate(verdict.kept, file))
    assert without_evidence(verdict) == 0
    assert {*verdict.kept, *(one.triple for one in verdict.set_aside)} == set(given)
    assert not {*verdict.kept} & {one.triple for one in verdict.set_aside}


def test_types_of_nodes_elsewhere_can_be_given_as_context() -> None:
    update = "DELETE WHERE { place:lanqiao a cg:Place }"
    assert checked(update).outcome is Outcome.SET_ASIDE
    store = ox.Store()
    store.load(path=EXAMPLES / "valid.ttl")
    store.update(PREFIXES + update)
    context = [ox.Triple(ox.NamedNode(f"{ID}place/lanqiao"), expand("a"), expand("cg:Place"))]
    verdict = check((q.triple for q in store), context=context)
    assert verdict.outcome is Outcome.PUBLISHED
    assert context[0] not in verdict.kept


def test_an_engine_error_is_never_conforms(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> tuple[bool, str, str]:
        return True, "not a graph", "the engine fell over"

    doubtful = "DELETE WHERE { ?article schema:articleBody ?any }"
    monkeypatch.setattr(pyshacl, "validate", broken)
    with pytest.raises(GateError, match="the engine fell over"):
        checked(doubtful)

    def raising(*_: object, **__: object) -> None:
        raise RuntimeError("out of its depth")

    monkeypatch.setattr(pyshacl, "validate", raising)
    with pytest.raises(GateError, match="out of its depth"):
        checked(doubtful)


def test_a_graph_without_article_is_an_error() -> None:
    with pytest.raises(GateError, match="no cg:Article"):
        check([])


def test_the_report_is_rdf_without_blank_nodes_and_the_same_each_time() -> None:
    update = f"{UNCLAIMED} ; DELETE WHERE {{ ?a dcterms:title ?t }}"
    report = gate_report.graph(checked(update))
    assert report == gate_report.graph(checked(update))
    assert not any(isinstance(term, ox.BlankNode) for t in report for term in (t.subject, t.object))
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in report)
    rows = list(
        store.query(f"""{PREFIXES} SELECT ?severity ?message WHERE {{ <{ARTICLE}#report> a sh:ValidationReport ;
      sh:conforms false ; cg:outcome "set aside" ; sh:result ?r . ?r sh:resultSeverity ?severity ; sh:focusNode ?f ;
      sh:sourceShape ?s ; sh:sourceConstraintComponent ?c ; sh:resultMessage ?message
      FILTER(LANG(?message) = "en") }}""")
    )
    assert {row["severity"].value.rpartition("#")[2] for row in rows} == {"Violation", "Warning"}
    assert store.query(f"""{PREFIXES} ASK {{ ?x a cg:SetAside ; rdf:subject enterprise:beichen-group ;
      rdf:predicate cg:locatedIn ; rdf:object place:lanqiao ; dcterms:isPartOf <{ARTICLE}> ;
      cg:because/sh:resultMessage ?why }}""")


def test_the_quote_of_what_was_set_aside_stays_with_it() -> None:
    verdict = checked("DELETE WHERE { membership:lin-qiao-mayor org:member ?any }")
    quotes = {str(t.object.value) for t in gate_report.graph(verdict) if t.predicate == expand("oa:exact")}
    assert quotes == {"Lin Qiao, mayor of Lanqiao"}


def test_the_report_for_people_says_what_and_why() -> None:
    lines = list(gate_report.text([checked(), checked(UNCLAIMED)]))
    assert lines[-1] == "1 published, 0 warnings, 1 set aside"
    assert any("cg:locatedIn" in line and "set aside" in line for line in lines)
    assert any("The statement has no claim" in line for line in lines)
    assert len([line for line in lines if line.startswith("http")]) == 1


def test_articles_as_the_mapping_layer_makes_them_pass() -> None:
    for triples in mapped(*(invented(seed) for seed in range(3))):
        verdict = check(triples)
        assert verdict.outcome is Outcome.PUBLISHED, list(gate_report.text([verdict]))
        assert verdict.kept == triples


def test_many_articles_at_once_get_the_verdicts_that_each_gets_alone() -> None:
    """They share entities, roles and posts, and what is wrong in one says nothing of another."""
    from tests.test_ontology_shapes import store, triples

    files = sorted((EXAMPLES / "failing").glob("*.ru"))[: 2 * BATCH + 3]
    articles = [(f"{ARTICLE}", triples(store(file.read_text()))) for file in files]
    articles += [(next(t.subject.value for t in g if t.object == expand("cg:Article")), g) for g in mapped(invented(7))]
    assert list(check_many(iter(articles))) == [check(graph, iri) for iri, graph in articles]


def test_an_article_that_the_engine_fails_on_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    body = expand("schema:articleBody")  # with two, each is looked at by the engine
    graphs = [
        [*graph, *(ox.Triple(t.subject, body, ox.Literal("")) for t in graph if t.predicate == body)]
        for graph in mapped(invented(1), invented(2))
    ]
    whole = pyshacl.validate

    def touchy(data: rdflib.Graph, **options: object) -> object:
        if any("invented-2" in str(s) for s in data.subjects()):
            raise RuntimeError("out of its depth")
        return whole(data, **options)

    monkeypatch.setattr(pyshacl, "validate", touchy)
    with pytest.raises(GateError, match=r"article/invented-2: .*out of its depth"):
        list(check_many((IRIS.article(f"invented-{n}"), graph) for n, graph in enumerate(graphs, 1)))
