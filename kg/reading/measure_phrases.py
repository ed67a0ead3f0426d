"""Phrases of measures: the nouns that may name what a figure measures, and the words that they stand with."""

from collections.abc import Iterator
from typing import Final

import regex

from kg.facts import EntityType
from kg.reading.clauses import Clauses
from kg.reading.figures import Figure, words
from kg.reading.measure_words import governing_verb, table, tidy
from kg.reading.parsed import Token
from kg.reading.syntax import children, subjects

_CONVERSION: Final = regex.compile(r"\s*\([^()]*\)")
#: Prepositions between a measure and its figure: "investment of", "at", "with".
_LINKING: Final = ("of", "at", "to", "from", "with", "by", "over", "about", "than", "around", "above")


def named_noun(figure: Figure, clauses: Clauses) -> str | None:
    """The noun that the figure is said of: "investment of 5 billion", "5 billion of sales"."""
    for noun in _nouns(figure):
        kinds = table("noun").get(noun.lemma_.lower())
        if kinds is None or is_name(noun, clauses):
            continue
        measure = kinds.get(figure.quantity.kind.value) or kinds.get("any")
        if measure is not None:
            return phrase_of(noun, clauses) if measure == "=" else measure
    return None


def _nouns(figure: Figure) -> Iterator[Token]:
    """Nouns that may name the measure, the closest bond first."""
    token = figure.token
    if figure.quantity.adjectival:
        yield token
    if token.dep_ in ("compound", "nmod", "nummod", "amod", "quantmod", "npadvmod") and token.head.pos_ == "NOUN":
        yield token.head
    yield from behind(figure)
    node = token
    while node.dep_ in ("conj", "appos") and node.head != node:
        node = node.head
    if node.dep_ == "pobj" and node.head.lower_ in _LINKING and node.head.head.pos_ in ("NOUN", "PROPN"):
        yield node.head.head
    if token.dep_ in ("appos", "conj") and token.head.pos_ == "NOUN":
        yield token.head
    if node.dep_ == "pobj" and node.head.head.lemma_.lower() in words("marks"):
        token = node.head.head
    yield from _beside_verb(token)


def _beside_verb(token: Token) -> Iterator[Token]:
    """The subject of the verb that a figure belongs to, and what that is of; the verb's other objects."""
    verb = governing_verb(token)
    if verb is not None:
        for subject, _ in subjects(verb):
            if subject != token:
                yield subject
                for prep in subject.children:
                    if prep.lower_ == "of":
                        yield from children(prep, "pobj")
        yield from (c for c in verb.children if c.dep_ in ("dobj", "attr") and c != token and c.i < token.i)


def behind(figure: Figure) -> Iterator[Token]:
    """ "5 billion yuan of investment", "5 billion yuan in annual sales"."""
    end = figure.quantity.end
    aside = _CONVERSION.match(figure.text, end, figure.sentence.end)  # "13 billion yuan ($2 billion) in sales"
    end = aside.end() if aside is not None else end
    for token in figure.sentence.span:
        if token.idx >= end:
            if token.lower_ in ("of", "in") and token.dep_ == "prep":
                yield from children(token, "pobj")
            return


def phrase_of(noun: Token, clauses: Clauses) -> str:
    """``noun`` with its modifiers, without determiners, owners, names and numbers; and "of X" if X is no entity."""
    left = [
        t
        for t in noun.lefts
        if t.dep_ in ("compound", "amod", "nmod", "poss", "advmod", "nn")
        and not is_name(t, clauses)
        and t.dep_ != "poss"
    ]
    parts: list[str] = []
    for word in left:
        if not any(t.pos_ == "NUM" for t in word.subtree):
            parts += [t.text_with_ws for t in word.subtree if t.pos_ not in ("DET", "PRON")]
    phrase = "".join(parts) + noun.text
    for prep in noun.children:
        if prep.lower_ == "of" and prep.i > noun.i:
            for child in children(prep, "pobj"):
                if (
                    child.pos_ in ("NOUN", "PROPN")
                    and not is_name(child, clauses)
                    and not any(c.pos_ in ("NUM", "SYM") for c in child.subtree)
                ):
                    phrase = f"{phrase} of {phrase_of(child, clauses)}"
    return tidy(phrase)


def valued(noun: Token, measure: str, clauses: Clauses) -> str:
    """ "value of key projects": of what has no name of its own."""
    if noun.pos_ == "NOUN" and clauses.mention(noun) is None:
        return f"{measure} of {tidy(phrase_of(noun, clauses))}"
    return measure


def is_name(token: Token, clauses: Clauses) -> bool:
    """Whether ``token`` stands in the name of an entity that is no industry."""
    mention = clauses.mention(token)
    return mention is not None and clauses.type_of(mention) is not EntityType.INDUSTRY
