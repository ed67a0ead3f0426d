"""Why an entailed triple holds: the rule and the triples that it was drawn from."""

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.terms import CG, OWL, RDF, RDFS
from server.i18n import gettext as _
from server.questions import Term
from server.questions import text as text_of
from server.site import Site
from server.view import Page

Premise = tuple[str, str, Term]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule of OWL 2 RL (or of ours) and the triples that make it fire here."""

    rule: str
    premises: tuple[Premise, ...]
    axiom: tuple[str, str, str] | None = None
    """What the ontology says that the rule rests on."""


Rule = Callable[[Site, str, str, Term], Explanation | None]


def explain(here: Site, subject: str, prop: str, value: Term) -> Explanation | None:
    """The first rule found that gives the triple in one step from the graph; ``None`` if none is known."""
    found = (rule(here, subject, prop, value) for rule in RULES)
    return next((explanation for explanation in found if explanation), None)


def _holds(here: Site, subject: str, prop: str, value: Term) -> bool:
    return here.engine.ask("ASK { ?s ?p ?o }", s=NamedNode(subject), p=NamedNode(prop), o=value)


def _wider_property(here: Site, subject: str, prop: str, value: Term) -> Explanation | None:
    for narrow in sorted(here.vocabulary.narrower(prop)):
        if _holds(here, subject, narrow, value):
            return Explanation("prp-spo1", ((subject, narrow, value),), (narrow, RDFS + "subPropertyOf", prop))
    return None


def _wider_class(here: Site, subject: str, prop: str, value: Term) -> Explanation | None:
    if prop != RDF + "type" or not isinstance(value, NamedNode):
        return None
    for narrow in sorted(here.vocabulary.narrower(value.value)):
        if _holds(here, subject, prop, NamedNode(narrow)):
            axiom = (narrow, RDFS + "subClassOf", value.value)
            return Explanation("cax-sco", ((subject, prop, NamedNode(narrow)),), axiom)
    return None


def _symmetric(here: Site, subject: str, prop: str, value: Term) -> Explanation | None:
    is_so = OWL + "SymmetricProperty" in here.vocabulary.kinds.get(prop, ()) or prop == CG + "cooperatesWith"
    if not is_so or not isinstance(value, NamedNode) or not _holds(here, value.value, prop, NamedNode(subject)):
        return None
    premise = (value.value, prop, NamedNode(subject))
    return Explanation("prp-symp", (premise,), (prop, RDF + "type", OWL + "SymmetricProperty"))


def _transitive(here: Site, subject: str, prop: str, value: Term) -> Explanation | None:
    promised = prop in (CG + "locatedIn", CG + "partOf")
    if not promised and OWL + "TransitiveProperty" not in here.vocabulary.kinds.get(prop, ()):
        return None
    for row in here.engine.select(text_of("fact_chain"), s=NamedNode(subject), p=NamedNode(prop), o=value):
        via = row["via"]
        premises: tuple[Premise, ...] = ((subject, prop, via), (via.value, prop, value))
        return Explanation("prp-trp", premises, (prop, RDF + "type", OWL + "TransitiveProperty"))
    return None


def _inverse(here: Site, subject: str, prop: str, value: Term) -> Explanation | None:
    other = here.vocabulary.inverse.get(prop)
    if not other or not isinstance(value, NamedNode) or not _holds(here, value.value, other, NamedNode(subject)):
        return None
    return Explanation("prp-inv", ((value.value, other, NamedNode(subject)),), (other, OWL + "inverseOf", prop))


#: Tried in this order.
RULES: tuple[Rule, ...] = (_wider_property, _wider_class, _symmetric, _transitive, _inverse)


def text(page: Page, why: Explanation) -> str:
    """The rule in words, with the names of what it speaks of."""
    first = page.property_name(why.axiom[0]) if why.axiom else ""
    if why.rule == "prp-spo1" and why.axiom:
        wider = page.property_name(why.axiom[2])
        return _("Whatever is “%(first)s” is also “%(wider)s”.", first=first, wider=wider)
    if why.rule == "cax-sco" and why.axiom:
        narrow, wide = page.class_name(why.axiom[0]), page.class_name(why.axiom[2])
        return _("Every %(narrow)s is also a %(wide)s.", narrow=narrow, wide=wide)
    if why.rule == "prp-symp":
        return _("“%(first)s” holds both ways.", first=first)
    if why.rule == "prp-trp":
        return _(
            "“%(first)s” carries on: what holds from one to the next holds from the first to the last.", first=first
        )
    if why.rule == "prp-inv":
        return _("“%(first)s” read from the other side.", first=first)
    return _("It follows from these:")
