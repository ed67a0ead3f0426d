"""Fitting: a small, strongly regularised logistic regression for each decision."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.errors import CivigraphError
from kg.reading.weights import Model
from kg.training.examples import Example

#: A feature that fewer articles show is as likely a chance as a rule of the language.
LEAST_ARTICLES = 3
#: Inverse strength of the regularisation, chosen by the cross-checked figure, where a task has none of its own.
LOOSENESS = 0.1
#: A weight that changes no decision is not written down.
SMALLEST = 0.04
#: Rules were made on the articles that teach, where they look better than they are: by how much a model that has seen
#: their answers is outweighed by one that has not.
DOUBT = 0.35


def fit(
    examples: Iterable[Example],
    threshold: float = 0.5,
    looseness: float = LOOSENESS,
    biased: tuple[str, ...] = (),
) -> dict[str, Model]:
    """A model for each kind of decision in ``examples``; features that begin with ``biased`` are trusted less."""
    if biased:
        examples = list(examples)
        blind = [replace(e, features=tuple(f for f in e.features if not f.startswith(biased))) for e in examples]
        seeing, unseeing = fit(examples, threshold, looseness), fit(blind, threshold, looseness)
        return {name: mixed(model, unseeing[name], DOUBT) for name, model in seeing.items()}
    by_model: dict[str, list[Example]] = {}
    for example in examples:
        if example.teaches:
            by_model.setdefault(example.model, []).append(example)
    return {name: _model(own, threshold, looseness) for name, own in sorted(by_model.items())}


def mixed(one: Model, other: Model, share: float) -> Model:
    """The model between the two: its logit is that of ``one``, ``share`` of the way to that of ``other``."""
    weights = {
        feature: round((1 - share) * one.weights.get(feature, 0.0) + share * other.weights.get(feature, 0.0), 3)
        for feature in sorted({*one.weights, *other.weights})
    }
    return replace(one, bias=round((1 - share) * one.bias + share * other.bias, 3), weights=weights)


def vocabulary(examples: Iterable[Example]) -> list[str]:
    """The features that enough articles show, in order."""
    shown = {(example.article, feature) for example in examples for feature in example.features}
    counts = Counter(feature for _, feature in shown)
    return sorted(feature for feature, count in counts.items() if count >= LEAST_ARTICLES)


def _model(examples: Sequence[Example], threshold: float, looseness: float) -> Model:
    try:
        import numpy as np
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise CivigraphError("training needs scikit-learn", hint="pip install 'civigraph[train]'") from error
    right = np.array([example.right for example in examples])
    features = vocabulary(examples)
    if right.all() or not right.any() or not features:
        share = (right.sum() + 1) / (len(right) + 2)
        return Model(float(np.log(share / (1 - share))), {}, threshold)
    index = {feature: i for i, feature in enumerate(features)}
    columns = [[index[f] for f in example.features if f in index] for example in examples]
    ends = np.cumsum([0, *map(len, columns)])
    matrix = csr_matrix(
        (np.ones(ends[-1]), np.concatenate([np.array(c, dtype=int) for c in columns]), ends),
        shape=(len(examples), len(features)),
    )
    fitted = LogisticRegression(C=looseness, max_iter=2000).fit(matrix, right)
    weights = {f: round(float(w), 3) for f, w in zip(features, fitted.coef_[0], strict=True) if abs(w) >= SMALLEST}
    return Model(round(float(fitted.intercept_[0]), 3), weights, threshold)
