"""How well the reader was measured to read, as the installation's own figures say (``kg/data/quality.json``)."""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

#: Normal quantile of a two-sided interval of 95 percent.
Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a sample, and between what the true one lies with 95 percent confidence (Wilson's interval)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of facts."""

    name: str
    found: int
    right: int
    there: int

    @property
    def precision(self) -> Share:
        """Of what was found, how much is right."""
        return share(self.right, self.found)

    @property
    def recall(self) -> Share:
        """Of what there is, how much was found."""
        return share(self.right, self.there)


@dataclass(frozen=True, slots=True)
class Quality:
    """A measurement on annotated pages."""

    day: str
    pages: int
    measures: tuple[Measured, ...]


def share(hits: int, of: int) -> Share:
    """``hits`` in ``of``; anything is possible where there was nothing to count."""
    if of == 0:
        return Share(0.0, 0.0, 1.0)
    value, z2 = hits / of, Z * Z
    middle = (value + z2 / (2 * of)) / (1 + z2 / of)
    reach = Z * math.sqrt(value * (1 - value) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Share(value, max(0.0, middle - reach), min(1.0, middle + reach))


@cache
def measured() -> Quality | None:
    """The figures that came with the installation; ``None`` when it has none."""
    path = files("kg").joinpath("data", "quality.json")
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    measures = tuple(Measured(name, **counts) for name, counts in told["measures"].items())
    return Quality(told["day"], told["pages"], measures)
