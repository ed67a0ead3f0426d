"""The pieces of markup that pages have most of, made here because templates would take several times as long."""

from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.terms import SCHEMA
from server.escaping import escaped
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
    tag = f' lang="{escaped(shown.lang)}"' if shown.lang and shown.lang != page.language else ""
    text = escaped(shown.text)
    if shown.href:
        cls = f" c-{escaped(shown.cls)}" if mark and shown.cls else ""
        return f'<a class="thing{cls}" href="{escaped(shown.href)}"{tag}><bdi>{text}</bdi></a>'
    if shown.time:
        return f'<time datetime="{escaped(shown.time)}">{text}</time>'
    title = f' title="{escaped(shown.title)}"' if shown.title else ""
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
    href = escaped(page.urls.fact(fact.subject, fact.predicate, fact.value))
    hidden = escaped(label)
    if not fact.proved:
        text = escaped(gettext("evidence"))
        return Markup(f'<a class="basis" href="{href}">{text}<span class="hidden"> {hidden}</span></a>')  # noqa: S704
    word, why = escaped(standing(fact.standing)), escaped(gettext("why?"))
    kind = escaped(fact.standing)
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
    name = escaped(told % {"num": figure} + (f"{colon()}{label}" if label else ""))
    more = ""
    if said > len(quotes):
        href = escaped(page.urls.fact(facts[0].subject, facts[0].predicate, facts[0].value))
        text = escaped(gettext("All %(count)s quotes", count=number(said)))
        more = f'<p class="more"><a href="{href}">{text}</a></p>'
    sure, this = str(escaped(words.gettext("confidence %(value)s"))), escaped(words.gettext("this fact"))
    figures = "".join([_naming(page, naming) for naming in namings])
    figures += "".join([_figure(page, quote, sure, this) for quote in quotes])
    return Markup(  # noqa: S704 - escaped
        f'<details class="evidence"{state}><summary aria-label="{name}"><span class="tag">{escaped(figure)}</span>'
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
    tag = f' lang="{escaped(next(iter(about.names)))}"' if about.names else ""
    meta = _published(page, about.publisher, about.issued)
    meta.append(escaped(gettext("named word for word")))
    href = escaped(page.urls.article(naming.article, naming.start, naming.end))
    return (
        f"<figure><blockquote{tag}><p>{escaped(naming.before)}<mark>{escaped(naming.form)}</mark>{escaped(naming.after)}</p>"
        f"</blockquote>\n<figcaption>{_titled(page, naming.article, href)}\n"
        f'<span class="meta">{"".join(meta)}</span></figcaption></figure>\n'
    )


def _figure(page: Page, quote: Quote, sure: str, this: str) -> str:
    source, fact = quote.source, quote.fact
    key = (fact.subject, fact.predicate, fact.value, source.article, source.start)
    if (made := page.figures.get(key)) is None:
        made = page.figures[key] = _figure_made(page, quote, sure, this)
    return made


def _figure_made(page: Page, quote: Quote, sure: str, this: str) -> str:
    source = quote.source
    tag = f' lang="{escaped(quote.lang)}"' if quote.lang else ""
    meta = _published(page, quote.publisher, quote.issued)
    address = page.urls.fact(quote.fact.subject, quote.fact.predicate, quote.fact.value)
    meta.append(f'{sure % {"value": f"{source.confidence:.2f}"}} · <a href="{escaped(address)}">{this}</a>')
    href = escaped(page.urls.article(source.article, source.start, source.end))
    return (
        f"<figure><blockquote{tag}><p><mark>{escaped(source.quote)}</mark></p></blockquote>\n"
        f'<figcaption>{_titled(page, source.article, href)}\n<span class="meta">{"".join(meta)}</span>'
        f"</figcaption></figure>\n"
    )


def _titled(page: Page, article: str, href: str) -> str:
    """An article's title as a link, with its language where that is not the page's."""
    title, lang = page.name(article)
    tag = f' lang="{escaped(lang)}"' if lang and lang != page.language else ""
    return f'<a href="{href}"{tag}>{escaped(title)}</a>'


def _published(page: Page, publisher: str, issued: str) -> list[str]:
    """Who published it and when, each with a dot behind it."""
    meta = [f"{escaped(publisher)} · "] if publisher else []
    if issued:
        meta.append(f'<time datetime="{escaped(issued)}">{escaped(day(issued, page.language))}</time> · ')
    return meta
