"""The ontology's diagram, and the tree of what a thing is part of."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

import ontology
from kg.terms import CG, Iris
from pages.conftest import BASE, opened, stored
from pages.dataset import Builder, name, small
from pages.test_pages_things import get, text_of
from server.ontology_diagram import EDGES, PLACES


def test_the_diagram_has_terms_of_the_ontology_only() -> None:
    graph = ox.Store()
    graph.load(path=str(ontology.path("civigraph.ttl")), format=ox.RdfFormat.TURTLE)
    for term in {*PLACES, *(prop for _, prop, _ in EDGES)}:
        assert next(graph.quads_for_pattern(name(term), None, None), None), term
    assert {end for start, _, stop in EDGES for end in (start, stop)} == set(PLACES)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The small graph with the real ontology, and a group with companies within companies, and a circle of two."""
    folder: Path = tmp_path_factory.mktemp("pictures")
    b = Builder(Iris(BASE))
    told = "The group owns all: the holding, the works, the mill, the mine, the shop; east and west own each other."
    b.begin("group-1", "The group", "2024-06-01", told)
    owned = {"holding": "group", "works": "holding", "mill": "holding", "mine": "holding", "shop": "works"}
    made = {
        word: b.thing("enterprise", "Enterprise", word, f"{word.title()} Co.")
        for word in ["group", "east", "west", *owned]
    }
    for part, whole in [*owned.items(), ("east", "west"), ("west", "east")]:
        b.claim(made[part], CG + "partOf", name(made[whole]), part)
    terms = ox.parse(path=str(ontology.path("civigraph.ttl")), format=ox.RdfFormat.TURTLE)
    own = [ox.Quad(t.subject, t.predicate, t.object, name(Iris(BASE).graph("ontology"))) for t in terms]
    stored(folder, [*small(BASE), *b.quads, *own])
    with opened(folder / "data") as app:
        yield app.test_client()


def test_the_ontology_is_drawn_and_the_same_stands_in_a_list(pages: FlaskClient) -> None:
    html = get(pages, "/ontology")
    drawn = html[html.index('class="net diagram"') : html.index("</svg>")]
    assert drawn.count('<rect class="hue"') == len(PLACES)
    assert drawn.count('<line class="edge"') == len(EDGES)
    assert not re.search(r"nan|inf", drawn)
    listed = text_of(html[html.index("</svg>") : html.index('class="columns left"')])
    assert "organization develops project" in listed
    assert "post holder person" in listed


def test_what_a_class_is_a_kind_of_elsewhere_is_named_with_its_vocabulary(pages: FlaskClient) -> None:
    html = get(pages, "/ontology")
    agent = html[html.index('<section id="Agent"') :]
    agent = text_of(agent[: agent.index("</section>")])
    assert "is a kind of foaf:Agent , entity" in agent


def test_a_company_stands_in_the_tree_of_its_group_with_a_quote_at_each_step(pages: FlaskClient) -> None:
    html = get(pages, "/page/enterprise/works")
    tree = html[html.index('id="structure"') :]
    tree = tree[: tree.index("</section>")]
    assert [text_of(n) for n in re.findall(r"<bdi>(.*?)</bdi>", tree)][:4] == [
        "Group Co.",
        "Holding Co.",
        "Works Co.",
        "Shop Co.",
    ]
    assert '<b aria-current="true"><bdi>Works Co.</bdi></b>' in tree
    assert tree.count('class="evidence"') == 3
    whole = get(pages, "/page/enterprise/holding")
    below = text_of(whole[whole.index('id="structure"') :])
    for part in ("Works Co.", "Mill Co.", "Mine Co.", "Shop Co."):
        assert part in below
    assert "Parts and units" not in text_of(whole)


def test_a_thing_that_is_part_of_nothing_has_no_tree(pages: FlaskClient) -> None:
    assert 'id="structure"' not in get(pages, "/page/enterprise/kestrel-energy")


def test_a_circle_ends(pages: FlaskClient) -> None:
    html = get(pages, "/page/enterprise/east")
    assert "West Co." in text_of(html[html.index('id="structure"') :])
