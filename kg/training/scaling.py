"""Scaling: makes likelihoods mean what they say, by how often candidates so judged were right in unseen articles.

A regularised model is too timid or too bold by a factor; and it trusts what the grammar's own rules found less than
that deserves. Both are put right by three numbers, which are worked into the weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log

from kg.reading.weights import Model
from kg.training.examples import Example


@dataclass(frozen=True, slots=True)
class Scale:
    """New logit: ``factor`` times the old one, plus ``shift``, plus ``bonus`` where a rule found the candidate."""

    factor: float
    shift: float
    bonus: float

    def __call__(self, likely: float, found: bool) -> float:
        """The likelihood put right."""
        return 1 / (1 + exp(-(self.factor * logit(likely) + self.shift + self.bonus * found)))


def logit(likely: float) -> float:
    """The logit of a likelihood, kept finite."""
    safe = min(max(likely, 1e-6), 1 - 1e-6)
    return log(safe / (1 - safe))


def scale(examples: Sequence[Example], likely: Sequence[float], rules: bool = True) -> Scale:
    """The scale that fits what became of the candidates that the reader itself comes upon.

    ``rules``: whether what the grammar's rules found is given a bonus; not where they look better than they are.
    """
    from sklearn.linear_model import LogisticRegression

    judged = [(e, p) for e, p in zip(examples, likely, strict=True) if e.counts]
    rows = [[logit(p), float(e.found and rules)] for e, p in judged]
    fitted = LogisticRegression(C=100.0).fit(rows, [e.right for e, _ in judged])
    factor, bonus = map(float, fitted.coef_[0])
    return Scale(factor, float(fitted.intercept_[0]), bonus)


def rescaled(model: Model, by: Scale, mark: str) -> Model:
    """``model`` with ``by`` worked into its weights; ``mark`` is the feature of candidates that a rule found."""
    weights = {feature: round(weight * by.factor, 3) for feature, weight in model.weights.items()}
    weights[mark] = round(weights.get(mark, 0.0) + by.bonus, 3)
    return replace(model, bias=round(model.bias * by.factor + by.shift, 3), weights=weights)
