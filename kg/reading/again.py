"""Second looks: names, short names and surnames that are found only once it is known who the article speaks of."""

import re
from itertools import pairwise

from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.document import MentionKind
from kg.reading.things import Thing
from kg.reading.tokens import Token
from kg.reading.variants import word_tuple, words_of


def behind_titles(things: list[Thing], words: list[Token], text: str) -> None:
    """ "Mr. Zhao", "Secretary Wang": surnames behind titles, of the person named last before or first behind."""
    for before, token in pairwise(words):
        if not before.title or not token.cap:
            continue
        surname = token.text.removesuffix("'s")
        stretch = token.start, token.start + len(surname)
        if token.taken and not _is_person(things, stretch):
            continue
        thing = holder(things, surname, token.start)
        if thing is None:
            continue
        token.taken = True
        name = text[before.start : stretch[1]]
        if any(a <= token.start < b for a, b, _ in thing.mentions):
            thing.names.extend([name] if name not in thing.names else [])
        else:
            thing.mention(*stretch, MentionKind.SHORT, name)


def _is_person(things: list[Thing], stretch: tuple[int, int]) -> bool:
    """Whether exactly ``stretch`` names a person."""
    return any(t.type is T.PERSON and any((a, b) == stretch for a, b, _ in t.mentions) for t in things)


def before_verbs(things: list[Thing], words: list[Token]) -> None:
    """Surnames that begin a sentence before a verb: "Long also expressed", "Zhou said"."""
    for token, following in pairwise(words):
        if token.taken or not token.cap or not token.opens or following.tag not in ("VBD", "VBZ", "RB", "MD"):
            continue
        if not people.is_surname(token.lower) or token.lower in lexicon.words("opening"):
            continue
        thing = holder(things, token.text, token.start)
        if thing is not None:
            token.taken = True
            thing.mention(token.start, token.end, MentionKind.SHORT, token.text)


def holder(things: list[Thing], surname: str, at: int) -> Thing | None:
    """The person of that surname whose full name stands nearest before ``at``, or else nearest behind."""
    holders = []
    for thing in things:
        if thing.type is T.PERSON and surname.lower() in thing.surnames:
            starts = [a for a, b, _ in thing.mentions if b - a > len(surname)]
            earlier = [a for a in starts if a < at]
            holders.append(((0, at - max(earlier)) if earlier else (1, min(starts, default=at) - at), thing))
    return min(holders, key=lambda h: h[0])[1] if holders else None


#: A zone inside the name of its committee: what stands behind "of", or before the committee.
_SEAT = re.compile(
    r".* (?:of|for) (?:the )?(?P<behind>[A-Z].*)"
    r"|(?:CPC )?(?P<before>[A-Z].*?) (?:(?:Party|CPC) )?(?:management|administrative|administration|working|work) "
    r"(?:committee|commission|board|bureau|office)",
    re.IGNORECASE,
)


def spoken_of(things: list[Thing], sentences: list[list[Token]], text: str) -> list[tuple[int, int]]:
    """Zones that the text names only inside a body's name, but speaks of: "the zone"."""
    found: list[tuple[int, int]] = []
    seats = [seat for t in things if t.type is T.GOVERNMENT and (seat := _SEAT.fullmatch(text, *t.mentions[0][:2]))]
    nouns = _spoken_nouns(things, sentences) if seats else set()
    for seat in seats:
        first, last = seat.span("behind" if seat["behind"] else "before")
        words = words_of(text[first:last])
        head = lexicon.head_at(words)
        if len(words) > 1 and head is not None and head[1].type is T.PARK and words[-1] in nouns:
            found.append((first, last))
            nouns.discard(words[-1])
    return found


def _spoken_nouns(things: list[Thing], sentences: list[list[Token]]) -> set[str]:
    """The nouns in "the zone", "our park", without those that a zone is called by."""
    nouns = {
        noun.lower
        for words in sentences
        for before, noun in pairwise(words)
        if before.lower in ("the", "our", "your", "this") and not noun.cap
    }
    return nouns - {words_of(name)[-1] for thing in things if thing.type is T.PARK for name in thing.names}


#: What the first word of a headline's longer name may be a place of.
_CARRIERS = frozenset({T.PARK, T.INSTITUTION, T.GOVERNMENT})
_FARTHEST = 8


def _longer(words: list[Token], at: int) -> int:
    """End of the name that the place at ``at`` begins, as a head noun tells; 0 if it stands alone."""
    end = 0
    for n in range(at + 1, min(at + _FARTHEST, len(words))):
        token = words[n]
        if not token.cap or token.title or token.lower in lexicon.words("headline") or token.text.endswith("'s"):
            break
        head = lexicon.head_at([t.lower for t in words[at : n + 1]])
        if n - at > 1 and head is not None and head[1].strong and head[1].type in _CARRIERS:
            end = n + 1
    return end


class KnownNames:
    """The forms by which the article's things are known, to find them where nothing was found before."""

    def __init__(self, things: list[Thing]) -> None:
        self._forms: dict[tuple[str, ...], tuple[str, Thing]] = {}
        self._sizes: dict[str, set[int]] = {}
        for thing in things:
            for name in thing.full_names:
                words = word_tuple(name)
                if words:
                    self._forms[words] = name, thing
                    self._sizes.setdefault(words[0], set()).add(len(words))

    def find(self, words: list[Token], *, whole: bool = False) -> None:
        """Adds the mentions among ``words``, as in a headline; the longest forms first.

        ``whole``: not the place that begins a longer name ("Luosha" of "Luosha Silver Beach Electronics Zone").
        """
        if whole:
            for at in range(len(words)):
                if words[at].text in lexicon.places() and (end := _longer(words, at)):
                    words = [*words[:at], *words[end:]]
                    break
        flat = [(word, token) for token in words for word in word_tuple(token.text.removesuffix("'s"))]
        i = 0
        while i < len(flat):
            sizes = self._sizes.get(flat[i][0])
            if sizes is None:
                i += 1
                continue
            i += next((size for size in sorted(sizes, reverse=True) if self._at(flat[i : i + size], size)), 1)

    def _at(self, part: list[tuple[str, Token]], size: int) -> bool:
        hit = self._forms.get(tuple(word for word, _ in part))
        tokens = [token for _, token in part]
        if hit is None or any(t.taken for t in tokens) or (size == 1 and tokens[0].title):
            return False
        name, thing = hit
        if name[0].isupper() and not tokens[0].cap:
            return False
        end = tokens[-1].start + len(tokens[-1].text.removesuffix("'s"))
        thing.mention(tokens[0].start, end, MentionKind.NAME)
        for token in tokens:
            token.taken = True
        return True
