"""The shapes drive the pages: a new property is shown, named, grouped and ordered with no template edit."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.importing import import_files
from kg.settings import Settings
from kg.terms import CG, OWL, RDF, RDFS, SH, Iris
from pages.conftest import BASE
from pages.dataset import Builder, date, name, small
from server import create_app

NEW = CG + "twinnedWith"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The page of a place and that of the ontology in a graph whose ontology and shapes have one property more."""
    folder: Path = tmp_path_factory.mktemp("shapes")
    b = Builder(Iris(BASE))
    place, other = b.iris.thing("place", "testport"), b.iris.thing("place", "inventia")
    ontology, shapes = b.iris.graph("ontology"), b.iris.graph("shapes")
    b.add(ontology, NEW, RDF + "type", name(OWL + "ObjectProperty"))
    b.add(ontology, NEW, RDFS + "label", ox.Literal("twinned with", language="en"))
    for shape, path, order, title in (("one", NEW, "2", "sister city"), ("two", CG + "locatedIn", "1", "lies in")):
        prop = ox.BlankNode(shape)
        b.add(shapes, CG + "PlaceShape", SH + "targetClass", name(CG + "Place"))
        b.quads.append(ox.Quad(name(CG + "PlaceShape"), name(SH + "property"), prop, name(shapes)))
        for predicate, value in (
            ("path", name(path)), ("order", ox.Literal(order, datatype=name("http://www.w3.org/2001/XMLSchema#decimal"))),
            ("name", ox.Literal(title, language="en")), ("group", name(CG + "ties")),
            ("message", ox.Literal(f"A place has one {title}.", language="en")),
        ):  # fmt: skip
            b.quads.append(ox.Quad(prop, name(SH + predicate), value, name(shapes)))
    b.add(shapes, CG + "ties", RDFS + "label", ox.Literal("ties of towns", language="en"))
    b.begin("twins", "Twins", "2024-06-01", "Testport is twinned with Inventia.")
    b.claim(place, NEW, name(other), "Testport is twinned with Inventia")
    b.claim(place, CG + "founded", date("1203"), "Testport")
    quads = [q for q in small(BASE) if not isinstance(q.graph_name, ox.DefaultGraph)] + b.quads
    dump = folder / "dump.nq"
    dump.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    import_files([dump], Settings(data=folder / "data", base=BASE), keep_base=True)
    app = create_app(Settings(data=folder / "data", base=BASE))
    engine = app.extensions["civigraph"].engine
    engine.start()
    try:
        client = app.test_client()
        return {path: client.get(path).get_data(as_text=True) for path in ("/page/place/testport", "/ontology")}
    finally:
        engine.close()


@pytest.fixture
def html(pages: dict[str, str]) -> str:
    return pages["/page/place/testport"]


def test_a_new_property_shows_with_the_shapes_name_group_and_evidence(html: str) -> None:
    group = html[html.index("Ties of towns") :]
    assert "sister city" in group
    assert "<mark>Testport is twinned with Inventia</mark>" in group


def test_properties_stand_in_the_shapes_order(html: str) -> None:
    assert html.index("lies in</dt>") < html.index("sister city</dt>")


def test_a_property_without_shape_is_shown_too_after_the_others(html: str) -> None:
    assert html.index("sister city</dt>") < html.index("founded</dt>")


def test_the_ontology_says_in_words_what_is_checked(pages: dict[str, str]) -> None:
    place = pages["/ontology"].partition('<section id="Place">')[2].partition("</section>")[0]
    assert "A place has one sister city." in place
    assert pages["/ontology"].count("A place has one sister city.") == 1  # not at other classes, too
