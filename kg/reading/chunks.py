"""Chunks: sequences of capitalised words that are one name each, with the type that their head noun tells.

A *run* is an unbroken sequence of capitalised words; it may hold several names ("Qingdao High-tech Zone Li Hongyan"),
and a name may join several runs ("Management Department of Qingdao High-tech Zone").
"""

from itertools import takewhile

from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.hints import in_a_country, located
from kg.reading.joining import Joiner
from kg.reading.runs import Chunk, Runs


class Chunker(Runs):
    """Finds the names of one sentence."""

    def chunks(self) -> list[Chunk]:
        """The names in order; events among them, which are no entities."""
        pieces: list[Chunk] = []
        i = 0
        while i < len(self.tokens):
            if self.tokens[i].cap and self.usable(i):
                last = self.run(i)
                pieces.extend(self.pieces(i, last))
                i = last
            else:
                i += 1
        return Joiner(self).joined(pieces)

    def pieces(self, first: int, last: int) -> list[Chunk]:
        """The names in the run ``first`` to ``last``."""
        if first >= last:
            return []
        words = [self.word(i) for i in range(first, last)]
        whole = self._known(first, last, words)
        if whole:
            return [whole]
        if words[-1] == ")" and words[-2] in lexicon.countries() and "(" in words:
            inside = self.pieces(first, first + words.index("("))
            if len(inside) == 1 and inside[0].type not in (None, T.PERSON, T.PLACE):
                inside[0].last = last
                return inside
        if len(words) < 3 and located(self.tokens, first) and in_a_country(self, last):
            return [Chunk(first, last, T.PLACE)]  # "in Lao Cai, Vietnam"
        if self._national(first, words):
            return self.pieces(first + 1, last)
        if size := self._posted(first, words):
            return [Chunk(first, first + size, T.PLACE), Chunk(first + size, last, T.PERSON)]
        person = people.person_at(words)
        end = self._last_head(words)
        told = end == len(words) > 0 and self._head_of(words).strong and (len(words) > 2 or self._site(words))
        name = " ".join(words[:person])
        if person and name not in lexicon.places() and name not in lexicon.companies():
            named = person == len(words) or self.titled_before(first) or self._titled_after(first + person) or not end
            if named and not (
                told
                and not self._titled_after(first + person)
                and not (self.titled_before(first) and person == len(words))
            ):
                return [Chunk(first, first + person, T.PERSON), *self.pieces(first + person, last)]
        if self._titled_person(first, last, words, told) and not self._inside(first):
            return [Chunk(first, last, T.PERSON)]
        if not end:
            return self._headless(first, last, words)
        return self._headed(first, last, words, end)

    def _posted(self, first: int, words: list[str]) -> int:
        """Words of the place where an envoy is whose name follows: "Ambassador to China Leena-Kaisa Mikkola"; or 0."""
        if first < 2 or self.tokens[first - 1].lower not in ("to", "in") or not self.tokens[first - 2].title:
            return 0
        size = next((n for n in (3, 2, 1) if " ".join(words[:n]) in lexicon.places()), 0)
        name = words[size:]
        plain = all(w.replace("-", "").replace("'", "").isalpha() and w[0].isupper() for w in name)
        named = plain and 2 <= len(name) <= 4 and lexicon.head_at([w.lower() for w in name]) is None
        return size if named else 0

    def _known(self, first: int, last: int, words: list[str]) -> Chunk | None:
        text = " ".join(words)
        if text in lexicon.companies() and not self._everyday(first, last):
            return Chunk(first, last, T.ENTERPRISE)
        if text in lexicon.known_names():
            return Chunk(first, last, lexicon.known_names()[text])
        zone = len(words) > 2 and words[-2] == "New" and words[-1] in ("Area", "District")
        placed = (text in lexicon.places() and not zone) or (
            len(text) > 4 and text.isupper() and text.title() in lexicon.places()
        )
        if placed and not (self.titled_before(first) and people.person_at(words) == len(words)):
            return Chunk(first, last, T.PLACE)
        if text in lexicon.acronyms():
            type_ = lexicon.acronyms()[text]
            return Chunk(first, last, type_, event=type_ is None)
        if words[0].lower() in lexicon.words("company") and len(words) > 1:
            return Chunk(first, last, T.ENTERPRISE)  # "Groupe X", "Companhia X"
        if words[0].lower() in lexicon.words("storm") and len(words) == 2:
            return Chunk(first, last, head=words[0].lower(), event=True)
        if len(words) == 2 and words[0] in ("Mount", "Mt."):
            return Chunk(first, last, T.PLACE)
        if len(words) == 2 and words[0] == "Zone" and len(words[1]) == 1:
            return Chunk(first, last, T.PARK, "zone")
        if len(words) > 1 and words[0] == "Radio" and lexicon.head_at([w.lower() for w in words]) is None:
            return Chunk(first, last, T.INSTITUTION)
        if words[0] == "CPC" and len(words) > 1:
            found = lexicon.head_at([w.lower() for w in words])
            if found is None or found[1].type is T.PLACE:
                return Chunk(first, last, T.GOVERNMENT, proper=not all(self.generic(i) for i in range(first, last)))
        return None

    def _everyday(self, first: int, last: int) -> bool:
        """Whether a company's name is an everyday word that begins a sentence: "Total investment"."""
        token = self.tokens[first]
        following = self.tokens[last] if last < len(self.tokens) else None
        plain = last - first == 1 and token.opens and token.lower in self.english and token.text.istitle()
        if token.tag in ("NNP", "NNPS"):
            return False
        return plain and following is not None and following.tag[:2] in ("NN", "JJ") and not following.cap

    def titled_before(self, first: int) -> bool:
        """Whether a title or an honorific stands right before token ``first``."""
        return first > 0 and self.tokens[first - 1].title

    def _titled_after(self, last: int) -> bool:
        """Whether an apposition with a title follows: ", mayor of", "(deputy director of", ", who is Chair of"."""
        following = self.tokens[last : last + 6]
        if not following or following[0].text not in (",", "("):
            return False
        for token in following[1:]:
            if token.title:
                return True
            if token.cap or token.lower not in _LEADING_TO_TITLE:
                return False
        return False

    def _titled_person(self, first: int, last: int, words: list[str], told: bool) -> bool:
        """Whether a title beside them makes otherwise unknown words a person: "Tian Valley, Party secretary"."""
        if self._titled_mononym(first, last, words):
            return True
        if (
            told
            or not 2 <= len(words) <= 4
            or not all(
                (w[0].isupper() and w.replace("'", "").isalpha()) or "-" in w or people.is_particle(w) for w in words
            )
        ):
            return False
        named = any(
            self.generic(i) or w in lexicon.places() or w in lexicon.companies() for i, w in enumerate(words, first)
        )
        if self._his(last) and not named:
            return True
        if self.titled_before(first) and self.tokens[first - 1].lower in ("mr.", "ms.", "mrs.", "dr.", "prof."):
            return True
        if all(self.generic(i) for i in range(first, last)) and not people.is_surname(words[0]):
            return False
        if any(w in lexicon.places() or w in lexicon.companies() for w in words):
            return False
        if first > 1 and self.tokens[first - 1].lower == "of" and self.tokens[first - 2].title:
            return False  # "chairman of Torvik Biotechnology, who is also convener"
        return self.titled_before(first) or self._titled_after(last)

    def _inside(self, first: int) -> bool:
        """Whether what stands at ``first`` is somewhere that one can be: "At Blue Harvest, founder Pei Shu"."""
        return first > 0 and self.tokens[first - 1].lower in ("at", "inside") and not self.tokens[first - 1].title

    def _his(self, last: int) -> bool:
        """Whether "his" or "her" behind a verb shows the subject before it a person: "X brought her family"."""
        following = self.tokens[last : last + 5]
        if not following or following[0].tag not in ("VBD", "VBZ"):
            return False
        return any(t.lower in ("his", "her") for t in takewhile(lambda t: t.text not in ",;.", following[1:]))

    def _titled_mononym(self, first: int, last: int, words: list[str]) -> bool:
        """Whether one word that nothing else explains is a person with one name: "Bayar, deputy secretary of X"."""
        word = words[0]
        known = word in lexicon.places() or word in lexicon.companies() or word in lexicon.acronyms()
        if len(words) > 1 or known or not word.istitle() or len(word) < 4 or self.generic(first):
            return False
        following = self.tokens[last : last + 8]
        if not following or following[0].text != ",":
            return False
        titled = [t.lower for t in takewhile(lambda t: t.title, following[1:])]
        behind = following[len(titled) + 1 : len(titled) + 2]
        return bool(titled) and bool(behind) and behind[0].lower == "of" and not _ORGANISED.isdisjoint(titled)

    def _national(self, first: int, words: list[str]) -> bool:
        """Whether a nation stands before a name: "the Belgian Hainaut Province", "Canadian Kodiak Boards"."""
        if len(words) < 2 or not words[0].istitle() or words[0].lower() not in lexicon.words("nation"):
            return False
        if len(words) == 2:
            return words[1] in lexicon.companies()
        if words[-1].lower() in _DIVISIONS:
            return True
        found = lexicon.head_at([w.lower() for w in words])
        type_ = found[1].type if found is not None else None
        named = type_ in (None, T.ENTERPRISE) and not self.generic(first + 1)
        return named and words[0] not in lexicon.places()

    def _site(self, words: list[str]) -> bool:
        """Whether two words end with a head that is nobody's surname: "Wanda Plaza"."""
        return (
            self._head_of(words).type in (T.FACILITY, T.PARK, T.PLACE)
            and words[-1].lower() not in lexicon.foreign_names()
            and not people.is_surname(words[0])
        )

    def _head_of(self, words: list[str]) -> lexicon.Head:
        found = lexicon.head_at([w.lower() for w in words])
        return found[1] if found else lexicon.Head(None, frozenset())

    def _last_head(self, words: list[str]) -> int:
        """End of the longest stretch of ``words`` that a head noun ends; 0 if there is none."""
        lower = [w.lower() for w in words]
        for end in range(len(words), 0, -1):
            found = lexicon.head_at(lower[:end])
            if found and (end > found[0] or (found[1].strong and (end == len(words) or found[1].type is T.GOVERNMENT))):
                return end
        return 0

    def _headed(self, first: int, last: int, words: list[str], end: int) -> list[Chunk]:
        size, head = lexicon.head_at([w.lower() for w in words[:end]]) or (0, lexicon.Head(None, frozenset()))
        if len(words) == end + 2 and words[end] == "No." and words[-1].isdigit():
            return [Chunk(first, last, head.type, " ".join(w.lower() for w in words[end - size : end]))]
        rest = self.pieces(first + end, last)
        if (
            rest
            and rest[0].type is T.PLACE
            and rest[0].last == last
            and (head.type in (T.INSTITUTION, T.FACILITY, T.PARK) or words[end - 1].lower().startswith(_MISSIONS))
        ):
            end, rest = last - first, []  # "Dulwich International High School Suzhou"
        elif rest and rest[0].type is None and not rest[0].event and not head.strong and head.type is not T.PROJECT:
            return [Chunk(first, last)]
        elif (
            rest
            and rest[0].type is None
            and not rest[0].event
            and all(self.generic(i) for i in range(first + end, last))
        ):
            if head.type is not T.PROJECT and "phase" not in [w.lower() for w in words[end:]]:
                return self._short_of(first, end, words, size, head)
            end, rest = last - first, []
        return [*self._short_of(first, end, words, size, head), *rest]

    def _short_of(self, first: int, end: int, words: list[str], size: int, head: lexicon.Head) -> list[Chunk]:
        proper = not all(self.generic(i) for i in range(first, first + end) if self.tokens[i].lower not in _BETWEEN)
        name = " ".join(w.lower() for w in words[end - size : end])
        chunk = Chunk(first, first + end, head.type, name, "event" in head.how, proper)
        if chunk.event and words[end - 1].lower() in lexicon.words("acting"):
            chunk.inner = (
                [Chunk(first, first + end - size, T.PLACE)] if " ".join(words[: end - size]) in lexicon.places() else []
            )
        if not head.strong and head.type is T.ENTERPRISE and not proper:
            chunk.type = T.ENTERPRISE if self._fancy(first, first + end - size) else None
            chunk.proper = chunk.type is not None
        if name in ("town", "city", "harbor", "harbour") and size < end and self._trade(first + end - size - 1):
            chunk.type = T.PARK  # "Korvan Textile City", "Lenhe Eyeglass Town"
        if name == "base" and self._of_a_region(first, first + end - 1):
            chunk.type = T.PARK  # "Luosha Lithium Base"
        return [chunk]

    def _of_a_region(self, first: int, last: int) -> bool:
        """Whether the words before "Base" are a place and its trade, and no company."""
        place = self.word(first) in lexicon.places() and self.word(first) not in lexicon.companies()
        trades = [i for i in range(first + 1, last) if self._trade(i) or self.word(i) in ("Equipment", "Chemical")]
        return place and bool(trades)

    def _fancy(self, first: int, last: int) -> bool:
        """Whether two everyday words or more before a company's head say nothing of a trade: "Blue Whale Robotics"."""
        if last - first < 2 or self.tokens[first].opens:
            return False
        dull = lexicon.words("modifier") | lexicon.words("abstract") | lexicon.words("plain") | lexicon.words("deed")
        dull |= lexicon.words("order") | lexicon.words("nation") | lexicon.words("look")
        words = [self.word(i).lower() for i in range(first, last)]
        if any(w in dull or lexicon.craft(w) or not w.isalpha() for w in words):
            return False
        return not any(lexicon.industries().get(w) for w in words) and not lexicon.is_good(words[0])

    def _trade(self, i: int) -> bool:
        """Whether the word at ``i`` is one for goods or a trade."""
        word = self.word(i).lower()
        trades = {" ".join(words).lower() for words, _ in lexicon.industries().get(word, ())}
        return self.word(i) not in lexicon.places() and (lexicon.is_good(word) or word in trades or word == "home")

    def _headless(self, first: int, last: int, words: list[str]) -> list[Chunk]:
        for size in range(1, len(words)):
            tail = words[size:]
            if (
                len(tail) > 1
                and people.person_at(tail) == len(tail)
                and people.person_at(words[size - 1 :]) != len(tail) + 1
            ):
                return [*self.pieces(first, first + size), Chunk(first + size, last, T.PERSON)]
            if " ".join(tail) in lexicon.places() and " ".join(words[:size]) in lexicon.places():
                return [Chunk(first, first + size, T.PLACE), Chunk(first + size, last, T.PLACE)]
        while first < last and words[0].lower() in lexicon.words("opening") and self.tokens[first].opens:
            first, words = first + 1, words[1:]
        proper = not all(self.generic(i) for i in range(first, last))
        field = (
            lexicon.heads().get((words[0].lower(),))
            if len(words) == 1 and words[0].lower() in lexicon.words("field")
            else None
        )
        if field is not None:
            return [Chunk(first, last, field.type, words[0].lower(), proper=False)]
        return [Chunk(first, last, proper=proper)] if first < last else []


#: Words of titles that persons have and companies do not.
_ORGANISED = frozenset({"deputy", "vice", "secretary", "mayor", "governor", "minister", "manager", "engineer"})
#: Kinds of places that a nation before them is no part of.
_DIVISIONS = frozenset({"province", "state", "county", "prefecture", "canton", "district", "municipality", "oblast"})
#: Offices that are named with the city they sit in: "Norwegian Consulate-General Shanghai".
_MISSIONS = ("consulate", "embassy")
#: Words and marks inside names that tell nothing.
_BETWEEN = frozenset({"(", ")", "and", "&", "of", "the", "for", ","})
_LEADING_TO_TITLE = lexicon.words("apposition")
