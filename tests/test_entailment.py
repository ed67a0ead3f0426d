"""Entailment: what follows and what does not, the same by both engines, and why."""

from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.axioms import rules
from kg.entailment import consequences, entail, matters, nodes, says_something
from kg.explanation import Lookup, Rule, Step, explain
from kg.joins import Evaluation
from kg.rdf import expand
from kg.terms import OWL
from tests.ontology.invented import invented, mapped

EX = "http://kg.example/"
NODES = [f"ex:{letter}" for letter in "abcde"]
CLASSES = [
    "cg:Person",
    "cg:GovernmentBody",
    "cg:Enterprise",
    "cg:Place",
    "cg:Park",
    "cg:Industry",
    "cg:Visit",
    "org:Membership",
]
PROPERTIES = [
    "cg:locatedIn", "cg:partOf", "cg:operatesIn", "skos:broader", "cg:cooperatesWith", "cg:jurisdiction", "cg:leader",
    "cg:organizer", "org:member", "org:organization", "org:memberOf", "org:hasMembership", "schema:location",
    "cg:about",
]  # fmt: skip
VALUES = {"cg:latitude": '"1.5"', "cg:measure": '"area"', "schema:startDate": '"2022"'}


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(EX + name[3:]) if name.startswith("ex:") else expand(name)


def graph(text: str) -> list[ox.Triple]:
    """Triples of lines ``subject predicate object``, prefixed names or quoted literals."""
    found = []
    for line in filter(None, map(str.strip, text.replace(" . ", "\n").splitlines())):
        s, p, o = line.split(None, 2)
        found.append(ox.Triple(term(s), term(p), ox.Literal(o.strip('"')) if o.startswith('"') else term(o)))
    return found


def read(lines: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)]


def follows(text: str) -> set[str]:
    """What follows from ``text``, as lines of prefixed names; alignments to other vocabularies left out."""
    return {line(t) for t in entail(graph(text))}


def line(triple: ox.Triple) -> str:
    from kg.vocabulary import notation

    names = (
        notation(str(t.value)) if isinstance(t, ox.NamedNode) else str(t)
        for t in (triple.subject, triple.predicate, triple.object)
    )
    return " ".join(names).replace(f"<{EX}", "ex:").replace(">", "")


def asserted(triples: Iterable[ox.Triple]) -> Lookup:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return lambda s, p, o: [q.triple for q in store.quads_for_pattern(s, p, o)]  # type: ignore[arg-type]


POST = (
    "ex:post a org:Membership . ex:post org:member ex:lin . ex:post org:organization ex:hall . "
    "ex:lin a cg:Person . ex:hall a cg:GovernmentBody"
)


class TestWhatFollows:
    """One test an axiom, with what must not follow beside it."""

    def test_a_post_in_a_government_body_makes_an_official(self) -> None:
        found = follows(POST)
        assert {
            "ex:lin rdf:type cg:Official",
            "ex:lin org:memberOf ex:hall",
            "ex:lin org:hasMembership ex:post",
        } <= found

    @pytest.mark.parametrize("type_", ["cg:Enterprise", "cg:Institution"])
    def test_a_post_elsewhere_does_not(self, type_: str) -> None:
        assert "ex:lin rdf:type cg:Official" not in follows(POST.replace("cg:GovernmentBody", type_))

    def test_an_official_serves_where_the_body_governs(self) -> None:
        found = follows(POST + " . ex:hall cg:jurisdiction ex:city . ex:city cg:locatedIn ex:province")
        assert "ex:lin cg:servesIn ex:city" in found
        assert "ex:lin cg:servesIn ex:province" not in found

    def test_every_role_is_taking_part(self) -> None:
        for role in ("leader", "host", "speaker", "announcer", "signatory", "organizer", "attendee"):
            assert "ex:visit cg:participant ex:lin" in follows(f"ex:visit cg:{role} ex:lin")

    def test_a_stop_or_subject_of_a_visit_takes_no_part(self) -> None:
        found = follows("ex:visit cg:visited ex:plant . ex:visit cg:about ex:vr")
        assert not any("participant" in one for one in found)

    def test_lying_in_carries_on(self) -> None:
        found = follows("ex:a cg:locatedIn ex:b . ex:b cg:locatedIn ex:c . ex:c cg:locatedIn ex:d")
        assert {"ex:a cg:locatedIn ex:c", "ex:a cg:locatedIn ex:d", "ex:b cg:locatedIn ex:d"} <= found

    def test_lying_in_does_not_carry_over_being_part(self) -> None:
        found = follows(
            "ex:unit cg:partOf ex:group . ex:group cg:locatedIn ex:city . "
            "ex:shop cg:locatedIn ex:hq . ex:hq cg:partOf ex:group"
        )
        assert "ex:unit cg:locatedIn ex:city" not in found
        assert "ex:shop cg:locatedIn ex:group" not in found

    def test_cooperation_goes_both_ways(self) -> None:
        assert "ex:b cg:cooperatesWith ex:a" in follows("ex:a cg:cooperatesWith ex:b")

    def test_an_event_takes_place_in_all_that_its_site_lies_in(self) -> None:
        found = follows(
            "ex:e schema:location ex:park . ex:park cg:locatedIn ex:city . ex:city cg:locatedIn ex:province"
        )
        assert {f"ex:e cg:takesPlaceIn ex:{where}" for where in ("park", "city", "province")} <= found

    def test_who_operates_in_a_field_operates_in_the_broader_one_but_focus_stays(self) -> None:
        found = follows(
            "ex:co cg:operatesIn ex:vr . ex:park cg:focusesOn ex:vr . "
            "ex:vr skos:broader ex:it . ex:it skos:broader ex:digital"
        )
        assert "ex:co cg:operatesIn ex:digital" in found
        assert "ex:park cg:focusesOn ex:it" not in found

    def test_classes_stand_under_those_of_other_vocabularies(self) -> None:
        found = {t.object.value for t in entail(graph("ex:co a cg:Enterprise"))}
        assert {
            "https://schema.org/Corporation",
            "http://www.w3.org/ns/org#Organization",
            "http://xmlns.com/foaf/0.1/Agent",
        } <= found


class TestWhatComesOut:
    """Only what says something new, and only RDF 1.1."""

    def test_things_that_lie_in_each_other_are_not_said_to_lie_in_themselves(self) -> None:
        assert not any(t.subject == t.object for t in entail(graph("ex:a cg:locatedIn ex:b . ex:b cg:locatedIn ex:a")))

    def test_claims_and_passages_entail_nothing(self) -> None:
        assert (
            entail(graph('ex:c a cg:Claim . ex:c rdf:predicate cg:leader . ex:p a cg:Passage . ex:p oa:exact "x"'))
            == []
        )

    @pytest.mark.parametrize("engine", ["rules", "owlrl"])
    def test_an_article_gives_new_triples_of_rdf_1_1_sorted(self, engine: str) -> None:
        triples = mapped(invented(1))[0]
        found = entail(triples, engine=engine)  # type: ignore[arg-type]
        assert found == sorted(set(found) - set(triples), key=str)
        assert all(isinstance(t.subject, ox.NamedNode) and not isinstance(t.object, ox.BlankNode) for t in found)
        assert not any(str(t.object).startswith(f"<{OWL}") or t.predicate.value.startswith(OWL) for t in found)

    def test_order_of_input_does_not_matter(self) -> None:
        triples = mapped(invented(2))[0]
        assert entail(triples) == entail(reversed(triples)) == entail(set(triples))

    def test_what_follows_from_what_follows_is_already_there(self) -> None:
        triples = mapped(invented(3))[0]
        assert entail([*triples, *entail(triples)]) == []


facts = st.one_of(
    st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from(CLASSES)),
    st.sampled_from(list(VALUES)).flatmap(lambda p: st.tuples(st.sampled_from(NODES), st.just(p), st.just(VALUES[p]))),
)
graphs = st.lists(facts, min_size=1, max_size=14).map(lambda rows: graph("\n".join(map(" ".join, rows))))
slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(slow, max_examples=15)
@given(graphs)
@example(graph(POST + " . ex:hall cg:jurisdiction ex:lin . ex:lin cg:operatesIn ex:a . ex:a skos:broader ex:a"))
def test_the_rules_say_what_owlrl_says(triples: list[ox.Triple]) -> None:
    assert entail(triples) == entail(triples, engine="owlrl")


@settings(slow, max_examples=60)
@given(graphs)
@example(graph(POST + " . ex:hall cg:jurisdiction ex:a . ex:a cg:locatedIn ex:b"))
@example(graph("ex:a cg:jurisdiction ex:a . ex:a org:memberOf ex:a"))
@example(graph("ex:a schema:location ex:a . ex:a cg:locatedIn ex:b . ex:b cg:locatedIn ex:c"))
def test_whatever_is_entailed_is_explained_by_what_is_asserted_and_nothing_else_is(triples: list[ox.Triple]) -> None:
    lookup, entailed = asserted(triples), set(entail(triples))
    for triple in entailed:
        step = explain(triple, lookup)
        assert step is not None, line(triple)
        assert set(step.leaves()) <= set(triples)
        assert triple in entail(step.leaves())
    for name in NODES[:3]:
        other = ox.Triple(term(name), expand("cg:servesIn"), term("ex:a"))
        assert (explain(other, lookup) is not None) == (other in entailed or other in triples)


class TestWhy:
    """Explanations that pages show."""

    def why(self, text: str, goal: str) -> Step:
        step = explain(graph(goal)[0], asserted(graph(text)))
        assert step is not None
        return step

    def test_an_official_because_of_a_post(self) -> None:
        step = self.why(POST, "ex:lin a cg:Official")
        assert step.rule is Rule.EXISTENTIAL
        leaves = {line(t) for t in step.leaves()}
        assert {
            "ex:post org:member ex:lin",
            "ex:post org:organization ex:hall",
            "ex:hall rdf:type cg:GovernmentBody",
        } <= leaves

    def test_the_shortest_way_is_told(self) -> None:
        text = "ex:a cg:locatedIn ex:b . ex:b cg:locatedIn ex:c . ex:c cg:locatedIn ex:d . ex:b cg:locatedIn ex:d"
        step = self.why(text, "ex:a cg:locatedIn ex:d")
        assert step.rule is Rule.TRANSITIVE
        assert [line(t) for t in step.leaves()] == ["ex:a cg:locatedIn ex:b", "ex:b cg:locatedIn ex:d"]

    @pytest.mark.parametrize(
        ("text", "goal", "rule"),
        [
            ("ex:v cg:leader ex:a", "ex:v cg:participant ex:a", Rule.SUBPROPERTY),
            ("ex:a cg:cooperatesWith ex:b", "ex:b cg:cooperatesWith ex:a", Rule.SYMMETRIC),
            ("ex:p org:member ex:a", "ex:a org:hasMembership ex:p", Rule.INVERSE),
            ("ex:a a cg:Park", "ex:a a cg:Location", Rule.SUBCLASS),
            ("ex:v cg:leader ex:a", "ex:v a cg:Event", Rule.DOMAIN),
            ("ex:a cg:locatedIn ex:b", "ex:b a cg:Location", Rule.RANGE),
            ("ex:e schema:location ex:b . ex:b cg:locatedIn ex:c", "ex:e cg:takesPlaceIn ex:c", Rule.CHAIN),
        ],
    )
    def test_each_rule_is_named(self, text: str, goal: str, rule: Rule) -> None:
        step = self.why(text, goal)
        assert step.rule is rule
        assert step.axiom

    def test_what_is_asserted_needs_no_explanation_and_what_does_not_follow_has_none(self) -> None:
        assert self.why("ex:a cg:locatedIn ex:b", "ex:a cg:locatedIn ex:b").rule is Rule.ASSERTED
        assert explain(graph("ex:b cg:locatedIn ex:a")[0], asserted(graph("ex:a cg:locatedIn ex:b"))) is None

    def test_long_ways_and_circles_end(self) -> None:
        chain = " . ".join(f"ex:n{n} cg:locatedIn ex:n{n + 1}" for n in range(8)) + " . ex:n8 cg:locatedIn ex:n0"
        assert len(self.why(chain, "ex:n0 cg:locatedIn ex:n7").leaves()) == 7


def test_the_lookup_is_asked_a_few_times_only() -> None:
    """Pages ask a query a lookup."""
    triples = mapped(invented(4))[0]
    calls: list[int] = []
    find: Callable[..., Iterable[ox.Triple]] = asserted(triples)

    def counted(*pattern: object) -> Iterable[ox.Triple]:
        calls[-1] += 1
        return find(*pattern)

    for triple in entail(triples):
        calls.append(0)
        assert explain(triple, counted) is not None
    assert max(calls) <= 40


def test_the_ontology_is_compiled_whole() -> None:
    compiled = rules()
    assert {c.result.rpartition("#")[2] for c in compiled.chains} == {
        "locatedIn", "partOf", "takesPlaceIn", "servesIn", "operatesIn", "memberOf",
    }  # fmt: skip
    assert len(compiled.existentials) == 1


@settings(slow, max_examples=60)
@given(graphs)
@example(graph("ex:a cg:locatedIn ex:a . ex:a org:memberOf ex:b . ex:b cg:cooperatesWith ex:b"))
def test_the_lines_of_a_build_say_what_the_triples_of_an_update_say(triples: list[ox.Triple]) -> None:
    joins, node, found = Evaluation(rules()), nodes(), set[ox.Triple]()
    for triple in filter(matters, triples):
        joins.add(str(triple.subject), triple.predicate.value, str(triple.object))
        found.update(consequences(triple, rules(), node))
    for subject, predicate, value in joins.run():
        (joined,) = read(f"{subject} <{predicate}> {value} .")
        found |= {joined, *consequences(joined, rules(), node)}
    assert {triple for triple in found if says_something(triple)} - set(triples) == set(entail(triples))
