"""RDF terms of the store (pyoxigraph): short ways to make them."""

import re
from decimal import Decimal
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.terms import PREFIXES, XSD

StoreTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal

DATES: Final = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), XSD + "date"),
    (re.compile(r"\d{4}-\d{2}"), XSD + "gYearMonth"),
    (re.compile(r"\d{4}"), XSD + "gYear"),
)
DECIMAL = ox.NamedNode(XSD + "decimal")
INTEGER = ox.NamedNode(XSD + "integer")


def expand(name: str) -> ox.NamedNode:
    """The term that the prefixed name ``name`` ("cg:Article") or ``a`` stands for.

    Raises:
        KeyError: the prefix is not one of :data:`kg.terms.PREFIXES`.
    """
    prefix, _, local = ("rdf:type" if name == "a" else name).partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def date(text: str) -> ox.Literal:
    """An ISO date as ``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear``; anything else as a plain string."""
    for form, datatype in DATES:
        if form.fullmatch(text):
            return ox.Literal(text, datatype=ox.NamedNode(datatype))
    return ox.Literal(text)


def decimal(value: Decimal | float) -> ox.Literal:
    """``value`` as canonical ``xsd:decimal`` (XSD 1.1 section 3.3.3): no exponent, no needless zero."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ox.Literal("0" if text == "-0" else text, datatype=DECIMAL)


def instant(text: str) -> ox.Literal:
    """An ISO date with time and zone as ``xsd:dateTime``."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "dateTime"))


def integer(value: int) -> ox.Literal:
    """``value`` as ``xsd:integer``."""
    return ox.Literal(str(value), datatype=INTEGER)


HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")


def text(value: str, language: str | None = None) -> ox.Literal:
    """A label with its language tag: ``zh`` where it has Han characters, else ``language``, else ``en``."""
    tag = "zh" if HAN.search(value) and not (language or "").startswith(("ja", "ko", "zh")) else language or "en"
    return ox.Literal(value, language=tag.lower())
