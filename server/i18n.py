"""The interface's languages: which one a request gets, its messages (gettext), its dates and figures (Babel)."""

import gettext as gettext_module
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final, Literal

from babel import Locale, dates, numbers
from babel.messages import mofile, pofile
from flask import Flask, Response, g, has_request_context, request

#: Languages of the interface, BCP 47 tag -> own name; the first is the default.
LANGUAGES: Final = {"en": "English", "zh": "中文"}
COOKIE: Final = "lang"
_YEAR: Final = 365 * 24 * 3600


@cache
def catalogue(language: str) -> gettext_module.NullTranslations:
    """Messages of ``language``, compiled from its ``.po`` file in memory; the default language needs none."""
    path = files("server").joinpath("translations", language, "LC_MESSAGES", "messages.po")
    if not path.is_file():
        return gettext_module.NullTranslations()
    with path.open("rb") as source:
        messages = pofile.read_po(source, locale=language)
    compiled = BytesIO()
    mofile.write_mo(compiled, messages)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


def language() -> str:
    """Language of the current request: the address's ``lang``, else the cookie's, else what the browser prefers."""
    try:
        return g.language  # type: ignore[no-any-return]  # a page asks hundreds of times: one look, no more
    except (AttributeError, RuntimeError):  # not settled yet, or no request
        return _settled() if has_request_context() else next(iter(LANGUAGES))


def _settled() -> str:
    asked = request.args.get("lang") or request.cookies.get(COOKIE)
    g.language = asked if asked in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES), "en")
    return str(g.language)


def gettext(message: str, /, **values: object) -> str:
    """``message`` in the request's language with ``values`` set into its ``%(name)s`` places."""
    translated = catalogue(language()).gettext(message)
    return translated % values if values else translated


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The form of a message that fits the number ``n``; ``%(n)s`` in it is that number, grouped."""
    return catalogue(language()).ngettext(one, many, n) % {"n": number(n), **values}


def locale() -> Locale:
    """Babel's locale of the request's language."""
    return _locale(language())


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse("zh_Hans_CN" if tag == "zh" else "en_GB")


def day(value: str, tag: str = "") -> str:
    """An ISO date, year and month, or year, written out in the language ``tag``, else the request's."""
    return _day(value, tag or language())


@lru_cache(maxsize=20_000)
def _day(value: str, tag: str) -> str:
    try:
        if len(value) == 10:
            return dates.format_date(date.fromisoformat(value), "long", _locale(tag))
        if len(value) == 7:
            return dates.format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=_locale(tag))
    except ValueError:
        return value
    return value


def number(value: int | float | Decimal, tag: str = "") -> str:
    """A figure with its digits grouped as the language ``tag`` does it, else the request's."""
    return str(value) if isinstance(value, int) and -1000 < value < 1000 else _number(value, tag or language())


@lru_cache(maxsize=20_000)
def _number(value: int | float | Decimal, tag: str) -> str:
    return numbers.format_decimal(value, locale=_locale(tag), group_separator=True)


def size(value: int) -> str:
    """A number of bytes as it is read at a glance: 3.4 MB."""
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if value >= least:
            scaled = Decimal(value) / least
            return f"{number(round(scaled, 1 if scaled < 100 else 0))} {unit}"
    return f"{value} B"


def short_number(value: Decimal) -> str:
    """A figure that is read at a glance: 3.2 billion, 32亿. Below a million it is written in full.

    Chinese has one way to write it, which Babel has under "short" alone.
    """
    if abs(value) < 1_000_000:
        return number(value)
    form: Literal["long", "short"] = "long" if "long" in locale().compact_decimal_formats else "short"
    return numbers.format_compact_decimal(value, format_type=form, locale=locale(), fraction_digits=2)


def remember(response: Response) -> Response:
    """Keep a language that was chosen by the address, and say what the answer depended on."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and request.cookies.get(COOKIE) != chosen:
        response.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


def _counted(one: str, many: str, num: int, **values: object) -> str:
    """The form of a template's message that fits ``num``, which its ``%(num)s`` writes with its digits grouped."""
    return catalogue(language()).ngettext(one, many, num) % {"num": number(num), **values}


def init_app(app: Flask) -> None:
    """Give templates ``_`` and ``ngettext`` and the functions that write dates and figures."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: catalogue(language()).gettext(message),
        lambda one, many, n: catalogue(language()).ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["ngettext"] = _counted  # Jinja's own writes 3472 where 3,472 is read
    app.jinja_env.filters.update(day=day, number=number, filesize=size, short_number=short_number)
    app.jinja_env.globals.update(languages=LANGUAGES, language=language)
