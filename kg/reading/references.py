"""References: "the mayor", "the company", "he" to the entity that the text makes plain, or to none."""

import re
from collections.abc import Iterator, Sequence

from kg.articles.page import BlockKind
from kg.facts import EntityType, Post
from kg.reading.antecedents import Antecedents, Guess
from kg.reading.document import Document, Mention, MentionKind
from kg.reading.items import PERSON, WORD, Item, lines
from kg.reading.nominals import nominals
from kg.reading.parsed import Token
from kg.reading.post_parts import words_from
from kg.reading.titles import Kind, role_words, titles

#: A reference less plain than this leads to none.
PLAIN = 0.5

_GENDER = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
#: Of words that refer to nothing.
_NONE = MentionKind.NAME
_IT = frozenset({"it", "its", "itself"})
_DETERMINERS = frozenset({"the", "this", "that"})
#: What follows a noun that is described anew, not referred back to: "the city of X", "the park that won".
_RESTRICTED = frozenset({"of", "that", "whose"})
_PARTIES = frozenset({"delegation", "mission"})
_OUTFITS = frozenset({EntityType.ENTERPRISE, EntityType.INSTITUTION, EntityType.GOVERNMENT})


def resolve(document: Document, posts: list[Post]) -> None:
    """Adds mentions of kinds NOMINAL and PRONOUN to ``document.mentions``, each with how plain it is (0 to 1).

    Works from left to right, so that what one reference means helps with the next. "We" refers to nobody: in these
    articles it stands in speeches.
    """
    known = Antecedents(document)
    reader = _References(document, posts, known)
    for line in lines(document):
        for mention in reader.read(line):
            known.add(mention)
            document.mentions.append(mention)
    document.mentions.sort(key=lambda m: (m.start, -m.end))


class _References:
    def __init__(self, document: Document, posts: list[Post], known: Antecedents) -> None:
        self.document = document
        self.posts = posts
        self.known = known
        self.genders = _genders(document)

    def read(self, items: Sequence[Item]) -> Iterator[Mention]:
        """The references of one block."""
        at = 0
        while at < len(items):
            guess, end, kind = self._at(items, at)
            if guess and guess.confidence >= PLAIN:
                yield Mention(items[at].start, items[end - 1].end, guess.mention.entity, kind, guess.confidence)
            at = max(end, at + 1)

    def _at(self, items: Sequence[Item], at: int) -> tuple[Guess | None, int, MentionKind]:
        low = items[at].low
        if items[at].kind is not WORD:
            return None, at + 1, _NONE
        if low in _GENDER:
            return self._person(items, at), at + 1, MentionKind.PRONOUN
        if low in _IT:
            return self._thing(items, at), at + 1, MentionKind.PRONOUN
        if low == "our":
            return self._own(items, at)
        if low == "their":
            return self._their(items, at), at + 1, MentionKind.PRONOUN
        if low in _DETERMINERS:
            guess, end = self._holder(items, at + 1)
            if guess is None:
                guess, end = self._nominal(items, at)
            return guess, end, MentionKind.NOMINAL
        if low in titles().opening and self._in_headline(items[at]):
            guess, end = self._holder(items, at)
            return guess, end, MentionKind.NOMINAL
        return None, at + 1, _NONE

    # ---- pronouns -------------------------------------------------------------------------------------------------

    def _person(self, items: Sequence[Item], at: int) -> Guess | None:
        """The person that "he" means; one that the sentence names only after "In his speech" counts."""
        item = items[at]
        gender = _GENDER[item.low]

        def fits(person: str) -> bool:
            return self.genders.get(person, gender) == gender

        ahead = self._ahead(items, at)
        if ahead and fits(ahead.entity):
            return Guess(ahead, 0.85)
        women = self.known.person(item.start, lambda person: self.genders.get(person) == "f") if gender == "f" else None
        guess = women or self.known.person(item.start, fits)
        if guess and self._stranger_between(guess.mention, item):
            return None
        return guess

    def _ahead(self, items: Sequence[Item], at: int) -> Mention | None:
        """The subject that follows "In his speech, "."""
        sentence = self.known.sentence(items[at].start)
        first = self.document.sentences[sentence].start if sentence >= 0 else -1
        if items[at].low not in ("his", "her") or items[at].start - first > 25:
            return None
        for following in items[at + 1 : at + 8]:
            if following.kind is PERSON and self.known.sentence(following.start) == sentence:
                found = next((c for c in self.known.candidates if c.mention.start == following.start), None)
                return found.mention if found and found.subject else None
            if following.low in (".", ";") or following.named:
                return None
        return None

    def _stranger_between(self, mention: Mention, item: Item) -> bool:
        """Whether somebody who is not named is the subject between ``mention`` and the pronoun ``item``."""
        between = self.document.doc.char_span(mention.end, item.start, alignment_mode="contract")
        return between is not None and any(_human(token) for token in between)

    def _thing(self, items: Sequence[Item], at: int) -> Guess | None:
        if _empty(items, at):
            return None
        found = self.known.thing(items[at].start)
        return Guess(found[0].mention, found[1]) if found else None

    def _their(self, items: Sequence[Item], at: int) -> Guess | None:
        """ "Their" for one organisation, which the clause has as its subject ("X introduced their plan")."""
        found = self.known.thing(items[at].start, _OUTFITS)
        if (
            found is None
            or not found[0].subject
            or found[0].coordinated
            or found[0].sentence != self.known.sentence(items[at].start)
        ):
            return None
        between = [i for i in items if found[0].mention.end <= i.start < items[at].start]
        if any(i.named or i.tag in ("NNS", "NNPS") or i.low == "and" for i in between) or len(between) > 6:
            return None
        return Guess(found[0].mention, 0.6)

    def _own(self, items: Sequence[Item], at: int) -> tuple[Guess | None, int, MentionKind]:
        """ "Our hospital" on the hospital's own site; in a speech it is the speaker's and left alone."""
        noun, end = self._noun(items, at)
        after = items[end].low if end < len(items) else "."
        if not noun or self._quoted(items, at) or (end < len(items) and _compound(items[end]) and after != "'s"):
            return None, at + 1, MentionKind.PRONOUN
        own = self.known.own(noun)
        return (Guess(own, 0.8) if own else None), end, MentionKind.NOMINAL

    @staticmethod
    def _quoted(items: Sequence[Item], at: int) -> bool:
        return sum(item.low == '"' for item in items[:at]) % 2 == 1

    # ---- nouns ----------------------------------------------------------------------------------------------------

    def _holder(self, items: Sequence[Item], at: int) -> tuple[Guess | None, int]:
        """The person whose title stands at ``items[at]``: "the mayor"."""
        match = titles().match(words_from(items, at), 0)
        end = at + (match.end if match else 0)
        if match is None or match.plural or match.title.kind in (Kind.MEMBER, Kind.NONE, Kind.VERB):
            return None, at
        if end < len(items) and (items[end].named or items[end].low in ("of", "for", "at", "to")):
            return None, at
        if items[at].low == "chair" and at > 1 and items[at - 2].low in ("in", "took", "takes", "taking"):
            return None, at
        wanted = role_words(match.role)
        exact = {post.person for post in self.posts if role_words(post.role) == wanted}
        wide = {post.person for post in self.posts if wanted <= role_words(post.role)}
        called = self._called(" ".join(item.low for item in items[at:end]), items[at].start)
        if called and called.entity in wide:
            return Guess(called, 0.9), end
        for holders, plain in ((exact, 0.95), (wide, 0.85)):
            guess = self._latest_of(holders, items[at].start, plain)
            if guess:
                return guess, end
        return None, at

    def _called(self, title: str, position: int) -> Mention | None:
        """The person last called by ``title`` before the name: "Mayor Zhao"."""
        clean = self.document.text.clean
        for c in reversed(self.known.candidates):
            if c.type is EntityType.PERSON and c.mention.end <= position:
                shown = clean[max(0, c.mention.start - len(title) - 1) : c.mention.end].lower()
                if shown.startswith(f"{title} ") or clean[c.mention.start : c.mention.end].lower().startswith(
                    f"{title} "
                ):
                    return c.mention
        return None

    def _latest_of(self, people: set[str], position: int, plain: float) -> Guess | None:
        named = [c.mention for c in self.known.candidates if c.mention.entity in people]
        latest = next((m for m in reversed(named) if m.end <= position), None)
        if latest is None:
            return Guess(named[0], plain) if named and len(people) == 1 else None
        return Guess(latest, round(plain - 0.15 * (len(people) - 1), 2))

    def _nominal(self, items: Sequence[Item], at: int) -> tuple[Guess | None, int]:
        """The thing that "the park" means."""
        noun, end = self._noun(items, at)
        if not noun:
            return self._party(items, at)
        if items[at].low == "the" and not nominals()[noun].bare and not _is(items, end, "'s"):
            return None, at + 1
        if end < len(items) and (_compound(items[end]) or items[end].low in _RESTRICTED):
            return None, at + 1
        if end + 1 < len(items) and items[end].low in ("in", "at", "on", "for", "between") and items[end + 1].named:
            return None, at + 1
        return self._weighed(self.known.noun(noun, items[at].start), items[at].start), end

    @staticmethod
    def _noun(items: Sequence[Item], at: int) -> tuple[str, int]:
        """The longest noun of the table behind the determiner at ``at``, and its end; empty if there is none."""
        words = words_from(items, at + 1, 3)
        length = next((k for k in range(len(words), 0, -1) if " ".join(words[:k]) in nominals()), 0)
        return " ".join(words[:length]), at + 1 + length

    def _weighed(self, guess: Guess | None, position: int) -> Guess | None:
        """``guess``, less sure if whoever speaks in the sentence has a post in another body of that class."""
        speaker = self.known.person(position) if guess else None
        if guess is None or speaker is None:
            return guess
        if self.known.sentence(speaker.mention.start) != self.known.sentence(position):
            return guess
        kind = self.document.type_of(guess.mention)
        own = {p.of for p in self.posts if p.person == speaker.mention.entity and p.of}
        rivals = {of for of in own if self.document.entities[of].type is kind and kind in _OUTFITS}
        if not rivals or guess.mention.entity in rivals:
            return guess
        return Guess(guess.mention, min(guess.confidence, 0.6))

    def _party(self, items: Sequence[Item], at: int) -> tuple[Guess | None, int]:
        """The place or body whose delegation "the delegation" is."""
        if at + 1 >= len(items) or items[at + 1].low not in _PARTIES or _is(items, at + 2, "of"):
            return None, at + 1
        clean = self.document.text.clean
        for c in reversed(self.known.candidates):
            if c.mention.end <= items[at].start and c.type is not EntityType.PERSON:
                after = clean[c.mention.end : c.mention.end + 40]
                before = clean[max(0, c.mention.start - 24) : c.mention.start]
                if re.match(r"(?:['’]s)? (?:[\w-]+ ){0,3}delegation\b", after) or re.search(
                    r"delegation (?:from|of) (?:the )?$", before
                ):
                    return Guess(c.mention, 0.8), at + 2
        return None, at + 2

    def _in_headline(self, item: Item) -> bool:
        sentence = self.known.sentence(item.start)
        return sentence >= 0 and self.document.sentences[sentence].kind is BlockKind.HEADLINE


def _is(items: Sequence[Item], at: int, low: str) -> bool:
    return at < len(items) and items[at].low == low


def _compound(item: Item) -> bool:
    """Whether a noun before ``item`` is only the first part of a longer one: "the city government"."""
    return item.named or (item.kind is WORD and item.tag in ("NN", "NNS", "NNP", "NNPS") and item.low != "'s")


def _human(token: Token) -> bool:
    """Whether ``token`` is a subject that stands for a person: "a columnist said"."""
    if token.dep_ not in ("nsubj", "nsubjpass") or token.tag_ != "NN":
        return False
    match = titles().match([token.lower_], 0)
    return match is not None and not match.plural


def _empty(items: Sequence[Item], at: int) -> bool:
    """Whether "it" stands for a clause: "it is learned that", "it was left to X to", "as he put it"."""
    if items[at].low != "it":
        return False
    if at and items[at - 1].low in ("put", "puts", "made", "make", "makes", "be", "call", "calls"):
        return True
    following = items[at + 1 : at + 12]
    if not following or following[0].low not in (
        "is", "was", "has", "'s", "will", "would", "seems", "takes", "fell", "falls", "can", "should"
    ):  # fmt: skip
        return False
    predicate = any(i.tag in ("VBN", "JJ", "RB", "JJR", "NN", "NNP") for i in following)
    return predicate and any(i.low in ("that", "to", "who", "which", "how", "what") for i in following)


def _genders(document: Document) -> dict[str, str]:
    """Persons whose gender an honorific tells: "m" or "f"."""
    found = {}
    for mention in document.mentions:
        if document.type_of(mention) is EntityType.PERSON:
            shown = document.text.clean[max(0, mention.start - 6) : mention.end]
            if re.search(r"\b(?:Ms|Mrs|Miss|Madam)\b", shown):
                found[mention.entity] = "f"
            elif re.search(r"\bMr\b", shown):
                found[mention.entity] = "m"
    return found
