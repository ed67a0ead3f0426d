"""MinHash of an article's words: articles that share a band of it may be copies (Leskovec et al., Mining of Massive
Datasets, chapter 3).

datasketch makes the signature. Its LSH index keeps every bucket in memory (over a gigabyte for 100,000 articles), so
that the bands stand in a table instead; see :mod:`kg.stories.store`.
"""

import sys
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kg.stories.words import shingles

#: Values of a signature.
SIZE: Final = 128
#: Values that two signatures must have in common, one behind the other, to be looked at; with 42 bands of three, 94 of
#: 100 pairs with a Jaccard index of 0.4 are found, 99.6 of those with 0.5.
ROWS: Final = 3
BANDS: Final = SIZE // ROWS
#: Shingles that are hashed at once; bounds memory.
BATCH: Final = 4096
#: Odd numbers that spread a band's values over 64 bits.
_SPREAD: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_NUMBERS: Final = (np.arange(BANDS, dtype=np.uint64) + np.uint64(1)) * np.uint64(0xD6E8FEB86659FD93)

Signature = npt.NDArray[np.uint32]


def signature(body: str) -> Signature | None:
    """The signature of the text ``body``; None for one with too few words to be told from others."""
    found = [crc32(shingle) for shingle in shingles(body)]
    if not found:
        return None
    minhash = _empty().copy()
    for start in range(0, len(found), BATCH):
        minhash.update_batch(found[start : start + BATCH])
    return np.asarray(minhash.hashvalues, dtype=np.uint32)


def bands(values: Signature) -> list[int]:
    """One number for each band; two signatures have one in common where they agree in the whole band."""
    rows = values[: BANDS * ROWS].reshape(BANDS, ROWS).astype(np.uint64)
    mixed = (rows * _SPREAD).sum(axis=1, dtype=np.uint64) ^ _NUMBERS
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    found: list[int] = (mixed ^ (mixed >> np.uint64(32))).view(np.int64).tolist()
    return found


def jaccard(one: Signature, other: Signature) -> float:
    """The Jaccard index of two texts' shingles, estimated: a standard error of 0.04."""
    return float(jaccards(one, other[None])[0])


def jaccards(one: Signature, others: Signature) -> npt.NDArray[np.float64]:
    """As :func:`jaccard`, with each row of ``others``."""
    return np.asarray(np.count_nonzero(others == one, axis=1) / SIZE, dtype=np.float64)


@cache
def _empty() -> Any:  # Any: the library has no type information
    """A MinHash of nothing, copied for each article: making one draws its random numbers anew."""
    return _class()(num_perm=SIZE, seed=1, hashfunc=int, scheme="affine32")


def _class() -> Any:  # Any: as above
    """datasketch's MinHash alone: the package's other parts import scipy, a second and 86 MB that nothing here uses."""
    whole = sys.modules.get("datasketch")
    if whole is None:
        spec = find_spec("datasketch")
        bare = ModuleType("datasketch")
        bare.__path__ = list(spec.submodule_search_locations or ()) if spec else []
        sys.modules["datasketch"] = bare
    try:
        from datasketch.minhash import MinHash

        return MinHash
    finally:
        if whole is None:  # who imports it elsewhere gets all of it
            for name in [n for n in sys.modules if n == "datasketch" or n.startswith("datasketch.")]:
                del sys.modules[name]
