"""Defects seen in other services of this kind, and the tests that keep them out of this one."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

#: What a peer does, and where it is tested that this service does not: a file and names in it.
DEFECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "a form's query is decoded twice": (
        "sparql/test_sparql_protocol.py", ("test_percent_encoded_chinese_iris_are_decoded_once",)),
    "DESCRIBE does not honour Accept: text/turtle": (
        "sparql/test_sparql_protocol.py", ("test_construct_and_describe_come_in_every_rdf_format",)),
    "updates are open when no key is set": (
        "sparql/test_sparql_protocol.py", ("test_updates_are_refused_in_every_form",)),
    "the service description comes for one media type only": (
        "sparql/test_sparql_description.py", ("test_service_description_in_every_rdf_format",)),
    "a slow query blocks the process": (
        "sparql/test_sparql_limits.py", ("test_an_endless_query_ends_at_the_limit_while_others_are_answered",)),
    "an error's text ends a 200 body as if it were whole": (
        "sparql/test_sparql_limits.py",
        ("test_a_broken_answer_cannot_pass_for_a_whole_one", "test_a_broken_graph_cannot_pass_for_a_whole_one")),
    "the time limit is not heeded in OPTIONAL and NOT EXISTS, or told as 429": (
        "sparql/test_sparql_streams.py", ("test_the_time_limit_holds_in_every_part_of_a_plan",)),
    "404 in place of a service description": (
        "sparql/test_sparql_description.py", ("test_whoever_asks_for_anything_gets_the_description",)),
    "warnings cannot be used in the gate": ("test_gate.py", ("test_what_is_odd_is_published_with_a_warning",)),
    "searching reads everything by regular expression": (
        "test_search.py", ("test_names_are_found_as_people_type_them",)),
    "a proxy lets updates through": ("sparql/test_sparql_protocol.py", ("test_updates_are_refused_in_every_form",)),
    "the query goes on behind a time-out": (
        "sparql/test_sparql_streams.py", ("test_the_time_limit_holds_in_every_part_of_a_plan",)),
    "relations without a source": (
        "test_mapping.py",
        ("test_every_statement_has_a_claim_with_its_passage", "test_without_a_passage_nothing_is_stated")),
    "merging drops properties": (
        "test_mapping.py", ("test_every_form_stands_in_the_article_and_the_preferred_one_in_the_register",)),
    "what does not conform vanishes without a record": (
        "test_gate.py", ("test_whatever_is_wrong_what_is_kept_conforms_and_nothing_is_lost",)),
    "entailment makes literals subjects": (
        "test_build.py", ("test_the_whole_graph_as_turtle_loads_in_rdflib_and_in_pyoxigraph",)),
    "the shapes graph changes between validations": (
        "test_gate.py", ("test_many_articles_at_once_get_the_verdicts_that_each_gets_alone",)),
    "two Chinese characters find nothing": ("test_search.py", ("test_names_are_found_as_people_type_them",)),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_has_its_test(defect: str) -> None:
    file, names = DEFECTS[defect]
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert set(names) <= defined
