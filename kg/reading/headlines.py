"""Headlines: their capitals and missing words mislead the parser, so they are read by the order of their words."""

import re

from kg.reading.clauses import Clauses, Filler, Frame
from kg.reading.document import Mention, Sentence
from kg.reading.frames import Trigger, verb_triggers
from kg.reading.parsed import Token

_ENDING = re.compile(r"(?:(?<=[^s])s|es|ed|ing)$")


def headline_verb(sentence: Sentence, clauses: Clauses) -> tuple[Token, Trigger] | None:
    """The first word of a headline that is a form of an event verb, if a name stands before it."""
    first = next(iter(_named(sentence, clauses)), None)
    for token in sentence.span:
        if clauses.mention(token) is not None or first is None or token.idx < first.start:
            continue
        for lemma in _lemmas(token.lower_):
            for trigger in verb_triggers().get(lemma, ()):
                if trigger.kind == "verb" and not trigger.weak and _complete(trigger, token):
                    return token, trigger
    return None


def headline_frame(verb: Token, sentence: Sentence, clauses: Clauses) -> Frame:
    """What stands before ``verb`` as its agent, what stands behind it by the preposition before it."""
    frame: Frame = {}
    function = "patient"
    before_it: Mention | None = None
    for mention in _named(sentence, clauses):
        head = clauses.head(mention)
        outer = before_it is not None and clauses.lists.lies_in(
            before_it, mention
        )  # "a delegation from Lahti, Finland"
        before_it = mention
        if head is None or outer:
            continue
        if mention.start < verb.idx:
            frame.setdefault("agent", []).append(Filler(mention, head))
            continue
        before = clauses.document.text.clean[verb.idx : mention.start].split()
        word = next((w.lower() for w in reversed(before) if w.lower() not in ("the", "its", "a", "an")), "")
        if word not in ("and", ",", "&") and not word.endswith(","):
            function = word if word in ("with", "in", "at", "to", "on", "for", "by", "between", "of") else "patient"
        frame.setdefault(function, []).append(Filler(mention, head))
    return frame


def _named(sentence: Sentence, clauses: Clauses) -> list[Mention]:
    return clauses.document.within(sentence.start, sentence.end)


def _complete(trigger: Trigger, token: Token) -> bool:
    """Whether the words that make the verb one expression stand behind it."""
    behind = [t.lower_ for t in token.sent if token.i < t.i <= token.i + 6]
    phrase = trigger.phrase
    if phrase.objects:
        return any(w in phrase.objects or w.removesuffix("s") in phrase.objects for w in behind)
    return phrase.particle is None or behind[:1] == [phrase.particle]


def _lemmas(word: str) -> list[str]:
    stem = _ENDING.sub("", word)
    return [word, *([stem, stem + "e"] if stem != word else [])]
