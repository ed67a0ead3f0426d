"""Why an entailed triple holds: the rule and the triples that it was drawn from."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.terms import CG, OWL, RDF, RDFS
from server.i18n import gettext as _
from server.questions import Term
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


def explain(here: Site, subject: str, prop: str, value: Term) -> Explanation | None:
    """The first rule found that gives the triple in one step from the graph; ``None`` if none is known."""
    v = here.vocabulary
    node, made = NamedNode(subject), NamedNode(prop)

    def ask(query: str, **terms: Term) -> list[dict[str, Term]]:
        return here.engine.select(query, **terms)

    for narrow in sorted(v.narrower(prop)):
        rows = ask("SELECT ?x WHERE { ?s ?p ?o BIND(1 AS ?x) } LIMIT 1", s=node, p=NamedNode(narrow), o=value)
        if rows:
            return Explanation("prp-spo1", ((subject, narrow, value),), (narrow, RDFS + "subPropertyOf", prop))
    if not isinstance(value, NamedNode):
        return None
    if prop == RDF + "type":
        for narrow in sorted(v.narrower(value.value)):
            if ask("SELECT ?x WHERE { ?s a ?o BIND(1 AS ?x) } LIMIT 1", s=node, o=NamedNode(narrow)):
                axiom = (narrow, RDFS + "subClassOf", value.value)
                return Explanation("cax-sco", ((subject, prop, NamedNode(narrow)),), axiom)
        return None
    kinds = v.kinds.get(prop, set())
    if OWL + "SymmetricProperty" in kinds or prop == CG + "cooperatesWith":
        if ask("SELECT ?x WHERE { ?o ?p ?s BIND(1 AS ?x) } LIMIT 1", s=node, p=made, o=value):
            return Explanation(
                "prp-symp", ((value.value, prop, node),), (prop, RDF + "type", OWL + "SymmetricProperty")
            )
    if OWL + "TransitiveProperty" in kinds or prop in (CG + "locatedIn", CG + "partOf"):
        query = "SELECT ?via WHERE { ?s ?p ?via . ?via ?p ?o FILTER(?via != ?s && ?via != ?o) } LIMIT 1"
        for row in ask(query, s=node, p=made, o=value):
            via = row["via"]
            premises: tuple[Premise, ...] = ((subject, prop, via), (via.value, prop, value))
            return Explanation("prp-trp", premises, (prop, RDF + "type", OWL + "TransitiveProperty"))
    if (other := v.inverse.get(prop)) and ask(
        "SELECT ?x WHERE { ?o ?p ?s BIND(1 AS ?x) } LIMIT 1", s=node, p=NamedNode(other), o=value
    ):
        return Explanation("prp-inv", ((value.value, other, node),), (other, OWL + "inverseOf", prop))
    return None


def text(page: Page, why: Explanation) -> str:
    """The rule in words, with the names of what it speaks of."""
    first = page.property(why.axiom[0]) if why.axiom else ""
    if why.rule == "prp-spo1" and why.axiom:
        wider = page.property(why.axiom[2])
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
