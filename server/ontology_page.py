"""The ontology as a page, from what the served generation holds of it."""

from collections import Counter, defaultdict
from typing import Final

from flask import Blueprint, Response
from pyoxigraph import Literal

from kg.terms import CG, ORG, OWL, RDFS, SCHEMA, SKOS
from server.about import once
from server.ontology_diagram import diagram
from server.site import Site, render, site
from server.vocabulary import short

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
        diagram=diagram(v),
        classes=classes,
        properties=properties,
        used=usage(here),
        version=next(({k: v.value for k, v in row.items()} for row in once(here, "ontology_version")), None),
        of_class={cls: sorted(v.shaped.get(cls, {}).values()) for cls in classes},
        alignment=ALIGNMENT,
        rules=rules(here, made.language),
        rdfs=RDFS,
        short=short,
        prefixes={"org": ORG, "schema": SCHEMA},
    )


def rules(here: Site, language: str) -> dict[str, list[str]]:
    """What the shapes demand of each class's things, in words of ``language``, else of English."""
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in once(here, "rules"):
        if isinstance(message := row["message"], Literal):
            told[row["class"].value][message.language or "en"].append(message.value)
    return {cls: by_language.get(language) or by_language.get("en", []) for cls, by_language in told.items()}


def usage(here: Site) -> Counter[str]:
    """How often each class and property is used, as the catalogue has counted."""
    return Counter({row["term"].value: int(row["count"].value) for row in once(here, "used_terms")})
