"""Escapes text for HTML as markupsafe does, without its objects, which take most of the time: a page has thousands."""

from typing import Any

from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as _inner
except ImportError:  # an installation without its compiled part

    def _inner(text: str, /) -> str:
        return str(escape(text))


def escaped(value: Any, /) -> str:  # Any: whatever a template writes
    """``value`` as it stands in HTML; markup as it is."""
    kind = type(value)
    if kind is str:
        return _inner(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]  # it is one
    if kind is int or kind is float:
        return str(value)
    return escape(value)
