"""Counts of combinations are the same with arrays as in a loop."""

from __future__ import annotations

from array import array
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data import tallies
from psmatrial.data.tallies import tallied

PATIENTS = st.integers(1, 40).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n), min_size=1, max_size=6)
)


@settings(deadline=None)
@given(PATIENTS, st.sampled_from([0, 1 << 20]))
def test_arrays_count_what_a_loop_counts(columns, most):
    expected = dict(sorted(Counter(zip(*columns, strict=True)).items()))
    assert tallied(*map(bytes, columns)) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tallies, "_MANY", 0)
        patch.setattr(tallies, "_MOST_COUNTED", most)
        found = tallied(array("I", columns[0]), *map(bytes, columns[1:]))
        assert found == expected
        assert list(found) == list(expected)


def test_too_many_combinations_for_one_number_are_counted_in_a_loop(monkeypatch):
    monkeypatch.setattr(tallies, "_MANY", 0)
    columns = [bytes([at % 7, 3, at % 5 + 7]) for at in range(40)]
    assert tallied(*columns) == dict(sorted(Counter(zip(*columns, strict=True)).items()))


@pytest.mark.parametrize("many", [0, 20_000])
def test_columns_of_other_patients_are_refused(monkeypatch, many):
    monkeypatch.setattr(tallies, "_MANY", many)
    with pytest.raises(ValueError, match="zip"):
        tallied(bytes(20), bytes(1))
