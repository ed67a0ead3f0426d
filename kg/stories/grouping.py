"""From pairs to stories: each article of a story is a copy of each other one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations, product
from typing import Final

#: Articles of a chain of copies, up to which those that were not compared yet are.
COMPARED: Final = 64

Like = Callable[[int, int], float | None]


def stories(
    pairs: Iterable[tuple[int, int, float]], like: Like, order: Callable[[Iterable[int]], list[int]]
) -> list[list[int]]:
    """The stories with more than one article, each in ``order``, sorted by it.

    Chains of copies (a digest of several texts is like each of them) are cut by complete linkage: the likest join
    first, and only where each is a copy of each. The outcome follows from the set of pairs.
    """
    links: dict[int, dict[int, float]] = defaultdict(dict)
    for one, other, alike in pairs:
        links[one][other] = links[other][one] = alike
    found: list[list[int]] = []
    seen: set[int] = set()
    for start in links:
        if start not in seen:
            chain = _chain(links, start)
            seen |= chain
            found += _cliques(order(chain), links, like)
    return [order(story) for story in found]


def _chain(links: dict[int, dict[int, float]], start: int) -> set[int]:
    chain, queue = {start}, [start]
    while queue:
        fresh = links[queue.pop()].keys() - chain
        chain |= fresh
        queue += fresh
    return chain


def _cliques(chain: list[int], links: dict[int, dict[int, float]], like: Like) -> list[list[int]]:
    """``chain`` cut so that in each part all are linked; ties go by the order of the chain."""
    if len(chain) <= COMPARED:
        for one, other in combinations(chain, 2):
            if other not in links[one] and (alike := like(*sorted((one, other)))) is not None:
                links[one][other] = links[other][one] = alike
    if all(len(links[one].keys() & set(chain)) == len(chain) - 1 for one in chain):
        return [chain]
    place = {one: i for i, one in enumerate(chain)}
    ranked = sorted(
        ((-links[one][other], place[one], place[other]) for one, other in combinations(chain, 2) if other in links[one])
    )
    part = {i: [i] for i in range(len(chain))}
    for _, one, other in ranked:
        mine, theirs = part[one], part[other]
        if mine is not theirs and all(chain[b] in links[chain[a]] for a, b in product(mine, theirs)):
            mine += theirs
            part.update(dict.fromkeys(theirs, mine))
    whole = {id(members): members for members in part.values()}
    return [[chain[i] for i in members] for members in whole.values() if len(members) > 1]
