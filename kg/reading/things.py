"""Things: the entities of one article in the making, and how they are written into the document."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.found import Found


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

    def mention(self, start: int, end: int, kind: MentionKind, name: str = "") -> None:
        """Adds the stretch ``start`` to ``end``, and ``name`` to its names if that is new."""
        self.mentions.append((start, end, kind))
        if name and name not in self.names:
            self.names.append(name)

    @property
    def surnames(self) -> tuple[str, str]:
        """First and last word of a person's name in lower case: either may be the surname."""
        words = self.names[0].lower().split()
        return words[0], words[-1]

    @property
    def full_names(self) -> list[str]:
        """The names; of a person, those without a title and with more than the surname."""
        if self.type is not T.PERSON:
            return self.names
        titles = lexicon.titles()
        return [n for n in self.names if " " in n and (n.split()[0].lower(),) not in titles and not _HONORIFIC.match(n)]


_HONORIFIC = re.compile(r"(?:Mr|Ms|Mrs|Dr|Prof|Madam|Madame|Comrade)\b")


def fill(document: Document, things: Iterable[Thing]) -> None:
    """Writes ``things`` into ``document`` as entities and mentions, in the order in which the text names them."""
    taken: set[str] = set()
    for thing in sorted(things, key=lambda t: min(m[0] for m in t.mentions)):
        best = max(thing.full_names, key=lambda n: (not n.isupper(), len(n)), default=thing.names[0])
        names = [best, *(n for n in thing.names if n != best)]
        rebuilt = list(dict.fromkeys(r for r in thing.rebuilt if r not in names))
        slug = _slug(best, taken)
        document.entities[slug] = EntityDraft(slug, thing.type, names, rebuilt)
        stretches = {(start, end): kind for start, end, kind in reversed(thing.mentions)}
        document.mentions.extend(Mention(start, end, slug, kind) for (start, end), kind in stretches.items())
    document.mentions.sort(key=lambda m: (m.start, -m.end))


def _slug(name: str, taken: set[str]) -> str:
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-") or "name"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug
