"""How well the register tells who is who: its entities beside clusters that people made.

Pairwise precision is the share of the pairs that the register joins that are one thing; B-cubed takes each mention's
own cluster and averages over the mentions, so that those that stand alone count too (Bagga and Baldwin, 1998).
"""

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from kg.errors import InputError, Where
from kg.evaluation.gold import Gold
from kg.evaluation.matching import pair_entities
from kg.evaluation.scoring import Prf
from kg.facts import Article, Entity, EntityType, Passage, Post, Reading, Relation
from kg.register import Register
from kg.terms import Iris

Mention = tuple[str, str]
"""An article's identifier and the gold's id of an entity in it."""
#: Industries are concepts of a scheme; the reference data has them.
LEFT_OUT = frozenset({EntityType.INDUSTRY})


@dataclass(frozen=True, slots=True)
class Identified:
    """The figures of one register over some mentions."""

    what: str
    mentions: int
    things: int
    pairs: Prf
    bcubed: Prf
    joined: tuple[tuple[Mention, Mention], ...]
    """Pairs that are two things and were joined."""
    parted: tuple[tuple[Mention, Mention], ...]
    """Pairs that are one thing and were not joined."""


def read(path: Path, golds: Sequence[Gold]) -> dict[Mention, Hashable]:
    """The cluster of every mention of ``golds``, from a file of those that have several.

    Raises:
        InputError: the file cannot be read, is of another form, or names a mention that is not there or twice.
    """
    where = Where(str(path))
    try:
        clusters = json.loads(path.read_text(encoding="utf-8"))["clusters"]
        found = [[(str(article), str(local)) for article, local in cluster] for cluster in clusters]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError('is no file of clusters: {"clusters": [[[ARTICLE, ID], ...], ...]}', where=where) from error
    known = {(gold.id, entity.id) for gold in golds for entity in gold.entities if entity.type not in LEFT_OUT}
    articles = {gold.id for gold in golds}
    truth: dict[Mention, Hashable] = {}
    for number, cluster in enumerate(found):
        for mention in cluster:
            if mention[0] not in articles:
                continue  # only some of the articles were asked for
            if mention not in known or mention in truth:
                raise InputError(f"{mention} is {'named twice' if mention in truth else 'no entity'}", where=where)
            truth[mention] = number
    return {mention: truth.get(mention, mention) for mention in known}


def as_reading(gold: Gold, article: Article) -> Reading:
    """What people annotated, as if a reader had found it: the register without a reader's errors."""
    anywhere = (Passage(0, 1),)
    return Reading(
        article=article,
        reader="gold",
        entities=tuple(Entity(id=e.id, type=e.type, names=e.names, rebuilt=e.aka) for e in gold.entities),
        posts=tuple(Post(person=p.person, role=p.role, printed=p.role, of=p.of, passages=anywhere) for p in gold.posts),
        relations=tuple(Relation(subject=s, predicate=p, object=o, passages=anywhere) for s, p, o in gold.relations),
    )


def identify(
    what: str, golds: Sequence[Gold], readings: Iterable[Reading], truth: Mapping[Mention, Hashable], iris: Iris
) -> Identified:
    """Has the register resolve ``readings`` (one for each of ``golds``) and compares it with ``truth``.

    Of a reader's entities those count that are one of the gold's.
    """
    register = Register(iris)
    local: dict[Mention, str] = {}
    for gold, reading in zip(golds, readings, strict=True):
        register.see(reading)
        mine = {e.id: e.id for e in reading.entities} if reading.reader == "gold" else pair_entities(gold, reading).of
        local.update({(gold.id, theirs): id for id, theirs in mine.items()})
    resolution = register.resolve()
    said = {mention: resolution.entity(mention[0], local[mention]).iri for mention in sorted(truth) if mention in local}
    return compare(what, {mention: truth[mention] for mention in said}, said)


def compare(what: str, truth: Mapping[Mention, Hashable], said: Mapping[Mention, Hashable]) -> Identified:
    """The figures of the clusters ``said`` beside ``truth``; both have the same mentions."""
    right, made = _pairs(truth), _pairs(said)
    hits = len(right & made)
    pairs = _prf(hits / len(made) if made else 1.0, hits / len(right) if right else 1.0)
    sizes, own = Counter(said.values()), Counter(truth.values())
    both = Counter((said[mention], truth[mention]) for mention in said)
    precision = [both[said[m], truth[m]] / sizes[said[m]] for m in said]
    recall = [both[said[m], truth[m]] / own[truth[m]] for m in said]
    count = len(said) or 1
    return Identified(
        what, len(said), len(own), pairs, _prf(sum(precision) / count, sum(recall) / count),
        tuple(sorted(made - right)), tuple(sorted(right - made)),
    )  # fmt: skip


def _pairs(clusters: Mapping[Mention, Hashable]) -> set[tuple[Mention, Mention]]:
    members: dict[Hashable, list[Mention]] = {}
    for mention in sorted(clusters):
        members.setdefault(clusters[mention], []).append(mention)
    return {pair for cluster in members.values() for pair in combinations(cluster, 2)}


def _prf(precision: float, recall: float) -> Prf:
    return Prf(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def report(found: Sequence[Identified], golds: Sequence[Gold], most: int) -> str:
    """The figures as a table, and examples of what was joined or parted by mistake in the first of them."""
    names = {(gold.id, entity.id): entity.names[0] for gold in golds for entity in gold.entities}
    lines = ["who is who" + " " * 14 + "mentions  things   pairwise P / R / F1      B-cubed P / R / F1"]
    for one in found:
        figures = "  ".join("  ".join(f"{figure:.3f}" for figure in prf) + "  " for prf in (one.pairs, one.bcubed))
        lines.append(f"{one.what:24}{one.mentions:8,}{one.things:8,}   {figures}".rstrip())
    for one in found:
        for word, pairs in (("joined, but two things", one.joined), ("kept apart, but one thing", one.parted)):
            if pairs and most:
                lines.append(f"{len(pairs)} x {word} ({one.what})")
                lines += ["    " + " and ".join(f"{names[m]} ({m[0]})" for m in pair) for pair in pairs[:most]]
    return "\n".join(lines)


def as_json(one: Identified) -> dict[str, object]:
    """All figures, for machines."""
    return {
        "what": one.what, "mentions": one.mentions, "things": one.things,
        "pairwise": {k: round(v, 4) for k, v in one.pairs._asdict().items()},
        "b-cubed": {k: round(v, 4) for k, v in one.bcubed._asdict().items()},
        "joined": one.joined, "parted": one.parted,
    }  # fmt: skip
