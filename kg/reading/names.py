"""Names: which stretches of the clean text name an entity, of which type, and which of them are one entity."""

import re
import unicodedata

from kg.articles.page import BlockKind, Page
from kg.facts import EntityType as T
from kg.reading import lexicon
from kg.reading.chunks import Chunk, chunks
from kg.reading.document import Document, EntityDraft, Mention, MentionKind
from kg.reading.tokens import Token, tokens


def find_names(document: Document, page: Page) -> None:
    """Fills ``document.mentions`` (kinds NAME and SHORT) and ``document.entities``."""
    names = _Names(document)
    tags = {t.idx: t.tag_ for t in document.doc}
    headlines = []
    for sentence in document.sentences:
        found = tokens(document.text.clean, sentence.start, sentence.end)
        if sentence.kind in (BlockKind.HEADLINE, BlockKind.SUBHEAD):
            headlines.append(found)
            continue
        taken = []
        for chunk in chunks(found, tags):
            taken += names.add_chunk(found, chunk)
        names.industries(found, taken)
        names.surnames(found)
    names.finish(headlines)


def norm(name: str) -> str:
    """A name for comparison: case, accents, punctuation, article and legal form do not count."""
    name = unicodedata.normalize("NFKD", name).casefold()
    name = "".join(c for c in name if not unicodedata.combining(c)).replace("&", " and ")
    name = _LEGAL.sub("", name.strip())
    return re.sub(r"\W+", "", re.sub(r"^the\b", "", name))


_LEGAL = re.compile(r"[ ,]+(co\.?,? ?ltd\.?|company limited|inc\.?|corp\.?|corporation|ltd\.?|limited|plc|llc|gmbh|s\.?a\.?|co\.?)$")


class _Names:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text.clean
        self.keys: dict[tuple[T, str], str] = {}
        self.alias: dict[str, str] = {}

    def entity(self, type_: T, name: str) -> str:
        key = norm(name)
        if (type_, key) in self.keys:
            return self.keys[type_, key]
        if key in self.alias:
            return self.alias[key]
        id_ = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()).strip("-") or "x"
        while id_ in self.document.entities:
            id_ += "-2"
        self.document.entities[id_] = EntityDraft(id_, type_, [name])
        self.keys[type_, key] = id_
        return id_

    def mention(self, start: int, end: int, type_: T, kind: MentionKind = MentionKind.NAME) -> str:
        id_ = self.entity(type_, self.text[start:end])
        draft = self.document.entities[id_]
        if self.text[start:end] not in draft.names:
            draft.names.append(self.text[start:end])
        self.document.mentions.append(Mention(start, end, id_, kind))
        return id_

    def add_chunk(self, found: list[Token], chunk: Chunk) -> list[tuple[int, int]]:
        for inner in chunk.inner:
            self.add_chunk(found, inner)
        start, end = found[chunk.first].start, found[chunk.last - 1].end
        end -= 2 if self.text[start:end].endswith("'s") else 0
        span = [(chunk.first, chunk.last)]
        if chunk.event:
            return span
        type_ = chunk.type
        if type_ is T.PLACE or type_ is None:
            end, type_ = self.lower(found, chunk, end)
        if type_ is None:
            name = self.text[start:end]
            if norm(name) in self.alias:
                self.mention(start, end, self.document.entities[self.alias[norm(name)]].type)
                return span
            if chunk.last - chunk.first == 1 and (found[chunk.first].opens or found[chunk.first].lower in lexicon.ordinary() or len(name) < 3):
                return []
            if found[chunk.last - 1].lower in lexicon.ordinary() or found[chunk.first].lower in lexicon.words("abstract"):
                return []
            type_ = T.ENTERPRISE
        id_ = self.mention(start, end, type_)
        after = re.match(r"\s*,?\s*\((?:hereinafter|hereafter)?(?: referred to as| called)?:?\s*[\"']?(?:the )?([A-Z][\w&. -]{1,40}?)[\"']?\)", self.text[end : end + 90])
        if after and not found[chunk.last - 1].title:
            alias = after.group(1)
            if alias not in lexicon.places() and (alias.isupper() or "herein" in after.group() or len(alias.split()) == 1):
                self.alias[norm(alias)] = id_
                self.document.entities[id_].names.append(alias)
        return span

    def lower(self, found: list[Token], chunk: Chunk, end: int) -> tuple[int, T | None]:
        known = lexicon.heads()
        for size in (3, 2, 1):
            following = found[chunk.last : chunk.last + size]
            head = known.get(tuple(t.lower for t in following))
            if head and "lower" in head.how and len(following) == size and not following[0].cap:
                return following[-1].end, head.type
        return end, chunk.type

    def industries(self, found: list[Token], taken: list[tuple[int, int]]) -> None:
        table = lexicon.industries()
        covered = {i for a, b in taken for i in range(a, b)}
        i = 0
        while i < len(found):
            for words, how in table.get(found[i].lower, ()):
                size = len(words)
                part = found[i : i + size]
                if len(part) == size and all((t.text == w) if w.isupper() else t.lower == w.lower() for t, w in zip(part, words, strict=True)):
                    following = found[i + size].lower if i + size < len(found) else ""
                    if not covered & set(range(i, i + size)) and (how == "strong" or following in ("industry", "sector", "industries")):
                        self.mention(part[0].start, part[-1].end, T.INDUSTRY)
                    i += size - 1
                    break
            i += 1

    def surnames(self, found: list[Token]) -> None:
        for before, token in zip(found, found[1:], strict=False):
            if not token.cap or not (before.title or before.lower in ("mr.", "ms.", "mrs.", "dr.", "mr", "ms")):
                continue
            holders = [d for d in self.document.entities.values() if d.type is T.PERSON and d.names[0].split()[0] == token.text.removesuffix("'s")]
            if len(holders) == 1 and not any(m.start <= token.start < m.end for m in self.document.mentions):
                end = token.start + len(token.text.removesuffix("'s"))
                short = self.text[before.start : end]
                if short not in holders[0].names:
                    holders[0].names.append(short)
                self.document.mentions.append(Mention(token.start, end, holders[0].id, MentionKind.SHORT))

    def finish(self, headlines: list[list[Token]]) -> None:
        forms = {name: d.id for d in self.document.entities.values() for name in d.names}
        for found in headlines:
            if not found:
                continue
            start, end = found[0].start, found[-1].end
            for name in sorted(forms, key=len, reverse=True):
                for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.text[start:end]):
                    a, b = start + m.start(), start + m.end()
                    if not any(x.start < b and a < x.end for x in self.document.mentions):
                        self.document.mentions.append(Mention(a, b, forms[name], MentionKind.NAME))
        self.document.mentions.sort(key=lambda m: (m.start, -m.end))
