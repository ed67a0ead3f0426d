"""Persons whom only a post gives away: "Bolat Akhmetov is the chief engineer" names a person, whatever the name."""

from collections.abc import Sequence

from kg.facts import EntityType
from kg.reading.document import Document
from kg.reading.items import Item, ItemKind
from kg.reading.lexicon import head_at
from kg.reading.post_holders import Context, holdings
from kg.reading.post_persons import APPOSITION, BRACKETED, NAME_AFTER_COMMA, VERB
from kg.reading.titles import Kind

_STATED = frozenset({APPOSITION, BRACKETED, VERB, NAME_AFTER_COMMA})
#: Posts that organisations do not hold.
_PERSONAL = frozenset({Kind.TERRITORY, Kind.PARTY, Kind.ORGAN, Kind.COMPANY, Kind.ENVOY})


def retype(document: Document, blocks: Sequence[Sequence[Item]], context: Context) -> bool:
    """Makes persons of supposed companies that hold a post and have a personal name's shape; whether there are any."""
    likely = {d.id for d in document.entities.values() if d.type is EntityType.ENTERPRISE and _personal(d.names[0])}
    if not likely:
        return False
    tried = [[i._replace(kind=ItemKind.PERSON) if i.entity in likely else i for i in items] for items in blocks]
    found = {
        held.person
        for held in holdings(tried, context)
        if held.person in likely and held.confidence in _STATED and held.phrase.title.kind in _PERSONAL
    }
    for person in found:
        document.entities[person].type = EntityType.PERSON
    return bool(found)


def _personal(name: str) -> bool:
    """Whether ``name`` is two or three capitalised words as a personal name is, and does not end as a body's."""
    parts = name.split()
    words = all(len(part) > 1 and part.isalpha() and part.istitle() for part in parts)
    return words and 2 <= len(parts) <= 3 and head_at([part.lower() for part in parts]) is None
