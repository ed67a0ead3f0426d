"""Bodies that posts imply: "mayor of Y" is a post in Y's government, which the article may not name."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.facts import Entity, EntityType, Post
from kg.rdf import HAN
from kg.roles import of_party


@dataclass(frozen=True, slots=True)
class ImpliedBody:
    """The body that a post "of" a place or park belongs to."""

    local: str
    of: str
    party: bool
    park: bool

    def name(self, place: str) -> str:
        """What it is called, by the name of its place and in that name's language."""
        if HAN.search(place):
            return place + ("党委" if self.party else "管委会" if self.park else "政府")
        body = "Party committee" if self.party else "Management committee" if self.park else "Government"
        return f"{body} of {place}"


def implied_body(post: Post, entities: Mapping[str, Entity]) -> ImpliedBody | None:
    """The body that ``post`` implies, or None where it names its organisation itself."""
    if post.of is None or entities[post.of].type not in (EntityType.PLACE, EntityType.PARK):
        return None
    party = of_party(post.role) or of_party(post.printed)
    park = entities[post.of].type is EntityType.PARK
    return ImpliedBody(f"{post.of}#{'party' if party else 'government'}", post.of, party, park)
