"""Names as candidates for what a later expression refers back to, with what the parse says of their part."""

from dataclasses import dataclass

from kg.articles.page import BlockKind
from kg.facts import EntityType
from kg.reading.document import Document, Mention
from kg.reading.parsed import Span, Token


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name, or an expression already understood, that a later one may refer back to."""

    mention: Mention
    type: EntityType
    sentence: int
    """Number of its sentence, -1 in none."""
    line: int
    """Number of its block."""
    subject: bool
    """It is the grammatical subject of its sentence or of a clause coordinated with or reported in it."""
    agent: bool
    """It is the grammatical subject of some clause."""
    doer: bool
    """It is what the clause says something was done by."""
    possessor: bool
    """It stands inside the subject: "X's revenue rose", "the GDP of X exceeds"."""
    verb: int
    """Token number of the verb that it is an argument of, -1 for none."""
    adverbial: bool
    """It only says where: "in X", "at X"."""
    coordinated: bool
    """It is one of several: "X and Y"."""
    headline: bool


def candidate(document: Document, mention: Mention, sentence: int, line: int) -> Candidate:
    """``mention`` as a candidate; ``sentence`` and ``line`` are the numbers of its sentence and block.

    Kept, for posts and references ask for the same ones; the type of an entity may change in between.
    """
    kept = document.candidates.get(mention)
    if kept is None or kept.type is not document.type_of(mention):
        kept = document.candidates[mention] = _candidate(document, mention, sentence, line)
    return kept


def _candidate(document: Document, mention: Mention, sentence: int, line: int) -> Candidate:
    span = document.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    headline = sentence >= 0 and document.sentences[sentence].kind is BlockKind.HEADLINE
    kind = document.type_of(mention)
    if span is None:
        return Candidate(mention, kind, sentence, line, False, False, False, False, -1, False, False, headline)
    root = span.root
    return Candidate(
        mention=mention,
        type=kind,
        sentence=sentence,
        line=line,
        subject=_main_subject(root) or _opens_clause(span),
        agent=root.dep_ in ("nsubj", "nsubjpass"),
        doer=root.dep_ == "pobj" and root.head.dep_ == "agent",
        possessor=_possessor(root),
        verb=governor(root),
        adverbial=root.dep_ == "pobj" and root.head.lower_ in ("in", "at", "to", "from", "near"),
        coordinated=root.dep_ == "conj" or any(child.dep_ == "conj" for child in root.children),
        headline=headline,
    )


def _main_subject(root: Token) -> bool:
    """Whether ``root`` is, or is coordinated with, the subject of a clause that is not a mere aside."""
    while root.dep_ == "conj" and root.head is not root:
        root = root.head
    return root.dep_ in ("nsubj", "nsubjpass", "csubj") and root.head.dep_ not in ("relcl", "advcl")


def _opens_clause(span: Span) -> bool:
    """Whether a name opens its sentence's main part and a finite verb follows it, however its words were parsed."""
    if span.end >= len(span.doc):
        return False
    opens = (
        span[0].is_sent_start
        or span.doc[span.start - 1].text in (",", '"', "“")
        or (span.doc[span.start - 1].lower_ == "the" and span.doc[span.start - 1].is_sent_start)
    )
    following = span.doc[span.end]
    return (
        bool(opens) and following.tag_ in ("VBD", "VBZ", "VBP", "MD") and following.dep_ in ("ROOT", "aux", "auxpass")
    )


def _possessor(root: Token) -> bool:
    """Whether ``root`` is the possessor in a subject: "X's revenue", "the GDP of X"."""
    if root.dep_ == "poss":
        return root.head.dep_ in ("nsubj", "nsubjpass")
    return root.dep_ == "pobj" and root.head.lower_ == "of" and root.head.head.dep_ in ("nsubj", "nsubjpass")


def governor(root: Token) -> int:
    """Token number of the verb that ``root`` is an argument of, -1 for none."""
    token = root
    for _ in range(4):
        if token.dep_ in ("nsubj", "nsubjpass", "dobj", "iobj", "dative"):
            return int(token.head.i)
        if token.dep_ in ("pobj", "prep", "agent", "conj"):
            token = token.head
            if token.pos_ in ("VERB", "AUX"):
                return int(token.i)
        else:
            break
    return -1
