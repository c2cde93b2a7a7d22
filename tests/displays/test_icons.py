"""A hundred men in the proportions of a table, rounded so that they are a hundred."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.displays.figures import icons
from psmatrial.model import PairedTable
from tests.cohorts import trial
from tests.displays.test_new_figures_numbers import marks, words


def test_a_hundred_men_of_the_trial():
    figure = icons.figure(trial())
    assert figure.data[1:] == (
        ("both", 9, 18),
        ("PSMA only", 19, 38),
        ("fluciclovine only", 4, 8),
        ("neither", 18, 36),
    )
    assert figure.alt == (
        "Of 100 men: 18 found by both, 38 found by PSMA only, 8 found by fluciclovine only, 36 found by neither."
    )
    assert {"18", "38", "8", "36", "found by PSMA only"} <= set(words(figure))
    assert "largest remainder" in figure.caption


def test_a_hundred_men_are_drawn_and_four_of_the_key():
    figure = icons.figure(trial())
    heads = {group: marks(figure, f"patients-{group}") for group in (2, 3, 4)}
    assert heads == {2: 39, 3: 9, 4: 37}
    assert marks(figure, "patients-1") == 2 * 19


@pytest.mark.parametrize(
    ("cells", "men"),
    [
        ((1, 1, 1, 0), (34, 33, 33, 0)),
        ((0, 1, 1, 1), (0, 33, 33, 34)),
        ((0, 1, 0, 0), (0, 100, 0, 0)),
        ((2, 1, 1, 3), (29, 14, 14, 43)),
        ((1, 996, 2, 1), (0, 100, 0, 0)),
    ],
)
def test_remainders_by_hand(cells, men):
    assert icons.of_hundred(PairedTable(*cells)) == men


@settings(max_examples=200)
@given(st.tuples(*[st.integers(0, 400)] * 4).filter(any))
def test_men_add_up_to_a_hundred_and_none_is_off_by_one(cells):
    men = icons.of_hundred(PairedTable(*cells))
    assert sum(men) == 100
    assert all(abs(man - 100 * cell / sum(cells)) < 1 for man, cell in zip(men, cells, strict=True))
    assert all(not man for man, cell in zip(men, cells, strict=True) if not cell)
