"""RDF files to a generation without reading any article: a dump of ours, or any other RDF."""

import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.catalogue import describe
from kg.errors import InputError, Where
from kg.generations import DataFolder
from kg.pipeline import Outcome, Progress, silent
from kg.search import build_index
from kg.settings import Settings
from kg.terms import Iris

#: Names that the parser gives to blank nodes that have none in the file; they are random.
NAMELESS = re.compile(r"[0-9a-f]{16,}")


def import_files(
    files: Iterable[Path], settings: Settings, *, keep_base: bool = False, progress: Progress = silent
) -> Outcome:
    """Publishes the triples of ``files`` as the next generation of ``settings.data``.

    Named graphs stay what they are; triples in none go into a graph named after their file. A dump of a whole graph of
    ours gives the generation that it was made from, and keeps its base unless ``keep_base``.

    Raises:
        InputError: a file cannot be read, is no RDF, or all of them together hold no triple.
        StoreError: the data folder is in use, full, or written by a newer version.
    """
    begun = time.monotonic()
    paths = list(files)
    with DataFolder(settings.data).building(settings) as draft:
        done = 0
        for number, path in enumerate(paths):
            graph = ox.NamedNode(Iris(settings.base).graph("import/" + re.sub(r"[^\w.-]", "-", path.name, flags=re.A)))
            for quad in quads(path, graph, "" if number == 0 else f"f{number}"):
                draft.put(quad)
                done += 1
                if done % 10_000 == 0:
                    progress("import", done, None)
        if not done:
            raise InputError("there is no triple in it", where=Where(str(paths[0])) if paths else None)
        draft.flush()
        if not keep_base and (base := _base(draft.store)):
            draft.rebase(base)
        iris = Iris(draft.settings.base)
        draft.drop(iris.graph("catalogue"))
        names = {name.value for name in draft.store.named_graphs() if isinstance(name, ox.NamedNode)}
        draft.edits = {name for name in names if name.startswith(iris.graph("edits/"))}
        generation = draft.publish({}, catalogue=describe, index=build_index)
    return Outcome(generation, [], time.monotonic() - begun)


def quads(path: Path, graph: ox.NamedNode, prefix: str) -> Iterator[ox.Quad]:
    """The quads of one file; those in no graph go to ``graph``, blank nodes get steady names.

    Raises:
        InputError: the file cannot be read or is no RDF; with line and column.
    """
    where = Where(str(path))
    format_ = ox.RdfFormat.from_extension(path.suffix.removeprefix(".").lower())
    if format_ is None:
        kinds = ".ttl .trig .nt .nq .jsonld .rdf"
        raise InputError("its name does not say which RDF syntax it is in", where=where, hint=f"name it one of {kinds}")
    names: dict[str, ox.BlankNode] = {}

    def steady(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if not isinstance(term, ox.BlankNode):
            return term
        if not NAMELESS.fullmatch(term.value):
            return ox.BlankNode(prefix + term.value)
        return names.setdefault(term.value, ox.BlankNode(f"{prefix}b{len(names)}x"))

    try:
        for quad in ox.parse(path=str(path), format=format_, base_iri=path.resolve().as_uri()):
            named = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else graph
            yield ox.Quad(steady(quad.subject), quad.predicate, steady(quad.object), named)  # type: ignore[arg-type]
    except SyntaxError as error:
        place = Where(str(path), line=error.lineno, column=error.offset)
        raise InputError(f"is not {format_.name}: {error.msg}", where=place) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=where) from error


def _base(store: ox.Store) -> str | None:
    """The base that a dump of ours was made with: its register says."""
    for name in store.named_graphs():
        if isinstance(name, ox.NamedNode) and name.value.endswith("/graph/register"):
            return name.value.removesuffix("graph/register")
    return None
