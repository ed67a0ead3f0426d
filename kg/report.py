"""The report of a generation: what was set aside or remarked on, as RDF and as text.

It speaks of sources (``cg:Notice``) and, in SHACL's own vocabulary, of what validation found (``sh:ValidationResult``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.naming import digest
from kg.rdf import expand, text
from kg.sources.record import Notice
from kg.terms import PREFIXES, SH, Iris
from kg.vocabulary import notation

if TYPE_CHECKING:  # the gate brings a validation engine along, which most commands do without
    from kg.shacl import Finding

SEVERITIES = ("Violation", "Warning", "Info")


def triples(notices: Iterable[Notice], iris: Iris) -> Iterator[ox.Triple]:
    """What is to be said of the sources."""
    for notice in notices:
        node = ox.NamedNode(iris.thing("notice", digest(str(notice))))
        yield ox.Triple(node, expand("a"), expand("cg:Notice"))
        yield ox.Triple(node, expand("dcterms:source"), ox.Literal(notice.source))
        yield ox.Triple(node, expand("rdfs:comment"), text(notice.message))
        yield ox.Triple(node, expand("cg:outcome"), ox.Literal("set aside" if notice.set_aside else "remarked"))
        if notice.article:
            yield ox.Triple(node, expand("dcterms:identifier"), ox.Literal(notice.article))


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that validation found."""

    severity: str
    """Violation, Warning or Info."""
    article: str
    focus: str
    path: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one generation."""

    notices: tuple[Notice, ...]
    results: tuple[Result, ...]

    def text(self, limit: int | None = None) -> str:
        """For people: sources first, then what validation found, the gravest first; ``limit`` lines of each kind."""
        aside = [str(n) for n in self.notices if n.set_aside]
        remarks = [str(n) for n in self.notices if not n.set_aside]
        parts = [*_section("Sources set aside", aside, limit), *_section("Remarks on sources", remarks, limit)]
        for severity in SEVERITIES:
            lines = [_line(result) for result in self.results if result.severity == severity]
            title = "Statements set aside" if severity == "Violation" else f"Validation: {severity.lower()}"
            parts += _section(title, lines, limit)
        return "\n".join(parts) or "nothing to report"


def _section(title: str, lines: list[str], limit: int | None) -> list[str]:
    if not lines:
        return []
    shown = lines[:limit]
    more = [f"  ... and {len(lines) - len(shown):,} more (--all shows them)"] if len(shown) < len(lines) else []
    return [f"{title} ({len(lines):,})", *(f"  {line}" for line in shown), *more]


def _line(result: Result) -> str:
    focus = "" if result.focus == result.article else result.focus
    what = " ".join(part for part in (focus, result.path, result.value) if part)
    return f"{result.article + ': ' if result.article else ''}{what}: {result.message}"


def result(finding: "Finding", article: str) -> Result:
    """One finding of the gate, for people; ``article`` is the IRI of the graph that it was found in, or empty."""
    return Result(
        severity="Violation" if finding.violation else "Warning",
        article=article,
        focus=finding.focus.value,
        path=notation(finding.path.value) if finding.path else "",
        value=finding.value.value if finding.value else "",
        message=finding.message(),
    )


NOTICES = """
SELECT ?source ?message ?outcome ?id { GRAPH <report> {
  ?notice a cg:Notice ; dcterms:source ?source ; rdfs:comment ?message ; cg:outcome ?outcome .
  OPTIONAL { ?notice dcterms:identifier ?id }
} } ORDER BY ?source ?message
"""
RESULTS = """
SELECT ?severity ?article ?focus ?path ?value ?message { GRAPH <report> {
  ?result a sh:ValidationResult ; sh:resultSeverity ?severity ; sh:focusNode ?focus ; sh:resultMessage ?message .
  FILTER(LANG(?message) IN ("", "en"))
  OPTIONAL { ?result sh:resultPath ?path }
  OPTIONAL { ?result sh:value ?value }
  OPTIONAL { ?sheet sh:result ?result ; schema:about ?article }
} } ORDER BY ?article ?focus ?path ?message
"""


def read(store: ox.Store, iris: Iris) -> Report:
    """The report that the generation in ``store`` carries."""

    def rows(query: str) -> Iterator[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | None]]:
        found = store.query(query, prefixes=PREFIXES, base_iri=iris.graph(""))
        names = [variable.value for variable in found.variables]  # type: ignore[union-attr]  # both are SELECT
        for solution in found:  # type: ignore[union-attr]
            yield {name: solution[name] for name in names}

    notices = tuple(
        Notice(_value(r["source"]), _value(r["message"]), _value(r["outcome"]) == "set aside", _value(r["id"]) or None)
        for r in rows(NOTICES)
    )
    results = tuple(
        Result(
            severity=_value(r["severity"]).removeprefix(SH),
            article=_short(_value(r["article"]), iris),
            focus=_short(_value(r["focus"]), iris),
            path=_short(_value(r["path"]), iris),
            value=_short(_value(r["value"]), iris),
            message=_value(r["message"]),
        )
        for r in rows(RESULTS)
    )
    return Report(notices, results)


def summary(report: Report) -> Counter[str]:
    """How often each severity was found, and how many sources were set aside."""
    counts = Counter(result.severity for result in report.results)
    counts["set aside"] = sum(notice.set_aside for notice in report.notices)
    return counts


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str:
    return "" if term is None else term.value


def _short(value: str, iris: Iris) -> str:
    own = iris.base + "id/"
    if value.startswith(own):
        return value.removeprefix(own)
    for prefix, start in PREFIXES.items():
        if value.startswith(start) and len(value) > len(start):
            return f"{prefix}:{value.removeprefix(start)}"
    return value
