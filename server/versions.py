"""The articles that publish one story, on the pages of each of them and of what they tell."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.view import Page


@dataclass(frozen=True, slots=True)
class Version:
    """One article."""

    article: str
    first: bool
    """Whether none of its story is known to be earlier."""


def versions(page: Page, iri: str) -> list[Version]:
    """The other articles of the story of article ``iri``, or all that tell the event or figure ``iri``; by date."""
    rows = page.questions.ask("versions", thing=NamedNode(iri))
    found = [Version(row["article"].value, row["first"].value == "true") for row in rows]
    page.want(*(version.article for version in found))
    return found
