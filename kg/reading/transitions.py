"""The steps of a parser: what spaCy's own loop does, in half the time.

spaCy lets go of Python's global lock while it parses, and then takes it again for each feature of each step, only to
see whether something went wrong: some seven thousand times in an article, which takes longer than the parse. Here the
loop is Python's, over all parts of an article at once, and the lock is kept.
"""

from typing import Any  # thinc's models and spaCy's states tell no types

import numpy
from spacy.pipeline import DependencyParser
from spacy.tokens import Doc


def predict(parser: DependencyParser, docs: list[Doc]) -> list[Any]:
    """The last states of ``docs``, which have their vectors: what ``parser.predict`` gives."""
    inner: Any = parser
    if inner.cfg["beam_width"] != 1 or not inner.model.attrs.get("has_upper") or not any(map(len, docs)):
        return list(inner.predict(docs))
    batch: list[Any] = inner.moves.init_batch(docs)
    model = inner.model.predict(docs)
    scores = _scorer(model)
    states = [state for state in batch if not state.is_final()]
    while states:
        states = inner.transition_states(states, scores(model.get_token_ids(states)))
    model.clear_memory()
    return batch


def _scorer(model: Any) -> Any:
    """What scores the moves from states, given the tokens that each looks at: a row a state, a column a move."""
    hidden, upper = model.state2vec.predict, model.vec2scores
    weights, bias = upper.get_param("W").T, upper.get_param("b")
    never = numpy.flatnonzero(model._class_mask == 0)

    def scores(tokens: Any) -> Any:
        found = hidden(tokens) @ weights
        found += bias
        if len(never):
            found[:, never] = found.min()
        return found

    return scores
