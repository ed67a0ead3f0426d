"""Sitemaps (sitemaps.org protocol 0.9) to the addresses that they list."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from kg.errors import InputError, Where


class Listed(NamedTuple):
    """An address of a sitemap."""

    url: str
    sitemap: bool
    """Whether it is a further sitemap."""
    modified: str | None


def addresses(data: bytes, name: str) -> Iterator[Listed]:
    """What the sitemap lists, in its order.

    Raises:
        InputError: it is not well-formed (with the line); what stands before the fault has been given by then.
    """
    wanted = ("{*}url", "{*}sitemap")
    try:
        for _, element in etree.iterparse(BytesIO(data), tag=wanted, resolve_entities=False, no_network=True):
            url = (element.findtext("{*}loc") or "").strip()
            if url:
                is_sitemap = etree.QName(element).localname == "sitemap"
                yield Listed(url, is_sitemap, (element.findtext("{*}lastmod") or "").strip() or None)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise InputError(f"is not well-formed XML: {error.msg}", where=Where(name, *error.position)) from error
