"""Grouping: which finds of one article are one entity, and which are none."""

import re

from kg.facts import EntityType as T
from kg.reading import lexicon, people
from kg.reading.again import KnownNames, before_verbs, behind_titles, holder, spoken_of
from kg.reading.document import MentionKind
from kg.reading.found import Found, is_acronym
from kg.reading.rebuilding import rebuild
from kg.reading.things import Thing
from kg.reading.tokens import Token
from kg.reading.variants import heads, initials_fit, is_phase, key, misspelt, other_kind, plain, shortens, words_of


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
            behind_titles(self.things, words, self.text)
            return
        self.found.extend(found)
        self.sentences.append(words)

    def settle(self) -> None:
        """Groups what the body's sentences named."""
        self._settled = True
        typed = [f for f in self.found if f.type is not None and f.alias_of is None]
        for found in sorted((f for f in typed if f.proper), key=lambda f: (-len(words_of(f.text)), f.start)):
            self._typed(found)
        for found in sorted((f for f in typed if not f.proper), key=lambda f: " of " not in f.text):
            self._generic(found)
        self._drop_lone_phases()
        for found in self.found:
            if found.alias_of is not None:
                self._alias(found)
        for found in self.found:
            if found.type is None:
                self._unknown(found)
        for words in self.sentences:
            behind_titles(self.things, words, self.text)
        for start, end in spoken_of(self.things, self.sentences, self.text):
            self._typed(Found(start, end, self.text[start:end], T.PARK))

    def finish(self) -> None:
        """Gives bodies named in short their full forms, once the headlines are read as well."""
        rebuild(self.things, self.sentences)

    def _drop_lone_phases(self) -> None:
        """Takes out "the first phase" where the text tells of no second one, so that it is no project of its own."""
        phases = [t for t in self.things if t.type is T.PROJECT and all(map(is_phase, t.names))]
        if len(phases) == 1 and all(map(str.islower, phases[0].names)):
            self.things.remove(phases[0])
            for index in (self._keys, self._plain):
                for k in [k for k, v in index.items() if v is phases[0]]:
                    del index[k]  # type: ignore[arg-type]  # both maps go to things

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
        if thing is None and type_ is T.PERSON and " " not in found.text:  # "A and Zhao" after "Zhao Haozhi"
            thing = holder(self.things, found.text, found.start)
        if thing is not None and not (type_ is T.PLACE and other_kind(found.text, thing.names)):
            thing.add(found, MentionKind.NAME)
            return
        for other in self.things:
            if other.type is not type_:
                continue
            if _short_for(type_, found.text, other.names):
                self._join(other, found, MentionKind.SHORT)
                return
            if all(_initials(type_, name, [found.text]) for name in other.names):  # "SIP" before its name in full
                self._join(other, found, MentionKind.NAME)
                other.names.insert(0, other.names.pop(other.names.index(found.text)))
                return
            if type_ is not T.PERSON and any(misspelt(found.text, name) for name in other.names):
                self._join(other, found, MentionKind.NAME)
                return
        self._new(found, type_)

    def _new(self, found: Found, type_: T) -> Thing:
        thing = Thing(
            type_,
            [found.text, *([found.also] if found.also else [])],
            mentions=[(found.start, found.end, MentionKind.NAME)],
            proper=found.proper,
        )
        self.things.append(thing)
        self._keys.setdefault((type_, key(type_, found.text)), thing)
        for form in (found.text, found.also):
            if form:
                self._plain.setdefault(plain(form), thing)
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
        """A body or zone named by everyday words: short for one named in full, or named so as it is clear which."""
        words = words_of(found.text)
        if found.text in _NO_BODY:
            return
        for thing in reversed(self.things):
            owned = (
                thing.type is T.GOVERNMENT and " of " in thing.names[0]
            )  # "Administrative Committee of Carbon Valley"
            if thing.type is not found.type or not (thing.proper or owned) or found.type is None:
                continue
            if words[-1] == "committee" and "cppcc" in words_of(thing.names[0]) and "cppcc" not in words:
                continue  # "the Municipal Committee" is the Party's
            if any(self._inside(words, words_of(name)) for name in thing.names):
                self._join(thing, found, MentionKind.SHORT)
                return
        if found.type is None:
            return
        same = self._keys.get((found.type, key(found.type, found.text)))
        if same is not None:
            same.add(found, MentionKind.NAME)
        elif len(words) > 1 and (found.type is not T.PLACE or _particular(words)):
            self._new(found, found.type)

    @staticmethod
    def _inside(short: list[str], full: list[str]) -> bool:
        """Whether the words of ``short`` stand together in ``full``, at one of its ends."""
        if short[-1] == full[-1] == "government":  # "Municipal Government" of "Luosha Municipal People's Government"
            short, full = ([w for w in words if w != "people's"] for words in (short, full))
        return len(short) < len(full) and (full[: len(short)] == short or full[-len(short) :] == short)

    def _unknown(self, found: Found) -> None:
        text = found.text
        hint = next((f.hint for f in self.found if f.text == text and f.hint is not None), found.hint)
        thing = self._plain.get(plain(text)) or (self._short(found) if hint is not T.PLACE else None)
        if thing is not None:
            self._join(thing, found, MentionKind.SHORT)
            return
        if (hint is T.PERSON and text.istitle() and text not in lexicon.places()) or (
            hint not in (None, T.PERSON) and not is_acronym(text)
        ):
            self._new(found, hint)
            return
        if (
            (people.is_surname(text) and len(text) < 6)
            or text in lexicon.acronyms()
            or (found.opens and not self._again(found))
        ):
            return
        if is_acronym(text) and (type_ := _zone_ending(text)):
            self._new(found, type_)
        elif found.located and (people.is_pinyin(text) or all(f.located for f in self.found if f.text == text)):
            self._new(found, T.PLACE)
        else:
            self._new(found, T.ENTERPRISE)

    def _short(self, found: Found) -> Thing | None:
        """The thing that an otherwise unknown word or two shorten."""
        text, words = found.text, words_of(found.text)
        person = holder(self.things, text, found.start) if len(words) == 1 else None
        if person is not None:
            return person
        for thing in self.things:
            names = list(thing.names)
            if thing.type is T.PERSON:
                continue
            if is_acronym(text) and any(initials_fit(text, n) for n in names):
                return thing
            if _partly(text, names):
                return thing
            if thing.type is T.ENTERPRISE and any(shortens(thing.type, text, n) for n in names):
                return thing
            if (
                len(words) > 1
                and thing.type is T.INSTITUTION
                and any(words_of(n)[: len(words)] == words for n in names)
            ):
                return thing  # "Otara Grasslands" of "Otara Grasslands Institute"
            if (
                thing.type is T.PARK
                and not found.opens
                and any(words_of(n)[: len(words)] == words for n in names)
                and text not in lexicon.places()
            ):
                return thing
            if thing.type is T.PLACE and any(key(T.PLACE, n) == plain(text) for n in names):
                return thing
        return None

    def _again(self, found: Found) -> bool:
        """Whether the word that begins a sentence also stands inside one."""
        return sum(1 for other in self.found if other.text == found.text and not other.opens) > 0

    def known(self, sentences: list[list[Token]], *, whole: bool = False) -> None:
        """Finds forms that are known by now where nothing was found before; ``whole``: no places in longer names."""
        names = KnownNames(self.things)
        for words in sentences:
            before_verbs(self.things, words)
            names.find(words, whole=whole)


def _short_for(type_: T, text: str, names: list[str]) -> bool:
    """Whether ``text`` is a shorter form of one of ``names``, those of a thing of the same type."""
    if any(shortens(type_, text, name) for name in names):
        return True
    if type_ is T.PERSON:
        return any(name.endswith(" " + text) for name in names)  # "Mrs. Nogueira de Sousa"
    if type_ is T.INDUSTRY and any(heads(text, name) for name in names):  # "implants" behind "orthopaedic implants"
        return True
    return _initials(type_, text, names)


def _initials(type_: T, text: str, names: list[str]) -> bool:
    """Whether ``text`` stands for one of ``names`` by its first letters; places are not called so."""
    if type_ in (T.PLACE, T.PERSON) or not is_acronym(text) or len(text) < 2 + (type_ is not T.INDUSTRY):
        return False
    return any(initials_fit(text, name) for name in names)


#: A company's or school's own Party committee is no body; without a place's name it is likelier that than another.
_NO_BODY = frozenset(
    {
        "Standing Committee",
        "Central Committee Office",
        "Party Committee",
        "CPC Committee",
        "Party Group",
        "Party Branch",
        "Party Leadership Group",
        "Leading Group",
        "Leading Party Members' Group",
        "Leading Party Members Group",
        "Board Committee",
    }
)


#: Kinds of places that an everyday word before them makes a name: "Central District", "Limpopo Province".
_KINDS = frozenset({"province", "district", "county", "prefecture", "township", "lake", "river", "mountain", "canton"})


def _particular(words: list[str]) -> bool:
    """Whether a place whose words are all everyday ones is one in particular all the same."""
    vague = lexicon.words("plain") | lexicon.words("bodyfill") | lexicon.words("modifier") | lexicon.words("abstract")
    return words[-1] in _KINDS and not any(w in vague for w in words[:-1])


def _partly(text: str, names: list[str]) -> bool:
    """Whether ``text`` is one of ``names`` with its end as an abbreviation: "Yangshan FTP"."""
    *first, last = text.split()
    if not first or not is_acronym(last):
        return False
    start = " ".join(first) + " "
    return any(n.startswith(start) and initials_fit(last, n[len(start) :]) for n in names)


def _zone_ending(acronym: str) -> T | None:
    """Abbreviations of zones end in the letters of their heads: SCNA (new area), YHTZ (zone), NBIP (... park)."""
    return (
        T.PARK
        if re.fullmatch(r"[A-Z]{1,5}(?:DA|NA|DZ|TZ|HZ|FTZ|FTP|IP|AP|SP|EZ|CZ|Z)", acronym) and len(acronym) > 2
        else None
    )
