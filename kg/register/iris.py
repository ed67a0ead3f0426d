"""The IRIs of nodes and of the entities that they make up.

An IRI follows from what a thing is: its type and its normalised name. Only of persons of one name who are told apart
each gets a qualifier: the place or body of the earliest dated post that articles give (``person/li-wei-weihai``), for
those without a post the region of their articles (``person/li-wei-in-shandong``). Nothing in it depends on the order of
articles. The plain IRI then stays with those of whom nothing more is known, or leads to all of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kg.facts import EntityType
from kg.naming import digest, key, slug
from kg.rdf import HAN
from kg.reference import places
from kg.register.facets import parse
from kg.register.model import KINDS, Node
from kg.register.signatures import sounds
from kg.register.syllables import spoken
from kg.terms import Iris


def node_iris(iris: Iris, nodes: Iterable[Node]) -> dict[Node, str]:
    """The IRI of every node, as if it were alone; two names of one slug are told apart by a hash."""
    taken: set[str] = set()
    found = {}
    for node in sorted(nodes):
        word = plain_slug(node) + facet_slug(node)
        iri = iris.thing(KINDS[node.type], word)
        if iri in taken:
            iri = iris.thing(KINDS[node.type], f"{word}-{digest(f'{node.key} {node.facet}')}")
        taken.add(iri)
        found[node] = iri
    return found


def plain_slug(node: Node) -> str:
    """The readable part that follows from the name alone; of a Chinese one as it sounds, with a hash."""
    if not HAN.search(node.key):
        return slug(node.key, node.type)
    sound = spoken(node.key) if node.type is EntityType.PERSON else sounds(node.key)
    return (
        f"{slug(sound, node.type)}-{digest(node.key)}" if sound and not HAN.search(sound) else slug(node.key, node.type)
    )


def facet_slug(node: Node) -> str:
    """The qualifier that follows from where an article places a person, with its hyphen; "" for none."""
    facet, _, split = node.facet.partition("#")
    anchors, regions = parse(facet)
    if anchors:
        word = f"-{slug(anchor.key, anchor.type)}" if (anchor := min(anchors)) else ""
        word += f"-{digest(facet)}" if len(anchors) > 1 else ""
    else:
        names = [slug(key(places()[code].name, EntityType.PLACE), EntityType.PLACE) for code in sorted(regions)]
        word = f"-in-{'-'.join(names)}" if names else ""
    return f"{word}-{split}" if split else word


def own_iris(iris: Iris, node: Node) -> list[str]:
    """The IRIs that a person could have by one of the posts that an article gives, and by all of them."""
    facets = [node.facet, *(str(anchor) for anchor in sorted(parse(node.facet)[0]))]
    words = dict.fromkeys(plain_slug(node) + facet_slug(node._replace(facet=facet)) for facet in facets)
    return [iris.thing(KINDS[node.type], word) for word in words]


def titles(node: Node) -> set[str]:
    """The kind and readable part of each IRI that ``node`` could give its entity, or that could lead to this one."""
    facets = {"", node.facet}
    if node.type is EntityType.PERSON:
        facets |= {str(anchor) for anchor in parse(node.facet)[0]}
    word = plain_slug(node)
    return {f"{KINDS[node.type]}/{word}{facet_slug(node._replace(facet=facet))}" for facet in facets}


def person_iris(
    iris: Iris, clusters: Sequence[Sequence[Node]], first: Mapping[Node, tuple[str, str]]
) -> list[tuple[str, Node]]:
    """For each cluster of persons of one name its IRI, and the node that it is named after.

    ``first`` has the date and the anchor of each node's earliest dated post.
    """
    leads = [min(nodes, key=lambda node: _rank(node, first)) for nodes in clusters]
    bearers = Counter(word for nodes in clusters for word in {plain_slug(node) for node in nodes})
    words = []
    for lead in leads:
        word = plain_slug(lead)
        if bearers[word] > 1:
            anchor = first.get(lead, ("", ""))[1]
            word += facet_slug(lead._replace(facet=anchor) if anchor else lead)
        words.append(word)
    counts = Counter(words)
    found = []
    for word, lead, nodes in zip(words, leads, clusters, strict=True):
        own = word if counts[word] == 1 else f"{word}-{digest(min(node.facet for node in nodes))}"
        found.append((iris.thing(KINDS[EntityType.PERSON], own), lead))
    return found


def _rank(node: Node, first: Mapping[Node, tuple[str, str]]) -> tuple[bool, bool, tuple[str, str], str, str]:
    """Order in which nodes give a person the name: not Chinese, with a post, the earliest, else by what it is."""
    return (HAN.search(node.key) is not None, not parse(node.facet)[0], first.get(node, ("9999", "")), node.facet,
            node.key)  # fmt: skip
