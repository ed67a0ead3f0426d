"""Names: which stretches of the clean text name an entity, of which type, and which of them are one entity."""

from kg.articles.page import BlockKind, Page
from kg.facts import EntityType
from kg.reading import lexicon
from kg.reading.agreeing import agree
from kg.reading.brackets import introduced
from kg.reading.chunks import Chunker
from kg.reading.described import described, extended
from kg.reading.document import Document
from kg.reading.found import Found, of_chunk
from kg.reading.grouping import Grouping
from kg.reading.joining import link
from kg.reading.people import is_pinyin
from kg.reading.runs import Chunk
from kg.reading.sectors import sectors
from kg.reading.things import fill
from kg.reading.tokens import Token, seat, tokens
from kg.reading.trades import shown, trades

PERSON = EntityType.PERSON


def find_names(document: Document, page: Page) -> None:
    """Fills ``document.mentions`` (kinds NAME and SHORT) and ``document.entities``.

    Sentences of the body are read first; headlines and subheads, whose capitals tell nothing, come last and mostly
    repeat what is known by then.
    """
    text = document.text.clean
    tags = document.doc.tags
    body: list[list[Token]] = []
    titles: list[list[Token]] = []
    for sentence in document.sentences:
        words = tokens(text, sentence.start, sentence.end, tags)
        heading = sentence.kind in (BlockKind.HEADLINE, BlockKind.SUBHEAD) and sentence is not document.banner
        (titles if heading and _title_case(words) and not _item(words) else body).append(words)
    grouping = Grouping(text)
    for words in body:
        grouping.read(words, read_sentence(text, words, document.english))
    grouping.settle()
    grouping.known(titles, whole=True)
    for words in titles:
        grouping.read(words, read_sentence(text, words, document.english, heading=True))
    grouping.known(titles)
    grouping.known(body)
    grouping.finish()
    fill(document, grouping.things)


def read_sentence(text: str, words: list[Token], english: frozenset[str], *, heading: bool = False) -> list[Found]:
    """The names of one sentence; in a heading in title case only those that are certain."""
    if heading:
        for word in words:
            word.cap = word.cap and word.lower not in lexicon.words("headline")
    chunker = Chunker(words, english)
    found: list[Found] = []
    occasions: list[tuple[int, int]] = []
    before = None
    chunks = chunker.chunks()
    if not heading:
        agree(chunker, chunks)
    for chunk in chunks:
        if (
            before is not None
            and before.type is PERSON
            and chunk.type is None
            and _beside_person(chunker, before, chunk)
        ):
            chunk.type = PERSON
        found.extend(of_chunk(text, chunker, extended(chunker, chunk)))
        if chunk.event and chunk.head:
            occasions.append((chunk.first, chunk.last))
        before = chunk
    if heading:
        return [f for f in found if f.certain]
    plain = described(text, chunker)
    organs = [f for f in plain if f.type is EntityType.GOVERNMENT]
    found = [f for f in found if not any(o.start < f.start and f.end <= o.end for o in organs)]
    found.extend(plain)
    found.extend(
        Found(word.start, word.start + len(place), place, EntityType.PLACE)
        for word in words
        if (place := seat(word.text)) and place.istitle() and place.lower() not in lexicon.words("nation")
    )
    found.extend(introduced(text, words, found))
    fields = sectors(text, words)
    fields += trades(text, words, found, plain)
    fields += shown(text, words, occasions)
    short = introduced(text, words, fields)
    found.extend(f for f in fields if not any(s.start == f.start for s in short))
    return sorted(found + short, key=lambda f: (f.start, -f.end))


def _beside_person(chunker: Chunker, before: Chunk, chunk: Chunk) -> bool:
    """Whether an unknown word is a person's name because it is coordinated with one: "Li Jing and Haoran"."""
    word = chunker.word(chunk.first)
    return (
        chunk.last - chunk.first == 1
        and link(chunker, before, chunk) in ("and", ",", ", and")
        and len(word) > 4
        and not chunker.tokens[chunk.first].text.endswith("'s")
        and is_pinyin(word)
    )


def _item(words: list[Token]) -> bool:
    """Whether a line is an item of a numbered list and no heading: "1) Luosha Institute of Optics, since 2017"."""
    numbered = len(words) > 3 and words[0].text.isdigit() and words[1].text in (")", ".")
    return numbered and any(t.text == "," for t in words)


def _title_case(words: list[Token]) -> bool:
    long = [w for w in words if len(w.text) > 3 and w.text.isalpha()]
    return bool(long) and sum(w.cap for w in long) > 0.7 * len(long)
