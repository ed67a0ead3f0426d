"""A thing among what it is part of and what is part of it: bodies and their units, companies, parks and their zones."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from pyoxigraph import NamedNode

from kg.terms import CG
from server.view import Fact, Page

#: Things whose pages have no such tree.
WITHOUT: Final = ("Person", "Role", "Industry", "Statistic", "Membership")
#: Nodes of a tree, and steps downwards from the page's thing.
MOST_NODES, DEEPEST = 60, 5
PART_OF: Final = CG + "partOf"


@dataclass(frozen=True, slots=True)
class Branch:
    """A thing with its parts."""

    iri: str
    fact: Fact | None
    """That it is part of the one above; ``None`` at the top."""
    parts: tuple["Branch", ...] = ()
    left_out: int = 0
    """Parts of its own that are not shown."""


def tree(page: Page, entity: str) -> Branch | None:
    """The tree that ``entity`` stands in; ``None`` where it has no parts and at most one thing above it."""
    wholes: dict[str, list[str]] = defaultdict(list)
    parts: dict[str, list[str]] = defaultdict(list)
    for row in page.questions.ask("structure", entity=NamedNode(entity)):
        part, whole = row["part"].value, row["whole"].value
        if part != whole:
            wholes[part].append(whole)
            parts[whole].append(part)
    chain = _above(entity, wholes)
    if not parts.get(entity) and len(chain) < 2:
        return None
    branch = _Growing(page, parts, {entity, *chain}).below(entity, chain[0] if chain else None, 0)
    for whole, above in zip_longest(chain, chain[1:]):
        page.want(whole)
        fact = page.fact(whole, PART_OF, NamedNode(above)) if above else None
        branch = Branch(whole, fact, (branch,))
    return branch


def below(branch: Branch | None, entity: str) -> int:
    """How many things the tree shows below ``entity``."""
    while branch and branch.iri != entity:
        branch = branch.parts[0] if branch.parts else None
    return _size(branch) - 1 if branch else 0


def _size(branch: Branch) -> int:
    return 1 + sum(map(_size, branch.parts))


def _above(entity: str, wholes: Mapping[str, Sequence[str]]) -> list[str]:
    """What it is part of, what that is part of, and so on; the nearest first, each once."""
    chain: list[str] = []
    at = entity
    while following := next((w for w in wholes.get(at, ()) if w != entity and w not in chain), None):
        chain.append(following)
        at = following
    return chain


class _Growing:
    """A tree while it grows: each thing stands in it once, and there is an end to it."""

    def __init__(self, page: Page, parts: Mapping[str, Sequence[str]], seen: set[str]) -> None:
        self.page = page
        self.parts = parts
        self.seen = seen

    def below(self, iri: str, above: str | None, depth: int) -> Branch:
        self.page.want(iri)
        fact = self.page.fact(iri, PART_OF, NamedNode(above)) if above else None
        own = [part for part in dict.fromkeys(self.parts.get(iri, ())) if part not in self.seen]
        kept = own[: max(0, MOST_NODES - len(self.seen))] if depth < DEEPEST else []
        self.seen.update(kept)
        branches = tuple(self.below(part, iri, depth + 1) for part in kept)
        return Branch(iri, fact, branches, len(own) - len(kept))
