"""Damaged inputs of every kind through a real build; ``python -m tests.fuzz`` does it with a thousand of them."""

from tests import fuzz
from tests.damaged import DAMAGES, damaged


def test_damaged_inputs_are_read_or_refused_by_name(tmp_path):
    inputs = [damaged(20261129, number) for number in range(len(DAMAGES))]
    source = fuzz.write(tmp_path / "in", inputs)
    done = fuzz.build(source, tmp_path / "data", seconds=10)  # other tests run beside this one
    assert fuzz.faults(inputs, source, tmp_path / "data", done) == []
