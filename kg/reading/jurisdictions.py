"""Whom a government body governs: the place or zone in its name, where that is an entity of the article."""

import re

from kg.facts import EntityType
from kg.reading.document import Document, EntityDraft
from kg.reading.inside import inside

#: Bodies in a place that govern another one, or none: "Consulate General in Shenyang".
_ELSEWHERE = re.compile(r"\b(?:in|consulate|embassy|court|office of)\b", re.IGNORECASE)
_PARTY = re.compile(r"\b(?:CPC|Party|Communist)\b")
#: Committees beside, under or for the one that leads.
_OTHER = re.compile(r"\b(?:Discipline|Standing|Working|Work|Political|Youth|Organization|Propaganda|United Front)\b")


def set_jurisdictions(document: Document) -> None:
    """Sets ``jurisdiction`` of the government bodies that lack one and whose name carries a place or park."""
    for draft in document.entities.values():
        if draft.type is EntityType.GOVERNMENT and draft.jurisdiction is None:
            draft.jurisdiction = governed(document, draft)


def governed(document: Document, body: EntityDraft) -> str | None:
    """Id of the place or park in a name of ``body``: the one with the longest name."""
    best: tuple[int, str] | None = None
    for name in (*body.names, *body.rebuilt):
        if _ELSEWHERE.search(name):
            continue
        for place in document.entities.values():
            if place.type not in (EntityType.PLACE, EntityType.PARK):
                continue
            for form in (*place.names, *place.rebuilt):
                longer = form in name and form != name and (best is None or len(form) > best[0])
                if longer and _stands(form, name):
                    best = (len(form), place.id)
    return best[1] if best else None


def _stands(form: str, name: str) -> bool:
    """Whether ``form`` stands in ``name`` as whole words."""
    return inside(form, name) is not None


def is_party(body: EntityDraft) -> bool:
    """Whether ``body`` is a Party committee."""
    return body.type is EntityType.GOVERNMENT and any(_PARTY.search(name) for name in body.names)


def party_committee(document: Document, place: str) -> str | None:
    """Id of the Party committee that leads ``place``, if the article names it."""
    for draft in document.entities.values():
        if draft.type is not EntityType.GOVERNMENT or draft.jurisdiction != place:
            continue
        if any(_PARTY.search(name) and not _OTHER.search(name) for name in draft.names):
            return draft.id
    return None
