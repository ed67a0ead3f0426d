"""Which articles are copies of each other, in many: time for each article, and memory.

Run with ``python -m tests.benchmarks.stories [ARTICLES]``. One article in ten is a copy of another.
"""

import random
import resource
import sys
import time

from kg.facts import Article, Reading
from kg.stories import Stories
from kg.terms import Iris

LETTERS = "abdegiklmnoprstu"


def main(articles: int = 10_000) -> None:
    """Prints the figures."""
    one = random.Random(7)  # noqa: S311 - data
    words = ["".join(one.choices(LETTERS, k=one.randrange(2, 9))) for _ in range(20_000)]
    stories = Stories()
    kept: list[str] = []
    seen = 0.0
    for number in range(articles):
        copied = kept and number % 10 == 0
        body = one.choice(kept) if copied else _article(words, one)
        if number % 50 == 1:
            kept.append(body)
        article = Article(id=f"article-{number}", body=body, source="-", date=f"2022-05-{number % 28 + 1:02}")
        begun = time.process_time()
        stories.see(Reading(article=article, reader="none/1"))
        seen += time.process_time() - begun
    begun = time.process_time()
    found = sum(1 for t in stories.resolve().graph(Iris("http://e/")) if t.predicate.value.endswith("hasVersion"))
    resolved = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{articles:,} articles, {found:,} of them in stories")
    print(
        f"seen {seen / articles * 1000:.2f} ms, resolved {resolved / articles * 1000:.2f} ms an article; {memory} MiB"
    )


def _article(words: list[str], one: random.Random) -> str:
    return "\n\n".join(
        f"{' '.join(one.choices(words, k=60))} {one.choice(words).title()} {one.randrange(10**6)}." for _ in range(7)
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
