"""Vectors of words in context: what a model's convolutional encoder computes, in half the time.

Most of what the first layer is given it has seen before: what it makes of a word's form is kept. The layers above are
few enough to be written out, which saves the copies that a general library makes between them.
"""

from functools import cache
from typing import Any, NamedTuple, cast  # Any: thinc's models and their arrays tell no types

import numpy
from spacy.pipeline import Tok2Vec
from spacy.tokens import Doc

#: Forms that are kept; when there are more, all are forgotten (memory stays flat over any number of articles).
KEPT = 20_000
#: Added to a variance, as the library does.
_LEAST = 1e-8
_EMBED = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
_LAYER = ["expand_window", "maxout>>layernorm>>dropout"]


class _Layer(NamedTuple):
    """A residual layer: the largest of ``pieces`` linear functions of a word and its neighbours, normalised."""

    weights: Any
    """A column an input; the outputs of each piece beside each other."""
    bias: Any
    pieces: int
    gain: Any
    shift: Any


class Vectors:
    """Gives documents the vectors that the pipe ``tok2vec`` would."""

    def __init__(self, pipe: Tok2Vec) -> None:
        self._pipe = pipe
        embed, encode = _understood(pipe)
        self._columns = embed.layers[0].attrs["columns"] if embed is not None else []
        self._embed = embed
        self._layers = [_layer(block.layers[0]) for block in encode.layers[0].layers] if encode is not None else []
        self._pad = int(encode.attrs["pad"]) if encode is not None else 0
        self._kept: dict[bytes, Any] = {}

    def __call__(self, doc: Doc) -> Doc:
        """``doc`` with its vectors."""
        if self._embed is None or not len(doc):
            return cast(Doc, self._pipe(doc))
        forms = self._forms(doc)
        rows = numpy.zeros((len(doc) + 2 * self._pad, forms.shape[1]), dtype=numpy.float32)
        rows[self._pad : self._pad + len(doc)] = forms
        for layer in self._layers:
            rows += _apply(layer, rows)
        doc.tensor = rows[self._pad : self._pad + len(doc)]
        return doc

    def _forms(self, doc: Doc) -> Any:
        """What the first layer makes of each word."""
        forms = doc.to_array(self._columns)
        keys = [row.tobytes() for row in forms]
        if len(self._kept) > KEPT:
            self._kept.clear()
        new = {key: i for i, key in enumerate(keys) if key not in self._kept}
        if new:
            _, _, tables, mix, _ = self._embed.layers
            made = mix.layers[0].predict(tables.layers[0].predict(forms[list(new.values())]))
            self._kept.update(zip(new, made, strict=True))
        return numpy.array([self._kept[key] for key in keys])


def _understood(pipe: Tok2Vec) -> tuple[Any, Any]:
    """The two halves of the encoder, if it is built as this module expects."""
    layers = pipe.model.layers
    if len(layers) != 2 or [layer.name.partition("(")[0] for layer in layers[0].layers] != _EMBED:
        return None, None
    blocks = layers[1].layers[0].layers if layers[1].name.startswith("with_array(") else []
    fits = [
        block.name.startswith("residual(")
        and [part.name for part in block.layers[0].layers] == _LAYER
        and block.layers[0].layers[0].attrs.get("window_size") == 1
        for block in blocks
    ]
    return (layers[0], layers[1]) if fits and all(fits) else (None, None)


def _layer(block: Any) -> _Layer:
    maxout, norm = block.layers[1].layers[0].layers
    weights, bias = maxout.get_param("W"), maxout.get_param("b")
    width, pieces, inputs = weights.shape
    return _Layer(
        numpy.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * width, inputs).T),
        bias.T.reshape(pieces * width),
        pieces,
        norm.get_param("G"),
        norm.get_param("b"),
    )


def _apply(layer: _Layer, rows: Any) -> Any:
    count, width = rows.shape
    around = numpy.zeros((count, 3, width), dtype=numpy.float32)
    around[1:, 0] = rows[:-1]
    around[:, 1] = rows
    around[:-1, 2] = rows[1:]
    found = around.reshape(count, 3 * width) @ layer.weights
    found += layer.bias
    pieces = found.reshape(count, layer.pieces, -1)
    best = pieces[:, 0]
    for piece in range(1, layer.pieces):
        best = numpy.maximum(best, pieces[:, piece])
    best = best - best.mean(axis=1, keepdims=True)
    variance = numpy.einsum("ij,ij->i", best, best) / best.shape[1] + _LEAST
    best *= (1 / numpy.sqrt(variance))[:, None]
    best *= layer.gain
    best += layer.shift
    return best


@cache
def vectors(pipe: Tok2Vec) -> Vectors:
    """The vectors of ``pipe``."""
    return Vectors(pipe)
