"""Measures: the short noun phrase that says what a figure measures, from the article's own words where it has them."""

from typing import Final, NamedTuple

import regex

from kg.reading.clauses import Clauses
from kg.reading.figure_owners import bracketed
from kg.reading.figures import Figure, label, tally, words
from kg.reading.measure_phrases import behind, is_name, named_noun, phrase_of, valued
from kg.reading.measure_words import (
    coordinated_end,
    governing_verb,
    is_unit,
    modality,
    participle,
    table,
    tidy,
    verb_with_particle,
)
from kg.reading.parsed import Token
from kg.reading.quantities import Kind
from kg.reading.syntax import children, subjects


class Measure(NamedTuple):
    """The phrase, and whether the text itself names the measure (rather than only the unit telling it)."""

    phrase: str
    named: bool
    falls: bool = False
    """Whether the figure tells by how much something fell: its value is below zero."""


#: What a unit measures when the text does not say.
_DEFAULT: Final = {
    Kind.MONEY: "amount", Kind.AREA: "area", Kind.LENGTH: "length", Kind.VOLUME: "volume", Kind.MASS: "amount",
    Kind.POWER: "capacity", Kind.ENERGY: "energy", Kind.SHARE: "share", Kind.TRAFFIC: "throughput", Kind.TIME: "time",
    Kind.SPEED: "speed", Kind.MULTIPLE: "multiple",
}  # fmt: skip
_ALREADY: Final = regex.compile(
    r"\b(?:planned|planning|expected|target|targeted|projected|estimated|designed)\b", regex.IGNORECASE
)
_YEARLY: Final = regex.compile(
    r"\byear[\s-]on[\s-]year\b|\bthan (?:in )?(?:a|the|one|last|previous) ?(?:year|the same period)|\bthan in \d{4}"
    r"|\bover (?:the previous year|\d{4})"
    r"|\bcompared (?:with|to)|\bfrom (?:a year earlier|the previous year)|\byear earlier\b|\bover the same period",
    regex.IGNORECASE,
)
_MORE: Final = regex.compile(r"\W*(?:more|higher|larger|up|growth|increase|rise)\b", regex.IGNORECASE)
_LESS: Final = regex.compile(r"\W*(?:less|lower|down|fewer|decrease|decline|drop)\b", regex.IGNORECASE)
_UP: Final = regex.compile(
    r"\b(?:up|increas\w+|growth|grow\w*|grew|ris\w+|rose|gain\w*|jump\w*|soar\w*|surg\w+|climb\w*)\W+(?:\w+\W+){0,4}$",
    regex.I,
)
_DOWN: Final = regex.compile(
    r"\b(?:down|decreas\w+|declin\w+|fall\w*|fell|drop\w*|reduc\w+)\W+(?:\w+\W+){0,4}$", regex.IGNORECASE
)
#: Words right before a figure by which something fell; not "a reduced tax rate of 15 percent".
_FALL: Final = regex.compile(
    r"\b(?:down|fell|fall(?:s|en|ing)?|declin(?:e|es|ed|ing)|drop(?:s|ped|ping)?|decreas(?:e|es|ed|ing)|shr[au]nk|slid|slump(?:s|ed)?|"
    r"contracted|reduction|reduced)(?:,?\s+(?:year[\s-]on[\s-]year|on the year))?(?:\s+(?:by|of))?\s*$|[\s(（,][-−–]$",
    regex.IGNORECASE,
)
_RATES: Final = ("growth", "rate", "share", "proportion")
_BARE: Final = ("total", "number", "total number", "sum", "count")
_LEVEL: Final = regex.compile(r"\b(?:to|from)\s+$")
_PAST: Final = {"ink": "signed", "start": "started", "settle": "settled", "land": "landed", "begin": "begun"}


class Measures:
    """Names the measures of the figures of one document, in reading order."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self._last: tuple[int, str] | None = None

    def of(self, figure: Figure) -> Measure:
        """What ``figure`` measures."""
        labelled = label(self.clauses.document, figure) if figure.token.idx < figure.quantity.end else None
        if labelled and figure.quantity.kind is not Kind.SHARE:
            measure = Measure(tidy(regex.sub(r"\s+in\s+\d{4}$", "", labelled)), True)
        elif figure.is_count:
            measure = Measure(self._counted(figure), True)
        elif figure.quantity.kind is Kind.SHARE:
            measure = self._share(figure)
        elif figure.quantity.kind is Kind.MULTIPLE:
            measure = Measure(f"multiple of {self._last[1]}" if self._last is not None else "multiple", True)
        else:
            measure = self._amount(figure)
            self._last = (figure.sentence.start, measure.phrase)
        if figure.is_count:
            self._last = (figure.sentence.start, measure.phrase)
        prefix = modality(figure)
        if prefix and not _ALREADY.search(measure.phrase):
            measure = Measure(f"{prefix} {measure.phrase}", measure.named)
        return measure

    # -- counts ----------------------------------------------------------------------------------------------------

    def _counted(self, figure: Figure) -> str:
        """ "high-tech enterprises", "key projects signed"."""
        text, noun = self.clauses.document.text.clean, figure.token
        tally = self._tally(figure)
        if tally:
            return tally
        phrase = (
            text[figure.quantity.end : coordinated_end(noun)]
            if noun.idx >= figure.quantity.end
            else self._antecedent(figure)
        )
        for prep in noun.children:
            if prep.lower_ == "of" and prep.i > noun.i and noun.lemma_.lower() in words("kinds"):
                phrase = " ".join(phrase_of(c, self.clauses) for c in children(prep, "pobj")) or phrase
        phrase = regex.sub(r"^\s*(?:,|and|or)\s*[\d,.]+\s+", "", phrase)  # "28 and 35 businesses"
        phrase = tidy(regex.sub(r"^\s*\p{Lu}[\w' ]+-(?:based|headquartered)\s+", "", phrase))
        verb = noun.head
        if noun.dep_ in ("nsubjpass", "nsubj", "dobj") and verb.lemma_.lower() in words("done"):
            done = _PAST.get(verb.lemma_.lower()) or (verb.text.lower() if verb.tag_ == "VBN" else participle(verb))
            phrase = f"{phrase} {done}"
        return phrase

    def _antecedent(self, figure: Figure) -> str:
        """What "620,000 of them" counts: the last plural noun that is no number's."""
        for prep in figure.token.children:
            if prep.lower_ == "of":
                for child in children(prep, "pobj"):
                    if child.pos_ in ("NOUN", "PROPN"):
                        return phrase_of(child, self.clauses)
        before = [t for t in figure.sentence.span if t.idx < figure.quantity.start and t.tag_ in ("NNS", "NNPS")]
        return before[-1].text if before else "number"

    def _tally(self, figure: Figure) -> str | None:
        """ "number of patents", "population": what a number without a noun of its own is said of."""
        token = figure.token
        if token.idx >= figure.quantity.end:
            return None
        if figure.text[: figure.quantity.outset][-12:].lower().strip(" :").endswith("population"):
            return "population"
        verb = governing_verb(token)
        of = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else None
        if of is not None and of.lemma_.lower() in words("tallies"):
            noun: Token | None = of
        elif verb is not None and verb.lemma_.lower() in words("employing"):
            return "employees" if verb.lemma_ in ("employ", "hire") else "people enrolled"
        else:
            noun = _numbered(verb) or (tally(token, verb) if verb is not None else None)
        phrase = phrase_of(noun, self.clauses) if noun is not None else None
        if (phrase is None or phrase in _BARE) and self._last is not None and verb is not None:
            return self._last[1]  # "bringing the total to 78", "we aim for 40": of what was counted before
        return phrase

    # -- shares and growth -----------------------------------------------------------------------------------------

    def _share(self, figure: Figure) -> Measure:
        """ "year-on-year growth of trade volume", "share of the domestic market"."""
        text, q = self.clauses.document.text.clean, figure.quantity
        before, after = text[max(figure.sentence.start, q.outset - 60) : q.outset], text[q.end : figure.sentence.end]
        verb = governing_verb(figure.token)
        particle = verb_with_particle(verb)
        measure = table("verb").get(particle or "", {}).get("share")
        base = self._base(figure, verb)
        yearly = "year-on-year " if _YEARLY.search(before[-40:] + after[:60]) else ""
        if measure == "share":
            what = self._following(figure)
            return Measure(f"share of {what}" if what else "share", True)
        if _FALL.search(before) or _LESS.match(after):
            return Measure(f"{yearly}change of {base}" if base else f"{yearly}change", True, falls=True)
        moved = not _LEVEL.search(before)
        if _MORE.match(after) or (moved and _UP.search(before)) or measure == "growth":
            self._last = (figure.sentence.start, base) if base else self._last
            return Measure(f"{yearly}growth of {base}" if base else f"{yearly}growth", True)
        if (moved and _DOWN.search(before)) or measure == "decrease":
            return Measure(f"{yearly}decrease of {base}" if base else f"{yearly}decrease", True)
        named = named_noun(figure, self.clauses)
        if named:
            return Measure(named, True)
        of = self._following(figure)
        return Measure(f"share of {of}" if of else base or "share", bool(of or base))

    def _base(self, figure: Figure, verb: Token | None) -> str | None:
        """What grows: the measure named before in the sentence, the nearest if it stands behind the last figure."""
        before = [t for t in figure.sentence.span if t.idx < figure.quantity.outset]
        named = [t for t in before if t.lemma_.lower() in table("noun") and t.lemma_.lower() not in _RATES]
        recent = next((t for t in reversed(named) if not any(n.like_num for n in before if n.i > t.i)), None)
        changed = self._change(figure)
        if changed is not None:
            return changed
        if recent is not None and self._goes_on(figure) and recent.head.lemma_.lower() not in words("changes"):
            return phrase_of(recent, self.clauses)
        for subject, _ in subjects(verb) if verb is not None else ():
            if subject.pos_ in ("NOUN", "PROPN") and not is_name(subject, self.clauses) and not is_unit(subject):
                return phrase_of(subject, self.clauses)
        if self._goes_on(figure):
            return self._last[1] if self._last is not None else None
        if named:
            return phrase_of(named[-1], self.clauses)
        risen = self._last is not None and _UP.search(figure.text[: figure.quantity.outset][-20:])
        return self._last[1] if risen and self._last is not None else None

    def _goes_on(self, figure: Figure) -> bool:
        """Whether the sentence has given a figure before."""
        return self._last is not None and self._last[0] == figure.sentence.start

    def _change(self, figure: Figure) -> str | None:
        """ "a tax revenue increase of 5 percent": what stands before the noun of change."""
        token = figure.token
        noun = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else None
        if noun is None or noun.lemma_.lower() not in words("changes"):
            return None
        parts = [c for c in noun.children if c.dep_ in ("compound", "amod", "nmod") and c.i < noun.i]
        if not any(c.lemma_.lower() in table("noun") for c in parts):
            return None
        first = min(c.left_edge.i for c in parts if not is_name(c, self.clauses))
        return tidy(noun.doc[first : noun.i].text)

    def _following(self, figure: Figure) -> str | None:
        for prep in figure.token.children:
            if prep.lower_ == "of":
                for child in children(prep, "pobj"):
                    return phrase_of(child, self.clauses)
        return None

    # -- amounts ---------------------------------------------------------------------------------------------------

    def _amount(self, figure: Figure) -> Measure:
        token, kind = figure.token, figure.quantity.kind
        named = None if token.head.lower_ == "worth" else named_noun(figure, self.clauses)
        if named:
            return Measure(named, True)
        if figure.quantity.adjectival and token.pos_ in ("NOUN", "PROPN"):
            default = {Kind.MONEY: "value", Kind.AREA: "area"}.get(kind, _DEFAULT[kind])
            return Measure(default, True)
        if token.head.lower_ in table("adj") or any(c.lower_ in table("adj") for c in token.children):
            word = (
                token.head.lower_
                if token.head.lower_ in table("adj")
                else next(c.lower_ for c in token.children if c.lower_ in table("adj"))
            )
            return Measure(valued(token.head.head, next(iter(table("adj")[word].values())), self.clauses), True)
        verb = governing_verb(token)
        measure = table("verb").get(verb_with_particle(verb) or "", {})
        phrase = measure.get(kind.value)
        if kind is Kind.TIME and verb is not None and verb.lemma_ in words("finishing"):
            return Measure("construction period", True)
        if phrase and token.dep_ in (
            "dobj",
            "pobj",
            "attr",
            "npadvmod",
            "dep",
            "nsubjpass",
            "conj",
            "nmod",
            "oprd",
            "nsubj",
            "ccomp",
        ):
            return Measure(phrase, True)
        if token.dep_ == "pobj" and token.head.lower_ in ("of", "worth") and token.head.head.pos_ == "NOUN":
            return Measure(
                valued(token.head.head, _DEFAULT[kind] if kind is not Kind.MONEY else "value", self.clauses), False
            )
        if (changed := self._changed(figure)) is not None:
            return Measure(changed, True)
        if kind is Kind.MONEY and bracketed(self.clauses.document, figure) is not None:
            return Measure("investment", False)
        return Measure(_DEFAULT[kind], False)

    def _changed(self, figure: Figure) -> str | None:
        """ "rose 5 percent to 8 billion", "a 5 percent increase to 8 billion"; "8 ha of tea gardens"."""
        token = figure.token
        before = self.clauses.document.text.clean[figure.sentence.start : figure.quantity.outset]
        if before.endswith(" to ") and (base := self._base(figure, governing_verb(token))):
            return base
        following = next(behind(figure), None)
        if following is not None and following.pos_ == "NOUN" and not is_name(following, self.clauses):
            return f"{_DEFAULT[figure.quantity.kind]} of {phrase_of(following, self.clauses)}"
        return None


def _numbered(verb: Token | None) -> Token | None:
    """The visitors of "visitors numbered 2 million"."""
    return next((t for t, _ in subjects(verb)), None) if verb is not None and verb.lemma_ == "number" else None
