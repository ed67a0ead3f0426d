"""Pages fetched from a real server on this machine: politely, safely, and not twice."""

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.facts import Article
from kg.files import FILES, Files
from kg.kept import Kept
from kg.settings import Settings
from kg.sources.reading import read
from kg.sources.record import Notice
from kg.sources.web import Web
from tests import sources_made as made

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A site whose answers a test writes; remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], Answer]] = {}
        self.asked: list[tuple[str, float, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, time.monotonic(), {k.lower(): v for k, v in self.headers.items()}))
                found = site.answers.get(self.path, (404, {}, b"not here"))
                status, headers, body = found(self) if callable(found) else found
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nobody reads a log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path: str, text: str, **headers: str) -> str:
        self.answers[path] = (200, {"Content-Type": "text/html; charset=utf-8", **headers}, text.encode())
        return self.root + path

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def settings(**changed: object) -> Settings:
    return Settings(**{"web_private": True, "web_pause": 0.0, "web_seconds": 5.0, **changed})


def found(*sources: str, memory: Path | None = None, **changed: object) -> tuple[list[Article], list[str]]:
    everything = list(read(sources, settings(**changed), memory))
    aside = [str(n) for n in everything if isinstance(n, Notice) and n.set_aside]
    return [a for a in everything if isinstance(a, Article)], aside


def test_a_page_is_an_article_with_its_address(site):
    url = site.page("/news/page-1.html", made.page(made.MADE[1]))
    [article], aside = found(url)
    assert not aside
    assert (article.source, article.title, article.date) == (url, made.MADE[1].title, made.MADE[1].date)
    assert article.id.startswith("127.0.0.1-page-1.html-")


def test_a_sitemap_and_one_inside_another_give_their_pages(site):
    for number, one in enumerate(made.MADE):
        site.page(f"/news/{one.id}.html", made.page(one, number % 3))
    site.answers["/map.xml.gz"] = (200, {"Content-Type": "application/gzip"}, gzip.compress(made.sitemap(site.root)))
    index = f"<sitemapindex><sitemap><loc>{site.root}/map.xml.gz</loc></sitemap></sitemapindex>"
    site.answers["/sitemap.xml"] = (200, {"Content-Type": "application/xml"}, index.encode())
    articles, aside = found(f"{site.root}/sitemap.xml")
    assert not aside
    assert [a.title for a in articles] == [m.title for m in made.MADE]


def test_a_sitemap_on_disk_leads_to_its_pages_with_each_build_anew(site, tmp_path):
    (tmp_path / "map.xml").write_text(f"<urlset><url><loc>{site.root}/a.html</loc></url></urlset>")
    for one in made.MADE[:2]:
        site.page("/a.html", made.page(one))
        with Kept(tmp_path / "readings.sqlite", b"reader", Files(tmp_path / FILES)) as kept:
            [article] = read([tmp_path / "map.xml"], settings(), None, kept)
            kept.files.save()
        assert isinstance(article, Article)
        assert article.title == one.title


def test_a_feed_that_teases_is_followed_to_its_pages(site):
    one = made.MADE[3]
    url = site.page("/news/3.html", made.page(one, 1))
    item = f"<item><title>{one.title}</title><link>/news/3.html</link><description>In short.</description></item>"
    feed = f"<rss version='2.0'><channel>{item}</channel></rss>"
    site.answers["/feed"] = (200, {"Content-Type": "application/rss+xml"}, feed.encode())
    [article], aside = found(f"{site.root}/feed")
    assert not aside
    assert article.source == url
    assert one.paragraphs[1] in article.body


def test_robots_are_heeded_and_read_once(site):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /inner/\nCrawl-delay: 0.3\n")
    urls = [site.page(path, made.page(made.MADE[0])) for path in ("/inner/a.html", "/b.html", "/c.html")]
    articles, aside = found(*urls)
    assert [a.source for a in articles] == urls[1:]
    assert aside == [f"{urls[0]}: robots.txt of this host does not allow it"]
    assert site.paths() == ["/robots.txt", "/b.html", "/c.html"]
    times = [when for _, when, _ in site.asked]
    assert times[2] - times[1] >= 0.3


def test_a_host_that_cannot_say_what_it_allows_is_not_asked(site):
    site.answers["/robots.txt"] = (500, {}, b"")
    url = site.page("/a.html", made.page(made.MADE[0]))
    assert found(url) == ([], [f"{url}: robots.txt of this host does not allow it"])


def test_what_is_said_of_a_host_names_the_page_that_was_asked_for():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/a.html"
    assert found(url) == ([], [f"{url}: the robots.txt of its host cannot be had: [Errno 111] Connection refused"])


def test_an_unchanged_page_is_not_sent_again(site, tmp_path):
    url = site.page("/a.html", made.page(made.MADE[0]), ETag='"1"')

    def answer(request: BaseHTTPRequestHandler) -> Answer:
        same = request.headers.get("If-None-Match") == '"1"'
        return (
            (304, {}, b"")
            if same
            else (200, {"Content-Type": "text/html", "ETag": '"1"'}, made.page(made.MADE[0]).encode())
        )

    site.answers["/a.html"] = answer
    [first], _ = found(url, memory=tmp_path / "web.sqlite")
    [second], _ = found(url, memory=tmp_path / "web.sqlite")
    assert first == second
    assert "if-none-match" not in site.asked[1][2]
    assert site.asked[3][2]["if-none-match"] == '"1"'


def test_later_is_waited_for(site):
    told: list[int] = []

    def answer(_: BaseHTTPRequestHandler) -> Answer:
        told.append(1)
        page = made.page(made.MADE[0]).encode()
        return (503, {"Retry-After": "0"}, b"") if len(told) == 1 else (200, {"Content-Type": "text/html"}, page)

    site.answers["/a.html"] = answer
    articles, aside = found(f"{site.root}/a.html")
    assert len(articles) == 1
    assert not aside


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9/a", "not public (127.0.0.1)"),
        ("http://localhost:9/a", "not public"),
        ("http://169.254.169.254/latest/meta-data", "not public (169.254.169.254)"),
        ("http://[::1]/a", "not public (::1)"),
        ("http://[::ffff:10.0.0.1]/a", "not public"),
        ("http://10.1.2.3/a", "not public (10.1.2.3)"),
        ("http://0x7f.1/a", "not public"),
        ("http://no-such-host.invalid/a", "is not known"),
        ("http:///a", "is no http(s) address"),
    ],
)
def test_addresses_inside_the_network_are_not_asked(url, reason):
    with pytest.raises(InputError, match=re.escape(reason)):
        Web(Settings()).get(url)


def test_a_redirect_leads_only_where_an_address_may_lead(site):
    page = site.page("/b.html", made.page(made.MADE[0]))
    site.answers["/a.html"] = (302, {"Location": "/b.html"}, b"")
    [article], _ = found(f"{site.root}/a.html")
    assert article.source == page
    site.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    assert found(f"{site.root}/loop")[1] == [f"{site.root}/loop: is redirected more than 5 times"]
    site.answers["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    assert "is no http(s) address" in found(f"{site.root}/file")[1][0]


def test_sizes_and_times_are_bounded_also_of_what_is_packed(site):
    bomb = gzip.compress(b"a" * 3_000_000)
    site.answers["/bomb"] = (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, bomb)
    assert "more than 1,000,000 bytes" in found(f"{site.root}/bomb", web_bytes=1_000_000)[1][0]

    def slow(request: BaseHTTPRequestHandler) -> Answer:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        for _ in range(40):
            request.wfile.write(b"<p>drip</p>")
            request.wfile.flush()
            time.sleep(0.1)
        return (200, {}, b"")

    site.answers["/slow"] = slow
    begun = time.monotonic()
    [told] = found(f"{site.root}/slow", web_seconds=0.5)[1]
    assert "web_seconds" in told or "in time" in told
    assert time.monotonic() - begun < 2.5


def test_what_is_not_there_is_told_and_the_rest_goes_on(site):
    good = site.page("/a.html", made.page(made.MADE[0]))
    articles, aside = found(f"{site.root}/gone.html", good)
    assert len(articles) == 1
    assert aside == [f"{site.root}/gone.html: answered with status 404"]


def test_the_command_builds_from_addresses(site, kg, tmp_path):
    site.page("/a.html", made.page(made.MADE[0]), ETag='"1"')
    (tmp_path / "civigraph.toml").write_text("web_private = true\nweb_pause = 0.0\n")
    done = kg("build", f"{site.root}/a.html", "--data", tmp_path / "data", cwd=tmp_path)
    assert "1 article" in done.stdout
    done = kg("extract", f"{site.root}/a.html", cwd=tmp_path)
    assert made.MAYORS[0] in done.stdout
