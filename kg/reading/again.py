"""Second looks: names, short names and surnames that are found only once it is known who the article speaks of."""

from itertools import pairwise

from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.document import MentionKind
from kg.reading.things import Thing
from kg.reading.tokens import Token
from kg.reading.variants import words_of


def behind_titles(things: list[Thing], words: list[Token], text: str) -> None:
    """ "Mr. Zhao", "Secretary Wang": surnames behind titles, of the person named last before or first behind."""
    whole = {(a, b) for t in things if t.type is T.PERSON for a, b, _ in t.mentions}
    for before, token in pairwise(words):
        surname = token.text.removesuffix("'s")
        stretch = token.start, token.start + len(surname)
        if not before.title or not token.cap or (token.taken and stretch not in whole):
            continue
        thing = _holder(things, surname, token.start)
        if thing is None:
            continue
        token.taken = True
        name = text[before.start : stretch[1]]
        if any(a <= token.start < b for a, b, _ in thing.mentions):
            thing.names.extend([name] if name not in thing.names else [])
        else:
            thing.mention(*stretch, MentionKind.SHORT, name)


def before_verbs(things: list[Thing], words: list[Token]) -> None:
    """Surnames that begin a sentence before a verb: "Long also expressed", "Zhou said"."""
    for token, following in pairwise(words):
        if token.taken or not token.cap or not token.opens or following.tag not in ("VBD", "VBZ", "RB", "MD"):
            continue
        if not people.is_surname(token.lower) or token.lower in lexicon.words("opening"):
            continue
        thing = _holder(things, token.text, token.start)
        if thing is not None:
            token.taken = True
            thing.mention(token.start, token.end, MentionKind.SHORT, token.text)


def _holder(things: list[Thing], surname: str, at: int) -> Thing | None:
    """The person of that surname whose full name stands nearest before ``at``, or else nearest behind."""
    holders = []
    for thing in things:
        if thing.type is T.PERSON and surname.lower() in thing.surnames:
            starts = [a for a, b, _ in thing.mentions if b - a > len(surname)]
            earlier = [a for a in starts if a < at]
            holders.append(((0, at - max(earlier)) if earlier else (1, min(starts, default=at) - at), thing))
    return min(holders, key=lambda h: h[0])[1] if holders else None


def known_names(things: list[Thing], words: list[Token]) -> None:
    """Known forms where nothing was found before, as in a headline; the longest first."""
    forms = {tuple(words_of(name)): (name, thing) for thing in things for name in thing.full_names}
    longest = max(map(len, forms), default=0)
    flat = [(word, token) for token in words for word in words_of(token.text.removesuffix("'s"))]
    i = 0
    while i < len(flat):
        step = 1
        for size in range(min(longest, len(flat) - i), 0, -1):
            part = [token for _, token in flat[i : i + size]]
            hit = forms.get(tuple(word for word, _ in flat[i : i + size]))
            if hit is None or any(t.taken for t in part) or (size == 1 and part[0].title):
                continue
            if not (hit[0][0].islower() or part[0].cap):
                continue
            end = part[-1].start + len(part[-1].text.removesuffix("'s"))
            hit[1].mention(part[0].start, end, MentionKind.NAME)
            for token in part:
                token.taken = True
            step = size
            break
        i += step
