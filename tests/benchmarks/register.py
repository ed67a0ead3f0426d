"""How fast the register is, and how much memory it takes: ``python tests/benchmarks/register.py 10000``.

Readings are made from the writer of ``articles.py`` without reading: persons with posts, companies, a park, a city, the
same few names often and many seldom. Prints for each size the processor's seconds to see and to resolve, and the peak
of memory.
"""

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from kg.facts import Article, Entity, EntityType, Passage, Post, Reading
from kg.register import Register
from kg.terms import Iris
from tests.benchmarks.articles import CITIES, TRADES, WORDS, Writer

HERE = (Passage(0, 1),)


def readings(count: int) -> Iterator[Reading]:
    """``count`` readings of articles like those of the stream."""
    writer = Writer()
    for number in range(count):
        yield _reading(writer, number)


def _reading(writer: Writer, number: int) -> Reading:
    trade = writer.random.choice(list(TRADES))
    city, company, mayor, chair = writer.pick(CITIES), writer.company(trade), writer.person(), writer.person()
    park, base = f"{city} {writer.pick(WORDS)} Industrial Park", f"{writer.pick(WORDS)} {trade} Base"
    day, month, year = writer.random.randint(1, 28), writer.random.randint(1, 12), writer.random.randint(2019, 2024)
    people = dict.fromkeys((mayor, chair, writer.person(), writer.person()))
    kinds = [(company, EntityType.ENTERPRISE), (writer.company(trade), EntityType.ENTERPRISE), (park, EntityType.PARK),
             (base, EntityType.FACILITY), (city, EntityType.PLACE), (TRADES[trade], EntityType.INDUSTRY)]  # fmt: skip
    entities = [Entity(id=name, type=EntityType.PERSON, names=(name,)) for name in people]
    entities += [Entity(id=f"{name}#", type=type_, names=(name,)) for name, type_ in kinds]
    article = Article(
        id=f"made-{number:06d}", body="", source="made", date=f"{year}-{month:02d}-{day:02d}", language="en"
    )
    return Reading(
        article=article,
        reader="made/1",
        entities=tuple({entity.id: entity for entity in entities}.values()),
        posts=(
            Post(person=mayor, role="mayor", printed="mayor", of=f"{city}#", passages=HERE),
            Post(person=chair, role="chairman", printed="chairman", of=f"{company}#", passages=HERE),
        ),
    )


def measure(count: int) -> None:
    """Prints one line on ``count`` readings."""
    register = Register(Iris("http://example.org/"))
    begun = time.process_time()
    for reading in readings(count):
        register.see(reading)
    seen = time.process_time()
    resolution = register.resolve()
    resolved = time.process_time()
    entities = sum(1 for _ in resolution.entities)
    list(resolution.fingerprints())
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:9,} articles  {entities:9,} entities  {len(resolution.decisions):9,} decisions  "
        f"seen in {seen - begun:6.1f} s  resolved in {resolved - seen:6.1f} s  "
        f"fingerprints in {end - resolved:5.1f} s  peak {peak:6.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    for size in sys.argv[1:] or ("1000", "10000"):
        measure(int(size))
