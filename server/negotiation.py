"""Proactive content negotiation (RFC 9110, section 12): media types and content codings with weights."""

from collections.abc import Iterable
from functools import lru_cache

from server.formats import Format


@lru_cache(maxsize=1024)
def _ranges(header: str) -> tuple[tuple[str, float], ...]:
    """What a header lists, in its order: lower-case token, weight (0 if it is no number); other parameters go."""
    found = []
    for part in header.split(","):
        token, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if token:
            found.append((token.lower(), weight))
    return tuple(found)


def weight(header: str, media_type: str) -> float:
    """The weight that an ``Accept`` header gives a media type; the most specific range decides (12.5.1)."""
    kind = media_type.partition("/")[0]
    by_range = dict(reversed(_ranges(header)))
    for candidate in (media_type, f"{kind}/*", "*/*"):
        if candidate in by_range:
            return by_range[candidate]
    return 0.0


@lru_cache(maxsize=1024)
def _named(header: str, media_type: str) -> float | None:
    return dict(reversed(_ranges(header))).get(media_type)


def choose(header: str, formats: Iterable[Format]) -> Format | None:
    """The format that the client likes best, ``None`` if it takes none; ours come first among equals.

    An empty header accepts everything. A media type named outright wins over one that only a wildcard admits at the
    same weight, and wildcards stand for what is sent, not for the other names that a format is asked for by.
    """
    best: Format | None = None
    best_score = (0.0, False)
    for offered in formats:
        if not header:
            return offered
        sent, *others = offered.media_types
        scores = [(weight(header, sent), _named(header, sent) is not None)]
        scores += [(_named(header, name) or 0.0, True) for name in others]
        score = max(scores)
        if score[0] > 0 and score > best_score:
            best, best_score = offered, score
    return best


def names_one_of(header: str, formats: Iterable[Format]) -> bool:
    """Whether the header accepts one of the formats by name, not by wildcard."""
    return any((_named(header, m) or 0) > 0 for offered in formats for m in offered.media_types)


def prefers_html(header: str, formats: Iterable[Format]) -> bool:
    """Whether a browser asks: HTML by name, and none of our formats by name at the same weight or above."""
    html = max(_named(header, "text/html") or 0, _named(header, "application/xhtml+xml") or 0)
    return html > 0 and all((_named(header, m) or 0) < html for offered in formats for m in offered.media_types)


@lru_cache(maxsize=1024)
def coding(header: str, available: tuple[str, ...]) -> str | None:
    """The content coding to use, ours first among equals; ``None`` for none (12.5.3)."""
    by_token = dict(reversed(_ranges(header)))
    best, best_weight = None, 0.0
    for name in available:
        given = by_token.get(name, by_token.get("*", 0.0))
        if given > best_weight:
            best, best_weight = name, given
    identity = by_token.get("identity", 0.0)
    return best if best_weight >= identity else None
