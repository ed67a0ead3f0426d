"""Small questions to the parse that tell whom a figure belongs to."""

from kg.reading.figures import words
from kg.reading.parsed import Token
from kg.reading.syntax import children


def is_price(branch: Token) -> bool:
    """ "at a cost of 75 million yuan", "with an investment of": what is built has it, not who builds."""
    return branch.lower_ in ("at", "for", "with") and any(
        c.lemma_.lower() in words("prices") for c in children(branch, "pobj")
    )


def is_sized(unit: Token) -> bool:
    """Whether it is a unit of size that a noun with an owner has: the hectares of "X has an area of 31 hectares"."""
    measure = unit.head.head if unit.dep_ == "pobj" and unit.head.lower_ == "of" else None
    return measure is not None and measure.dep_ == "dobj" and measure.lemma_.lower() in ("area", "length", "space")


def is_beside(branch: Token | None, noun: Token, site: Token) -> bool:
    """Whether ``site`` tells where ``noun`` is, not where what is coordinated behind it is."""
    if branch is None or not noun.i < site.i < branch.i:
        return False
    return branch.dep_ == "conj" or branch.lower_ == site.lower_


def shared_head(node: Token) -> Token | None:
    """The verb whose subject is meant: of ", with an area of ..." behind it, of ", which are ..." behind a list."""
    if node.dep_ == "prep" and node.lower_ == "with" and node.i and node.nbor(-1).text == ",":
        verb = next((a for a in node.ancestors if a.pos_ in ("VERB", "AUX")), None)
        return verb if verb is not None and verb.i < node.i and node.head != verb else None
    clause = relative_clause(node)
    if clause is None or clause.head.dep_ != "conj" or any(c.lower_ == "where" for c in clause.children):
        return None
    words_ = (clause, *(c for c in clause.children if c.dep_ in ("aux", "auxpass")))
    if any(w.lower_ in ("are", "were", "have") for w in words_):
        return next((a for a in clause.ancestors if a.pos_ in ("VERB", "AUX")), None)
    return None


def relative_clause(node: Token) -> Token | None:
    """The verb of the relative clause that ``node`` is the verb of, or a verb below that."""
    while node.pos_ in ("VERB", "AUX"):
        if node.dep_ == "relcl":
            return node
        if node.dep_ not in ("xcomp", "conj") or node.head == node:
            return None
        node = node.head
    return None
