"""What a page shows: it collects triples and things while panels are made, then resolves evidence and labels at once.

However many values a page has, their evidence costs one look-up, at most two queries, and their labels another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from markupsafe import Markup
from pyoxigraph import BlankNode, Literal, NamedNode

from kg import event_titles
from kg.search import PageIndex
from kg.terms import CG, XSD, Iris
from server import i18n, wording
from server.grounds import MOST_QUOTED as MOST_QUOTED
from server.grounds import Fact as Fact
from server.grounds import Source as Source
from server.grounds import look_up
from server.grounds import source as source
from server.questions import Questions, Term
from server.told import About, slots_of, told
from server.urls import Urls
from server.vocabulary import Vocabulary, best, short

#: Triples whose evidence is looked up with the page; further ones are reached by their own page.
MOST_EVIDENCE: Final = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as it is shown beside a value."""

    source: Source
    fact: "Fact"
    publisher: str
    issued: str
    lang: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as it is written on a page."""

    text: str
    lang: str
    href: str | None = None
    cls: str = ""
    """Local name of the thing's class; empty for a value."""
    title: str = ""
    """The exact value where the text is shortened."""
    time: str = ""
    """The ISO date where the text is one."""


class Page:
    """One page being made."""

    def __init__(
        self, questions: Questions, vocabulary: Vocabulary, iris: Iris, language: str, index: PageIndex | None = None
    ) -> None:
        self.questions = questions
        self.index = index or PageIndex()
        self.vocabulary = vocabulary
        self.iris = iris
        self.urls = Urls(iris)
        self.language = language
        self.facts: dict[tuple[str, str, Term], Fact] = {}
        self.things: dict[str, About] = {}
        self.written: dict[tuple[Term | str, bool], Markup] = {}
        """Terms as markup, which makes them (:func:`server.markup.term`)."""
        self.figures: dict[tuple[str, str, Term, str, int], str] = {}
        """Quotes of facts as markup, which makes them: a page shows the same in several panels."""
        self._shown: dict[Term | str, Shown] = {}

    def want(self, *iris: str) -> None:
        """The page shows these things: their labels are needed."""
        for iri in iris:
            self.things.setdefault(iri, About())

    def fact(self, subject: str, prop: str, value: Term, *, prove: bool = True) -> Fact:
        """The page shows this triple: the label of its value is needed, and with ``prove`` its evidence."""
        if isinstance(value, NamedNode):
            self.want(value.value)
        key = (subject, prop, value)
        fact = self.facts.setdefault(key, Fact(*key))
        fact.proved = fact.proved or prove
        return fact

    def resolve(self) -> None:
        """Look up the evidence of all facts and then the labels of all things, once each."""
        facts = [fact for fact in self.facts.values() if fact.proved]
        for late in facts[MOST_EVIDENCE:]:
            late.proved = False
        facts = facts[:MOST_EVIDENCE]
        look_up(facts, self.index.evidence, self.questions, self.iris)
        self.want(*(one.article for fact in facts for one in fact.sources))
        self.resolve_labels()

    def resolve_labels(self) -> None:
        """Look up names and classes only, for pages that bring their evidence themselves; titles of events, too."""
        self._labels(self.things)
        self._slots()
        parts = {i for about in list(self.things.values()) for i in event_titles.needed(about.slots or {})}
        if missing := sorted(parts - self.things.keys()):
            self.want(*missing)
            self._labels(missing)

    def _labels(self, iris: Iterable[str]) -> None:
        for description in told(self.questions, self.index.descriptions, iris):
            self.things[description.iri].describe(description)

    def _slots(self) -> None:
        """Set who and what has a part in the events that the page names."""
        events = [iri for iri, about in self.things.items() if about.slots is None and self.is_event(iri)]
        for iri in events:
            self.things[iri].slots = self.things[iri].known_slots
        for iri, slots in slots_of(self.questions, (i for i in events if self.things[i].slots is None)).items():
            self.things[iri].slots = slots

    def is_event(self, iri: str) -> bool:
        """Whether a thing that the page shows is an event."""
        return any(self.vocabulary.is_event(cls) for cls in self.types(iri))

    # What templates call.

    def types(self, iri: str) -> set[str]:
        """Classes of a thing that the page has asked for."""
        return self.things[iri].types if iri in self.things else set()

    def cls(self, iri: str) -> str:
        """The most specific class of a thing."""
        return self.vocabulary.main_class(self.types(iri)) or ""

    def name(self, iri: str) -> tuple[str, str]:
        """A thing's name, an event's title, in the page's language, and that name's own language."""
        if (about := self.things.get(iri)) and about.slots:
            return self.event_title(iri, about), self.language
        return self.own_name(iri)

    def event_title(self, iri: str, about: About) -> str:
        """What an event's line says of it."""
        cls = self.cls(iri)
        own = next((n for tag, n in about.names.items() if tag.split("-")[0] == self.language), "")
        if not about.title:
            about.title = event_titles.title(
                own,
                self.class_name(cls),
                cls == CG + "Visit",
                about.slots or {},
                lambda i: self.own_name(i)[0],
                self.language,
            )
        return about.title

    def told(self, event: str, values: Iterable[str]) -> bool:
        """Whether the event's title names all of ``values`` already."""
        title = self.name(event)[0]
        return all(self.own_name(value)[0] in title for value in values)

    def own_name(self, iri: str) -> tuple[str, str]:
        """The label of a thing in the page's language, and that label's own language."""
        about = self.things.get(iri)
        if about and (found := best(about.names, self.language)):
            return found
        if about and CG + "Article" in about.types and (about.publisher or about.issued):
            said = wording.comma().join(filter(None, (about.publisher, i18n.day(about.issued) if about.issued else "")))
            return i18n.gettext("Untitled article (%(where)s)", where=said), self.language
        if iri in self.vocabulary.labels:
            return self.vocabulary.name(iri, self.language)
        return (short(iri) if self.urls.path(iri) is None else iri.rsplit("/", 1)[-1]), "en"

    def quotes(self, facts: Iterable[Fact]) -> list[Quote]:
        """The passages that facts rest on, each once, the first :data:`MOST_QUOTED` of them."""
        found: dict[tuple[str, int, int], tuple[Source, Fact]] = {}
        for fact in facts:
            for one in fact.sources:
                if one.claim and len(found) < MOST_QUOTED:
                    found.setdefault((one.article, one.start, one.end), (one, fact))
        return [self._quote(one, fact) for one, fact in found.values()]

    def _quote(self, one: Source, fact: Fact) -> Quote:
        about = self.things.get(one.article) or About()
        return Quote(one, fact, about.publisher, about.issued, next(iter(about.names), ""))

    def show(self, term: Term | str) -> Shown:
        """How a term is written, once the page is resolved."""
        if (shown := self._shown.get(term)) is None:
            shown = self._shown[term] = self._written(NamedNode(term) if isinstance(term, str) else term)
        return shown

    def _written(self, term: Term) -> Shown:
        if isinstance(term, Literal):
            return self.literal(term)
        if isinstance(term, BlankNode):
            return Shown("[]", "en")
        text, lang = self.name(term.value)
        return Shown(text, lang, self.urls.page(term.value), local(self.cls(term.value)))

    def literal(self, term: Literal) -> Shown:
        """How a literal is written: dates and figures in the manner of the page's language."""
        kind = term.datatype.value.removeprefix(XSD)
        if kind in ("date", "gYearMonth", "gYear"):
            return Shown(i18n.day(term.value, self.language), self.language, time=term.value)
        if kind in ("decimal", "integer", "double", "float"):
            try:
                return Shown(i18n.number(Decimal(term.value), self.language), self.language, title=term.value)
            except InvalidOperation:
                return Shown(term.value, "")
        return Shown(term.value, term.language or "")

    def property_name(self, prop: str, types: Iterable[str] = ()) -> str:
        """Name of a property."""
        return self.vocabulary.property_name(types, prop, self.language)

    def class_name(self, cls: str) -> str:
        """Name of a class, given by IRI or by its local name in our ontology."""
        return self.vocabulary.name(cls if ":" in cls else CG + cls, self.language)[0]


def counted_quotes(facts: Iterable[Fact]) -> int:
    """How many passages say so, those included that are left to the fact's own page."""
    given = list(facts)
    places = {(one.article, one.start, one.end) for fact in given for one in fact.sources if one.claim}
    return len(places) + sum(fact.unquoted for fact in given)


def local(iri: str) -> str:
    """Local name of a term."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
