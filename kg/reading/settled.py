"""What a post is of, once that is known."""

from dataclasses import dataclass

from kg.facts import EntityType
from kg.reading.document import Document, Mention
from kg.reading.jurisdictions import is_party, party_committee
from kg.reading.post_holders import Holding
from kg.reading.titles import Kind


@dataclass(frozen=True, slots=True)
class Settled:
    """What a post is of, once the context is known."""

    entity: str | None
    role: str
    explicit: bool
    """The text names the body beside the title, or refers back to it there."""
    confidence: float
    mention: Mention | None = None
    """Where a body is named that is not named beside the title."""


def fitted(document: Document, entity: str, holding: Holding, *, explicit: bool, confidence: float) -> Settled:
    """``entity``, or what the post really is of.

    A place's Party secretary heads its committee, if that is named; the mayor who shares a body with the secretary
    of a Party committee is the mayor of the place.
    """
    phrase = holding.phrase
    draft = document.entities[entity]
    role = phrase.role
    if phrase.body and phrase.body.unit and (phrase.title.kind is not Kind.TERRITORY or phrase.body.link == "for"):
        role = f"{role} {phrase.body.link} {phrase.body.unit}"
    if phrase.title.kind is Kind.PARTY and draft.type is EntityType.PLACE:
        committee = party_committee(document, entity)
        if committee:
            return Settled(committee, role.replace("party secretary", "secretary"), explicit, confidence)
    if phrase.title.kind is Kind.TERRITORY and draft.jurisdiction and is_party(draft):
        return Settled(draft.jurisdiction, role, explicit and not phrase.shared, confidence)
    return Settled(entity, role, explicit, confidence)
