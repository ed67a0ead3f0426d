"""Pages fetched over HTTP, politely and safely.

*Politely*: robots.txt (RFC 9309), a pause between two requests to one host, conditional requests (RFC 9110, section
13), ``Retry-After``. *Safely*: a host's address is looked up once, refused if it is not a public one, and connected to
as it was looked up, at every redirect anew, so that no page can send a build into the network it runs in; sizes and
times are bounded, those of what is compressed too.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import Message
from importlib.metadata import version
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
import urllib3
import zstandard
from protego import Protego

from kg import addresses
from kg.errors import InputError, Where
from kg.settings import Settings

#: Redirects that are followed, one after the other.
REDIRECTS = 5
#: Times that a host may say "later" (429, 503) for one page, and the longest that is waited for it, in seconds.
RETRIES, LONGEST_WAIT = 2, 60.0
#: Largest robots.txt that is read, in bytes (RFC 9309, section 2.5, asks for 500 KiB at least).
ROBOTS_BYTES = 512 * 1024
#: How a client of civigraph names itself in robots.txt.
AGENT = "civigraph"
REDIRECTING = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered with."""

    url: str
    """Where it was found in the end."""
    content: bytes
    media_type: str
    charset: str | None
    etag: str | None = None
    modified: str | None = None


@dataclass
class Web:
    """Fetches pages; remembers what it fetched in the file ``memory``, so that an unchanged page is not sent again."""

    settings: Settings
    memory: Path | None = None
    _robots: dict[str, Protego | None] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def get(self, url: str) -> Page:
        """The page at ``url``.

        Raises:
            InputError: it is refused by robots.txt or for its address, it is too large or slow, or it cannot be had.
        """
        with self._remembered() as memory:
            known = _recall(memory, url)
            answer = self._answer(url, known)
            if answer.status == 304 and known:
                return known
            if answer.status != 200:
                raise InputError(f"answered with status {answer.status}", where=Where(url))
            _keep(memory, url, answer.page)
            return answer.page

    @contextmanager
    def _remembered(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.memory or ":memory:")
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS pages (url TEXT PRIMARY KEY, final TEXT, media TEXT, charset TEXT,"
                " etag TEXT, modified TEXT, content BLOB) WITHOUT ROWID"
            )
            with connection:
                yield connection
        finally:
            connection.close()

    def _allowed(self, parts: SplitResult) -> bool:
        """Whether robots.txt lets this client fetch the page; a host that cannot say is not asked for anything."""
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            try:
                answer = self._answer(f"{root}/robots.txt", None, ROBOTS_BYTES)
            except InputError as error:
                self._robots[root] = None
                message = error.message.replace("cannot be had", "the robots.txt of its host cannot be had")
                raise InputError(message, where=Where(parts.geturl()), hint=error.hint) from error
            refused = answer.status >= 500
            text = answer.page.content.decode("utf-8", "replace") if answer.status == 200 else ""
            self._robots[root] = None if refused else Protego.parse(text)
        rules = self._robots[root]
        return rules is not None and bool(rules.can_fetch(parts.geturl(), AGENT))

    def _answer(self, url: str, known: Page | None, limit: int | None = None) -> "_Answer":
        """The answer at the end of all redirects, a host's "later" heeded; ``limit`` is given for robots.txt itself."""
        begun = url
        for _ in range(REDIRECTS + 1):
            if limit is None and not self._allowed(_split(url)):
                raise InputError("robots.txt of this host does not allow it", where=Where(url))
            for attempt in range(RETRIES + 1):
                answer = self._once(url, known, limit or self.settings.web_bytes)
                if answer.status not in (429, 503) or attempt == RETRIES or answer.wait > LONGEST_WAIT:
                    break
                time.sleep(answer.wait)
            if answer.status not in REDIRECTING or not answer.location:
                return answer
            url, known = urljoin(url, answer.location), None
        raise InputError(f"is redirected more than {REDIRECTS} times", where=Where(begun))

    def _once(self, url: str, known: Page | None, limit: int) -> "_Answer":
        parts = _split(url)
        self._pause(parts)
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified} if known else {}
        deadline = time.monotonic() + self.settings.web_seconds
        pool = self._pool(parts, url)
        try:
            response = pool.urlopen(
                "GET",
                (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
                headers={
                    "Host": parts.netloc.rpartition("@")[2],
                    "User-Agent": f"{AGENT}/{version(AGENT)} (+{self.settings.base})",
                    "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.9, */*;q=0.5",
                    "Accept-Encoding": "gzip",
                    **{name: value for name, value in conditions.items() if value},
                },
                redirect=False, retries=False, preload_content=False, decode_content=True, assert_same_host=False,
            )  # fmt: skip
            content = b"" if response.status in (*REDIRECTING, 304) else _body(response, limit, deadline, url)
        except urllib3.exceptions.HTTPError as error:
            raise InputError(f"cannot be had: {_reason(error)}", where=Where(url)) from error
        finally:
            pool.close()
            self._last[parts.netloc] = time.monotonic()
        return _Answer.of(response, url, content)

    def _pause(self, parts: SplitResult) -> None:
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        wanted = max(self.settings.web_pause, min(rules.crawl_delay(AGENT) or 0.0 if rules else 0.0, LONGEST_WAIT))
        since = time.monotonic() - self._last.get(parts.netloc, -LONGEST_WAIT)
        if since < wanted:
            time.sleep(wanted - since)

    def _pool(self, parts: SplitResult, url: str) -> urllib3.HTTPConnectionPool:
        """A connection to the very address that was looked at."""
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        address = self._address(host, port, url)
        timeout = urllib3.Timeout(connect=min(10.0, self.settings.web_seconds), read=self.settings.web_seconds)
        if parts.scheme == "http":
            return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, server_hostname=host, assert_hostname=host, ca_certs=certifi.where()
        )

    def _address(self, host: str, port: int, url: str) -> str:
        try:
            found = addresses.looked_up(host, port)
        except (OSError, UnicodeError) as error:
            raise InputError(f"its host {host!r} is not known", where=Where(url)) from error
        if not self.settings.web_private and (inner := [a for a in found if not addresses.public(a)]):
            raise InputError(
                f"its host {host!r} has an address that is not public ({inner[0]})",
                where=Where(url),
                hint="the setting web_private = true allows such addresses",
            )
        return addresses.preferred(found)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    page: Page
    location: str | None
    wait: float
    """Seconds that the host asks to wait."""

    @classmethod
    def of(cls, response: urllib3.BaseHTTPResponse, url: str, content: bytes) -> "_Answer":
        headers = response.headers
        said = Message()
        said["Content-Type"] = headers.get("Content-Type", "")
        page = Page(
            url, content, said.get_content_type() if headers.get("Content-Type") else "",
            said.get_content_charset(), headers.get("ETag"), headers.get("Last-Modified"),
        )  # fmt: skip
        wait = headers.get("Retry-After", "")
        return cls(response.status, page, headers.get("Location"), float(wait) if wait.isdigit() else 1.0)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise InputError("is no http(s) address", where=Where(url))
    return parts


def _body(response: urllib3.BaseHTTPResponse, limit: int, deadline: float, url: str) -> bytes:
    """The whole body, unpacked, if it comes in time and is not too large."""
    parts: list[bytes] = []
    size = 0
    while part := response.read1(min(65_536, limit + 1 - size), decode_content=True):
        parts.append(part)
        size += len(part)
        if size > limit:
            message = f"is too large: more than {limit:,} bytes; see the setting web_bytes"
            raise InputError(message, where=Where(url))
        if time.monotonic() > deadline:
            raise InputError("takes longer than the setting web_seconds allows", where=Where(url))
    return b"".join(parts)


def _reason(error: urllib3.exceptions.HTTPError) -> str:
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # which is a kind of timeout there
    if isinstance(error, urllib3.exceptions.TimeoutError) and not refused:
        return "no answer in time"
    return str(error).rpartition(": ")[2] or type(error).__name__


def _recall(memory: sqlite3.Connection, url: str) -> Page | None:
    columns = "final, content, media, charset, etag, modified"
    row = memory.execute(f"SELECT {columns} FROM pages WHERE url = ?", (url,)).fetchone()  # noqa: S608 - constants
    if row is None:
        return None
    page = Page(*row)
    return replace(page, content=zstandard.ZstdDecompressor().decompress(page.content))


def _keep(memory: sqlite3.Connection, url: str, page: Page) -> None:
    """Remembers ``page`` if the host will be able to say whether it has changed."""
    if page.etag or page.modified:
        packed = zstandard.ZstdCompressor().compress(page.content)
        memory.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (url, page.url, page.media_type, page.charset, page.etag, page.modified, packed),
        )
    else:
        memory.execute("DELETE FROM pages WHERE url = ?", (url,))
