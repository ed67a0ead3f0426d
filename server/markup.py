"""The pieces of markup that pages have most of, made here because templates would take several times as long."""

from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.terms import SCHEMA
from server.i18n import catalogue, day, gettext, number
from server.namings import Naming
from server.told import About
from server.view import MOST_QUOTED, Fact, Page, Quote, counted_quotes
from server.wording import colon

Term = NamedNode | BlankNode | Literal | str

#: What a fact rests on that no article states.
STANDING: Final[dict[str, Callable[[], str]]] = {
    "entailed": lambda: gettext("entailed"),
    "reference": lambda: gettext("reference data"),
    "register": lambda: gettext("register"),
    "stated": lambda: gettext("stated"),
}


def term(page: Page, value: Term, mark: bool = True) -> Markup:
    """A thing as a link with its class as a mark, a value as text."""
    if (made := page.written.get((value, mark))) is None:
        made = page.written[value, mark] = Markup(_term(page, value, mark))  # noqa: S704 - escaped
    return made


def _term(page: Page, value: Term, mark: bool) -> str:
    shown = page.show(value)
    tag = f' lang="{escape(shown.lang)}"' if shown.lang and shown.lang != page.language else ""
    text = escape(shown.text)
    if shown.href:
        cls = f" c-{escape(shown.cls)}" if mark and shown.cls else ""
        return f'<a class="thing{cls}" href="{escape(shown.href)}"{tag}><bdi>{text}</bdi></a>'
    if shown.time:
        return f'<time datetime="{escape(shown.time)}">{text}</time>'
    title = f' title="{escape(shown.title)}"' if shown.title else ""
    return f"<bdi{tag}{title}>{text}</bdi>"


def standing(word: str) -> str:
    """Where a fact comes from, in a word."""
    return STANDING.get(word, STANDING["stated"])()


def evidence(
    page: Page, facts: Sequence[Fact], label: str = "", namings: Sequence[Naming] = (), *, open: bool = False
) -> Markup:
    """What facts rest on: quotes for what articles say, folded unless ``open``; a link to why for what was entailed.

    With ``namings`` the places where the thing is named are quotes, too.
    """
    quotes = page.quotes(facts)
    if quotes or namings:
        return _quoted(page, facts, quotes, label, namings[:MOST_QUOTED], " open" if open else "")
    if not facts:
        return Markup()
    fact = facts[0]
    href = escape(page.urls.fact(fact.subject, fact.predicate, fact.value))
    hidden = escape(label)
    if not fact.proved:
        text = escape(gettext("evidence"))
        return Markup(f'<a class="basis" href="{href}">{text}<span class="hidden"> {hidden}</span></a>')  # noqa: S704
    word, why = escape(standing(fact.standing)), escape(gettext("why?"))
    kind = escape(fact.standing)
    return Markup(  # noqa: S704 - escaped
        f'<a class="basis {kind}" href="{href}">{word}<span class="hidden">: {why} {hidden}</span></a>'
    )


def _quoted(
    page: Page, facts: Sequence[Fact], quotes: Sequence[Quote], label: str, namings: Sequence[Naming], state: str
) -> Markup:
    said = counted_quotes(facts)
    count = said + len(namings)
    words = catalogue(page.language)
    told = words.ngettext("%(num)s quote that says so", "%(num)s quotes that say so", count)
    figure = number(count, page.language)
    name = escape(told % {"num": figure} + (f"{colon()}{label}" if label else ""))
    more = ""
    if said > len(quotes):
        href = escape(page.urls.fact(facts[0].subject, facts[0].predicate, facts[0].value))
        text = escape(gettext("All %(count)s quotes", count=number(said)))
        more = f'<p class="more"><a href="{href}">{text}</a></p>'
    sure, this = str(escape(words.gettext("confidence %(value)s"))), str(escape(words.gettext("this fact")))
    figures = "".join([_naming(page, naming) for naming in namings])
    figures += "".join([_figure(page, quote, sure, this) for quote in quotes])
    return Markup(  # noqa: S704 - escaped
        f'<details class="evidence"{state}><summary aria-label="{name}"><span class="tag">{escape(figure)}</span>'
        f'</summary>\n<div class="quotes">\n{figures}{more}</div></details>'
    )


def mention(article: str, thing: str) -> Fact:
    """That an article mentions a thing; its evidence is where the thing is named, else on the fact's own page."""
    return Fact(article, SCHEMA + "mentions", NamedNode(thing))


def naming(page: Page, naming: Naming) -> Markup:
    """A place where a thing is named, as it stands open on a page."""
    return Markup(_naming(page, naming))  # noqa: S704 - escaped


def _naming(page: Page, naming: Naming) -> str:
    about = page.things.get(naming.article) or About()
    tag = f' lang="{escape(next(iter(about.names)))}"' if about.names else ""
    meta = _published(page, about.publisher, about.issued)
    meta.append(str(escape(gettext("named word for word"))))
    href = escape(page.urls.article(naming.article, naming.start, naming.end))
    return (
        f"<figure><blockquote{tag}><p>{escape(naming.before)}<mark>{escape(naming.form)}</mark>{escape(naming.after)}</p>"
        f"</blockquote>\n<figcaption>{_titled(page, naming.article, href)}\n"
        f'<span class="meta">{"".join(meta)}</span></figcaption></figure>\n'
    )


def _figure(page: Page, quote: Quote, sure: str, this: str) -> str:
    source = quote.source
    tag = f' lang="{escape(quote.lang)}"' if quote.lang else ""
    meta = _published(page, quote.publisher, quote.issued)
    address = page.urls.fact(quote.fact.subject, quote.fact.predicate, quote.fact.value)
    meta.append(f'{sure % {"value": f"{source.confidence:.2f}"}} · <a href="{escape(address)}">{this}</a>')
    href = escape(page.urls.article(source.article, source.start, source.end))
    return (
        f"<figure><blockquote{tag}><p><mark>{escape(source.quote)}</mark></p></blockquote>\n"
        f'<figcaption>{_titled(page, source.article, href)}\n<span class="meta">{"".join(meta)}</span>'
        f"</figcaption></figure>\n"
    )


def _titled(page: Page, article: str, href: str) -> str:
    """An article's title as a link, with its language where that is not the page's."""
    title, lang = page.name(article)
    tag = f' lang="{escape(lang)}"' if lang and lang != page.language else ""
    return f'<a href="{href}"{tag}>{escape(title)}</a>'


def _published(page: Page, publisher: str, issued: str) -> list[str]:
    """Who published it and when, each with a dot behind it."""
    meta = [f"{escape(publisher)} · "] if publisher else []
    if issued:
        meta.append(f'<time datetime="{escape(issued)}">{escape(day(issued, page.language))}</time> · ')
    return meta
