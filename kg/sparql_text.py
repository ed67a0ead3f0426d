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
