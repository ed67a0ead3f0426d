"""Half a minute of the hostile suite; ``python -m tests.hostile.run`` goes on for ten."""

from .connections import ATTACKS
from .queries import QUERIES
from .run import WORKER, run


def test_an_ordinary_client_is_served_under_attack() -> None:
    seen = run(25, attackers=8, seed=3)
    # How many come to their turn in the time, and how fast, the machine decides; the command has the limits.
    assert len(seen.names) > 60
    assert any(what == WORKER for _, what in seen.kills)
    assert len(seen.waits) > 5
    # Whoever's request a killed server process had may lose that one; a killed query worker costs nobody anything.
    assert not seen.faults(longest=10)  # the command's limit is 2; other tests run at the same time here


def test_there_are_enough_attacks() -> None:
    assert len(QUERIES) + len(ATTACKS) >= 150
    assert not set(QUERIES) & set(ATTACKS)
