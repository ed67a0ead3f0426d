"""What an evaluation prints: measures of several readers side by side, folds, evidence, the worst mistakes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from kg.evaluation.scoring import HEADLINE, Measure, Score, total


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One reader over the articles of a gold folder, an article a score, in order."""

    reader: str
    articles: Mapping[str, Score]
    seconds: float
    failures: Mapping[str, str] = field(default_factory=dict)
    """Why the reader found nothing in an article, where it failed on it."""

    @property
    def total(self) -> Score:
        """All articles in one."""
        return total(self.articles.values())

    def folds(self, count: int) -> list[Score]:
        """Every ``count``-th article together, beginning with the first, the second, ..."""
        scores = list(self.articles.values())
        return [total(scores[k::count]) for k in range(count)]


def measures(readers: Sequence[Evaluated]) -> str:
    """Precision, recall and F1 of every measure, the readers side by side; the headline below."""
    width = max(30, *(len(r.reader) + 2 for r in readers))
    lines = [" " * 14 + "".join(r.reader.ljust(width) for r in readers)]
    totals = [r.total for r in readers]
    for measure in Measure:
        cells = ("P {:.3f}  R {:.3f}  F1 {:.3f}".format(*t.prf(measure)) for t in totals)
        lines.append(f"{measure:14}" + "".join(cell.ljust(width) for cell in cells))
    wording = (f"{t.prf('measures').recall:.3f} of figures found" for t in totals)
    lines.append(f"{'wording':14}" + "".join(cell.ljust(width) for cell in wording))
    lines.append(f"{'headline':14}" + "".join(f"{t.headline:.4f}".ljust(width) for t in totals))
    return "\n".join(line.rstrip() for line in lines)


def recall_by_class(score: Score) -> str:
    """Entities found, class by class."""
    classes = sorted(m.partition(".")[2] for m in score.expected if m.startswith("entities."))
    return "entities found: " + ", ".join(
        f"{c} {score.hits[f'entities.{c}']}/{score.expected[f'entities.{c}']}" for c in classes
    )


def evidence(score: Score) -> str:
    """How much of what was read stands in the articles, and how long the passages are."""
    lengths = sorted(score.lengths) or [0]
    grounded = score.grounded / len(score.lengths) if score.lengths else 1.0
    covered = score.covered / score.slots if score.slots else 1.0
    return (
        f"evidence: {len(score.lengths)} claims, {grounded:.1%} grounded; "
        f"{covered:.1%} of relations and slots covered; passages of {lengths[len(lengths) // 2]} characters (median), "
        f"{lengths[int(len(lengths) * 0.95)]} (95th percentile)"
    )


def folds(readers: Sequence[Evaluated], count: int) -> str:
    """The headline and the six F1 figures of each fold."""
    lines = []
    for r in readers:
        lines.append(f"{r.reader}: {count} folds")
        lines.append("  fold  headline  " + "  ".join(f"{m:>11}" for m in HEADLINE))
        scores = r.folds(count)
        for k, score in enumerate(scores):
            lines.append(f"  {k:4}  {score.headline:8.4f}  " + "  ".join(f"{score.prf(m).f1:11.3f}" for m in HEADLINE))
        heads = [score.headline for score in scores]
        lines.append(f"  mean  {sum(heads) / len(heads):8.4f}  from {min(heads):.4f} to {max(heads):.4f}")
    return "\n".join(lines)


def differences(readers: Sequence[Evaluated], most: int) -> str:
    """For each two readers, what of the gold one finds and the other misses; up to ``most`` examples a measure."""
    lines = []
    for one, other in permutations(readers, 2):
        missed = Counter(one.total.found) - Counter(other.total.found)
        counts = Counter(m.kind for m in missed.elements())
        told = ", ".join(f"{measure} {counts[measure]}" for measure in HEADLINE if counts[measure])
        lines.append(f"{one.reader} finds what {other.reader} misses: {told or 'nothing'}")
        for measure in HEADLINE:
            examples = sorted((m.article, m.what) for m in missed.elements() if m.kind == measure)
            lines += [f"    {measure}: {article}: {what}" for article, what in examples[:most]]
            if most and len(examples) > most:
                lines.append(f"    ... and {len(examples) - most} more")
    return "\n".join(lines)


def single(r: Evaluated) -> str:
    """One reader: its speed, what it found of each class, its evidence, the articles on which it failed."""
    speed = f"{r.reader}, {len(r.articles) / r.seconds:.1f} articles/s"
    failed = (f"failed on {article}: {reason}" for article, reason in r.failures.items())
    return "\n".join((speed, recall_by_class(r.total), evidence(r.total), *failed))


def mistakes(score: Score, most: int) -> str:
    """What went wrong, the commonest kind first, up to ``most`` examples a kind."""
    kinds = Counter(m.kind for m in score.mistakes)
    lines = []
    for kind, count in kinds.most_common():
        lines.append(f"{count} x {kind}")
        examples = [m for m in score.mistakes if m.kind == kind][:most]
        lines += [f"    {m.article}: {m.what}" for m in examples]
        if count > len(examples):
            lines.append(f"    ... and {count - len(examples)} more")
    return "\n".join(lines)


def as_json(r: Evaluated, fold_count: int | None) -> dict[str, object]:
    """All figures of one reader, for machines."""
    score = r.total
    lengths = sorted(score.lengths) or [0]
    found: dict[str, object] = {
        "reader": r.reader,
        "articles": len(r.articles),
        "articles per second": round(len(r.articles) / r.seconds, 1) if r.seconds else None,
        **{str(m): {k: round(v, 4) for k, v in score.prf(m)._asdict().items()} for m in Measure},
        "measures.accuracy": round(score.prf("measures").recall, 4),
        "headline": round(score.headline, 4),
        "failures": dict(r.failures),
        "claims": {
            "count": len(score.lengths),
            "grounded": round(score.grounded / (len(score.lengths) or 1), 4),
            "covered": round(score.covered / (score.slots or 1), 4),
            "passage length, median and 95th percentile": [
                lengths[len(lengths) // 2],
                lengths[int(len(lengths) * 0.95)],
            ],
        },
        "mistakes": [{"article": m.article, "kind": m.kind, "what": m.what} for m in score.mistakes],
    }
    if fold_count:
        found["folds"] = [round(s.headline, 4) for s in r.folds(fold_count)]
    return found
