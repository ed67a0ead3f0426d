"""Ten articles of one's own making, put into every kind of source as real sites and exports do; others can be, too."""

import csv
import gzip
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path

import zstandard

CITIES = ("Lanhai", "Beichuan", "Yunmen", "Hejin", "Suiping", "Daning", "Qinghe", "Xinshao", "Luping", "Anxi")
MAYORS = (
    "Zhou Wen",
    "Li Qiang",
    "Ma Xiulan",
    "He Jun",
    "Sun Tao",
    "Gao Ning",
    "Xu Lei",
    "Lin Rui",
    "Wu Hao",
    "Chen Bo",
)
FIELDS = ("biomedicine", "virtual reality", "new energy", "smart sensors", "marine equipment")


@dataclass(frozen=True)
class Made:
    """An article, by parts."""

    id: str
    title: str
    date: str
    publisher: str
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"https://www.{self.publisher.split()[0].lower()}.example/news/{self.id}.html"

    @property
    def body(self) -> str:
        return "\n".join((self.title, "", *self.paragraphs))


def _made(number: int) -> Made:
    city, mayor, field = CITIES[number], MAYORS[number], FIELDS[number % len(FIELDS)]
    chairman = MAYORS[(number + 3) % 10]
    return Made(
        id=f"page-{number}",
        title=f"{city} Mayor Visits {city} Optics Plant",
        date=f"2023-05-{number + 10:02d}",
        publisher=f"{city} Daily",
        paragraphs=(
            f"On May {number + 9}, {mayor}, mayor of {city}, visited {city} Optics Co., Ltd. in {city} High-tech Zone "
            f"to learn about the development of the {field} industry.",
            f"{chairman}, chairman of {city} Optics, said that the company had invested {number + 2} billion yuan in "
            f"its new plant, which covers {number + 100} mu.",
            f"“Innovation & services” come first, {mayor} said. The zone is home to {number + 40} companies.",
        ),
    )


MADE = tuple(_made(number) for number in range(10))


def texts(folder: Path) -> Path:
    folder.mkdir()
    for made in MADE:
        (folder / f"{made.id}.txt").write_text(made.body, encoding="utf-8")
    return folder


def page(made: Made, template: int = 0) -> str:
    """An HTML page around ``made``, as one of three kinds of sites writes it."""
    prose = "\n".join(f"<p>{escape(text)}</p>" for text in made.paragraphs)
    title, site = escape(made.title), f"{made.publisher.split()[0]} Government"
    menu = "".join(
        f'<li><a href="/{word.lower()}">{word}</a></li>' for word in ("Home", "News", "Government", "Invest")
    )
    others = ("Vice Mayor Opens Port", "City Wins Title")
    tail = f'<ul class="related">{"".join(f"<li><a href=/{o[:4]}>{o}</a></li>" for o in others)}</ul>'
    foot = f"<div class=footer>Copyright 2008-2026 {site}. All rights reserved. ICP 1234</div>"
    if template == 0:  # a content management system of a public body
        head = (
            f'<meta name="PubDate" content="{made.date} 10:12"><meta name="ContentSource" content="{made.publisher}">'
        )
        return (
            f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title} - {site}</title>'
            f"{head}</head><body><div class=nav><ul>{menu}</ul></div>"
            f"<div class=main><h1>{title}</h1><div class=content>{prose}</div>"
            f"<h3>Relevant recommendations</h3>{tail}</div>{foot}</body></html>"
        )
    if template == 1:  # a newspaper: JSON-LD, an article element
        data = {"@type": "NewsArticle", "headline": made.title, "datePublished": f"{made.date}T08:00:00+08:00"}
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{title} | {made.publisher}</title>'
            f'<meta property="og:site_name" content="{made.publisher}">'
            f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
            f"<body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>{prose}</article></main>"
            f"<aside><h2>Most read</h2>{tail}</aside><footer>{foot}</footer></body></html>"
        )
    return (  # tables, and a printed line for source and date
        f"<html><head><title>{title}</title></head><body><table><tr><td><ul>{menu}</ul></td></tr><tr><td>"
        f"<h2>{title}</h2><div>Source: {made.publisher} &nbsp; Date: {made.date} &nbsp; Views: 1203</div>{prose}"
        f"</td></tr><tr><td>{foot}</td></tr></table><script>var views = 1;</script></body></html>"
    )


def pages(folder: Path) -> Path:
    folder.mkdir()
    for number, made in enumerate(MADE):
        (folder / f"{made.id}.html").write_text(page(made, number % 3), encoding="utf-8")
    return folder


def rows(stories: Sequence[Made] = MADE) -> list[dict[str, str]]:
    return [
        {"id": m.id, "headline": m.title, "published_at": f"{m.date}T09:30:00+08:00", "publisher": m.publisher,
         "link": m.url, "text": m.body}
        for m in stories
    ]  # fmt: skip


def jsonl(stories: Sequence[Made] = MADE) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(stories)).encode()


def table(delimiter: str = ",", stories: Sequence[Made] = MADE) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows(stories)[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows(stories))
    return text.getvalue().encode("utf-8-sig")


def rss(stories: Sequence[Made] = MADE) -> bytes:
    items = "".join(
        f"<item><title>{escape(m.title)}</title><link>{m.url}</link><guid isPermaLink='false'>{m.id}</guid>"
        f"<pubDate>{format_datetime(datetime.fromisoformat(m.date).replace(tzinfo=UTC))}</pubDate>"
        f"<source url='https://x.example/'>{m.publisher}</source>"
        f"<content:encoded><![CDATA[{''.join(f'<p>{escape(p)}</p>' for p in m.paragraphs)}]]></content:encoded></item>"
        for m in stories
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        f"<channel><title>News</title><link>https://x.example/</link><description>All</description>{items}</channel></rss>"
    ).encode()


def atom(stories: Sequence[Made] = MADE) -> bytes:
    entries = "".join(
        f"<entry><title>{escape(m.title)}</title><link href='{m.url}'/><id>{m.id}</id>"
        f"<published>{m.date}T00:00:00Z</published>"
        f"<source><title>{m.publisher}</title></source>"
        f"<content type='html'>{escape(''.join(f'<p>{escape(p)}</p>' for p in m.paragraphs))}</content></entry>"
        for m in stories
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><id>x</id>{entries}</feed>".encode()


def warc(packed: bool = False, stories: Sequence[Made] = MADE) -> bytes:
    """A crawl: each page, and beside it a picture and a page that was not there."""
    records = []
    for number, made in enumerate(stories):
        gone = "<p>Not found, and long enough to look like an article at the first glance, which it is not.</p>"
        for url, body, kind, status in (
            (made.url, page(made, number % 3), "text/html; charset=utf-8", "200 OK"),
            (f"{made.url}/pic.png", "PNG", "image/png", "200 OK"),
            (f"{made.url}/gone", gone, "text/html", "404 Not Found"),
        ):
            http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(records):012d}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            records.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(map(gz, records) if packed else records)


def sitemap(root: str, stories: Sequence[Made] = MADE) -> bytes:
    urls = "".join(f"<url><loc>{root}/news/{m.id}.html</loc><lastmod>{m.date}</lastmod></url>" for m in stories)
    return f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()


def gz(data: bytes) -> bytes:
    return gzip.compress(data)


def zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)
