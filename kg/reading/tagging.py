"""Parts of speech and lemmas, looked up once for each word, tag and dependency instead of once for each token.

spaCy's attribute ruler and lemmatizer look at one token's word, tag and dependency only (a few rules, "let's", look at
two neighbours); what they say of a combination is therefore kept. They gave a quarter of the time of a parse.
"""

import re
from functools import cache
from typing import Any, cast

import numpy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from kg.reading.frames import words

#: Combinations that are kept; when there are more, all are forgotten (memory stays flat over any number of articles).
KEPT = 200_000
RULES = ("attribute_ruler", "lemmatizer")

#: Attributes that are kept of a combination.
ANNOTATED: list[int | str] = ["TAG", "POS", "LEMMA", "DEP"]
Annotation = tuple[int, int, int, int]
#: What a rule asks of one attribute of a token: one of these, or a string that fits.
Test = set[int] | re.Pattern[str]


class Annotator:
    """Sets what the pipes :data:`RULES` of a pipeline set, morphology left out."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._pipes = [nlp.get_pipe(name) for name in RULES if nlp.has_pipe(name)]
        self._pairs = _rules_of_several(nlp)
        self._words = _words_needed(nlp)
        self._kept: dict[tuple[int, int, int], Annotation] = {}

    def __call__(self, doc: Doc) -> Doc:
        """``doc``, tagged and parsed, with parts of speech and lemmas."""
        if not self._pipes or not len(doc):
            return doc
        if len(self._kept) > KEPT:
            self._kept.clear()
        rows = cast(list[tuple[int, int, int]], list(map(tuple, doc.to_array(["ORTH", "TAG", "DEP"]).tolist())))
        kept = self._kept
        for i, row in enumerate(rows):
            if row not in kept:
                kept[row] = self._one(doc, i)
        annotate(doc, ANNOTATED, numpy.array([kept[row] for row in rows], dtype=numpy.uint64))
        return self._pairs(doc) if self._pairs and self.may_fit(doc) else doc

    def may_fit(self, doc: Doc) -> bool:
        """Whether any rule of several tokens finds its words side by side in ``doc``; matching takes far longer."""
        columns = {attribute: doc.to_array(attribute).tolist() for attribute in ("LOWER", "DEP")}
        found = {attribute: set(column) for attribute, column in columns.items()}
        for rule in self._words:
            sets = [
                (step, name, test) for step, token in enumerate(rule) for name, test in token if isinstance(test, set)
            ]
            if not all(found[name] & test for _, name, test in sets):
                continue
            step, name, test = min(sets, key=lambda one: len(one[2]), default=(0, "LOWER", found["LOWER"]))
            last = len(doc) - len(rule)
            places = (i - step for i, value in enumerate(columns[name]) if value in test)
            if any(0 <= at <= last and self._fits(rule, columns, at) for at in places):
                return True
        return False

    def _fits(self, rule: list[list[tuple[str, Test]]], columns: dict[str, list[int]], at: int) -> bool:
        """Whether the tokens from ``at`` on have the words and dependencies that ``rule`` asks for."""
        strings = self._nlp.vocab.strings
        return all(
            columns[name][at + step] in test
            if isinstance(test, set)
            else test.search(strings[columns[name][at + step]]) is not None
            for step, token in enumerate(rule)
            for name, test in token
        )

    def _one(self, doc: Doc, i: int) -> Annotation:
        """What the pipes say of token ``i``, standing alone."""
        token = doc[i]
        tag = "NNS" if token.tag_ == "NNPS" and token.lower_ in _common_plurals() else token.tag_
        alone = Doc(self._nlp.vocab, words=[token.text], spaces=[False], tags=[tag], deps=[token.dep_], heads=[0])
        for pipe in self._pipes:
            alone = pipe(alone)
        return alone[0].tag, alone[0].pos, alone[0].lemma, alone[0].dep


@cache
def _common_plurals() -> frozenset[str]:
    """Nouns that begin sentences and that the tagger then takes for names: "Representatives of 30 firms"."""
    nouns = words("people") | words("parties") | words("firms") | words("takers") | words("generic")
    return frozenset(noun[:-1] + "ies" if noun.endswith("y") else noun + "s" for noun in nouns)


def _several(nlp: Language) -> list[dict[str, Any]]:  # Any: patterns are JSON
    """The attribute ruler's rules that look at more than one token."""
    if not nlp.has_pipe("attribute_ruler"):
        return []
    return [rule for rule in nlp.get_pipe("attribute_ruler").patterns if max(map(len, rule["patterns"])) > 1]  # type: ignore[attr-defined]


def _rules_of_several(nlp: Language) -> AttributeRuler | None:
    rules = _several(nlp)
    if not rules:
        return None
    ruler = AttributeRuler(nlp.vocab)
    ruler.add_patterns(rules)
    return ruler


def _words_needed(nlp: Language) -> list[list[list[tuple[str, Test]]]]:
    """For each pattern of several tokens the words and dependencies that it asks of each of them."""
    found = []
    for pattern in (pattern for rule in _several(nlp) for pattern in rule["patterns"]):
        rule: list[list[tuple[str, Test]]] = []
        for token in pattern:
            tests: list[tuple[str, Test]] = []
            for name in ("LOWER", "DEP"):
                wanted = token.get(name) or {}
                words = [wanted] if isinstance(wanted, str) else wanted.get("IN")
                if words:
                    tests.append((name, {nlp.vocab.strings.add(word) for word in words}))
                elif "REGEX" in wanted:
                    tests.append((name, re.compile(wanted["REGEX"])))
            rule.append(tests)
        found.append(rule)
    return found


def annotate(
    doc: Doc, attributes: list[int | str], values: Any
) -> None:  # Any: spaCy's stubs know no numpy array of theirs
    """Writes ``values``, an array of a row a token (or a number a token), to ``attributes`` of ``doc``."""
    doc.from_array(attributes, values)


@cache
def annotator(nlp: Language) -> Annotator:
    """The annotator of ``nlp``."""
    return Annotator(nlp)
