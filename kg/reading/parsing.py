"""Parsing: what stands in brackets is parsed as a sentence of its own, so that it cannot break the one around it.

Model parsers were trained on text with few brackets; "Gu Lanting (deputy director of ...), Rao Qiming (...) attended"
comes out whole only when the brackets are set aside.
"""

import numpy
from spacy.language import Language
from spacy.pipeline import DependencyParser, Tok2Vec
from spacy.tokens import Doc

from kg.reading.tagging import ANNOTATED, RULES, annotate, annotator
from kg.reading.transitions import predict
from kg.reading.vectors import vectors

OPENING = "(（["
CLOSING = ")）]"
#: Dependency by which the contents of brackets hang on the word before them.
ASIDE = "parataxis"
LONGEST = 60
#: Words of a part that is parsed beside others.
PART = 40

#: For each token, whether a sentence begins with it.
Starts = list[bool]


def parse(nlp: Language, doc: Doc, starts: Starts) -> Doc:
    """``doc`` (only tokens), tagged and parsed by the pipes of ``nlp``; ``starts`` gives its sentences."""
    groups = _brackets(doc, starts)
    if not groups:
        annotate(doc, ["SENT_START"], numpy.where(starts, 1, -1).astype(numpy.uint64))
        return _run(nlp, doc)
    order, begins = _reorder(starts, groups)
    words, spaces = _words(doc), doc.to_array("SPACY").tolist()
    moved = Doc(nlp.vocab, words=[words[i] for i in order], spaces=[bool(spaces[i]) for i in order], sent_starts=begins)
    return _back(_run(nlp, moved), doc, order, groups)


def _run(nlp: Language, doc: Doc) -> Doc:
    for name, pipe in nlp.pipeline:
        if isinstance(pipe, DependencyParser):
            _attach(pipe, doc)
        elif isinstance(pipe, Tok2Vec):
            doc = vectors(pipe)(doc)
        elif name not in RULES:
            doc = pipe(doc)
    return annotator(nlp)(doc)


def _attach(parser: DependencyParser, doc: Doc) -> None:
    """Parses ``doc``, which has its sentences and vectors, in parts side by side.

    The parser goes through a text word by word, but through several texts at the same time. Each part sees the first
    word behind it, as it would in the whole: the parse is the same, in two thirds of the time.
    """
    words, begins = _words(doc), doc.to_array("SENT_START")
    whole, parts = _parts(begins.astype(numpy.int64).tolist()), []
    for first, last in whole:
        end = min(last + 1, len(doc))
        part = Doc(doc.vocab, words=words[first:end])
        annotate(part, ["SENT_START"], begins[first:end].reshape(-1, 1))
        part.tensor = doc.tensor[first:end]
        parts.append(part)
    parser.set_annotations(parts, predict(parser, parts))
    found = [part.to_array(["HEAD", "DEP"])[: last - first] for part, (first, last) in zip(parts, whole, strict=True)]
    annotate(doc, ["HEAD", "DEP"], numpy.concatenate(found))


def _words(doc: Doc) -> list[str]:
    strings = doc.vocab.strings
    return [strings[number] for number in doc.to_array("ORTH").tolist()]


def _parts(begins: list[int]) -> list[tuple[int, int]]:
    """Stretches of whole sentences, of about the same length."""
    cuts = [i for i, begin in enumerate(begins) if begin == 1 and i] + [len(begins)]
    found, first, before = [], 0, 0
    for cut in cuts:
        if cut - first > PART and before > first:
            found.append((first, before))
            first = before
        before = cut
    return [*found, (first, len(begins))]


def _brackets(doc: Doc, starts: Starts) -> list[range]:
    """Tokens of each pair of brackets inside one sentence, the brackets included, outermost pairs only."""
    found: list[range] = []
    opened: list[int] = []
    opening, closing = ({doc.vocab.strings[mark] for mark in marks} for marks in (OPENING, CLOSING))
    for i, (word, begins) in enumerate(zip(doc.to_array("ORTH").tolist(), starts, strict=True)):
        if begins:
            opened = []
        if word in opening:
            opened.append(i)
        elif word in closing and opened:
            start = opened.pop()
            before = start > 0 and not starts[start]
            if not opened and before and i - start <= LONGEST:
                found.append(range(start, i + 1))
    return found


def _reorder(begins: Starts, groups: list[range]) -> tuple[list[int], list[bool | int | None]]:
    """Token indices with the groups of each sentence behind it, and which of them begin a sentence."""
    inside = {i: number for number, group in enumerate(groups) for i in group}
    order: list[int] = []
    starts: list[bool | int | None] = []
    waiting: list[range] = []

    def flush() -> None:
        for group in waiting:
            order.extend(group)
            starts.extend(i == group.start for i in group)
        waiting.clear()

    for i, begin in enumerate(begins):
        if begin:
            flush()
        if i in inside:
            if i == groups[inside[i]].start:
                waiting.append(groups[inside[i]])
            continue
        order.append(i)
        starts.append(begin or i == 0)
    flush()
    return order, starts


def _back(parsed: Doc, doc: Doc, order: list[int], groups: list[range]) -> Doc:
    """``doc`` with the parse, in the order of the text; the root of each group hangs on the word before its bracket."""
    inside = {i: group for group in groups for i in group}
    aside = doc.vocab.strings.add(ASIDE)
    found = parsed.to_array(ANNOTATED)[numpy.argsort(order)]
    offsets = parsed.to_array("HEAD").astype(numpy.int64)
    heads = numpy.zeros(len(doc), dtype=numpy.int64)
    for at, (i, offset) in enumerate(zip(order, offsets.tolist(), strict=True)):
        head = order[at + offset]
        if i in inside and (head == i or head not in inside[i]):
            head, found[i, 3] = _before(inside[i].start, inside), aside
        heads[i] = head - i
    annotate(doc, [*ANNOTATED, "HEAD"], numpy.column_stack([found, heads.astype(numpy.uint64)]))
    return doc


def _before(start: int, inside: dict[int, range]) -> int:
    at = start - 1
    while at in inside:
        at = inside[at].start - 1
    return at
