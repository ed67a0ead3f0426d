"""Words of the pages that stand for terms: relations read from the other side, units, what participants did."""

from decimal import Decimal, InvalidOperation
from typing import Final

from kg.terms import CG, DCTERMS, ORG, SCHEMA, XSD
from server.i18n import gettext, language, number, short_number


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is shown."""
    return message


#: How a relation reads from its object's side, where neither shapes nor ontology say.
INVERSE: Final = {
    CG + "locatedIn": _("located here"),
    CG + "partOf": _("has parts"),
    CG + "operatesIn": _("organisations that operate here"),
    CG + "focusesOn": _("who focuses on it"),
    CG + "develops": _("who develops it"),
    CG + "cooperatesWith": _("cooperates with"),
    CG + "jurisdiction": _("governed by"),
    DCTERMS + "isReplacedBy": _("merged from"),
    ORG + "member": _("posts"),
    ORG + "memberOf": _("members"),
    SCHEMA + "location": _("took place here"),
}

#: How any other relation reads from there.
OF: Final = _("%(property)s of")

#: What an event's participant is called, as a word beside a name.
PART: Final = {
    CG + "leader": _("led"),
    CG + "host": _("hosted"),
    CG + "speaker": _("spoke"),
    CG + "announcer": _("announced"),
    CG + "signatory": _("signed"),
    CG + "organizer": _("organised"),
    CG + "attendee": _("took part"),
    CG + "visited": _("was visited"),
    CG + "about": _("was the subject"),
    SCHEMA + "location": _("was the venue"),
}

#: What units are called behind a figure.
UNITS: Final = {
    "CNY": _("yuan"), "USD": _("US dollars"), "EUR": _("euros"), "percent": "%", "mu": _("mu"), "ha": _("hectares"),
    "km2": "km²", "m2": "m²", "count": "",
}  # fmt: skip


#: What several things of a class are called, where they are counted and browsed; English only has a form of its own.
SEVERAL: Final = {
    "Person": _("People"), "GovernmentBody": _("Government bodies"), "Enterprise": _("Companies"),
    "Institution": _("Institutions"), "Park": _("Parks"), "Facility": _("Facilities"), "Place": _("Places"),
    "Project": _("Projects"), "Industry": _("Industries"), "Visit": _("Visits"), "Meeting": _("Meetings"),
    "Ceremony": _("Ceremonies"), "Signing": _("Signings"), "Conference": _("Conferences"), "Article": _("Articles"),
    "Role": _("Posts and titles"), "Statistic": _("Figures"), "Membership": _("Posts"),
}  # fmt: skip


def several(cls: str) -> str:
    """What several things of a class are called, by its local name; empty for a class that has no such word."""
    return gettext(SEVERAL[cls]) if cls in SEVERAL else ""


def message(text: str, /, **values: object) -> str:
    """One of the texts above in the request's language."""
    return gettext(text, **values)


def part(prop: str) -> str:
    """What a participant did at an event, by the property that joins them; empty when there is no word for it."""
    return gettext(PART[prop]) if prop in PART else ""


def quantity(value: str, unit: str) -> str:
    """A figure with its unit, short enough to be read at a glance."""
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return f"{value} {unit}".strip()
    name = UNITS.get(unit, unit)
    text = number(figure) if unit == "percent" else short_number(figure)
    if unit == "percent":
        return f"{text}%"
    gap = "" if name and text[-1] in "万亿" else " "  # 32亿元
    return f"{text}{gap}{gettext(name) if name else ''}".strip()


#: What values of a datatype are.
DATATYPES: Final = {"string": _("text"), "decimal": _("a number"), "integer": _("a whole number"), "date": _("a day")}


def datatype(iri: str) -> str:
    """What values of an XSD datatype are, in words; empty for another IRI."""
    return gettext(DATATYPES[name]) if (name := iri.removeprefix(XSD)) in DATATYPES else ""


#: What the counts of a build are called.
COUNTS: Final = {
    "articles": _("articles"), "triples": _("triples"), "entities": _("entities"), "events": _("events"),
    "claims": _("claims"), "entailed": _("entailed triples"), "warnings": _("with warnings"),
    "quarantined": _("kept back"), "set aside": _("articles set aside"), "statistics": _("figures"),
    "dropped": _("statements dropped"), "stories": _("stories told by several articles"),
    "withdrawn": _("withdrawn by people"),
}  # fmt: skip


def counted(name: str) -> str:
    """What one of a build's counts is called."""
    return gettext(COUNTS.get(name, name))


#: Marks of a language between the members of a row, behind what a row is headed by, between its parts, at its end.
MARKS: Final = {"en": (", ", ": ", "; ", ". "), "zh": ("、", "：", "；", "。")}


def comma() -> str:
    """What stands between the members of a row."""
    return MARKS[language()][0]


def colon() -> str:
    """What stands behind a word that heads a row."""
    return MARKS[language()][1]


def semicolon() -> str:
    """What stands between parts that have commas themselves."""
    return MARKS[language()][2]


def stop() -> str:
    """What stands at the end of a sentence that another may follow."""
    return MARKS[language()][3]


def headed(text: str) -> str:
    """``text`` with a capital at its beginning, as it stands alone; names keep their own spelling otherwise."""
    return text[:1].upper() + text[1:]


def fit(text: str, room: int) -> str:
    """``text`` cut to what fits ``room`` letters of an alphabet; a Chinese character takes two."""
    if 2 * len(text) <= room:
        return text
    taken = 0
    for place, character in enumerate(text):
        taken += 2 if character > "\u2e7f" else 1
        if taken > room:
            return text[: max(1, place - 1)].rstrip() + "…"
    return text
