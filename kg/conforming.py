"""Which nodes of a graph surely conform to the core constraints of the shapes, so that no engine need be asked of them.

pyshacl takes longer for an article than all the rest of its mapping. Nearly every node is right, and to see that takes
a look at its own values: their number, their datatypes, their classes. Only what is said here to be sure is passed
over; whatever is not, or not understood, is pyshacl's to judge, which is the reference that this is tested against.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node, URIRef

from kg import vocabulary
from kg.graph import Graph, Values
from kg.rdf import StoreTerm as Term
from kg.shapes import NO_CONSTRAINT, core_shapes
from kg.terms import RDF as RDF_NS
from kg.terms import XSD

TYPE = str(RDF.type)
INTEGER, DECIMAL, STRING, LANG = XSD + "integer", XSD + "decimal", XSD + "string", RDF_NS + "langString"
SUBCLASS = str(RDFS.subClassOf)
TARGETS = frozenset({SH.targetClass, SH.targetSubjectsOf})
#: Spellings of a datatype that are well-formed beyond doubt.
LEXICAL: Mapping[str, re.Pattern[str]] = {
    INTEGER: re.compile(r"[+-]?\d{1,18}"),
    DECIMAL: re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?"),
    XSD + "gYear": re.compile(r"[12]\d{3}"),
    XSD + "gYearMonth": re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])"),
    XSD + "date": re.compile(r"[12]\d{3}-\d\d-\d\d"),
}


class Facts:
    """What is to be known of one graph to judge its nodes."""

    def __init__(self, graph: Graph) -> None:
        self.about = graph.about
        self.whole = not any(SUBCLASS in out for out in self.about.values())
        """Whether classes are as in the ontology: nothing here says that one is below another."""
        self.types: dict[Term, tuple[str, ...]] = {
            node: tuple([value.value for value in out[TYPE] if isinstance(value, ox.NamedNode)])
            for node, out in self.about.items()
            if TYPE in out
        }

    @cached_property
    def members(self) -> Mapping[str, list[Term]]:
        """The nodes that are said to be of each class."""
        found: dict[str, list[Term]] = {}
        for node, types in self.types.items():
            for name in types:
                found.setdefault(name, []).append(node)
        return found


Out = Mapping[str, Values]
"""What is said of a node."""
#: Whether the values of a property of a node, of which more is said, are surely as they should be.
Check = Callable[[Collection[Term], Out, Facts], bool]
#: Whether one value is.
OfValue = Callable[[Term, Facts], bool]
#: The checks of one kind of node: the property whose values each is given, None for the node itself; and, where only
#: their number can be too small, so that nothing but the shape itself is to be said of it, the shape's IRI.
Plan = tuple[tuple[str | None, Check, str | None], ...]
Lack = tuple[Term, str, str]
"""A node, a property that it should have and has not at all, and the shape that demands it."""
_NONE: Collection[Term] = ()


def doubtful(facts: Facts) -> tuple[set[Term], list[Lack]]:
    """The nodes that an engine is to look at: all but those that surely conform, or surely lack only something.

    What these lack comes second: who leads a visit is often left unsaid, and it takes no engine to see that.
    """
    if not facts.whole:
        return set(facts.about), []
    found: set[Term] = set()
    lacks: list[Lack] = []
    types, targeted = facts.types, _by_property().keys()
    for node, out in facts.about.items():
        lacking: list[Lack] = []
        for path, check, shape in _plan(types.get(node, ()), frozenset(targeted & out.keys())):
            if check((node,) if path is None else out.get(path, _NONE), out, facts):
                continue
            if path is None or shape is None or path in out:
                found.add(node)
                break
            lacking.append((node, path, shape))
        else:
            lacks += lacking
    return found, lacks


@cache
def _plan(types: tuple[str, ...], properties: frozenset[str]) -> Plan:
    """The checks of a node of these classes with these properties that shapes target."""
    by_class, by_property = _by_class(), _by_property()
    found = dict.fromkeys(one for name in types for one in by_class.get(name, ()))
    return tuple(found | dict.fromkeys(one for name in sorted(properties) for one in by_property[name]))


@cache
def _by_class() -> Mapping[str, Plan]:
    """The checks of the instances of each class, those of the classes above it included."""
    found: dict[str, list[tuple[str | None, Check, str | None]]] = {}
    for target, checks in _compiled(SH.targetClass):
        for name in vocabulary.subclasses(target):
            found.setdefault(str(name), []).extend(checks)
    return {name: tuple(dict.fromkeys(checks)) for name, checks in found.items()}


@cache
def _by_property() -> Mapping[str, Plan]:
    """The checks of the subjects of each property."""
    found: dict[str, list[tuple[str | None, Check, str | None]]] = {}
    for target, checks in _compiled(SH.targetSubjectsOf):
        found.setdefault(str(target), []).extend(checks)
    return {name: tuple(checks) for name, checks in found.items()}


def _compiled(kind: Node) -> list[tuple[Node, Plan]]:
    """The checks of each shape, by each of its targets of this kind."""
    shapes = _shapes()
    return [
        (target, _checks(shape, shapes))
        for shape in sorted((node for node in shapes if kind in shapes[node]), key=str)
        for target in sorted(shapes[shape][kind], key=str)
    ]


@cache
def _shapes() -> Mapping[Node, Mapping[Node, list[Node]]]:
    found: dict[Node, dict[Node, list[Node]]] = {}
    for subject, predicate, value in core_shapes():
        found.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return found


def _checks(shape: Node, shapes: Mapping[Node, Mapping[Node, list[Node]]]) -> Plan:
    """What a shape demands; of what is not understood nothing is sure."""
    about = shapes[shape]
    path: str | None = None
    if SH.path in about:
        (step,) = about[SH.path]
        if not isinstance(step, URIRef):  # a path of several steps leads beyond the node's own values
            return ((None, _never, None),)
        path = str(step)
    named = str(shape) if isinstance(shape, URIRef) else None
    return tuple(
        (path, _check(parameter, value), named if parameter == SH.minCount else None)
        for parameter in sorted(about.keys() - NO_CONSTRAINT - TARGETS, key=str)
        for value in sorted(about[parameter], key=str)
    )


def _never(_values: Collection[Term], _out: Out, _facts: Facts) -> bool:
    return False


@cache
def _check(parameter: Node, argument: Node) -> Check:
    """The check of one constraint; equal ones are one, so that a node is checked once."""
    if parameter == SH.minCount:
        least = _whole(argument)
        return lambda values, out, facts: len(values) >= least
    if parameter == SH.maxCount:
        most = _whole(argument)
        return lambda values, out, facts: len(values) <= most
    if parameter == SH.uniqueLang and argument == rdflib.Literal(True):
        return _each_language_once
    if parameter == SH.lessThan and isinstance(argument, URIRef):
        other = str(argument)
        return lambda values, out, facts: all(
            _integers(one, two) and int(one.value) < int(two.value) for one in values for two in out.get(other, ())
        )
    one_by_one = _of_value(parameter, argument)
    if one_by_one is None:
        return _never

    def each(values: Collection[Term], _out: Out, facts: Facts) -> bool:
        for value in values:  # noqa: SIM110 - not all(): most have one value, and this is where the time goes
            if not one_by_one(value, facts):
                return False
        return True

    return each


def _whole(number: Node) -> int:
    return int(str(number))


def _integers(*values: Term) -> bool:
    return all(well_formed(value, INTEGER) for value in values)


def _each_language_once(values: Collection[Term], _out: Out, _facts: Facts) -> bool:
    tags = sorted((value.language or "").lower() for value in values if isinstance(value, ox.Literal))
    return all(one != two for one, two in pairwise(tags))


def _of_value(parameter: Node, argument: Node) -> OfValue | None:
    """The check of a constraint that looks at one value at a time, if it is understood."""
    if parameter == SH["class"]:
        classes = frozenset(map(str, vocabulary.subclasses(argument)))
        return lambda value, facts: not classes.isdisjoint(facts.types.get(value, ()))
    if parameter == SH.datatype:
        datatype = str(argument)
        return lambda value, facts: well_formed(value, datatype)
    if parameter == SH.nodeKind and argument == SH.IRI:
        return lambda value, facts: isinstance(value, ox.NamedNode)
    if parameter == SH.minLength:
        least = _whole(argument)
        return lambda value, facts: isinstance(value, ox.Literal) and len(value.value) >= least
    if parameter == SH.pattern:
        pattern = re.compile(str(argument))
        return lambda value, facts: isinstance(value, ox.Literal) and pattern.search(value.value) is not None
    if parameter in (SH.minInclusive, SH.maxInclusive):
        bound, least = Decimal(str(argument)), parameter == SH.minInclusive
        return lambda value, facts: (
            _number(value) and (Decimal(value.value) >= bound if least else Decimal(value.value) <= bound)
        )
    if parameter == SH["or"]:
        ways = [_all_of(way) for way in _items(argument)]
        return lambda value, facts: any(way(value, facts) for way in ways)
    return None


def _all_of(shape: Node) -> OfValue:
    """The check of a value against a shape without a name; one that is not understood finds nothing right."""
    parts = [
        _of_value(parameter, value)
        for parameter, values in sorted(_shapes()[shape].items(), key=str)
        if parameter not in NO_CONSTRAINT
        for value in values
    ]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return lambda value, facts: False
    return lambda value, facts: all(part(value, facts) for part in known)


def _items(head: Node) -> list[Node]:
    found = []
    while head != RDF.nil:
        (first,), (head,) = _shapes()[head][RDF.first], _shapes()[head][RDF.rest]
        found.append(first)
    return found


def _number(value: Term) -> bool:
    return well_formed(value, DECIMAL) or well_formed(value, INTEGER)


def well_formed(value: Term, datatype: str) -> bool:
    """Whether ``value`` is surely a literal of ``datatype``."""
    if not isinstance(value, ox.Literal):
        return False
    if datatype == LANG:
        return value.language is not None
    if value.datatype.value != datatype:
        return False
    if datatype == STRING:
        return True
    form = LEXICAL.get(datatype)
    if form is None or form.fullmatch(value.value) is None or not value.value.isascii():
        return False
    return datatype != XSD + "date" or _is_day(value.value)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
