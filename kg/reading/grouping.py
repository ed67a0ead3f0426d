"""Grouping: which finds of one article are one entity, and which are none."""

import re
import unicodedata
from dataclasses import dataclass, field

from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.found import Found, is_acronym
from kg.reading.tokens import Token
from kg.reading.variants import initials_fit, key, misspelt, plain, shortens, words_of


@dataclass(slots=True)
class Thing:
    """An entity in the making."""

    type: T
    names: list[str]
    rebuilt: list[str] = field(default_factory=list)
    mentions: list[tuple[int, int, MentionKind]] = field(default_factory=list)
    proper: bool = True

    def add(self, found: Found, kind: MentionKind) -> None:
        """Takes ``found`` in as a mention."""
        for name in (found.text, found.also):
            if name and name not in self.names:
                self.names.append(name)
        self.mentions.append((found.start, found.end, kind))


class Grouping:
    """The entities of one article, from the finds of its sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Found] = []
        self.sentences: list[list[Token]] = []
        self.things: list[Thing] = []
        self._keys: dict[tuple[T, str], Thing] = {}
        self._plain: dict[str, Thing] = {}
        self._settled = False

    # ---- collecting -----------------------------------------------------------------------------------------------

    def read(self, words: list[Token], found: list[Found]) -> None:
        """Takes in one sentence."""
        if self._settled:
            for one in found:
                self._place(one)
            self._surnames(words)
            return
        self.found.extend(found)
        self.sentences.append(words)

    def settle(self) -> None:
        """Groups what the body's sentences named."""
        self._settled = True
        typed = [f for f in self.found if f.type is not None and f.alias_of is None]
        for found in sorted((f for f in typed if f.proper), key=lambda f: (-len(words_of(f.text)), f.start)):
            self._typed(found)
        for found in typed:
            if not found.proper:
                self._generic(found)
        for found in self.found:
            if found.alias_of is not None:
                self._alias(found)
        for found in self.found:
            if found.type is None:
                self._unknown(found)
        for words in self.sentences:
            self._surnames(words)
        self._rebuild()

    def _place(self, found: Found) -> None:
        if found.alias_of is not None:
            self._alias(found)
        elif found.type is None:
            self._unknown(found)
        elif found.proper:
            self._typed(found)
        else:
            self._generic(found)

    # ---- one find -------------------------------------------------------------------------------------------------

    def _typed(self, found: Found) -> None:
        type_ = found.type
        if type_ is None:
            return
        thing = self._keys.get((type_, key(type_, found.text))) or self._plain.get(plain(found.text))
        if thing is not None:
            thing.add(found, MentionKind.NAME)
            return
        for other in self.things:
            if other.type is type_ and any(shortens(type_, found.text, name) for name in other.names):
                self._join(other, found, MentionKind.SHORT)
                return
            if type_ is other.type is T.INDUSTRY and is_acronym(found.text) and any(initials_fit(found.text, n) for n in other.names):
                self._join(other, found, MentionKind.SHORT)
                return
            if other.type is type_ and type_ is not T.PERSON and any(misspelt(found.text, name) for name in other.names):
                self._join(other, found, MentionKind.NAME)
                return
        self._new(found, type_)

    def _new(self, found: Found, type_: T) -> Thing:
        thing = Thing(type_, [found.text, *([found.also] if found.also else [])], mentions=[(found.start, found.end, MentionKind.NAME)], proper=found.proper)
        self.things.append(thing)
        self._keys[type_, key(type_, found.text)] = thing
        self._plain.setdefault(plain(found.text), thing)
        return thing

    def _join(self, thing: Thing, found: Found, kind: MentionKind) -> None:
        thing.add(found, kind)
        self._keys.setdefault((thing.type, key(thing.type, found.text)), thing)
        self._plain.setdefault(plain(found.text), thing)

    def _alias(self, found: Found) -> None:
        for thing in self.things:
            if any((a, b) == found.alias_of for a, b, _ in thing.mentions):
                other = self._plain.get(plain(found.text))
                if other is not None and other is not thing:
                    self._absorb(thing, other)
                self._join(thing, found, MentionKind.SHORT)
                return

    def _absorb(self, thing: Thing, other: Thing) -> None:
        """``other`` turns out to be a short form of ``thing``."""
        thing.names.extend(n for n in other.names if n not in thing.names)
        thing.mentions.extend(other.mentions)
        self.things.remove(other)
        for index in (self._keys, self._plain):
            for k, v in list(index.items()):
                if v is other:
                    index[k] = thing  # type: ignore[index]  # both maps go to things

    def _generic(self, found: Found) -> None:
        """A body or zone named by everyday words: short for one named in full, or named so because it is clear which."""
        words = words_of(found.text)
        if found.text in _NO_BODY:
            return
        for thing in reversed(self.things):
            if thing.type is not found.type or not thing.proper or found.type is None:
                continue
            if any(self._inside(words, words_of(name)) for name in thing.names):
                self._join(thing, found, MentionKind.SHORT)
                return
        thing = self._keys.get((found.type, key(found.type, found.text))) if found.type else None
        if thing is not None:
            thing.add(found, MentionKind.NAME)
        elif found.type not in (None, T.PLACE) and len(words) > 1:
            self._new(found, found.type)  # type: ignore[arg-type]  # the test above excludes None

    @staticmethod
    def _inside(short: list[str], full: list[str]) -> bool:
        """Whether the words of ``short`` stand together in ``full``, at one of its ends."""
        return len(short) < len(full) and (full[: len(short)] == short or full[-len(short) :] == short)

    def _unknown(self, found: Found) -> None:
        text = found.text
        thing = self._plain.get(plain(text)) or self._short(found)
        if thing is not None:
            self._join(thing, found, MentionKind.SHORT)
            return
        if people.is_surname(text) and len(text) < 6 or text in lexicon.acronyms() or found.opens and not self._again(found):
            return
        if is_acronym(text) and (type_ := _zone_ending(text)):
            self._new(found, type_)
        elif found.located and people.is_pinyin(text):
            self._new(found, T.PLACE)
        else:
            self._new(found, T.ENTERPRISE)

    def _short(self, found: Found) -> Thing | None:
        """The thing that an otherwise unknown word or two shorten."""
        text, words = found.text, words_of(found.text)
        for thing in self.things:
            names = [n for n in thing.names]
            if thing.type is T.PERSON:
                if len(words) == 1 and any(words[0] in (n.split()[0].lower(), n.split()[-1].lower()) for n in names if " " in n):
                    return thing
                continue
            if is_acronym(text) and any(initials_fit(text, n) for n in names):
                return thing
            if _partly(text, names):
                return thing
            if thing.type is T.ENTERPRISE and any(shortens(thing.type, text, n) for n in names):
                return thing
            if thing.type is T.PARK and not found.opens and any(words_of(n)[: len(words)] == words for n in names) and text not in lexicon.places():
                return thing
            if thing.type is T.PLACE and any(key(T.PLACE, n) == plain(text) for n in names):
                return thing
        return None

    def _again(self, found: Found) -> bool:
        """Whether the word that begins a sentence also stands inside one."""
        return sum(1 for other in self.found if other.text == found.text and not other.opens) > 0

    # ---- second looks ---------------------------------------------------------------------------------------------

    def _surnames(self, words: list[Token]) -> None:
        """"Mr. Zhao", "Secretary Wang": the surname behind a title, of the person named last before or first behind."""
        for before, token in zip(words, words[1:], strict=False):
            if not before.title or not token.cap or token.taken and not self._single(token):
                continue
            surname = token.text.removesuffix("'s")
            thing = self._holder(surname, token.start)
            if thing is None:
                continue
            token.taken = True
            end = token.start + len(surname)
            if not any(a <= token.start < b for a, b, _ in thing.mentions):
                thing.mentions.append((token.start, end, MentionKind.SHORT))
            printed = self.text[before.start : end]
            if printed not in thing.names:
                thing.names.append(printed)

    def _single(self, token: Token) -> bool:
        return any((a, b) == (token.start, token.start + len(token.text.removesuffix("'s"))) for t in self.things if t.type is T.PERSON for a, b, _ in t.mentions)

    def _holder(self, surname: str, at: int) -> Thing | None:
        holders = []
        for thing in self.things:
            if thing.type is T.PERSON and surname.lower() in (thing.names[0].split()[0].lower(), thing.names[0].split()[-1].lower()):
                starts = [a for a, b, _ in thing.mentions if b - a > len(surname)]
                earlier = [a for a in starts if a < at]
                holders.append(((0, at - max(earlier)) if earlier else (1, min(starts, default=at) - at), thing))
        return min(holders, key=lambda h: h[0])[1] if holders else None

    def known(self, words: list[Token]) -> None:
        """Finds forms that are known by now where nothing was found before."""
        forms = {tuple(words_of(n)): (n, thing) for thing in self.things for n in _bare(thing)}
        self._subjects(words)
        longest = max(map(len, forms), default=0)
        i = 0
        flat = [(w, t) for t in words for w in words_of(t.text.removesuffix("'s"))]
        while i < len(flat):
            step = 1
            for size in range(min(longest, len(flat) - i), 0, -1):
                part = flat[i : i + size]
                hit = forms.get(tuple(w for w, _ in part))
                if hit and not any(t.taken for _, t in part) and self._same_case(hit[0], part[0][1]) and (size > 1 or not part[0][1].title):
                    start, end = part[0][1].start, part[-1][1].start + len(part[-1][1].text.removesuffix("'s"))
                    hit[1].mentions.append((start, end, MentionKind.NAME))
                    for _, token in part:
                        token.taken = True
                    step = size
                    break
            i += step

    def _subjects(self, words: list[Token]) -> None:
        """Surnames that begin a sentence before a verb: "Long also expressed", "Zhou said"."""
        for token, following in zip(words, words[1:], strict=False):
            if not token.opens or token.taken or not token.cap or not people.is_surname(token.lower) or token.lower in lexicon.words("opening"):
                continue
            if following.tag in ("VBD", "VBZ", "RB", "MD") and (thing := self._holder(token.text, token.start)) is not None:
                token.taken = True
                thing.mentions.append((token.start, token.end, MentionKind.SHORT))
                if token.text not in thing.names:
                    thing.names.append(token.text)

    @staticmethod
    def _same_case(name: str, token: Token) -> bool:
        return name[0].islower() or token.cap

    def _rebuild(self) -> None:
        """Full forms of bodies whose zone or place another body of the same sentence names: "Work Committee of Y Zone"."""
        for thing in self.things:
            if thing.type is not T.GOVERNMENT or thing.proper:
                continue
            start = thing.mentions[0][0]
            for words in self.sentences:
                if words and words[0].start <= start < words[-1].end:
                    thing.rebuilt.extend(self._fuller(thing, words[0].start, words[-1].end))

    def _fuller(self, thing: Thing, start: int, end: int) -> list[str]:
        short = thing.names[0]
        if " of " in short or words_of(short)[0] in ("ministry", "state", "central", "national"):
            return []
        near = [t for t in self.things if t.type is T.GOVERNMENT and t.proper and any(start <= a < end for a, _, _ in t.mentions)]
        for other in near:
            for name in other.names:
                match = re.fullmatch(r"[\w' -]+ (?:Committee|Commission|Department|Office|Bureau|Group) of (?:the )?(.+)", name)
                if match and _zone_or_place(match[1]) and thing.mentions[0][0] < max(a for a, _, _ in other.mentions):
                    return [f"{short} of {match[1]}", f"{match[1]} {short}"]
        if short.split()[0] in ("District", "Municipal", "County", "City", "Provincial"):
            kind = short.split()[0]
            for place in self.things:
                if place.type is T.PLACE:
                    for name in place.names:
                        if kind in ("District", "County") and name.endswith(kind):
                            return [f"{name} {short.removeprefix(kind).strip()}"]
            places = [t for t in self.things if t.type is T.PLACE]
            if kind == "District" and places:
                top = max(places, key=lambda t: len(t.mentions))
                return [f"{top.names[0]} {short}"]
        return []

    # ---- the result -----------------------------------------------------------------------------------------------

    def fill(self, document: Document) -> None:
        """Writes entities and mentions into ``document``, in the order in which the text names them."""
        ids: set[str] = set()
        for thing in sorted(self.things, key=lambda t: min(m[0] for m in t.mentions)):
            names = _ordered(thing)
            id_ = _slug(names[0], ids)
            document.entities[id_] = EntityDraft(id_, thing.type, names, list(dict.fromkeys(r for r in thing.rebuilt if r not in names)))
            seen: set[tuple[int, int]] = set()
            for start, end, kind in thing.mentions:
                if (start, end) not in seen:
                    seen.add((start, end))
                    document.mentions.append(Mention(start, end, id_, kind))
        document.mentions.sort(key=lambda m: (m.start, -m.end))


def _zone_or_place(name: str) -> bool:
    found = lexicon.head_at(name.lower().split())
    return name in lexicon.places() or name.isupper() or (found is not None and found[1].type in (T.PARK, T.PLACE))


#: A company's or school's own Party committee is no body; without a place's name it is likelier that than another.
_NO_BODY = frozenset({"Standing Committee", "Central Committee Office", "Party Committee", "CPC Committee", "Party Group", "Party Branch", "Party Leadership Group", "Leading Group", "Board Committee"})


def _partly(text: str, names: list[str]) -> bool:
    """Whether ``text`` is one of ``names`` with its end as an abbreviation: "Hainan FTP"."""
    *first, last = text.split()
    if not first or not is_acronym(last):
        return False
    start = " ".join(first) + " "
    return any(n.startswith(start) and initials_fit(last, n[len(start) :]) for n in names)


def _bare(thing: Thing) -> list[str]:
    """The names; of a person, those without a title and with more than the surname."""
    if thing.type is not T.PERSON:
        return thing.names
    titles = lexicon.titles()
    return [n for n in thing.names if " " in n and (n.split()[0].lower(),) not in titles and not re.match(r"(?:Mr|Ms|Mrs|Dr|Prof)\b", n)]


def _ordered(thing: Thing) -> list[str]:
    """Names, the fullest first: no title in a person's, no bare abbreviation."""
    best = max(_bare(thing) or thing.names, key=len)
    return [best, *(n for n in thing.names if n != best)]


def _zone_ending(acronym: str) -> T | None:
    """Abbreviations of zones end in the letters of their heads: WCNA (new area), JHTZ (zone), QIAP (... park)."""
    return T.PARK if re.fullmatch(r"[A-Z]{1,5}(?:DA|NA|DZ|TZ|HZ|FTZ|FTP|IP|AP|SP|EZ|CZ|Z)", acronym) and len(acronym) > 2 else None


def _slug(name: str, taken: set[str]) -> str:
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-") or "name"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug
