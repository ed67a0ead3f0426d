"""What the gate decided, as RDF (``sh:ValidationReport``) and as text for people."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

import pyoxigraph as ox

from kg.gate import CLAIM, EVIDENCE, OBJECT, PREDICATE, SUBJECT, TYPE, Finding, Outcome, SetAside, Verdict, plain
from kg.rdf import expand
from kg.vocabulary import notation

EXACT, IN_ARTICLE, PASSAGE = expand("oa:exact"), expand("dcterms:isPartOf"), expand("cg:Passage")


def graph(verdict: Verdict) -> list[ox.Triple]:
    """The report on one article: no blank nodes, the same for the same verdict, sorted.

    IRIs are fragments of the article's: ``#report``, ``#result-...`` and ``#set-aside-...``. A statement that was set
    aside is a ``cg:SetAside`` with its own words; claims and passages that went with it are not listed by themselves.
    """
    return sorted({*_report(verdict), *_set_aside(verdict)}, key=str)


def _report(verdict: Verdict) -> Iterator[ox.Triple]:
    report = part(verdict.article, "report")
    boolean = expand("xsd:boolean")
    yield ox.Triple(report, TYPE, expand("sh:ValidationReport"))
    yield ox.Triple(report, expand("schema:about"), ox.NamedNode(verdict.article))
    yield ox.Triple(report, expand("cg:outcome"), ox.Literal(verdict.outcome))
    conforms = "false" if verdict.findings else "true"
    yield ox.Triple(report, expand("sh:conforms"), ox.Literal(conforms, datatype=boolean))
    for finding in verdict.findings:
        result = _result(verdict, finding)
        yield ox.Triple(report, expand("sh:result"), result)
        yield ox.Triple(result, TYPE, expand("sh:ValidationResult"))
        yield ox.Triple(result, expand("sh:focusNode"), finding.focus)
        if finding.path:
            yield ox.Triple(result, expand("sh:resultPath"), finding.path)
        if finding.value is not None:
            yield ox.Triple(result, expand("sh:value"), finding.value)
        yield ox.Triple(result, expand("sh:sourceShape"), ox.NamedNode(finding.shape))
        yield ox.Triple(result, expand("sh:sourceConstraintComponent"), ox.NamedNode(finding.component))
        severity = expand("sh:Violation" if finding.violation else "sh:Warning")
        yield ox.Triple(result, expand("sh:resultSeverity"), severity)
        for language, text in finding.messages:
            words = ox.Literal(text, language=language) if language else ox.Literal(text)
            yield ox.Triple(result, expand("sh:resultMessage"), words)


def part(article: str, name: str) -> ox.NamedNode:
    """IRI of a part of the report on the graph ``article``, whose IRI may have a fragment of its own."""
    return ox.NamedNode(f"{article.replace('#', '%23')}#{name}")


def _result(verdict: Verdict, finding: Finding) -> ox.NamedNode:
    parts = (finding.focus, finding.path, finding.value, finding.shape, finding.component)
    return part(verdict.article, f"result-{_digest(*parts)}")


def _set_aside(verdict: Verdict) -> Iterator[ox.Triple]:
    words = _words(verdict) if verdict.set_aside else {}
    for one in statements(verdict):
        triple = one.triple
        node = part(verdict.article, f"set-aside-{_digest(triple)}")
        yield ox.Triple(node, TYPE, expand("cg:SetAside"))
        yield ox.Triple(node, SUBJECT, triple.subject)
        yield ox.Triple(node, PREDICATE, triple.predicate)
        yield ox.Triple(node, OBJECT, triple.object)
        yield ox.Triple(node, IN_ARTICLE, ox.NamedNode(verdict.article))
        yield ox.Triple(node, expand("cg:because"), _result(verdict, one.finding))
        for quote in words.get((triple.subject, triple.predicate, triple.object), ()):
            yield ox.Triple(node, EXACT, quote)


def statements(verdict: Verdict) -> list[SetAside]:
    """What was set aside, without the claims and passages that went with it."""
    triples = [one.triple for one in verdict.set_aside]
    evidence = {t.subject for t in triples if t.predicate == TYPE and t.object in (CLAIM, PASSAGE)}
    return [one for one in verdict.set_aside if one.triple.subject not in evidence and one.triple.predicate != EVIDENCE]


def _words(verdict: Verdict) -> dict[tuple[object, object, object], list[ox.Literal]]:
    """The quotes of what each claim says, the claims that were set aside included."""
    claims: dict[object, dict[object, list[object]]] = {}
    exact: dict[object, ox.Literal] = {}
    for triple in [*verdict.kept, *(one.triple for one in verdict.set_aside)]:
        if triple.predicate == EXACT and isinstance(triple.object, ox.Literal):
            exact[triple.subject] = triple.object
        elif triple.predicate in (SUBJECT, PREDICATE, OBJECT, EVIDENCE):
            claims.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    quotes: dict[tuple[object, object, object], list[ox.Literal]] = {}
    for claim in claims.values():
        if claim.keys() >= {SUBJECT, PREDICATE, OBJECT, EVIDENCE}:
            said = (claim[SUBJECT][0], claim[PREDICATE][0], claim[OBJECT][0])
            quotes.setdefault(said, []).extend(exact[p] for p in claim[EVIDENCE] if p in exact)
    return quotes


def text(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The lines of a report for people: articles in which something was found, then the sum."""
    count = dict.fromkeys(Outcome, 0)
    for verdict in verdicts:
        count[verdict.outcome] += 1
        if verdict.outcome is not Outcome.PUBLISHED:
            yield from _lines(verdict)
    yield ", ".join(f"{number} {outcome}" for outcome, number in count.items())


def _lines(verdict: Verdict) -> Iterator[str]:
    aside = statements(verdict)
    yield f"{verdict.article}: {verdict.outcome}"
    for one in aside:
        yield f"  set aside: {_spell(one.triple)}"
        yield f"             {one.finding.message()} ({notation(one.finding.shape)})"
    for finding in verdict.findings:
        if not finding.violation:
            where = " ".join(_term(part) for part in (finding.focus, finding.path) if part is not None)
            yield f"  warning:   {where}"
            yield f"             {finding.message()} ({notation(finding.shape)})"


def _spell(triple: ox.Triple) -> str:
    return " ".join(_term(term) for term in (triple.subject, triple.predicate, triple.object))


def _term(term: object) -> str:
    return notation(plain(term)) if isinstance(term, ox.NamedNode) else str(term)


def _digest(*parts: object) -> str:
    return sha256("\n".join(str(part) for part in parts).encode()).hexdigest()[:12]
