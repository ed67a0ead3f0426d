"""What the words of a sentence that holds two names say for and against a relation between them.

Lists count as one thing: each member stands where its list stands. Words count by their class
(``data/relation_words.tsv``), prepositions by themselves, names by their type: what is learned from one text must hold
for another that speaks of other people and places.
"""

from bisect import bisect_left
from functools import cache, lru_cache
from itertools import islice

from kg.facts import EntityType as E
from kg.reading.layout import Layout, Spot
from kg.reading.tables import rows

SHORT = {
    E.PERSON: "Person", E.GOVERNMENT: "Gov", E.ENTERPRISE: "Firm", E.INSTITUTION: "Inst", E.PARK: "Park",
    E.FACILITY: "Site", E.PLACE: "Place", E.PROJECT: "Project", E.INDUSTRY: "Sector",
}  # fmt: skip
#: Words that count by themselves.
CLOSED = frozenset(
    {
        "in", "at", "of", "from", "with", "by", "to", "for", "between", "and", "on", "into", "inside", "within",
        "under",
        "as", "than", "about", "including", "like", "where", "which", "that", "'", "'s", "’s", "(", ")", ",", ":", ";",
        "-", "such", "namely", "among", "one", "both", "via", "through", "near", "outside", "over",
    }
)  # fmt: skip
ARTICLES = frozenset({"the", "a", "an", "its", "their", "our", "this", "that"})
KIND = {E.PLACE: "where", E.PARK: "where", E.ENTERPRISE: "who", E.INSTITUTION: "who", E.GOVERNMENT: "who"}
#: Classes of words between two names, or above one of them, that make what is said of them a denial or a wish.
UNREAL = frozenset({"deny", "unreal"})
DENIED = "denied or wished"
#: "A, a branch of B, and C" lists three.
AND_MORE = "behind o=, and"
NEAR, REACH = 5, 16
#: Words that rank a thing among others: "one of the largest makers in Asia" does not say where it is.
RANKED = frozenset({"first", "only", "most", "top", "leading", "major"})


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """The classes of each word of the table."""
    found: dict[str, list[str]] = {}
    for row in rows("relation_words"):
        for word in row["words"].split():
            found.setdefault(word, []).append(row["class"])
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


def word_features(subject: Spot, value: Spot, layout: Layout) -> list[str]:
    """The features of two names in one sentence."""
    order = "so" if subject.first < value.first else "os"
    found = ["same", f"order={order}"]
    if subject.row is value.row:
        before = _beside(subject, value, layout)[0]
        found += ["one list", f"one list, {before}"]
    types = f"{SHORT[subject.type]}>{SHORT[value.type]}"
    found += _between(subject, value, order, types, layout)
    found += _beside(subject, value, layout)
    found += _path(subject, value, order, types, layout)
    found += _rivals(subject, value, order, layout)
    found.append(f"told={layout.document.sentences[subject.sentence].kind}")
    found.append(f"kinds={subject.mention.kind[:3]},{value.mention.kind[:3]}")
    return found


def _between(subject: Spot, value: Spot, order: str, types: str, layout: Layout) -> list[str]:
    """The classes of the words between the two, their number, and the whole of it if it is short."""
    one, other = (subject, value) if order == "so" else (value, subject)
    start, end = (one.last, other.first) if one.row is other.row else (one.row[-1].last, other.row[0].first)
    words: list[str] = []
    names = 0
    at = start
    while at < end:
        spot = layout.covered.get(at)
        if spot is not None:
            words.append(SHORT[spot.type])
            names += 1
            at = spot.last
            continue
        if layout.words.pos[at] != "SPACE":
            words.append(_said(layout.words.lemma[at], layout.words.lower[at], layout.words.pos[at]))
        at += 1
    found = [f"far={_step(len(words), (0, 1, 3, 6, 10, 16, 25))} {order}", f"names={_step(names, (0, 1, 2, 4))}"]
    if order == "so" and any(w in RANKED or (w.endswith("est") and len(w) > 5) for w in layout.words.lower[start:end]):
        found.append(f"ranked {types}")
    if len(words) <= NEAR:
        found.append(f"between={order} {' '.join(words)}")
    if not UNREAL.isdisjoint(words):
        found.append(DENIED)
    if len(words) <= REACH:
        for word in dict.fromkeys(words):
            if word != ".":
                found.append(f"word={order} {word}")
                if word not in CLOSED:
                    found.append(f"word={order} {word} {types}")
        if {"(", ")"} & set(words) == {"("}:
            found.append(f"bracket={order}")
    return found


@lru_cache(maxsize=1 << 15)
def _said(lemma: str, lower: str, pos: str) -> str:
    known = classes().get(lemma)
    if known:
        return known[0]
    return lower if lower in CLOSED else "#" if pos == "NUM" else "."


def _beside(subject: Spot, value: Spot, layout: Layout) -> list[str]:
    words = layout.words.lower

    def before(at: int) -> str:
        at -= 1
        while at > 0 and (words[at] in ARTICLES or layout.words.pos[at] == "SPACE"):
            at -= 1
        return _plain(words[at]) if at >= 0 else "^"

    def behind(at: int) -> str:
        while at < len(words) and layout.words.pos[at] == "SPACE":
            at += 1
        return _plain(words[at]) if at < len(words) else "$"

    last = value.row[-1].last
    more = [AND_MORE] if words[value.last : value.last + 2] == [",", "and"] else []
    return [
        f"before o={before(value.row[0].first)}", f"before s={before(subject.row[0].first)}",
        f"behind o={behind(last)}", f"behind s={behind(subject.row[-1].last)}", *more,
    ]  # fmt: skip


def _plain(word: str) -> str:
    return word if word in CLOSED else "."


def _rivals(subject: Spot, value: Spot, order: str, layout: Layout) -> list[str]:
    """Whether others of the same kind stand nearer, and whether the sentence begins with "In O"."""
    spots = layout.sentences[subject.sentence]
    found = []
    far, named = _apart(subject, value), (subject.entity, value.entity)
    others = [(s, KIND.get(s.type, s.type)) for s in spots if s.entity not in named]
    for name, one, other in (("o", subject, value), ("s", value, subject)):
        kind = KIND.get(other.type, other.type)
        nearer = [s for s, k in others if k == kind and s.row is not other.row and _apart(one, s) < far]
        found.append(f"nearer than {name}={min(len(nearer), 2)} {order}")
    start = layout.document.sentences[value.sentence].span.start
    leading = (w for w in layout.words.lower[start : value.row[0].first] if w.isalpha() and w not in ARTICLES)
    before = list(islice(leading, 2))
    if len(before) < 2:
        found.append(f"o leads={before[0] if before else '^'}")
    return found


def _apart(one: Spot, other: Spot) -> int:
    """How many words stand between the lists of the two."""
    return 0 if one.row is other.row else max(other.begins - one.ends, one.begins - other.ends)


def _path(subject: Spot, value: Spot, order: str, types: str, layout: Layout) -> list[str]:
    """How the two hang together in the parse: the steps from each up to where the ways meet, and what stands there."""
    words, met = layout.words, set(subject.up)
    top = next((token for token in value.up if token in met), None)
    if top is None:
        return []
    up, down = subject.up.index(top), value.up.index(top)
    left = [step for step in subject.steps[:up] if step]
    right = [step for step in value.steps[:down] if step]
    spot = layout.covered.get(top)
    if spot is not None:
        peak = ["s" if spot is subject else "o" if spot is value else SHORT[spot.type]]
    else:
        peak = list(classes().get(words.lemma[top], ())) or [words.pos[top]]
    found = [f"steps={_step(len(left) + len(right), (0, 1, 2, 3, 4, 6, 8))}"]
    ends = f"{left[-1] if left else '-'} {right[-1] if right else '-'}"
    found.append(f"ends={ends}")
    for name in peak:
        found += [f"peak={name}", f"peak={name} {types}"]
        found.append(f"frame={name} {ends}")
    if len(left) + len(right) <= 4:
        found.append(f"path={' '.join(left)}^{' '.join(reversed(right))}")
    passed = [token for token in (*subject.up[1:up], *value.up[1:down]) if token not in layout.covered]
    via = [name for token in passed for name in classes().get(words.lemma[token], ())]
    found += [f"via={name}" for name in via]
    if not (UNREAL.isdisjoint(peak) and UNREAL.isdisjoint(via)):
        found.append(DENIED)
    return found


def _step(number: int, edges: tuple[int, ...]) -> str:
    at = bisect_left(edges, number)
    return f"-{edges[at]}" if at < len(edges) else "more"
