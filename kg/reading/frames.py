"""The tables of event words, and how a phrase of a table is recognised in a parsed clause."""

from dataclasses import dataclass
from functools import cache, lru_cache

from kg.facts import EventType, Slot
from kg.reading.parsed import Token
from kg.reading.tables import rows


@cache
def words(name: str) -> frozenset[str]:
    """The set ``name`` of the table of word sets."""
    return _wordsets()[name]


def has_words(name: str) -> bool:
    """Whether there is a set ``name``."""
    return name in _wordsets()


@cache
def _wordsets() -> dict[str, frozenset[str]]:
    return {row["set"]: frozenset(row["words"].split()) for row in rows("wordsets")}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb, with the particle or the object that makes it one expression: "call on", "break +ground", "+@wordset"."""

    lemma: str
    particle: str | None = None
    objects: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> "Phrase":
        """The phrase as a table writes it."""
        lemma, _, rest = text.partition(" ")
        if rest.startswith("+"):
            return cls(lemma, None, words(rest[2:]) if rest[1] == "@" else frozenset(rest[1:].split("|")))
        return cls(lemma, rest or None)

    def matches(self, token: Token) -> bool:
        """Whether ``token`` is this verb with what belongs to it."""
        if token.lemma_.lower() != self.lemma:
            return False
        if self.particle is not None:
            return has_particle(token, self.particle)
        return not self.objects or any(noun_lemma(t) in self.objects for t in object_nouns(token))


def noun_lemma(noun: Token) -> str:
    """The lemma of ``noun``, also of a common noun that its capital makes a name: "Ribbons were cut"."""
    lemma = noun.lemma_.lower()
    return lemma.removesuffix("s") if noun.tag_ == "NNPS" else lemma


def has_particle(verb: Token, particle: str) -> bool:
    """Whether ``verb`` governs the word(s) ``particle`` ("on", "on_hand", "present")."""
    first, _, second = particle.partition("_")
    if first not in _near(verb):
        return False
    # a word behind the verb is enough: in "looked round the park" the parser makes an adjective of it
    return not second or any(
        child.lower_ == first and any(g.lower_ == second for g in child.children) for child in verb.children
    )


@lru_cache(maxsize=64)  # a verb is asked for one particle after the other
def _near(verb: Token) -> frozenset[str]:
    """The words that ``verb`` governs and the two behind it, in lower case."""
    behind = range(verb.i + 1, min(verb.i + 3, len(verb.doc)))
    return frozenset([*(child.lower_ for child in verb.children), *(verb.doc[at].lower_ for at in behind)])


def object_nouns(verb: Token) -> list[Token]:
    """Nouns that are the object of ``verb``, passive and coordinated ones and the ones behind "of" too."""
    found = []
    done_to = verb.tag_ == "VBN" and not any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubjpass", "oprd") or (child.dep_ == "nsubj" and done_to):
            found += [child, *child.conjuncts]
    if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBN":
        found.append(verb.head)
    if verb.dep_ == "relcl" and any(c.dep_ == "dobj" and c.tag_ in ("WDT", "WP") for c in verb.children):
        found.append(verb.head)  # "the agreement that A and B concluded"
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in ("into", "to", "on", "upon", "under"):
            found += [o for o in child.children if o.dep_ == "pobj"]
    for noun in list(found):
        found += [o for p in noun.children if p.dep_ == "prep" and p.lower_ == "of" for o in p.children]
    return found


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of ``triggers.tsv``."""

    kind: str
    phrase: Phrase
    type: EventType
    functions: dict[str, Slot]
    weak: bool = False
    """Only an event beside others: "exchanged views"."""
    about: bool = False
    """Only an event if it says what it is about: "inaugurated the park"."""
    late: bool = False
    """Only an event if it is dated shortly before the article: "opened to traffic on Friday"."""
    stop: bool = False
    """Only an event if it names a stop: "examined the plant", not "examined the report"."""
    placed: bool = False
    """Only an event if it says when or where: "welcomed the guests at the hall", not "welcomed the guests"."""


@dataclass(frozen=True, slots=True)
class Role:
    """A row of ``roles.tsv``: whoever fills ``function`` of the phrase takes part as ``slot``."""

    phrase: Phrase
    function: str
    slot: Slot
    needs_event: bool
    needs_conference: bool = False


@cache
def noun_triggers() -> dict[str, Trigger]:
    """Event nouns by lemma."""
    return {t.phrase.lemma: t for t in _triggers() if t.kind == "noun"}


@cache
def verb_triggers() -> dict[str, list[Trigger]]:
    """Event verbs by lemma, the more specific phrases first."""
    return _by_lemma([t for t in _triggers() if t.kind != "noun"])


@cache
def roles() -> dict[str, list[Role]]:
    """Role verbs by lemma, the more specific phrases first."""
    found = [
        Role(
            Phrase.parse(r["phrase"]), r["function"], Slot(r["role"]),
            r["needs"] == "event", r["needs"] == "conference",
        )
        for r in rows("roles")
    ]  # fmt: skip
    return _by_lemma(found)


def is_speech(verb: Token) -> bool:
    """Whether ``verb`` makes its subject a speaker."""
    return any(r.slot is Slot.SPEAKER for r in roles().get(verb.lemma_.lower(), ()))


@cache
def _triggers() -> list[Trigger]:
    found = []
    for row in rows("triggers"):
        cells = [c for c in row["functions"].split(";") if c]
        functions = {f: Slot(s) for f, _, s in (c.partition("=") for c in cells if "=" in c)}
        found.append(
            Trigger(
                row["pos"],
                Phrase.parse(row["phrase"]),
                EventType(row["type"]),
                functions,
                "weak" in cells,
                "about" in cells,
                "late" in cells,
                "stop" in cells,
                "placed" in cells,
            )
        )
    return found


def _by_lemma(entries: list) -> dict[str, list]:  # type: ignore[type-arg]
    table: dict[str, list] = {}  # type: ignore[type-arg]
    for entry in sorted(entries, key=lambda e: (e.phrase.particle is None, not e.phrase.objects)):
        table.setdefault(entry.phrase.lemma, []).append(entry)
    return table
