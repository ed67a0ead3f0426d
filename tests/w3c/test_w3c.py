"""The runner of the W3C's suites, on a small suite of our own; ``python -m tests.w3c.run`` takes the real ones."""

from dataclasses import replace
from pathlib import Path

import pytest

from .checks import Endpoint, on_engine, on_service
from .serving import publish, serving
from .suite import Suite

OWN = Suite(Path(__file__).parent / "own").read("manifest.ttl")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Endpoint:
    data = tmp_path_factory.mktemp("w3c") / "data"
    publish(OWN, data)
    with serving(data) as address:
        yield Endpoint(address + "sparql")


@pytest.mark.parametrize("case", OWN.cases, ids=lambda case: case.name)
def test_the_service_passes(endpoint: Endpoint, case: object) -> None:
    assert on_service(case, OWN, endpoint) is None


@pytest.mark.parametrize("case", [case for case in OWN.cases if not case.exchanges], ids=lambda case: case.name)
def test_the_engine_passes_but_for_merging_graphs(case: object) -> None:
    assert (on_engine(case, OWN) is None) == (not case.name.endswith("merge"))


def test_the_runner_sees_what_is_wrong(endpoint: Endpoint) -> None:
    """Each sort of test with another one's expectation must fail."""
    by_name = {case.name.rpartition("#")[2]: case for case in OWN.cases}
    for name, result in (("join", "order"), ("order", "join"), ("named", "ask"), ("construct", "ask"), ("ask", "join")):
        assert on_service(replace(by_name[name], result=by_name[result].result), OWN, endpoint), name
    assert on_service(replace(by_name["good"], kind="NegativeSyntaxTest11"), OWN, endpoint)
    assert on_service(replace(by_name["bad"], kind="PositiveSyntaxTest11"), OWN, endpoint)
    exchange = replace(by_name["dataset"].exchanges[0], boolean=False)
    assert on_service(replace(by_name["dataset"], exchanges=(exchange,)), OWN, endpoint)
