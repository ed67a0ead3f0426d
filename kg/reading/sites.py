"""Sites in lower case: "the county's waste-to-energy plant", "a 200,000-tonne battery line", "the hub at Luosha"."""

from functools import cache

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.phases import describes
from kg.reading.tokens import Token

#: Most words that describe a site, before its head.
_LONGEST = 6
#: Owners that no name tells, but the text's own subject does.
OWNERS = frozenset(
    f"{noun}'s"
    for noun in ("city", "county", "district", "town", "township", "village", "province", "zone", "park", "company",
                 "group", "firm", "university", "hospital", "port", "prefecture", "base", "valley", "harbor", "harbour",
                 "corridor", "cluster", "area")
)  # fmt: skip
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "this", "and", ","})
#: Parts of a site: a single word before them does not make them one of their own.
_ROOMS = frozenset({"workshop", "hall", "canteen", "library", "platform", "gallery"})
_NOUNS = ("NN", "HY", "PO")


@cache
def heads() -> dict[tuple[str, ...], T]:
    """Heads of sites that a description in lower case may end with."""
    flagged = {words: head.type for words, head in lexicon.heads().items() if head.how & {"site", "owned", "described"}}
    return {
        words: type_ for words, type_ in flagged.items() if type_ in (T.FACILITY, T.PROJECT) and "project" not in words
    }


def real_site(tokens: list[Token], i: int, size: int, measured: int) -> tuple[int, int] | None:
    """Extent of the description whose head is the ``size`` words at ``i``, if what is around it shows a real site.

    ``measured`` is its first token, that of its size included ("10,000-ton").
    """
    end = i + size
    if end < len(tokens) and (tokens[end].tag[:2] in _NOUNS or tokens[end].taken):
        return None
    first = measured
    before = tokens[first - 1] if first else None
    if before is None or any(t.tag in ("JJS", "RBS") for t in tokens[first:i]):
        return None
    empty = lexicon.words("plain") | lexicon.words("order") | lexicon.words("age")
    telling = [t for t in tokens[first:i] if t.lower not in empty and t.text[0].isalpha()]
    if not telling:
        return None
    if (before.text.endswith("'s") and before.taken) or before.lower in OWNERS:
        return first, end
    if before.lower not in _ARTICLES:
        return None
    sized = any(t.text[0].isdigit() for t in tokens[first:i])
    if len(telling) < 2 and tokens[i].lower in _ROOMS:
        return None
    if sized or _worked_on(tokens, first, end) or (before.lower != "," and _visited(tokens, first)):
        return first, end
    return None


def start(tokens: list[Token], i: int) -> int:
    """First token of the words that describe a head at ``i``."""
    first = i
    while first and i - first < _LONGEST and describes(tokens[first - 1]):
        first -= 1
    return first


def _visited(tokens: list[Token], first: int) -> bool:
    """Whether a verb of going to see leads on to the site at ``first``, over others of a list if need be."""
    verbs = lexicon.words("going")
    for n in range(first - 1, max(first - 40, -1), -1):
        token = tokens[n]
        if token.lower in verbs and not token.cap:
            return True
        if token.lower in ("were", "was", "are", "is"):
            continue  # "to be visited were the"
        if token.tag in ("VBD", "VBZ", "VBP", "MD") or token.text in ".;":
            following = tokens[n + 1].lower if n + 1 < len(tokens) else ""
            return f"{token.lower} {following}" in _GOING_TO
    return False


_GOING_TO = frozenset(
    f"{verb} {prep}"
    for verb in ("went", "came", "drove", "walked", "moved", "stepped", "proceeded", "headed", "travelled", "traveled",
                 "stopped", "called", "arrived", "were", "looked", "dropped")
    for prep in ("to", "into", "at", "on", "in", "around", "through", "by")
    if verb != "were"
)  # fmt: skip


def _worked_on(tokens: list[Token], first: int, end: int) -> bool:
    """Whether the text says that the site is built or opened: "construction of the", "went into operation"."""
    before = [t.lower for t in tokens[max(0, first - 3) : first]]
    if before[-2:-1] == ["of"] and before[0] in lexicon.words("works"):
        return True
    if any(w in lexicon.words("works") for w in before[-2:-1]):
        return True  # "put up a", "inaugurated the"
    behind = [t.lower for t in tokens[end : end + 7]]
    helped = next((n for n, w in enumerate(behind) if w in _AUXILIARIES), None)
    if helped is None or helped > 0 or any(w in ("if", "not") for w in behind):
        return False
    return any(w in lexicon.words("worked") for w in behind[:5]) or {"into", "operation"} <= set(behind)


_AUXILIARIES = frozenset(
    {"was", "were", "has", "have", "had", "is", "went", "goes", "came", "broke", "opened", "started"}
)
