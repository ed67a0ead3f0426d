"""What one panel of a page shows and another would show again."""

from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from kg.terms import CG, ORG
from server import listing, panels, structure
from server.view import Page


def listed_by(made: Page, iri: str, found: Mapping[str, Any]) -> dict[str, int]:
    """How many things a panel of the page lists already that a property leads here from, where it has them all."""
    listed: dict[str, int] = {structure.PART_OF: structure.below(found["structure"], iri)}
    for group in found["groups"]:
        for shown in group.properties:
            for back in made.vocabulary.backwards(shown.iri):
                listed[back] = shown.total
    if companies := found["companies"]:
        properties = {fact.predicate for fact in companies.rows}
        listed |= dict.fromkeys(properties, companies.total) if len(properties) == 1 else {}
    if (projects := found["projects"]) and projects.total == len(projects.rows):
        for entry in projects.rows:  # no company is a project: a property that leads to both has all it lists
            if entry.fact.value == NamedNode(iri):
                listed[entry.fact.predicate] = listed.get(entry.fact.predicate, 0) + 1
    if sites := found["sites"]:
        own = {one.facts[0].predicate for one in sites.rows if not one.through}
        listed |= dict.fromkeys(own, sum(not one.through for one in sites.rows)) if len(own) == 1 else {}
    if (posts := found["posts"]) and posts.total == len(posts.rows):
        listed |= dict.fromkeys((CG + "servesIn", ORG + "memberOf"), len({post.person for post in posts.rows}))
    return listed


def unlisted(
    groups: Sequence[panels.Group], iri: str, projects: listing.Listed[listing.Project] | None
) -> list[panels.Group]:
    """``groups`` without the properties all of whose values the projects' panel has, with what they cost."""
    rows = projects.rows if projects else ()
    told = {entry.fact.value for entry in rows if entry.fact.subject == iri}
    for group in groups:
        group.properties = [p for p in group.properties if p.total > len(p.facts) or {f.value for f in p.facts} - told]
    return [group for group in groups if group.properties]
