"""Corrections at work: what is withdrawn leaves the graphs of the build, what is added gets graphs of its own."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec
import pyoxigraph as ox

from kg.curated.model import Change, Document, Pattern
from kg.naming import digest
from kg.rdf import StoreTerm, date, decimal, expand, instant, integer, text
from kg.sources.record import Notice
from kg.terms import Iris

_A, _CLAIM = expand("a"), expand("cg:Claim")
_SUBJECT, _PREDICATE, _OBJECT = expand("rdf:subject"), expand("rdf:predicate"), expand("rdf:object")
_EVIDENCE, _EXACT, _COMMENT = expand("prov:wasDerivedFrom"), expand("oa:exact"), expand("rdfs:comment")
NT = ox.RdfFormat.N_TRIPLES


@dataclass(frozen=True, slots=True)
class _Withdrawn:
    """A statement that left a graph."""

    change: Change
    triple: ox.Triple
    graph: str
    quotes: tuple[StoreTerm, ...]


class Withdrawal(msgspec.Struct, array_like=True, frozen=True):
    """As :class:`_Withdrawn`, to be told to another process that has the same corrections."""

    document: str
    number: int
    """Of the change in its document."""
    graph: str
    lines: bytes
    """N-Triples: the statement, and a line for each quote."""


class Corrections:
    """All corrections of one build."""

    def __init__(self, documents: list[Document], iris: Iris) -> None:
        self.documents = documents
        self._iris = iris
        self._withdrawn: list[_Withdrawn] = []
        self.moved: dict[str, str] = {}
        """Names in the corrections of things that are known by another one now."""
        self._settle({})

    def follow(self, moved: Mapping[str, str]) -> None:
        """Takes names of things that are known by another one now (``moved``: old IRI to new) for that."""
        if self:
            self._settle(moved)

    def __bool__(self) -> bool:
        return any(document.changes for document in self.documents)

    def _settle(self, moved: Mapping[str, str]) -> None:
        """Which withdrawals and additions stand: of those of one statement, the latest."""

        self.moved = used = dict[str, str]()

        def now(term: StoreTerm) -> StoreTerm:
            seen = set()
            while isinstance(term, ox.NamedNode) and term.value in moved and term.value not in seen:
                seen.add(term.value)
                used[term.value] = moved[term.value]
                term = ox.NamedNode(moved[term.value])
            return term

        def followed(change: Change) -> Change:
            old, new = change.withdraws, change.adds
            withdraws = old and Pattern(now(old.subject), old.predicate, now(old.object) if old.object else None)  # type: ignore[arg-type]  # an IRI stays one
            adds = new and ox.Triple(now(new.subject), new.predicate, now(new.object))  # type: ignore[arg-type]  # as above
            return replace(change, withdraws=withdraws, adds=adds)

        changes = [(change.reason.at, document.name, i, followed(change))
                   for document in self.documents for i, change in enumerate(document.changes)]  # fmt: skip
        self._changes = {(name, number): change for _, name, number, change in changes}
        self._patterns: dict[Pattern, Change] = {}
        self._adds: dict[ox.Triple, tuple[str, Change]] = {}
        self._undone: list[tuple[Change, Change]] = []
        for _, name, _, change in sorted(changes, key=lambda one: one[:3]):
            if (pattern := change.withdraws) is not None:
                for triple in [t for t in self._adds if _fits(pattern, t)]:
                    self._undone.append((self._adds.pop(triple)[1], change))
                self._patterns[pattern] = change
            if (new := change.adds) is not None:
                exact = Pattern(new.subject, new.predicate, new.object)  # type: ignore[arg-type]  # terms of the store
                if (earlier := self._patterns.pop(exact, None)) is not None and earlier is not change:
                    self._undone.append((earlier, change))
                self._adds[new] = (name, change)
        self._by_subject: dict[object, list[tuple[Pattern, Change]]] = defaultdict(list)
        for pattern, change in self._patterns.items():
            self._by_subject[pattern.subject].append((pattern, change))

    def sift(self, graph: str, triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
        """``triples`` of the graph ``graph`` without what is withdrawn, and without claims of it."""
        if not self._by_subject:
            return triples
        whole = list(triples)
        if (change := self._of_all(ox.NamedNode(graph))) is not None:
            kinds = (t for t in whole if t.subject == ox.NamedNode(graph) and t.predicate == _A)
            self._withdrawn += [_Withdrawn(change, kind, graph, ()) for kind in kinds]
            return []
        gone = {t: change for t in whole if (change := self._change(t)) is not None}
        if not gone:
            return whole
        evidence = _Evidence(whole)
        self._withdrawn += [_Withdrawn(change, t, graph, evidence.quotes(t)) for t, change in gone.items()]
        return evidence.without(gone)

    def take(self) -> list[Withdrawal]:
        """What was withdrawn since it was last asked for, which is forgotten here."""
        places = {id(change): place for place, change in self._changes.items()}
        taken, self._withdrawn = self._withdrawn, []
        return [
            Withdrawal(*places[id(one.change)], one.graph, ox.serialize(_lines(one), format=NT) or b"") for one in taken
        ]

    def add(self, withdrawals: Iterable[Withdrawal]) -> None:
        """Takes in what another process has withdrawn."""
        for one in withdrawals:
            first, *rest = (quad.triple for quad in ox.parse(one.lines, format=NT))
            quotes = tuple(t.object for t in rest)
            change = self._changes[one.document, one.number]
            self._withdrawn.append(_Withdrawn(change, first, one.graph, quotes))

    def graphs(self) -> Iterator[tuple[str, list[ox.Triple]]]:
        """For each file its graph: the file as an article, its corrections, what they add with the lines saying so."""
        for document in self.documents:
            yield self._article(document).value, sorted(set(self._graph(document)), key=str)

    def record(self) -> Iterator[ox.Triple]:
        """For the report: what was read and is withdrawn, by whom, when and why."""
        for one in self._withdrawn:
            node = ox.NamedNode(f"{one.graph}#withdrawn-{digest(str(one.triple))}")
            yield ox.Triple(node, _A, expand("cg:SetAside"))
            yield from _statement(node, one.triple)
            if one.graph.startswith(self._iris.article("")):
                yield ox.Triple(node, expand("dcterms:isPartOf"), ox.NamedNode(one.graph))
            yield ox.Triple(node, expand("cg:because"), self._correction(one.change))
            reason = one.change.reason
            yield ox.Triple(
                node, _COMMENT, text(f"withdrawn by {reason.by} on {reason.at[:10]}: {reason.because}", "en")
            )
            for quote in one.quotes:
                yield ox.Triple(node, _EXACT, quote)

    def notices(self) -> Iterator[Notice]:
        """What the people who wrote the corrections should know: which did nothing, or are overruled."""
        done = {id(one.change) for one in self._withdrawn}
        for earlier, later in self._undone:
            yield Notice(str(earlier.where), f"does not hold any more: {later.where} says otherwise later", False)
        for pattern, change in self._patterns.items():
            if id(change) not in done:
                what = " ".join(str(part) for part in pattern if part is not None)
                yield Notice(str(change.where), f"nothing that was read says so; nothing is withdrawn: {what}", False)

    def remaining(self, store: ox.Store) -> Iterator[Notice]:
        """Withdrawn statements that ``store`` still holds: because they follow from others, or people wrote them."""
        for pattern, change in self._patterns.items():
            if pattern.predicate is None or pattern.object is None:
                continue
            for quad in store.quads_for_pattern(pattern.subject, pattern.predicate, pattern.object, None):
                if isinstance(quad.graph_name, ox.NamedNode):
                    graph = quad.graph_name.value
                    why = (
                        "follows from other statements"
                        if graph == self._iris.graph("entailed")
                        else f"stands in {graph}"
                    )
                    yield Notice(str(change.where), f"is withdrawn, but {why}: {quad.triple}", False)

    def refused(self, triple: ox.Triple, message: str) -> Notice | None:
        """What is to be said of a statement that was to be added and violates a shape."""
        if (told := self._adds.get(triple)) is None:
            return None
        return Notice(str(told[1].where), f"is not added: {message} {triple}", True)

    @property
    def withdrawn(self) -> int:
        """How many statements were withdrawn."""
        return len(self._withdrawn)

    def _of_all(self, thing: ox.NamedNode) -> Change | None:
        return next((c for p, c in self._by_subject.get(thing, ()) if p.predicate is None), None)

    def _change(self, triple: ox.Triple) -> Change | None:
        if triple in self._adds:  # what people add, an article may say as well
            return None
        for pattern, change in self._by_subject.get(triple.subject, ()):
            if _fits(pattern, triple):
                return change
        if isinstance(triple.object, ox.NamedNode) and triple.predicate not in (_SUBJECT, _OBJECT):
            return self._of_all(triple.object)
        return None

    def _article(self, document: Document) -> ox.NamedNode:
        return ox.NamedNode(self._iris.article("corrections-" + re.sub(r"[^\w.-]+", "-", document.name)))

    def _correction(self, change: Change) -> ox.NamedNode:
        place = f"{change.where} {change.reason}"
        return ox.NamedNode(self._iris.thing("correction", digest(place)))

    def _graph(self, document: Document) -> Iterator[ox.Triple]:
        article = self._article(document)
        days = sorted(change.reason.at[:10] for change in document.changes)
        yield ox.Triple(article, _A, expand("cg:Article"))
        yield ox.Triple(article, expand("dcterms:identifier"), ox.Literal(article.value.rpartition("/")[2]))
        yield ox.Triple(article, expand("dcterms:title"), text(f"Corrections: {document.name}", "en"))
        yield ox.Triple(article, expand("dcterms:source"), ox.Literal(document.name))
        yield ox.Triple(article, expand("schema:articleBody"), ox.Literal(document.text))
        if days:
            yield ox.Triple(article, expand("dcterms:issued"), date(days[-1]))
        if len(who := {change.reason.by for change in document.changes}) == 1:
            yield ox.Triple(article, expand("dcterms:publisher"), ox.Literal(who.pop()))
        for change in document.changes:
            correction = self._correction(change)
            yield ox.Triple(correction, _A, expand("cg:Correction"))
            yield ox.Triple(correction, expand("cg:decidedBy"), ox.Literal(change.reason.by))
            yield ox.Triple(correction, expand("prov:generatedAtTime"), instant(change.reason.at))
            yield ox.Triple(correction, _COMMENT, text(change.reason.because, "en"))
            yield ox.Triple(correction, expand("dcterms:isPartOf"), article)
        for triple, (name, change) in self._adds.items():
            if name == document.name:
                yield from self._added(article, document, triple, change)

    def _added(
        self, article: ox.NamedNode, document: Document, triple: ox.Triple, change: Change
    ) -> Iterator[ox.Triple]:
        yield triple
        claim = ox.NamedNode(self._iris.fragment(article.value, f"claim-{digest(str(triple))}"))
        passage = ox.NamedNode(self._iris.passage(article.value, change.start, change.end))
        yield ox.Triple(claim, _A, expand("cg:Claim"))
        yield from _statement(claim, triple)
        yield ox.Triple(claim, _EVIDENCE, passage)
        yield ox.Triple(claim, expand("prov:wasGeneratedBy"), self._correction(change))
        yield ox.Triple(claim, expand("cg:confidence"), decimal(1))
        yield ox.Triple(passage, _A, expand("cg:Passage"))
        yield ox.Triple(passage, expand("oa:start"), integer(change.start))
        yield ox.Triple(passage, expand("oa:end"), integer(change.end))
        yield ox.Triple(passage, _EXACT, ox.Literal(document.text[change.start : change.end]))
        yield ox.Triple(passage, expand("dcterms:isPartOf"), article)


class _Evidence:
    """The claims of one graph."""

    def __init__(self, triples: list[ox.Triple]) -> None:
        self._triples = triples
        self._about: dict[object, dict[ox.NamedNode, list[StoreTerm]]] = defaultdict(lambda: defaultdict(list))
        for t in triples:
            self._about[t.subject][t.predicate].append(t.object)  # type: ignore[arg-type]  # no quoted triples
        self._claims: dict[tuple[object, ...], list[object]] = defaultdict(list)
        for node, said in self._about.items():
            if _CLAIM in said[_A]:
                self._claims[*(said[p][0] for p in (_SUBJECT, _PREDICATE, _OBJECT) if said[p])].append(node)

    def claims(self, triple: ox.Triple) -> list[object]:
        """The claims that say ``triple``."""
        return self._claims.get((triple.subject, triple.predicate, triple.object), [])

    def quotes(self, triple: ox.Triple) -> tuple[StoreTerm, ...]:
        """The words that say ``triple``, as they stand in the article."""
        passages = [passage for claim in self.claims(triple) for passage in self._about[claim][_EVIDENCE]]
        return tuple(quote for passage in passages for quote in self._about[passage][_EXACT])

    def without(self, gone: Collection[ox.Triple]) -> list[ox.Triple]:
        """The graph without ``gone``, their claims, and passages that no other claim has."""
        claims = {claim for triple in gone for claim in self.claims(triple)}
        passages = {p for claim in claims for p in self._about[claim][_EVIDENCE]}
        passages -= {t.object for t in self._triples if t.predicate == _EVIDENCE and t.subject not in claims}
        leaving = claims | passages
        return [t for t in self._triples if t not in gone and t.subject not in leaving]


def _lines(one: _Withdrawn) -> Iterator[ox.Triple]:
    yield one.triple
    yield from (ox.Triple(one.triple.subject, _EXACT, quote) for quote in one.quotes)


def _fits(pattern: Pattern, triple: ox.Triple) -> bool:
    return (
        pattern.subject == triple.subject
        and pattern.predicate in (None, triple.predicate)
        and pattern.object in (None, triple.object)
    )


def _statement(node: ox.NamedNode, triple: ox.Triple) -> Iterator[ox.Triple]:
    for predicate, term in ((_SUBJECT, triple.subject), (_PREDICATE, triple.predicate), (_OBJECT, triple.object)):
        yield ox.Triple(node, predicate, term)
