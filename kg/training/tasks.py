"""Tasks: what can be trained, and how the examples of each come from annotated articles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg.evaluate import article_beside
from kg.evaluation import matching
from kg.evaluation.gold import Gold
from kg.facts import Reading
from kg.reading.events import read_events
from kg.reading.figure_subjects import Subjects
from kg.reading.figures import figures
from kg.reading.owning import FOUND, MODEL, Owners
from kg.reading.pairs import candidates
from kg.reading.reader import BuiltinReader, Upstream, entities
from kg.reading.relations import propose
from kg.reading.statistics import unit_of
from kg.reading.telling import telling
from kg.settings import Settings
from kg.training.examples import Example, Lesson
from kg.training.fitting import LOOSENESS
from kg.training.names import complete

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A decision of the reader that is learned."""

    table: str
    """Its weights: ``kg/reading/data/{table}.tsv``."""
    examples: Callable[[Gold, Upstream], tuple[list[Example], int]]
    """The examples of one article, and how many facts of its gold no candidate stands for."""
    mark: Callable[[str], str]
    """The feature by which a model knows candidates that a rule of the grammar found."""
    looseness: float = LOOSENESS
    """Inverse strength of the regularisation."""
    biased: tuple[str, ...] = ()
    """How features begin that know the answers of rules which were made on the articles that teach."""


def lesson(task: Task, golds: Sequence[Gold], settings: Settings, progress: Progress | None = None) -> Lesson:
    """What ``task`` can learn from ``golds``: each article as it is read, and with all its names as annotated."""
    reader = BuiltinReader()
    found: list[Example] = []
    unreached = 0
    for number, gold in enumerate(golds, 1):
        article = article_beside(gold, settings)
        examples, missed = task.examples(gold, reader.upstream(article))
        perfect, _ = task.examples(gold, reader.upstream(article, partial(complete, gold=gold)))
        found += [*examples, *(replace(example, counts=False) for example in perfect)]
        unreached += missed
        if progress is not None:
            progress("reading", number, len(golds))
    return Lesson(found, unreached)


def _relations(gold: Gold, upstream: Upstream) -> tuple[list[Example], int]:
    document = upstream.document
    events = read_events(document, upstream.dates, upstream.posts)
    pairs = matching.pair_entities(gold, Reading(article=document.article, reader="", entities=entities(document)))
    wanted = {matching.relation(*relation) for relation in gold.relations}
    found: dict[tuple[str, str, str], Example] = {}
    for candidate in candidates(document, events, propose(document, events)):
        subject, value = candidate.subject, candidate.object
        key = matching.relation(pairs[subject] or "", candidate.predicate, pairs[value] or "")
        found[key] = Example(
            gold.id, candidate.predicate.value, tuple(candidate.features), key in wanted,
            found=mark(candidate.predicate.value) in candidate.features,
        )  # fmt: skip
    return list(found.values()), len(wanted - found.keys())


def _owners(gold: Gold, upstream: Upstream) -> tuple[list[Example], int]:
    document = upstream.document
    pairs = matching.pair_entities(gold, Reading(article=document.article, reader="", entities=entities(document)))
    subjects = Subjects(document, upstream.posts)
    owners = Owners(document, subjects.topics, subjects.speakers)
    wanted = {(s.about, round(abs(s.value), 4), matching.unit(s.unit)) for s in gold.statistics}
    found: list[Example] = []
    reached = set()
    for figure in filter(partial(telling, document), figures(document, upstream.dates)):
        for claim in owners.claims(figure, subjects.of(figure)):
            key = (
                pairs[claim.entity],
                round(abs(float(figure.quantity.value)), 4),
                matching.unit(unit_of(document, figure)),
            )
            reached |= {key} & wanted
            found.append(
                Example(gold.id, MODEL, tuple(claim.features), key in wanted, teaches=claim.entity in pairs.of,
                        found=FOUND in claim.features, group=str(figure.quantity.start))
            )  # fmt: skip
    return found, len(wanted) - len(reached)


def mark(predicate: str) -> str:
    """The feature of candidates for ``predicate`` that a rule of the grammar found."""
    return f"rule={predicate}"


TASKS = {
    "relations": Task(
        "relation_weights",
        _relations,
        mark,
        looseness=0.15,
        biased=("rule=", "reverse=", "other=", "alike=", "listed s=", "listed o="),
    ),
    "owners": Task("owner_weights", _owners, lambda _: FOUND, biased=(FOUND, "answered")),
}
