"""The ontology as a page, from what the served generation holds of it."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response

from kg.terms import CG, ORG, OWL, RDFS, SCHEMA, SKOS
from server.questions import column, fill, text
from server.site import Site, render, site

if TYPE_CHECKING:
    from server.engine import Engine

blueprint = Blueprint("ontology", __name__)

ALIGNMENT: Final = (OWL + "equivalentClass", OWL + "equivalentProperty", SKOS + "closeMatch", SKOS + "exactMatch")


@blueprint.get("/ontology")
def page() -> Response:
    """Classes, then properties, each with what it means, how it stands to others and how often it is used."""
    here = site()
    made = here.page()
    v = made.vocabulary
    ours = sorted((t for t in v.kinds if t.startswith(CG)), key=lambda t: t.lower())
    classes = [t for t in ours if any(k.endswith("#Class") for k in v.kinds[t])]
    properties = [t for t in ours if any(k.endswith("Property") for k in v.kinds[t])]
    return render(
        "ontology.html",
        made,
        classes=classes,
        properties=properties,
        used=usage(here, classes, properties),
        of_class={cls: sorted(v.shaped.get(cls, {}).values()) for cls in classes},
        alignment=ALIGNMENT,
        rdfs=RDFS,
        prefixes={"org": ORG, "schema": SCHEMA},
    )


def usage(here: Site, classes: Sequence[str], properties: Sequence[str]) -> Counter[str]:
    """How often each class and property is used; asked once a generation."""
    return _usage(here.engine, str(here.generation.path), tuple(classes), tuple(properties))


@lru_cache(maxsize=4)
def _usage(engine: "Engine", generation: str, classes: tuple[str, ...], properties: tuple[str, ...]) -> Counter[str]:
    query = fill(text("usage"), {"class": column(classes), "property": column(properties)})
    return Counter({row["term"].value: int(row["count"].value) for row in engine.select(query)})
