"""Cross-checking: what a decision is worth on articles it has not learned from, and where its threshold belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.training.examples import Example, Lesson
from kg.training.fitting import LOOSENESS, fit

#: Thresholds that are tried. Lower ones find a little more, but what is stated should not be far likelier to be wrong.
STEPS = [step / 100 for step in range(25, 75)]


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision, recall and F1 at a threshold."""

    threshold: float
    precision: float
    recall: float
    f1: float


def probabilities(
    lesson: Lesson, folds: int, biased: tuple[str, ...] = (), looseness: float = LOOSENESS
) -> list[float]:
    """For each example how likely it is by models that learned from the articles of the other folds."""
    articles = lesson.articles
    fold_of = {article: number % folds for number, article in enumerate(articles)}
    found = [0.0] * len(lesson.examples)
    for fold in range(min(folds, len(articles))):
        models = fit((e for e in lesson.examples if fold_of[e.article] != fold), looseness=looseness, biased=biased)
        for number, example in enumerate(lesson.examples):
            if fold_of[example.article] == fold and example.model in models:
                found[number] = models[example.model].probability(example.features)
    return found


def figure(examples: Sequence[Example], likely: Sequence[float], threshold: float, unreached: int) -> Figure:
    """How good it is to take what rules found and whatever is at least as likely as ``threshold``; of rivals the
    likeliest, whoever found it."""
    leading = _leading(examples, likely)
    taken = [
        e.right
        for number, (e, p) in enumerate(zip(examples, likely, strict=True))
        if e.counts and ((number in leading and p >= threshold) if e.group else (e.found or p >= threshold))
    ]
    rivals = {(e.article, e.group) for e in examples if e.counts and e.right and e.group}
    expected = sum(e.right for e in examples if e.counts and not e.group) + len(rivals) + unreached
    precision = sum(taken) / len(taken) if taken else 0.0
    recall = sum(taken) / expected if expected else 0.0
    return Figure(threshold, precision, recall, 2 * precision * recall / (precision + recall) if any(taken) else 0.0)


def _leading(examples: Sequence[Example], likely: Sequence[float]) -> set[int]:
    """Numbers of the likeliest examples of each group of rivals."""
    first: dict[tuple[str, str], int] = {}
    for number, example in enumerate(examples):
        if example.group and example.counts:
            key = (example.article, example.group)
            if key not in first or likely[number] > likely[first[key]]:
                first[key] = number
    return set(first.values())


def best(lesson: Lesson, likely: Sequence[float]) -> Figure:
    """The figure at the threshold to ship."""
    figures = [figure(lesson.examples, likely, threshold, lesson.unreached) for threshold in STEPS]
    return max(figures, key=lambda f: (f.f1, f.threshold))


def report(lesson: Lesson, likely: Sequence[float], threshold: float) -> str:
    """The cross-checked figures at ``threshold``, of each model and of all."""
    lines = [f"{'':16}precision  recall     F1  candidates  right"]
    for name in [*dict.fromkeys(sorted(e.model for e in lesson.examples)), ""]:
        kept = [(e, p) for e, p in zip(lesson.examples, likely, strict=True) if name in ("", e.model) and e.counts]
        own = [example for example, _ in kept]
        at = figure(own, [p for _, p in kept], threshold, lesson.unreached if not name else 0)
        figures = f"{at.precision:9.3f}{at.recall:8.3f}{at.f1:7.3f}"
        lines.append(f"{name or 'all':16}{figures}{len(own):12}{sum(e.right for e in own):7}")
    alone = figure(lesson.examples, [float(e.found) for e in lesson.examples], threshold, lesson.unreached)
    lines.append(f"{'rules alone':16}{alone.precision:9.3f}{alone.recall:8.3f}{alone.f1:7.3f}")
    lines.append(
        f"threshold {threshold:.2f}; {lesson.unreached} facts are no candidates (they count against the recall of all)"
    )
    return "\n".join(lines)
