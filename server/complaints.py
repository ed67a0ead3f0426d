"""What the endpoint says is wrong with a query, in the language of the page.

The protocol's answers are English, whoever asks; the query page shows the same in the reader's language. The table
holds each message once, with its variable parts as places: it is what is translated and what is recognised.
"""

import re
from typing import Final

from server.i18n import gettext


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is shown."""
    return message


#: Longer forms stand before those that they begin with.
MESSAGES: Final = (
    _("the query ends too early; possible: %(tokens)s"),
    _("the query ends too early"),
    _('"%(token)s" is unexpected here; possible: %(tokens)s'),
    _('"%(token)s" is unexpected here'),
    _('the prefix "%(prefix)s" is not declared'),
    _("put PREFIX %(prefix)s <...> before the query; these need no declaration: %(known)s"),
    _("a variable of SELECT is neither grouped (GROUP BY) nor aggregated (COUNT, SAMPLE, ...)"),
    _("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after its PREFIX lines"),
    _("a pattern has three parts: subject, property, value"),
    _("the pattern before it ends with a full stop; the condition of a FILTER stands in brackets"),
    _("the query took longer than %(seconds)s seconds and was ended"),
    _("make it more specific, or ask for less with LIMIT"),
    _("the query needed more memory than a query may use"),
    _("avoid sorting or joining everything with everything; filter first"),
    _("the answer is longer than the %(bytes)s bytes that this endpoint sends"),
    _("ask for less, or page with ORDER BY, LIMIT and OFFSET; the downloads hold the whole graph"),
    _("too many queries are running here"),
    _("try again in a few seconds"),
    _("try again"),
    _("your queries have used up their %(seconds)s seconds a minute"),
    _("you have %(count)s queries running already"),
    _("the query is longer than %(bytes)s bytes"),
    _("put long VALUES lists into several queries"),
    _("the query's brackets are nested more than %(depth)s deep"),
    _("SERVICE is off: this endpoint asks no other endpoint, and its query workers have no network"),
    _("SERVICE is off"),
    _("ask the other endpoint yourself and bring its rows in with VALUES"),
    _("the query was ended from outside"),
    _("the query made its worker fail"),
    _("simplify the query; deep nesting is a usual cause"),
)
_PLACE: Final = re.compile(r"%\\\((\w+)\\\)s")
_KNOWN: Final = [
    (re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(message)), re.DOTALL), message) for message in MESSAGES
]


def in_language(text: str) -> str:
    """``text`` of a complaint in the language of the request; as it is where it is none of ours."""
    for pattern, message in _KNOWN:
        if found := pattern.fullmatch(text):
            return gettext(message, **found.groupdict())
    return text
