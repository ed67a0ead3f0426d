"""Examples: candidates of a stage with what the gold says of them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate of one article."""

    article: str
    model: str
    """Which decision it asks for: "locatedIn"."""
    features: tuple[str, ...]
    right: bool
    teaches: bool = True
    """False where it is wrong for a reason that the features are not to tell: its entity itself is a mistake."""
    found: bool = False
    """Whether a rule of the grammar found it."""
    counts: bool = True
    """False where the reader itself does not come upon it: it only teaches."""
    group: str = ""
    """Candidates of one article and group are rivals: at most the likeliest is taken."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The examples of all articles, and how many facts of the gold no candidate stands for."""

    examples: Sequence[Example]
    unreached: int

    @property
    def articles(self) -> list[str]:
        """The articles' ids in order."""
        return sorted({example.article for example in self.examples})
