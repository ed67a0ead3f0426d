"""Goods: product sectors that no table knows, where the sentence says that they are made, traded, grown or studied."""

from collections.abc import Iterator
from functools import cache

from kg.reading import lexicon
from kg.reading.tokens import Token

#: First token and end of a sector's name.
Stretch = tuple[int, int]

_LONGEST = 5
_JOINTS = frozenset({",", "and", "&", "or", "/", ";"})
_SKIPPED = frozenset({"the", "a", "an", "its", "their", "his", "her", "our", "some", "more", "also", "mainly", "all"})
_ABOUT = frozenset({"about", "nearly", "over", "more", "than", "some", "around", "almost", "another", "up", "to", ","})
_LISTING = frozenset({"are", "were", "include", "includes", "including", "such", "like", ":"})
_TOWARDS = frozenset({"in", "on", "to", "by", "upon", "around", "as"})
#: Participles that lead on to what belongs to a noun before them, and are no part of a name.
LEADING = frozenset({"including", "featuring", "involving", "following", "according", "regarding", "concerning"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_MADE = frozenset({"made", "produced", "manufactured", "assembled", "processed", "grown", "woven", "bred", "built"})
_EMPTY = lexicon.words("vague") | lexicon.words("deed") | lexicon.words("plain")
#: Words that say nothing of what is made.
UNTELLING = lexicon.words("plain") | lexicon.words("nation") | lexicon.words("order") | lexicon.words("furthering")
#: Verbs that the parser takes for nouns before what is sold: "exports garments".
SOLD = frozenset({"exports", "imports", "makes", "sells", "supplies", "ships", "grows", "processes"})
#: Ends of compounds that say what is done with a product: "mold-making".
CRAFTS = (
    "-making",
    "-processing",
    "-manufacturing",
    "-growing",
    "-breeding",
    "-farming",
    "-building",
    "-keeping",
    "-raising",
    "-spinning",
)
#: What links a word of each set to the product behind it.
_LINKS = {
    "yielding": frozenset({"of"}),
    "source": frozenset({"of", "for"}),
    "fame": frozenset({"for"}),
    "learned": frozenset({"of", "in", "on"}),
    "wares": _LISTING,
    "devoted": _TOWARDS,
    "leaning": _TOWARDS,
    "able": frozenset({"in"}),
}
#: Sets behind which only a product that a table knows is a sector.
_STRICT = frozenset({"source", "fame", "leaning", "able"})


@cache
def contexts() -> dict[str, tuple[str, ...]]:
    """The sets that each word which stands beside products belongs to."""
    found: dict[str, list[str]] = {}
    for kind in ("maker", "producing", "dealing", "branch", *_LINKS):
        for word in lexicon.words(kind):
            for form in (word, word + "s") if kind == "maker" else (word,):
                found.setdefault(form, []).append(kind)
    for word in _MADE:
        found.setdefault(word, []).append("made")
    return {word: tuple(kinds) for word, kinds in found.items()}


class Goods:
    """The product sectors of one sentence; ``terms`` are the stretches of it that the table of industries knows."""

    def __init__(self, tokens: list[Token], terms: list[tuple[int, int, bool]]) -> None:
        self.tokens = tokens
        self.ends = {b for _, b, _ in terms}
        self.starts = {a: b for a, b, _ in terms}

    def found(self) -> Iterator[Stretch]:
        """The stretches that name a sector, in no order."""
        known = contexts()
        for i, token in enumerate(self.tokens):
            for kind in known.get(token.lower, ()):
                yield from self._in(kind, i)

    def _in(self, kind: str, i: int) -> Iterator[Stretch]:
        """What stands beside token ``i``, a word of the set ``kind``."""
        token, following = self.tokens[i], self._word(i + 1)
        inside = token.cap and not token.opens
        if kind == "maker":
            yield from self._maker(i)
        elif kind == "made":
            if self._word(i - 1) in _BE:
                yield from self._before(i - 1, strict=False)
        elif kind == "producing" and not inside and not (token.lower in _MADE and self._word(i - 1) in _BE):
            yield from self._produced(i)
        elif kind == "dealing" and not token.cap:
            yield from self._before(i)
        elif kind == "branch" and not inside:
            yield from self._branches(i)
        elif following in _LINKS.get(kind, ()):
            start = i + 2 + (following == "such")
            strict = kind in _STRICT or token.lower in lexicon.words("broad")
            yield from self._listed(self._amount(start), strict=strict, patient=kind == "fame")

    # ---- contexts -------------------------------------------------------------------------------------------------

    def _produced(self, i: int) -> Iterator[Stretch]:
        """What stands behind a verb of making: "makes medical gloves", "turns out 200,000 tons of polypropylene"."""
        if self.tokens[i].tag[:2] not in ("VB", "NN"):
            return
        first = i + 1 + (self._word(i + 1) == "out")
        if self.tokens[i].lower in lexicon.words("turning") and first == i + 1:
            return
        start = self._amount(first)
        yield from self._listed(start, strict=self.tokens[i].lower in lexicon.words("broad"), plural=start == first)

    def _maker(self, i: int) -> Iterator[Stretch]:
        """What a maker makes: "electroacoustic components manufacturer", "a maker of medical robots"."""
        if self.tokens[i].title:
            return
        if self._word(i + 1) == "of":
            yield from self._listed(i + 2, strict=False, vague=True)
        else:
            yield from self._before(i, strict=False)

    def _branches(self, i: int) -> Iterator[Stretch]:
        """What a noun for industries in general lists: "the fields of A, B and C", "industries such as A and B"."""
        i += 1 + (self._word(i + 1) == ",")
        if self._word(i) == "such" or (self._word(i) in _BE and self._word(i + 1) in ("in", "mainly")):
            i += 1
        elif self._word(i) not in ("of", "including", "like", "namely", ":", "-", "–", "are", "include", "cover"):
            return
        yield from self._listed(i + 1, strict=False)

    def _before(self, i: int, *, strict: bool = True) -> Iterator[Stretch]:
        """The phrase that ends before token ``i``: "dairy" in "the dairy producer", "wine" in "wine exports"."""
        first = i
        while first and i - first < _LONGEST and self._modifies(first - 1):
            first -= 1
        first = self._trimmed(first, i)
        if first < i and self._tells(first, i, strict=strict):
            yield first, i

    # ---- phrases --------------------------------------------------------------------------------------------------

    def _listed(
        self, i: int, *, strict: bool, plural: bool = False, vague: bool = False, patient: bool = False
    ) -> Iterator[Stretch]:
        """The phrases of the list that begins at ``i``; with ``strict`` only those that a table knows."""
        sure = False
        for number in range(8):
            while self._word(i) in _SKIPPED:
                i += 1
            end = self._phrase(i)
            if not end:
                return
            first = self._trimmed(i, end)
            bare = plural and self.tokens[end - 1].tag != "NNS"
            if first < end and self._tells(first, end, strict=strict or bare, vague=vague):
                yield first, end
                sure = sure or end in self.ends
            elif sure and end - first > 1 and self._tells(first, end, strict=False):
                yield first, end  # beside a term of the table: "life sciences and smart mobility"
            elif not (number or patient):
                strict, bare = True, False
            i = end
            while self._word(i) in _JOINTS:
                i += 1
            if i == end:
                return

    def _phrase(self, i: int) -> int:
        """End of the noun phrase of lower-case words that begins at ``i``, 0 if none does."""
        if i in self.starts and self._closed(self.starts[i]):
            return self.starts[i]
        j = i
        while j < len(self.tokens) and j - i < _LONGEST and self._modifies(j):
            j += 1
        if j == i or self.tokens[j - 1].tag[:2] != "NN" or not self._closed(j):
            return 0
        return j

    def _closed(self, j: int) -> bool:
        return j >= len(self.tokens) or self.tokens[j].tag[:2] not in ("NN", "JJ", "PO", "HY")

    def _modifies(self, i: int) -> bool:
        token = self.tokens[i]
        return (
            token.text[0].isalpha()
            and not token.taken
            and not token.title
            and not (token.cap and not token.opens and (not token.text.isupper() or token.text in lexicon.places()))
            and (token.tag[:2] in ("NN", "JJ", "HY") or token.tag in ("VBG", "VBN"))
            and not token.text.endswith("'s")
            and token.lower not in _SKIPPED
            and token.lower not in LEADING
        )

    def _trimmed(self, first: int, last: int) -> int:
        """``first`` moved behind the words that tell nothing: "major", "largest", "Chinese"."""
        while (
            first < last
            and self.tokens[first].lower not in lexicon.words("treated")
            and (
                self.tokens[first].lower in UNTELLING | SOLD
                or self.tokens[first].tag in ("JJS", "JJR", "VBN", "CD", "RBS")
            )
        ):
            first += 1
        return first

    def _tells(self, first: int, last: int, *, strict: bool, vague: bool = False) -> bool:
        noun = self.tokens[last - 1].lower
        if lexicon.sited(noun) or noun in lexicon.words("amount"):
            return False
        if not (vague and last - first > 1) and noun in _EMPTY:
            return False
        if last - first == 1 and noun in lexicon.words("yielding"):
            return False
        if last - first == 1 or strict:
            return last in self.ends or lexicon.is_good(noun) or noun.endswith(CRAFTS)
        return True

    # ---- words ----------------------------------------------------------------------------------------------------

    def _amount(self, i: int) -> int:
        """First token behind an amount: "about 200,000 tons of", "40 percent of the country's"."""
        first = i
        while i < len(self.tokens) and (self._word(i) in _ABOUT or self.tokens[i].tag == "CD" or self._digit(i)):
            i += 1
        if not any(self.tokens[k].tag == "CD" or self._digit(k) for k in range(first, i)):
            return first
        if self._word(i) in lexicon.words("measure") and self._word(i + 1) == "of":
            i += 2
            if self._word(i) == "the" and self._word(i + 1).endswith("'s"):
                i += 2
        return i

    def _digit(self, i: int) -> bool:
        return self.tokens[i].text[0].isdigit() and not self.tokens[i].cap

    def _word(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""
