"""Asks other servers for SERVICE and LOAD, for query workers and writers, which have no network themselves.

Only hosts that the settings allow are asked, each at an address that was looked up once and is public, or allowed
itself. A redirect leads to the same host or nowhere. Time and size of an answer are bounded, those of what is
compressed too.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from kg.addresses import Allowed, preferred
from kg.federation import ACCEPT_RESULTS, Fetched, Wanted
from kg.settings import Settings
from server.formats import GRAPHS
from server.protocol import FORM, LOOP

if TYPE_CHECKING:
    import urllib3

#: Requests of one server process that are under way at the same time.
_PARALLEL: Final = 8
_REDIRECTS: Final = 3
_REDIRECTING: Final = (301, 302, 307, 308)
_ACCEPT_DOCUMENT: Final = ", ".join(
    f"{GRAPHS[name].media_types[0]};q={weight}"
    for name, weight in (("turtle", 1), ("ntriples", 1), ("rdfxml", 0.8), ("jsonld", 0.7))
)
_SAID: Final = 300


class _NotHad(Exception):  # noqa: N818 - named for what happened
    """It cannot be had; the message says why."""

    def __init__(self, message: str, failure: str = "service-failed") -> None:
        super().__init__(message)
        self.failure = failure


class Outbound:
    """The way out of one server process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._allowed = Allowed.of(settings.service_hosts)
        self._threads = ThreadPoolExecutor(_PARALLEL, thread_name_prefix="service")

    @property
    def on(self) -> bool:
        """Whether any host is allowed."""
        return bool(self._allowed)

    async def fetch(self, wanted: Wanted, seconds: float) -> Fetched:
        """What another server answers within ``seconds`` and the limits of the settings; never raises."""
        deadline = time.monotonic() + min(seconds, self._settings.service_seconds)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._fetched, wanted, deadline)

    async def refuse(self, _: Wanted, __: float) -> Fetched:
        """For queries that another civigraph asks for a SERVICE clause: one step, and no further."""
        return Fetched(failure="refused", message="this query comes from a SERVICE clause elsewhere and may ask nobody")

    def _fetched(self, wanted: Wanted, deadline: float) -> Fetched:
        try:
            return self._get(wanted, deadline)
        except _NotHad as error:
            return Fetched(failure=error.failure, message=f"<{wanted.address}> {error}")

    def _get(self, wanted: Wanted, deadline: float) -> Fetched:
        address = wanted.address
        host = _host(address)
        for _ in range(_REDIRECTS + 1):
            status, headers, content = self._once(address, wanted.query, deadline)
            if status not in _REDIRECTING or "location" not in headers:
                break
            address = urljoin(address, headers["location"])
            if _host(address) != host:
                raise _NotHad("redirects to another host")
        told = Message()
        told["Content-Type"] = headers.get("content-type", "")
        kind = told.get_content_type() if headers.get("content-type") else ""
        if not 200 <= status < 300:
            said = " ".join(content[: _SAID * 4].decode("utf-8", "replace").split())[:_SAID]
            readable = said and (kind == "text/plain" or kind.endswith("json"))
            raise _NotHad(f"answers with status {status}" + (f": {said}" if readable else ""))
        return Fetched(media_type=kind, content=content)

    def _split(self, address: str) -> SplitResult:
        try:
            parts = urlsplit(address)
            allowed = self._allowed.permits(parts.scheme, parts.hostname or "", parts.port) and not parts.username
        except ValueError:
            allowed = False
        if not allowed:
            raise _NotHad("is no address that this service may ask (setting service_hosts)", "refused")
        return parts

    def _once(self, address: str, query: str, deadline: float) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by lower-case name and content of one answer."""
        import urllib3  # most installations ask nobody

        parts = self._split(address)
        headers = {
            "Host": parts.netloc,
            "User-Agent": f"civigraph/{version('civigraph')} (+{self._settings.base})",
            "Accept": ACCEPT_RESULTS if query else _ACCEPT_DOCUMENT,
            "Accept-Encoding": "gzip",
            "CDN-Loop": LOOP,
        }
        if query:
            headers["Content-Type"] = FORM
        body = urlencode({"query": query}).encode() if query else None
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        pool = self._pool(parts, deadline)
        try:
            response = pool.urlopen(
                "POST" if query else "GET", target, body=body, headers=headers, redirect=False, retries=False,
                preload_content=False, decode_content=True, assert_same_host=False,
            )  # fmt: skip
            found = {name.lower(): value for name, value in response.headers.items()}
            pieces = iter(partial(response.read1, 65_536, decode_content=True), b"")
            content, most = bytearray(), self._settings.service_bytes
            for piece in pieces:
                content += piece
                if len(content) > most:
                    raise _NotHad(f"answers with more than {most:,} bytes")
                if time.monotonic() > deadline:
                    raise _NotHad("takes too long")
        except urllib3.exceptions.TimeoutError as error:
            raise _NotHad("takes too long") from error
        except urllib3.exceptions.HTTPError as error:
            raise _NotHad(f"cannot be had: {str(error).rpartition(': ')[2] or type(error).__name__}") from error
        finally:
            pool.close()
        return response.status, found, bytes(content)

    def _pool(self, parts: SplitResult, deadline: float) -> "urllib3.HTTPConnectionPool":
        """A connection to the very address that was looked at."""
        import certifi
        import urllib3

        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        try:
            address = preferred(self._allowed.reachable(parts.scheme, host, port))
        except ValueError as error:
            raise _NotHad(f"may not be asked: {error}", "refused") from error
        left = max(0.1, deadline - time.monotonic())
        timeout = urllib3.Timeout(connect=min(5.0, left), read=left)
        if parts.scheme == "http":
            return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, server_hostname=host, assert_hostname=host, ca_certs=certifi.where()
        )


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
