"""Which persons of one name are one: by the posts, bodies, regions and others that articles give them.

Rules, in this order; the first that says something about two clusters decides:

1. an article that tells the two apart, or names in different Chinese characters: different
2. a post in the same place or body, or in companies whose names begin alike: same
3. two or more others in whose company both are spoken of: same
4. posts at the head of two places, or in two provinces, held at one time: different
5. posts in two provinces, or head posts in two cities, at different times: unsure, kept apart
6. posts in one city, or (for a name of three syllables) one province: same
7. anything else between two that hold posts: unsure, kept apart; for names that are not Chinese: same

Those of whom no article gives a post join the only one of their name whom the regions of their articles fit. Fit
several or none: unsure, kept apart, except where there is nothing at all that could tell them apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Final

from kg.facts import EntityType
from kg.naming import generic
from kg.rdf import HAN
from kg.register.facets import Anchor
from kg.register.model import Judgement, Link, Node
from kg.register.places import city, nested, region, same_city
from kg.register.syllables import telling

#: Two posts with at most this many days between them are held at one time.
SAME_TIME: Final = 31
#: What officials move between: posts in two of them in one city are a career, even under a name that many share.
PUBLIC: Final = frozenset({EntityType.PLACE, EntityType.PARK, EntityType.GOVERNMENT})
#: Others whom two have to share to be one.
SHARED: Final = 2
#: Judgements recorded of one name at most; there are names that hundreds share.
MOST: Final = 60


@dataclass(slots=True)
class Known:
    """What the articles say of one node, or of several that are one."""

    nodes: list[Node]
    anchors: frozenset[Anchor]
    regions: frozenset[str]
    """Cities, provinces and countries that its articles speak of."""
    heads: dict[Anchor, list[str]] = field(default_factory=dict)
    """Dates of articles that give a post at the head of a place."""
    dates: dict[Anchor, list[str]] = field(default_factory=dict)
    """Dates of articles that give a post at all."""
    others: frozenset[str] = frozenset()
    """Keys of the persons that its articles also speak of; not of names that many share."""
    han: frozenset[str] = frozenset()

    def absorb(self, other: "Known") -> None:
        """Takes in what is known of ``other``, who is the same."""
        self.nodes = sorted([*self.nodes, *other.nodes])
        self.anchors |= other.anchors
        self.regions |= other.regions
        self.others |= other.others
        self.han |= other.han
        for mine, theirs in ((self.heads, other.heads), (self.dates, other.dates)):
            for anchor, dates in theirs.items():
                mine[anchor] = sorted([*mine.get(anchor, []), *dates])

    @property
    def companies(self) -> frozenset[str]:
        """The first two words of companies' names: what a company shares with its branches."""
        keys = (anchor.key.split()[:2] for anchor in self.anchors if anchor.type is EntityType.ENTERPRISE)
        return frozenset(" ".join(words) for words in keys if not generic(" ".join(words)))

    @property
    def scripts(self) -> frozenset[bool]:
        """Whether the names of its nodes are in Chinese characters."""
        return frozenset(HAN.search(node.key) is not None for node in self.nodes)

    @property
    def provinces(self) -> frozenset[str]:
        """Where the posts are."""
        return frozenset(found for anchor in self.anchors if anchor.place and (found := region(anchor.place)))


Verdict = tuple[Judgement, str]
Apart = Mapping[frozenset[Node], str]
"""Pairs of nodes that an article tells apart, and which one."""


def decide(known: Iterable[Known], apart: Apart) -> tuple[list[list[Node]], list[Link]]:
    """The clusters of nodes of one name that are one person each, and the judgements that made them; all sorted."""
    everyone = sorted(known, key=lambda k: k.nodes[0])
    links: list[Link] = []
    clusters = [one for one in everyone if one.anchors]
    clusters = _by_anchor(clusters, apart, links)
    clusters = _by_evidence(clusters, apart, links)
    loose = [one for one in everyone if not one.anchors]
    clusters = _attach(clusters, loose, apart, links)
    return sorted(cluster.nodes for cluster in clusters), links


def compare(one: Known, other: Known, apart: Apart) -> Verdict:
    """The judgement on two who hold posts, with its reason; see the head of this module."""
    if told := _told_apart(one, other, apart):
        return Judgement.DIFFERENT, told
    if shared := sorted(one.anchors & other.anchors):
        return Judgement.SAME, f"both hold a post in {shared[0].key!r}"
    if company := _company(one, other):
        return Judgement.SAME, f"both hold a post in a company named {company!r}"
    if len(shared_others := one.others & other.others) >= SHARED:
        return Judgement.SAME, f"both are spoken of together with {', '.join(sorted(shared_others)[:3])}"
    if judged := _by_time(one, other):
        return judged
    return _by_region(one, other)


def _told_apart(one: Known, other: Known, apart: Apart) -> str | None:
    if one.han and other.han and not one.han & other.han:
        return f"written in different characters: {min(one.han)}, {min(other.han)}"
    for left in one.nodes if apart else ():
        for right in other.nodes:
            if article := apart.get(frozenset((left, right))):
                return f"{article} tells the two apart"
    return None


def _company(one: Known, other: Known) -> str | None:
    return min(one.companies & other.companies, default=None)


def _by_time(one: Known, other: Known) -> Verdict | None:
    """Posts that nobody holds at one time, in the leadership of two places; or merely not at once."""
    for kind, left, right in (("head posts", one.heads, other.heads), ("posts", one.dates, other.dates)):
        for (a, mine), (b, theirs) in ((x, y) for x in left.items() for y in right.items()):
            if not a.place or not b.place or nested(a.place, b.place):
                continue
            if kind == "posts" and region(a.place) == region(b.place):
                continue
            if same_city(a.place, b.place):
                continue
            if _at_once(mine, theirs):
                return Judgement.DIFFERENT, f"{kind} in {a.key!r} and {b.key!r} at one time"
            if kind == "head posts":
                return Judgement.UNSURE, f"head posts in {a.key!r} and {b.key!r} at different times"
    return None


def _at_once(mine: list[str], theirs: list[str]) -> bool:
    left, right = ([day for text in dates if (day := _day(text))] for dates in (mine, theirs))
    if not left or not right:
        return False
    gap = max(min(left) - max(right), min(right) - max(left))
    return gap <= SAME_TIME


def _day(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def _by_region(one: Known, other: Known) -> Verdict:
    rare = min(telling(node.key) for node in (one.nodes[0], other.nodes[0]))
    here, there = one.provinces, other.provinces
    if here and there and not here & there:
        return Judgement.UNSURE, "posts in different provinces or countries; no article gives both to one person"
    kinds = PUBLIC if rare == 1 else frozenset(EntityType)
    if any(
        a.place and b.place and {a.type, b.type} <= kinds and same_city(a.place, b.place)
        for a in one.anchors
        for b in other.anchors
    ):
        return Judgement.SAME, "posts in one city, and nothing against it"
    if here & there and rare >= 2 and not _mixed(one, other):
        return Judgement.SAME, "posts in one province, and nothing against it"
    if rare == 3:
        return Judgement.SAME, "an uncommon name, and nothing against it"
    return Judgement.UNSURE, "the same name; nothing says that the posts are one person's"


def _by_anchor(clusters: list[Known], apart: Apart, links: list[Link]) -> list[Known]:
    """Joins those who share a place or body, unless something tells them apart."""
    holders: dict[Anchor, list[Known]] = defaultdict(list)
    found: list[Known] = []
    for one in clusters:
        home = next((c for a in sorted(one.anchors) for c in holders[a] if not _told_apart(one, c, apart)), None)
        while home is not None:
            _, reason = compare(one, home, apart)
            links.append(Link(one.nodes[0], Judgement.SAME, home.nodes[0], reason))
            found = [c for c in found if c is not home]
            for held in holders.values():
                held[:] = [c for c in held if c is not home]
            one.absorb(home)
            home = next((c for a in sorted(one.anchors) for c in holders[a] if not _told_apart(one, c, apart)), None)
        found.append(one)
        for anchor in one.anchors:
            holders[anchor].append(one)
    return found


def _by_evidence(clusters: list[Known], apart: Apart, links: list[Link]) -> list[Known]:
    """Joins what the other rules find to be the same, and records what they find to be different or cannot say.

    Only those are compared that share a trait by which they could be the same: there are names that thousands share.
    """
    found: dict[int, Known] = {}
    bearing: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(sorted(clusters, key=lambda c: c.nodes)):
        while (match := _match(one, found, bearing, apart)) is not None:
            other, reason = match
            links.append(Link(one.nodes[0], Judgement.SAME, found[other].nodes[0], reason))
            one.absorb(found.pop(other))
        found[number] = one
        for trait in _traits(one):
            bearing[trait].append(number)
    kept = sorted(found.values(), key=lambda c: c.nodes)
    for left, right in combinations(kept, 2):
        if len(links) >= MOST:
            break
        judgement, reason = compare(left, right, apart)
        links.append(Link(left.nodes[0], judgement, right.nodes[0], reason))
    return kept


def _match(
    one: Known, found: Mapping[int, Known], bearing: Mapping[str, list[int]], apart: Apart
) -> tuple[int, str] | None:
    """The first of ``found`` who is the same, and why."""
    shared = Counter(number for trait in _traits(one) for number in bearing.get(trait, ()) if number in found)
    for number in sorted(shared):
        judgement, reason = compare(found[number], one, apart)
        if judgement is Judgement.SAME:
            return number, reason
    return None


def _traits(one: Known) -> list[str]:
    """What two have in common at least if anything says that they are the same."""
    name = telling(one.nodes[0].key)
    traits = [f"with {other}" for other in one.others] + [f"company {words}" for words in one.companies]
    for anchor in one.anchors:
        if anchor.place and (name > 1 or anchor.type in PUBLIC):
            traits += [f"in {city(anchor.place)}", f"in {region(anchor.place)}"][: 1 if name == 1 else 2]
    if name == 3:
        traits.append("uncommon")
    return sorted(set(traits))


def _attach(clusters: list[Known], loose: list[Known], apart: Apart, links: list[Link]) -> list[Known]:
    """Joins those without posts to the only one whom their regions fit."""
    found = list(clusters)
    alone: list[Known] = []
    for one in loose:
        fitting = [c for c in clusters if not _told_apart(one, c, apart) and _fits(one, c)]
        if len(fitting) == 1 and (one.regions or len(clusters) == 1):
            reason = "the only one of this name whose region fits" if one.regions else "the only one of this name"
            links.append(Link(one.nodes[0], Judgement.SAME, fitting[0].nodes[0], reason))
            fitting[0].absorb(one)
            continue
        home = next((c for c in alone if not _told_apart(one, c, apart) and _alike(one, c)), None)
        if home is not None:
            reason = "no posts are known; nothing tells them apart"
            links.append(Link(one.nodes[0], Judgement.SAME, home.nodes[0], reason))
            home.absorb(one)
            continue
        several = "several of this name fit" if len(fitting) > 1 else "no post is known, and the regions are others"
        for other in fitting or clusters or alone:
            if len(links) < MOST:
                links.append(Link(one.nodes[0], Judgement.UNSURE, other.nodes[0], several))
        alone.append(one)
    return [*found, *alone]


def _fits(one: Known, cluster: Known) -> bool:
    name = telling(one.nodes[0].key)
    if len(one.others & cluster.others) >= SHARED:
        return True
    if _mixed(one, cluster):
        return False
    where = frozenset(anchor.place for anchor in cluster.anchors if anchor.place)
    if not one.regions or not where:
        # Nothing is known of where: enough for a name that few share.
        return name >= 2 or bool(one.regions & cluster.regions) or not one.regions
    return _near(one.regions, where, name)


def _alike(one: Known, other: Known) -> bool:
    if _mixed(one, other):
        return False
    if not one.regions or not other.regions:
        return one.regions == other.regions or telling(one.nodes[0].key) == 3
    return _near(one.regions, other.regions, telling(one.nodes[0].key))


def _near(here: Iterable[str], there: Iterable[str], name: int) -> bool:
    """Whether two are spoken of in one city; for a name of three syllables a province will do, for others anywhere."""
    if name == 3:
        return True
    return any(nested(a, b) or same_city(a, b) or (name == 2 and region(a) == region(b)) for a in here for b in there)


def _mixed(one: Known, other: Known) -> bool:
    """Whether one is known in Chinese characters alone, the other never: sound alone says too little."""
    return not one.scripts & other.scripts


def characters(nodes: Iterable[Node]) -> frozenset[str]:
    """The names of ``nodes`` that are in Chinese characters."""
    return frozenset(node.key for node in nodes if HAN.search(node.key))
