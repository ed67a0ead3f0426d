"""The text of a query or update as tokens: enough to find keywords, variables and braces, never fooled by a string."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<skip> <[^\x00-\x20<>"{}|^`\\]*> | "{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' | \#[^\n\r]* | \s+ )
      | (?P<variable> [?$]\w+ )
      | (?P<word> [^\W\d]\w*(?:-\w+)* (?!\w*:) )
      | (?P<other> [\w.-]*:(?:[\w.%:-]|\\.)* | @[\w-]+ | \w+ | . )""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The tokens with what they are: skip (IRIs, strings, comments, spaces), variable, word or other."""
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "", match[0]


#: Blanks that stand for each blank, line end or comment of a text that is spread: more than any keyword has letters.
_BLANKS = " " * 16


def spread(text: str) -> str:
    """``text`` with its tokens far apart.

    A parser that tells how far it has read, and tries a keyword before other rules, has read as many characters as the
    keyword has; between tokens that are far apart this never reaches beyond the token that is really wrong.
    """
    return "".join(_BLANKS if _blank(group, token) else token for group, token in tokens(text))


def gathered(text: str, offset: int) -> int:
    """The offset in ``text`` of what stands at ``offset`` in the text spread."""
    here = there = 0
    for group, token in tokens(text):
        width = len(_BLANKS) if _blank(group, token) else len(token)
        if there + width > offset:
            return here + min(offset - there, len(token))
        here, there = here + len(token), there + width
    return len(text)


def _blank(group: str, token: str) -> bool:
    return group == "skip" and (token.isspace() or token[0] == "#")
