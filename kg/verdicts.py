"""Stages 4 and 5 for many articles: readings become what the gate lets through of them, on all cores.

What an article's graph is made of is its reading and what the register and the stories say of it, which stand in their
files, so that other processes can make it; what comes back is ready to be written.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import Popen

import msgspec
import pyoxigraph as ox

from kg import gate, gate_report
from kg.block import Block, of_lines
from kg.built import Made
from kg.curated import Corrections, Withdrawal, parse
from kg.entailment import Share, share
from kg.errors import GateError
from kg.facts import Reading
from kg.graph import Graph
from kg.kept import unpacked
from kg.mapping import Mapper
from kg.processes import end, ending, start
from kg.register import Resolution
from kg.search.claims import lines
from kg.stories import Tellings
from kg.terms import Iris

#: Articles that are given to a process at a time.
CHUNK = 16
#: Chunks that a process has before it: while it is at one, the next lies ready.
DEPTH = 2
#: Articles up to which the build does it by itself: starting other processes takes as long.
FEW = 300


class Judged(msgspec.Struct, array_like=True, frozen=True):
    """What is to be written of one article's graph."""

    article: str
    """IRI of the article and of its graph."""
    block: Block
    """What the gate lets through, and its report."""
    claims: list[bytes]
    """What its claims say, for :class:`kg.search.claims.Claims`."""
    share: Share
    """What it adds to what is entailed."""
    aside: bytes
    """What is set aside, as N-Quads."""
    made: Made
    refused: tuple[str, str] | None
    """Shape and message of the first statement that was set aside."""


class Tables(msgspec.Struct, array_like=True, frozen=True):
    """Where a process finds who is who, and which articles are copies; and what people have corrected."""

    base: str
    register: str
    stories: str
    corrected: list[tuple[str, str]] = []
    """Names and texts of the files of corrections."""
    moved: dict[str, str] = {}
    """As in :class:`kg.curated.Corrections`."""

    @classmethod
    def of(cls, data: Path, iris: Iris, corrections: Corrections) -> "Tables":
        """Those of the data folder ``data``."""
        texts = [(document.name, document.text) for document in corrections.documents]
        register, stories = str(data / "register.sqlite"), str(data / "stories.sqlite")
        return cls(iris.base, register, stories, texts, corrections.moved)

    def judge(self) -> "Judge":
        """What judges by them."""
        iris = Iris(self.base)
        corrections = Corrections([parse(name, text, iris) for name, text in self.corrected], iris)
        corrections.follow(self.moved)
        resolution = Resolution.standing(Path(self.register), iris)
        return Judge(iris, resolution, Tellings.standing(Path(self.stories)), corrections)


class Judge:
    """Maps readings, and lets what they state through the gate."""

    def __init__(self, iris: Iris, resolution: Resolution, told: Tellings, corrections: Corrections) -> None:
        """``corrections``: take out of a graph what people have withdrawn."""
        self._iris = iris
        self._mapper = Mapper(resolution, iris, told)
        self.corrections = corrections

    def verdicts(self, readings: Iterable[Reading]) -> Iterator[gate.Verdict]:
        """What the gate says of each article's graph.

        Raises:
            GateError: the engine failed on one of them.
        """
        named = ((self._iris.article(reading.article.id), reading) for reading in readings)
        return gate.check_many((iri, self.corrections.sift(iri, self._mapper.map(reading))) for iri, reading in named)

    def judged(self, readings: Iterable[Reading]) -> Iterator[Judged]:
        """As :meth:`verdicts`, ready to be written."""
        report = self._iris.graph("report")
        for verdict in self.verdicts(readings):
            yield Judged(
                verdict.article,
                of_lines({verdict.article: verdict.graph.lines(), report: Graph(gate_report.graph(verdict)).lines()}),
                lines(verdict.article, verdict.graph),
                share(verdict.graph),
                b"".join(_line(one.triple, verdict.article) for one in verdict.set_aside),
                Made.of_verdict(verdict),
                verdict.refused,
            )


def _line(triple: ox.Triple, graph: str) -> bytes:
    quad = ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(graph))
    return ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b""


class Answer(msgspec.Struct, array_like=True):
    """What a process says of a chunk."""

    judged: list[Judged]
    withdrawn: list[Withdrawal]
    failure: str | None = None


_encode = msgspec.msgpack.Encoder().encode
_answer = msgspec.msgpack.Decoder(Answer).decode


def side_by_side(tables: Tables, corrections: Corrections, count: int, packed: Iterable[bytes]) -> Iterator[Judged]:
    """What :meth:`Judge.judged` gives for readings as they are kept, in their order, by ``count`` processes.

    What these withdraw is told to ``corrections``.

    Raises:
        GateError: an engine failed, or a process ended.
    """
    with ExitStack() as stack:
        processes = [start("kg.judging_process") for _ in range(count)]
        for process in processes:
            stack.callback(end, *process)
        for _, connection in processes:
            _send(connection, _encode(tables))
        asked: deque[tuple[Popen[bytes], Connection]] = deque()
        coming = iter(packed)
        for process in cycle(processes):
            if not (chunk := list(islice(coming, CHUNK))):
                break
            _send(process[1], _encode(chunk))
            asked.append(process)
            if len(asked) > DEPTH * count:
                yield from _answered(*asked.popleft(), corrections)
        while asked:
            yield from _answered(*asked.popleft(), corrections)


def _send(connection: Connection, data: bytes) -> None:
    try:
        connection.send_bytes(data)
    except OSError:  # it has ended, which is noticed when it is listened to
        return


def _answered(popen: "Popen[bytes]", connection: Connection, corrections: Corrections) -> Sequence[Judged]:
    try:
        answer = _answer(connection.recv_bytes())
    except (EOFError, OSError) as error:
        popen.kill()
        raise GateError(
            f"a process that maps and validates ended ({ending(popen.wait())})",
            hint="its own message stands above; reading_processes = 1 does without further processes",
        ) from error
    if answer.failure is not None:
        raise GateError(answer.failure)
    corrections.add(answer.withdrawn)
    return answer.judged


def answer(judge: Judge, chunk: Sequence[bytes]) -> bytes:
    """What a process says of ``chunk``, of which nothing is lost without its reason."""
    try:
        judged = list(judge.judged(map(unpacked, chunk)))
        return _encode(Answer(judged, judge.corrections.take()))
    except GateError as error:
        return _encode(Answer([], [], error.message))
