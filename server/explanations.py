"""Why an entailed triple holds: the proof, in words, down to what is stated and its quotes.

What finds proofs loads rdflib to read the ontology's axioms; that waits until somebody asks for the first one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from pyoxigraph import NamedNode

from server.i18n import gettext as _
from server.questions import Term
from server.site import Site
from server.view import Fact, Page
from server.vocabulary import short

if TYPE_CHECKING:
    from kg.explanation import Step

#: Questions that one proof may ask; what takes more is left unexplained.
MOST_QUESTIONS: Final = 120


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a proof as the page shows it."""

    fact: Fact
    rule: str
    """Name of the OWL 2 RL rule; empty for what is stated."""
    axiom: tuple[str, ...]
    premises: tuple["Reason", ...]


def reason(here: Site, page: Page, subject: str, predicate: str, value: Term) -> Reason | None:
    """The proof of a triple, its facts handed to ``page``; ``None`` when none is found."""
    from kg.explanation import explain

    entailed = NamedNode(here.iris.graph("entailed"))
    asked = 0

    def asserted(s: object, p: NamedNode, o: object) -> Iterator[ox.Triple]:
        nonlocal asked
        asked += 1
        if asked > MOST_QUESTIONS:
            return
        known = {"s": s, "o": o}
        bound = {name: term for name, term in known.items() if isinstance(term, NamedNode | ox.Literal)}
        for row in page.questions.ask("asserted", p=p, entailed=entailed, **bound):
            if isinstance(row["s"], NamedNode):
                yield ox.Triple(row["s"], p, row["o"])

    step = explain(ox.Triple(NamedNode(subject), NamedNode(predicate), value), asserted)
    return shown(page, step) if step else None


def shown(page: Page, step: "Step") -> Reason:
    """A proof with its triples as facts of ``page``."""
    from kg.explanation import Rule

    triple = step.triple
    page.want(str(triple.subject.value))  # type: ignore[union-attr]  # no triple terms in our graphs
    fact = page.fact(triple.subject.value, triple.predicate.value, triple.object)  # type: ignore[union-attr,arg-type]
    page.want(*(iri for iri in step.axiom if iri not in page.vocabulary.labels))
    rule = "" if step.rule is Rule.ASSERTED else str(step.rule)
    return Reason(fact, rule, step.axiom, tuple(shown(page, premise) for premise in step.premises))


def text(page: Page, why: Reason) -> str:
    """The rule of a step in words, with the names of the terms that it is about."""
    from kg.explanation import Rule

    names = [page.vocabulary.name(iri, page.language)[0] if ":" in iri else iri for iri in why.axiom]
    first, last = (names[0], names[-1]) if names else ("", "")
    messages = {
        Rule.SUBPROPERTY: _("Whatever is “%(first)s” is also “%(wider)s”.", first=first, wider=last),
        Rule.SUBCLASS: _("Every %(narrow)s is also a %(wide)s.", narrow=first, wide=last),
        Rule.SYMMETRIC: _("“%(first)s” holds both ways.", first=first),
        Rule.TRANSITIVE: _(
            "“%(first)s” carries on: what holds from one to the next holds from the first to the last.", first=first
        ),
        Rule.INVERSE: _("“%(first)s” is “%(last)s” read from the other side.", first=last, last=first),
        Rule.CHAIN: _(
            "“%(first)s” and then “%(second)s” make “%(last)s”.",
            first=first,
            second=names[1] if names[1:] else "",
            last=last,
        ),
        Rule.DOMAIN: _("Only a %(class)s can be the subject of “%(first)s”.", first=first, **{"class": last}),
        Rule.RANGE: _("Only a %(class)s can be the object of “%(first)s”.", first=first, **{"class": last}),
        Rule.EXISTENTIAL: _("Whoever has “%(first)s” to one of these is a %(class)s.", first=first, **{"class": last}),
    }
    return messages.get(Rule(why.rule), short(why.rule))
