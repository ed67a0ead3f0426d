"""Words of the clean text as the names stage sees them: hyphens and slashes inside, abbreviations with their dot."""

import re
from dataclasses import dataclass

from kg.reading import lexicon

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|(?:Co|Ltd|Inc|Corp|Mr|Mrs|Ms|Dr|Prof|St|No|Jr|Sr|Gen|Sen|Hon|Rev|Bros|Mt|Pte|Pty|Sdn|Bhd|Dept|Govt|Univ)\.(?!\w)"
    r"|[^\W_](?:[\w]|[-'&/+](?=\w)|\.(?=[a-z]{2,3}\b)|(?<=s)'(?= [A-Z]))*"
    r"|[^\w\s]"
)


@dataclass(slots=True)
class Token:
    """A word or mark of the clean text."""

    start: int
    end: int
    text: str
    lower: str
    cap: bool
    """Starts a name's word: a capital, an inner capital ("iStar"), or a figure with letters ("5G")."""
    title: bool = False
    """Is part of a post's title."""
    opens: bool = False
    """First word of a sentence."""


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``, titles of posts marked."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        found.append(Token(match.start(), match.end(), word, word.lower(), _is_cap(word)))
    if found:
        found[0].opens = True
    for before, token in zip(found, found[1:], strict=False):
        token.opens = before.text in {".", "!", "?", ":", '"'}
    _mark_titles(found)
    return found


def _is_cap(word: str) -> bool:
    first = word[0]
    if first.isupper():
        return True
    if first.isdigit():
        return any(c.isupper() for c in word[1:3])
    return first.islower() and len(word) > 2 and word[1].isupper() and not word.isupper()


def _mark_titles(found: list[Token]) -> None:
    known = lexicon.titles()
    longest = max(map(len, known))
    i = 0
    while i < len(found):
        for size in range(min(longest, len(found) - i), 0, -1):
            words = tuple(_singular(t.lower) for t in found[i : i + size])
            if words in known or tuple(t.lower for t in found[i : i + size]) in known:
                for token in found[i : i + size]:
                    token.title = True
                for token in reversed(found[max(0, i - 3) : i]):
                    if token.lower not in lexicon.title_modifiers():
                        break
                    token.title = True
                i += size
                break
        else:
            i += 1


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
