"""Parsing: what stands in brackets is parsed as a sentence of its own, so that it cannot break the one around it.

Model parsers were trained on text with few brackets; "Gu Lanting (deputy director of ...), Rao Qiming (...) attended"
comes out whole only when the brackets are set aside.
"""

from spacy.language import Language
from spacy.tokens import Doc

OPENING = "(（["
CLOSING = ")）]"
#: Dependency by which the contents of brackets hang on the word before them.
ASIDE = "parataxis"
LONGEST = 60


def parse(nlp: Language, doc: Doc) -> Doc:
    """``doc`` (tokens with sentence starts) tagged and parsed by the pipes of ``nlp``."""
    groups = _brackets(doc)
    if not groups:
        return _run(nlp, doc)
    order, starts = _reorder(doc, groups)
    moved = Doc(nlp.vocab, words=[doc[i].text for i in order], spaces=[bool(doc[i].whitespace_) for i in order],
                sent_starts=starts)  # fmt: skip
    return _back(_run(nlp, moved), doc, order, groups)


def _run(nlp: Language, doc: Doc) -> Doc:
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    return doc


def _brackets(doc: Doc) -> list[range]:
    """Tokens of each pair of brackets inside one sentence, the brackets included, outermost pairs only."""
    found: list[range] = []
    opened: list[int] = []
    for token in doc:
        if token.is_sent_start:
            opened = []
        if token.text in OPENING:
            opened.append(token.i)
        elif token.text in CLOSING and opened:
            start = opened.pop()
            before = start > 0 and not doc[start].is_sent_start
            if not opened and before and token.i - start <= LONGEST:
                found.append(range(start, token.i + 1))
    return found


def _reorder(doc: Doc, groups: list[range]) -> tuple[list[int], list[bool | int | None]]:
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

    for token in doc:
        if token.is_sent_start:
            flush()
        if token.i in inside:
            if token.i == groups[inside[token.i]].start:
                waiting.append(groups[inside[token.i]])
            continue
        order.append(token.i)
        starts.append(bool(token.is_sent_start) or token.i == 0)
    flush()
    return order, starts


def _back(parsed: Doc, doc: Doc, order: list[int], groups: list[range]) -> Doc:
    """The parse in the order of the text; the root of each group hangs on the word before its bracket."""
    at = {original: moved for moved, original in enumerate(order)}
    inside = {i: group for group in groups for i in group}
    heads: list[int] = []
    deps: list[str] = []
    tokens = [parsed[at[i]] for i in range(len(doc))]
    for i, token in enumerate(tokens):
        head, dep = order[token.head.i], token.dep_
        if i in inside and (head == i or head not in inside[i]):
            head, dep = _before(inside[i].start, inside), ASIDE
        heads.append(head)
        deps.append(dep)
    return Doc(
        doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc],
        tags=[t.tag_ for t in tokens], pos=[t.pos_ for t in tokens], lemmas=[t.lemma_ for t in tokens],
        morphs=[str(t.morph) for t in tokens], heads=heads, deps=deps,
    )  # fmt: skip


def _before(start: int, inside: dict[int, range]) -> int:
    at = start - 1
    while at in inside:
        at = inside[at].start - 1
    return at
