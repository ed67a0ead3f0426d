"""Words of measures: the table, phrases tidied, and what verb and mood a figure stands under."""

from functools import cache
from typing import Final

import regex

from kg.reading.figures import Figure, words
from kg.reading.parsed import Token
from kg.reading.tables import rows

_SHORT: Final = 9


@cache
def table(pos: str) -> dict[str, dict[str, str]]:
    """word -> kind -> measure, for one part of speech of ``data/measures.tsv``."""
    found: dict[str, dict[str, str]] = {}
    for row in rows("measures"):
        if row["pos"] == pos:
            found.setdefault(row["word"], {})[row["kind"]] = row["measure"]
    return found


def coordinated_end(noun: Token) -> int:
    """The end of ``noun``, or of the plural that is coordinated right behind it: "countries and regions"."""
    doc = noun.doc
    if noun.i + 2 < len(doc) and doc[noun.i + 1].lower_ == "and" and doc[noun.i + 2].tag_ == "NNS":
        noun = doc[noun.i + 2]
    return noun.idx + len(noun)


def tidy(phrase: str) -> str:
    """``phrase`` in one line, without quotes and articles at its ends, in lower case at its start unless an acronym."""
    found = regex.sub(r"\s+", " ", phrase).strip(" ,;:'\"“”‘’()-").split(" ")
    while found and found[0].lower() in ("the", "a", "an", "its", "their", "other", "such", "of", "and", "some"):
        found = found[1:]
    found = found[-_SHORT:] if " of " not in phrase else found[: _SHORT + 3]
    if found and found[0][:1].isupper() and found[0][1:].islower():
        found[0] = found[0].lower()
    return " ".join(found) or "number"


def is_unit(token: Token) -> bool:
    """Whether ``token`` is part of a quantity itself."""
    return any(c.dep_ == "nummod" for c in token.children) or token.lower_ in ("yuan", "dollars", "percent", "%")


def governing_verb(token: Token) -> Token | None:
    """The verb that a figure is an object, complement or adverbial of."""
    node = token
    for _ in range(6):
        if node.pos_ in ("VERB", "AUX"):
            planned = [c for c in node.children if c.dep_ == "xcomp" and c.pos_ == "VERB" and node.lemma_ == "be"]
            return planned[0] if planned else node
        if node.head == node or (node.dep_ in ("relcl", "acl") and node != token):
            return None
        below_noun = node.head.pos_ in ("NOUN", "PROPN") and node.dep_ in ("prep", "compound", "nmod", "amod", "poss")
        if below_noun and node.head.lemma_.lower() not in words("changes") and node.head.head.lower_ != "to":
            return None
        node = node.head
    return None


def verb_with_particle(verb: Token | None) -> str | None:
    """The lemma of a verb with its particle: "account_for", "make_up"."""
    if verb is None:
        return None
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in ("prt", "prep") and f"{lemma}_{child.lower_}" in table("verb"):
            return f"{lemma}_{child.lower_}"
    return lemma


def participle(verb: Token) -> str:
    """The past participle of ``verb``."""
    lemma = verb.lemma_.lower()
    return (
        "sold" if lemma == "sell" else "built" if lemma == "build" else lemma + ("d" if lemma.endswith("e") else "ed")
    )


def modality(figure: Figure) -> str | None:
    """ "expected" or "target" where the clause speaks of what is not yet so."""
    node = figure.token
    for _ in range(8):
        said = {node.lemma_.lower(), *(c.lemma_.lower() for c in node.children if c.dep_ == "aux")}
        if node.pos_ in ("VERB", "AUX", "NOUN", "ADJ"):
            if said & words("targeting"):
                return "target"
            if node.pos_ in ("VERB", "AUX") and said & words("expecting") and node.lemma_ != "plan":
                return "expected"
            if node.lemma_ == "plan" and node.pos_ == "VERB":
                return "planned"
            if any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children) and node.head.lemma_ == "be":
                return "planned"
        if (
            node.dep_ == "prep"
            and node.lower_ not in ("of", "to", "at", "by", "with", "over")
            and node.head.pos_ != "NOUN"
        ):
            return None
        if node.head == node or node.dep_ in ("relcl", "advcl") or (node.dep_ == "ccomp" and node.pos_ == "VERB"):
            return None
        node = node.head
    return None
