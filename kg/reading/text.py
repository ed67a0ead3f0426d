"""The article's own prose as clean running text, parsed, with the way back to the body."""

from functools import cache

import nupunkt
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.articles.page import Block, BlockKind, Page
from kg.facts import Article
from kg.reading.document import Document, Sentence, Text
from kg.reading.parsing import parse

#: Kinds of blocks that state something.
STATING = (BlockKind.HEADLINE, BlockKind.SUBHEAD, BlockKind.PARAGRAPH, BlockKind.DATELINE)


@cache
def parser(model: str) -> Language:
    """The spaCy pipeline of the installed package ``model``."""
    return spacy.load(model, exclude=["ner"])


def prepare(article: Article, page: Page, model: str) -> Document:
    """The document of ``article``: clean text of the stating blocks, parsed, cut into sentences."""
    text, blocks = clean(article.body, [b for b in page.blocks if b.kind in STATING])
    nlp = parser(model)
    doc = nlp.make_doc(text.clean)
    starts = {start for _, begin, end in blocks for start in _sentence_starts(text.clean, begin, end)}
    for token in doc:
        token.is_sent_start = token.idx in starts
    doc = parse(nlp, doc)
    return Document(article=article, text=text, doc=doc, sentences=list(_sentences(doc, blocks)))


def clean(body: str, blocks: list[Block]) -> tuple[Text, list[tuple[BlockKind, int, int]]]:
    """Clean text of ``blocks`` and, for each, its kind and extent in the clean text."""
    characters: list[str] = []
    offsets: list[int] = []
    extents: list[tuple[BlockKind, int, int]] = []
    for block in blocks:
        begin = len(characters)
        for at in range(block.start, block.end):
            character = " " if body[at].isspace() else body[at]
            if character == " " and characters and characters[-1] == " ":
                continue
            characters.append(character)
            offsets.append(at)
        extents.append((block.kind, begin, len(characters)))
        characters.append("\n")
        offsets.append(offsets[-1] if offsets else block.start)
    return Text("".join(characters), tuple(offsets)), extents


def _sentence_starts(text: str, begin: int, end: int) -> list[int]:
    spans = nupunkt.sent_spans(text[begin:end])
    return [begin + start + len(text[begin + start : begin + stop]) - len(text[begin + start : begin + stop].lstrip())
            for start, stop in spans]  # fmt: skip


def _sentences(doc: Doc, blocks: list[tuple[BlockKind, int, int]]) -> list[Sentence]:
    found = []
    for span in doc.sents:
        kind = next((k for k, begin, end in blocks if begin <= span.start_char < end), None)
        if kind is not None:
            found.append(Sentence(span, kind))
    return found
