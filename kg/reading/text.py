"""The article's own prose as clean running text, parsed, with the way back to the body."""

import re
from bisect import bisect_right
from functools import cache

import nupunkt
import spacy
from spacy import tokens as spacy_tokens
from spacy.language import Language
from thinc.api import use_ops

from kg.articles.page import Block, BlockKind, Page
from kg.articles.page_lines import ONE_FOR_ONE
from kg.facts import Article
from kg.reading.document import Document, Sentence, Text
from kg.reading.parsed import Doc
from kg.reading.parsing import Starts, parse
from kg.reading.tokenizing import tokenizer

#: Kinds of blocks that state something; a dateline tells only where and when the report was filed.
STATING = (BlockKind.HEADLINE, BlockKind.SUBHEAD, BlockKind.PARAGRAPH)

#: What stands oddly in scraped text and how it is set right; the name of the group that fits is the key of ``_PUT``.
_ODD = re.compile(
    r"(?:(?=[^\w ])|(?= [\s&'s,;.!?)-])|(?<=\()(?= ))(?:"  # where one may begin: few characters are looked at twice
    r"(?P<gone>[\u200b-\u200d\u2060\ufeff\u00ad\u200e\u200f])"
    r"|(?P<run>(?P<mark>[^\w\s])(?P=mark){39,})"  # a rule across the page
    r"|(?<=\b[A-Z])(?P<amp>\s?&\s?)(?=[A-Z]\b)"  # R & D, R& D
    r"|(?<=\w)(?P<and>&\s+|\s+&)(?=\w)"  # Science& Technology
    r"|(?<=[a-z])(?P<apostrophe>\s+'\s?|'\s+)(?=(?:an|ang|ao|ou|en|er|e)\b)"  # Xi 'an
    r"|(?<=\w)(?P<possessive>\s+)(?='s\b)"
    r"|(?<=[A-Za-z]{2})(?P<lost>\s+)(?=s\s)"  # People s Government
    r"|(?<=[a-z\d)\"'%])(?P<stop>[.!?][\"')]?)(?=[A-Z][a-z])"  # glued sentences
    r"|(?<=[A-Za-z)\"])(?P<comma>[,;])(?=[A-Za-z(]|(?<=[a-z)][,;])\d)"  # glued words
    r"|(?<=[A-Za-z\"])(?P<open>\()(?=[A-Za-z]{2})"
    r"|(?P<close>\))(?=[A-Za-z]{2})"
    r"|(?<=[A-Za-z])(?P<hyphen>-\s+|\s-)(?=[A-Z])"  # China- SCO
    r"|(?P<before>\s+)(?=[,;.!?)](?:\s|$))"
    r"|(?<=\()(?P<inside>\s+)"
    r"|(?P<space>[^\S ]\s*| \s+)"  # anything but one blank
    r")"
)
_PUT = {
    "gone": "",
    "run": " ",
    "amp": "&",
    "and": " & ",
    "apostrophe": "'",
    "possessive": "",
    "lost": "'",
    "stop": "{} ",
    "comma": "{} ",
    "open": " (",
    "close": ") ",
    "hyphen": "-",
    "before": "",
    "inside": "",
    "space": " ",
}
#: Abbreviations whose dot ends no sentence, whatever follows.
_NO_END = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Gen|Sen|Rep|Gov|Hon|Rev|Amb|Engr?|Messrs|Capt|Col|Maj|H\.E|Fig|Vol|vs|approx|incl|e\.g|i\.e|sq|[A-Z])\.$",
    re.IGNORECASE,
)
#: Abbreviations whose dot ends a sentence only if the next word cannot go on with it.
_MAY_END = re.compile(
    r"(?:^|[\s(])(?:Co|Ltd|Inc|Corp|Bros|etc|km|a\.m|p\.m|U\.S|U\.K|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.$"
)
_OPENER = re.compile(r"(?:The|In|On|At|It|He|She|This|That|They|We|As|A|An|By|For|After|During)\b")
#: Characters before a sentence's beginning that are looked at; clean text has no long runs of white space.
_BEFORE = 40
_SPACE = re.compile(r"\s*")
#: What is no word; the tokenizer takes the square of its length.
_ENDLESS = re.compile(r"\S{200,}")
#: Tokens of the longest sentence that is taken as one: what asks for the words above and below a word takes the square
#: of a sentence's length, and a chain of as many is deeper than Python calls go.
_LONGEST_SENTENCE = 150
_GLUED_END = re.compile(r"(?<=[a-z\d)%]{2})[.!?][\"')]*\s+(?=[A-Z\"'(])")


@cache
def parser(model: str) -> Language:
    """The spaCy pipeline of the installed package ``model``."""
    with use_ops("numpy", use_blis=False):  # numpy's own BLAS is two to three times faster than the bundled BLIS
        return spacy.load(model, exclude=["ner", "senter"])


@cache
def english(model: str) -> frozenset[str]:
    """The English words (lower case) that the model's lemmatizer knows; empty if it has no word list."""
    nlp = parser(model)
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if nlp.has_pipe("lemmatizer") else None
    if lookups is None or not lookups.has_table("lemma_index"):
        return frozenset()
    return frozenset(word for kind in lookups.get_table("lemma_index").values() for word in kind)


def prepare(article: Article, page: Page, model: str) -> Document:
    """The document of ``article``: clean text of the stating blocks, parsed, cut into sentences."""
    text, blocks = clean(article.body, [b for b in page.blocks if b.kind in STATING])
    nlp = parser(model)
    raw = tokenizer(nlp)(text.clean)
    starts = {start for _, begin, end in blocks for start in sentence_starts(text.clean, begin, end)}
    starts |= {begin for _, begin, _ in blocks}
    doc = Doc(parse(nlp, raw, cut(raw, [at in starts for at in raw.to_array("IDX").tolist()])))
    return Document(article=article, text=text, doc=doc, sentences=_sentences(doc, blocks), english=english(model))


def clean(body: str, blocks: list[Block]) -> tuple[Text, list[tuple[BlockKind, int, int]]]:
    """Clean text of ``blocks`` and, for each, its kind and extent in the clean text.

    Typographic and full-width marks become ASCII ones, odd spaces single ones; "R& D", "Xi 'an", "China- SCO" and glued
    sentences are set right. Blocks end in a line break.
    """
    characters: list[str] = []
    offsets: list[int] = []
    extents: list[tuple[BlockKind, int, int]] = []
    for block in blocks:
        begin = len(offsets)
        raw = body[block.start : block.end].translate(ONE_FOR_ONE)
        at = 0
        for odd in _ODD.finditer(raw):
            characters.append(raw[at : odd.start()])
            offsets.extend(range(block.start + at, block.start + odd.start()))
            put = _PUT[odd.lastgroup or "space"].format(odd.group())
            characters.append(put)
            last = max(block.start + odd.end() - 1, block.start)
            offsets.extend(min(block.start + odd.start() + i, last) for i in range(len(put)))
            at = odd.end()
        characters.append(raw[at:])
        offsets.extend(range(block.start + at, block.end))
        extents.append((block.kind, begin, len(offsets)))
        characters.append("\n")
        offsets.append(offsets[-1] if offsets else block.start)
    put = _ENDLESS.sub(lambda word: " " * len(word[0]), "".join(characters))
    return Text(put, tuple(offsets)), extents


def sentence_starts(text: str, begin: int, end: int) -> list[int]:
    """Where the sentences of ``text[begin:end]`` begin, as offsets into ``text``."""
    part = text[begin:end]
    cuts = {start for start, _ in nupunkt.sent_spans(part)} | {m.end() for m in _GLUED_END.finditer(part)}
    starts = []
    for cut in sorted(cuts):
        before = part[max(cut - _BEFORE, 0) : cut].rstrip()
        first = _SPACE.match(part, cut).end()  # type: ignore[union-attr]  # an empty run fits everywhere
        following = part[first : first + 1]
        if before and (_NO_END.search(before[-12:]) or following.islower()):
            continue
        if before and _MAY_END.search(before[-8:]) and not _OPENER.match(part, first):
            continue
        starts.append(begin + first)
    return starts


def cut(doc: spacy_tokens.Doc, starts: Starts) -> Starts:
    """``starts`` with sentences of more than ``_LONGEST_SENTENCE`` tokens in pieces, at a comma where there is one."""
    commas = {doc.vocab.strings[mark] for mark in ",;:"}
    words = doc.to_array("ORTH").tolist()
    found, first, comma = list(starts), 0, 0
    for i, begins in enumerate(starts):
        if begins:
            first = i
        elif i - first >= _LONGEST_SENTENCE:
            first = comma + 1 if comma > first + _LONGEST_SENTENCE // 2 else i
            found[first] = True
        if words[i] in commas:
            comma = i
    return found


def _sentences(doc: Doc, blocks: list[tuple[BlockKind, int, int]]) -> list[Sentence]:
    begins = [begin for _, begin, _ in blocks]
    found = []
    for span in doc.sents:
        i = bisect_right(begins, span.start_char) - 1
        if i >= 0 and span.text.strip():
            found.append(Sentence(span, blocks[i][0]))
    return found
