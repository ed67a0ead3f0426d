"""Learned decisions: how likely a candidate is right, by the features that speak for and against it.

A stage that must weigh many hints names them ("in" stands before the object, the zone is the article's main one) and
asks a model for the sum. A model is a logistic regression; its weights stand in a plain table beside the other tables,
one row a feature, and are made from annotated articles by ``kg train``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from math import exp

from kg.reading.tables import rows

#: The row of a model that holds what is added whatever the features are, and the one with its threshold.
BIAS, THRESHOLD = "(bias)", "(threshold)"


@dataclass(frozen=True, slots=True)
class Model:
    """One yes-or-no decision."""

    bias: float
    weights: dict[str, float]
    threshold: float = 0.5
    """Candidates at least as likely as this are taken."""

    def probability(self, features: Iterable[str]) -> float:
        """How likely a candidate with these features is right; features that the model does not know say nothing."""
        total = sum(map(self.weights.get, features, repeat(0.0)), self.bias)
        return 1 / (1 + exp(-total))


@cache
def models(table: str) -> dict[str, Model]:
    """The models of ``kg/reading/data/{table}.tsv`` (columns model, feature, weight) by name."""
    weights: dict[str, dict[str, float]] = {}
    for row in rows(table):
        weights.setdefault(row["model"], {})[row["feature"]] = float(row["weight"])
    return {name: Model(own.pop(BIAS, 0.0), own, own.pop(THRESHOLD, 0.5)) for name, own in weights.items()}


def as_table(found: dict[str, Model]) -> str:
    """The rows of a table of ``found``, without comment and column names."""
    lines = []
    for name, model in sorted(found.items()):
        lines += [f"{name}\t{BIAS}\t{model.bias:.3f}", f"{name}\t{THRESHOLD}\t{model.threshold:.3f}"]
        lines += [f"{name}\t{feature}\t{weight:.3f}" for feature, weight in sorted(model.weights.items())]
    return "\n".join(lines) + "\n"
