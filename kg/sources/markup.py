"""An HTML page to its main text and to what the page says of itself; the main text is trafilatura's."""

import copy
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import trafilatura
from htmldate import find_date
from lxml import etree, html
from trafilatura.settings import Document

from kg.articles import page_meta
from kg.articles.page import describe

log = logging.getLogger(__name__)

#: Elements that begin a line of their own when a page is drawn.
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
#: Elements whose content is not shown.
UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "iframe", "object", "svg", "select", "button"))
#: Metadata under which content management systems of public bodies print the source of a page.
_SOURCES = ("contentsource", "source", "article:author:organization", "dc.source", "dc.publisher", "dcterms.publisher")
#: Metadata under which pages give the date of their publication.
_DATES = ("pubdate", "publishdate", "article:published_time", "datepublished", "dc.date.issued", "date")
#: A title's end that names the site.
_SITE = re.compile(r"\s+[|_–—-]{1,2}\s+[^|_–—]{2,60}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What a page is read as."""

    text: str
    """Headline and main text, a line a paragraph."""
    title: str | None
    date: str | None
    publisher: str | None
    language: str | None
    url: str | None


def extract(page: str, url: str | None = None) -> Markup | None:
    """The main text and metadata of the HTML document ``page``; None if there is no text in it.

    What the page prints of itself counts more than what its template declares: a date line comes before a copyright's
    year, and a source line before the site's name.
    """
    tree = _parse(page)
    if tree is None:
        return None
    seen = lines(tree)
    document = _document(_without_layout_tables(tree), url)
    main = _clean(document.text if document and document.text else "")
    if not main:
        main = "\n".join(seen)
    if not main:
        return None
    shown = describe("\n".join(seen))
    title = _title(tree, document, seen)
    text = main if title is None or _begins_with(main, title) else f"{title}\n\n{main}"
    return Markup(
        text=text,
        title=title,
        date=_date(tree, url) or shown.date,
        publisher=shown.publisher or _publisher(tree, document),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        url=url or (document.url if document else None),
    )


def _parse(page: str) -> Any:
    try:
        return html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _without_layout_tables(tree: Any) -> Any:
    """The page with tables that only place things turned into plain blocks, so that their cells' paragraphs stay."""
    for table in list(tree.iter("table")):
        if any(True for _ in table.iterdescendants("p", "div", "h1", "h2", "h3", "ul", "table")):
            for part in list(table.iter("table", "tbody", "tr", "td", "th")):
                part.tag = "div"
    return tree


def _document(tree: Any, url: str | None) -> Document | None:
    """What trafilatura makes of the page; None where it finds no article in it."""
    if _deep(tree):
        return None
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(tree), url=url, with_metadata=True, include_comments=False, include_tables=True,
            favor_recall=True,
        )  # fmt: skip
    except Exception:  # on some soup it fails itself; then all lines that the page shows are read
        log.debug("no article found in a page", exc_info=True)
        return None
    return found if isinstance(found, Document) else None


#: Elements within elements, beyond which a page is soup on which the library behind trafilatura takes minutes.
DEEPEST = 300


def _deep(tree: Any) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _clean(text: str) -> str:
    """One paragraph a line, as the page draws them, without the marks for list items."""
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.removeprefix("- ").split())))


def lines(tree: Any) -> list[str]:
    """The lines that the page shows, boilerplate included."""
    said = [part if part == "\n" else part.replace("\n", " ") for part in _parts(tree)]
    joined = ("".join(group) for is_break, group in groupby(said, key="\n".__eq__) if not is_break)
    return [line for text in joined if (line := re.sub(r"\s+", " ", text).strip())]


def _parts(element: Any) -> Iterator[str]:
    """Text in order, with a newline wherever a block begins or ends; without recursion, for pages nested deeply."""
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield _outside(node)
        elif event == "start":
            if node.tag in UNSEEN:
                continue
            if node.tag in BLOCKS:
                yield "\n"
            if node.text and not _hidden(node):
                yield node.text
        else:
            if node.tag in BLOCKS:
                yield "\n"
            yield _outside(node)


def _outside(node: Any) -> str:
    """The text behind ``node``'s end, unless what it stands in is not shown."""
    parent = node.getparent()
    return "" if parent is None or not node.tail or _hidden(parent) else node.tail


def _hidden(node: Any) -> bool:
    return node.tag in UNSEEN or any(above.tag in UNSEEN for above in node.iterancestors())


def _title(tree: Any, document: Document | None, seen: list[str]) -> str | None:
    """The headline: a heading that the page's metadata repeat, else what trafilatura found, less the site's name."""
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1", "h2", "h3")]
    declared_title = " ".join((tree.findtext(".//title") or "").split())
    for heading in headings:
        if len(heading) > 12 and declared_title.startswith(heading):
            return heading
    found = " ".join((document.title if document and document.title else "").split())
    if found and found not in seen and (shorter := _SITE.sub("", found)) in seen:
        found = shorter
    return found or None


def _begins_with(text: str, title: str) -> bool:
    def plain(words: str) -> str:
        return re.sub(r"\W+", "", words).casefold()

    return plain(text[: 2 * len(title) + 80]).startswith(plain(title))


def _date(tree: Any, url: str | None) -> str | None:
    """The date that the page's metadata or its address give; a search of the text would find copyrights' years."""
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").casefold()
        if name in _DATES and (date := page_meta.iso_date(meta.get("content") or "")):
            return date
    found = find_date(_headers_only(tree), url=url, extensive_search=False, original_date=True)
    return str(found) if found else None


def _headers_only(tree: Any) -> Any:
    """A page with the head and the ``time`` elements of ``tree``."""
    page: Any = html.document_fromstring("<html><head></head><body></body></html>")
    head = tree.find("head")
    if head is not None:
        for script in list(head.iter("script")):
            if "ld+json" not in (script.get("type") or ""):
                script.getparent().remove(script)
        page.replace(page.find("head"), head)
    for time in list(tree.iter("time")):
        if time.get("datetime"):
            attributes = {"datetime": time.get("datetime"), "class": time.get("class") or ""}
            page.find("body").append(html.Element("time", attributes))
    return page


def _publisher(tree: Any, document: Document | None) -> str | None:
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").casefold()
        if name in _SOURCES and (content := (meta.get("content") or "").strip()):
            return content
    named = document.sitename if document else None
    return named if named and "." not in named else None
