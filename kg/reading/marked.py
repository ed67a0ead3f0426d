"""One article as a page of its own: everything found marked in the text, beside a list of the facts.

A single HTML file without script and without anything from elsewhere, for reading errors fast. Classes of entities are
told apart by colour and by a printed label.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Final

from kg.articles.page import BlockKind, describe
from kg.facts import EntityType, Passage, Reading
from kg.reading.said import Said, facts

#: Class of entity: label, hue of its colour.
_LOOKS: Final = {
    EntityType.PERSON: ("person", 210), EntityType.GOVERNMENT: ("gov", 260), EntityType.ENTERPRISE: ("firm", 25),
    EntityType.INSTITUTION: ("inst", 330), EntityType.PARK: ("park", 120), EntityType.FACILITY: ("site", 170),
    EntityType.PLACE: ("place", 50), EntityType.PROJECT: ("project", 290), EntityType.INDUSTRY: ("industry", 0),
}  # fmt: skip

_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--faint:#6b6b6b;--line:#ddd;--hit:#fff3b0;--l:88%;--t:25%}
@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161616;--faint:#9a9a9a;--line:#3a3a3a;--hit:#4a4000;--l:24%;--t:85%}}
*{box-sizing:border-box}body{margin:0;font:16px/1.6 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
header,main{max-width:90rem;margin:auto;padding:1rem 1.5rem}
h1{font-size:1.3rem;margin:0 0 .3rem}h2{font-size:1rem;margin:1.2rem 0 .3rem}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:2rem}
@media(max-width:60rem){main{display:block}}
.text{white-space:pre-wrap;overflow-wrap:anywhere;border-top:1px solid var(--line);padding-top:1rem}
.off{color:var(--faint)}
.facts{border-top:1px solid var(--line);font-size:.9rem}
.facts ol,.facts ul{padding-left:1.6rem;margin:0}.facts li{margin:.35rem 0}
.meta,.q{color:var(--faint)}.q{display:block}.e{border-radius:.25em;padding:0 .15em}
.e::before{content:attr(data-l);font-size:.62em;opacity:.8;margin-right:.25em;letter-spacing:.02em}
.p{text-decoration:underline dotted var(--faint) 1px;text-underline-offset:.25em}
.p:target,li:target{background:var(--hit)}
sup{line-height:0}sup a{font-size:.65em;text-decoration:none;color:var(--faint)}a{color:inherit}.low{color:#b3261e}
@media(prefers-color-scheme:dark){.low{color:#ff8a80}}
"""


@dataclass(slots=True)
class _Mark:
    """Something to be marked in the text: its extent, the tags around it, and the numbers that follow it."""

    start: int
    end: int
    open: str
    numbers: list[int] = field(default_factory=list)


def page(reading: Reading) -> str:
    """The HTML page of ``reading``."""
    article = reading.article
    said = list(facts(reading))
    title = escape(article.title or article.id)
    meta = " · ".join(
        escape(x) for x in (article.date, article.publisher, article.source, f"read by {reading.reader}") if x
    )
    return (
        f'<!doctype html>\n<html lang="{escape(article.language or "en", quote=True)}">\n'
        '<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}{_colours()}</style>\n</head>\n<body>\n"
        f'<header><h1>{title}</h1><p class="meta">{meta}</p><p>{_legend()}</p></header>\n'
        f'<main>\n<div class="text">{_text(reading, said)}</div>\n'
        f'<div class="facts">{_facts(reading, said)}</div>\n</main>\n</body>\n</html>\n'
    )


def _colours() -> str:
    return "".join(
        f".{label}{{background:hsl({hue} 70% var(--l));color:hsl({hue} 80% var(--t))}}"
        for label, hue in _LOOKS.values()
    )


def _legend() -> str:
    return " ".join(f'<span class="e {label}" data-l="{label}">{kind}</span>' for kind, (label, _) in _LOOKS.items())


# -- the text --------------------------------------------------------------------------------------------------------


def _text(reading: Reading, said: list[Said]) -> str:
    """The body with its marks: entities by class, passages with the numbers of their facts, boilerplate faint."""
    body = reading.article.body
    marks = [
        _Mark(
            p.start,
            p.end,
            f'<span class="e {(label := _LOOKS[e.type][0])}" data-l="{label}" title="{_title(e.names, e.type)}">',
        )
        for e in reading.entities
        for p in e.mentions
    ]
    numbers: dict[Passage, list[int]] = defaultdict(list)
    for number, fact in enumerate(said, 1):
        for passage in fact.passages:
            numbers[passage].append(number)
    marks += [_Mark(p.start, p.end, f'<span class="p" id="{_anchor(p)}">', found) for p, found in numbers.items()]
    marks += [
        _Mark(b.start, b.end, '<span class="off">') for b in describe(body).blocks if b.kind is BlockKind.BOILERPLATE
    ]
    return _nested(body, marks)


def _title(names: Iterable[str], kind: EntityType) -> str:
    return escape(f"{kind}: " + " / ".join(names), quote=True)


def _anchor(p: Passage) -> str:
    return f"char-{p.start}-{p.end}"


def _nested(body: str, marks: list[_Mark]) -> str:
    """``body`` with ``marks`` as nested tags; one that crosses another's end goes on behind it in a tag of its own."""
    waiting = sorted(
        (m for m in marks if 0 <= m.start < m.end <= len(body)), key=lambda m: (m.start, -m.end), reverse=True
    )
    parts: list[str] = []
    opened: list[_Mark] = []
    at = 0
    while waiting or opened:
        close = opened[-1].end if opened else len(body) + 1
        if waiting and waiting[-1].start < close:
            mark = waiting.pop()
            parts.append(escape(body[at : mark.start]))
            at = mark.start
            if mark.end > close:
                rest = _Mark(close, mark.end, _unnamed(mark.open), mark.numbers)
                waiting.append(rest)
                waiting.sort(key=lambda m: (m.start, -m.end), reverse=True)
                mark = _Mark(mark.start, close, mark.open)
            parts.append(mark.open)
            opened.append(mark)
        else:
            mark = opened.pop()
            parts.append(escape(body[at : mark.end]))
            at = mark.end
            parts.append("".join(f'<sup><a href="#f{n}">{n}</a></sup>' for n in mark.numbers) + "</span>")
    return "".join(parts) + escape(body[at:])


def _unnamed(tag: str) -> str:
    """``tag`` without its id: an id stands once in a page."""
    return tag.split(" id=", 1)[0] + ">" if " id=" in tag else tag


# -- the facts ---------------------------------------------------------------------------------------------------------


def _facts(reading: Reading, said: list[Said]) -> str:
    parts = [f"<h2>{len(said)} facts</h2>", "<ol>"]
    for number, fact in enumerate(said, 1):
        quotes = "".join(
            f'<a class="q" href="#{_anchor(p)}">“{escape(_short(reading.article.body[p.start : p.end]))}”</a>'
            for p in fact.passages
        )
        sure = f'<span class="{"low" if fact.confidence < 0.6 else "meta"}">{fact.confidence:.2f}</span>'
        parts.append(f'<li id="f{number}"><b>{fact.kind}</b> {escape(fact.words)} {sure}{quotes}</li>')
    parts.append("</ol>")
    parts.append(f"<h2>{len(reading.entities)} entities</h2><ul>")
    for entity in reading.entities:
        label = _LOOKS[entity.type][0]
        names = " · ".join(escape(n) for n in (*entity.names, *(f"({r})" for r in entity.rebuilt)))
        parts.append(f'<li><span class="e {label}" data-l="{label}">{names}</span></li>')
    parts.append("</ul>")
    if reading.rejected:
        parts.append(f"<h2>{len(reading.rejected)} refused</h2><ul>")
        parts += [f"<li>{escape(r.what)}: {escape(r.reason)}</li>" for r in reading.rejected]
        parts.append("</ul>")
    return "\n".join(parts)


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= 220 else quote[:200] + " … " + quote[-15:]
