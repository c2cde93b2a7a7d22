"""Counts and numbers that are told to fit without being rounded, against rounding each."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.recovery.facts import certain, counts, facts
from psmatrial.stats.recovery.p.p_values import TESTS, FittingSplits
from psmatrial.stats.recovery.quantities import observed
from psmatrial.stats.recovery.values import Values

modest = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize("truncation", [False, True])
@pytest.mark.parametrize("text", ["0%", "1%", "12%", "12.5%", "33.3%", "50%", "56.0%", "99%", "100%", "0.145"])
def test_counts_of_a_printed_share_are_those_that_round_to_it(text, truncation):
    share = facts({"index": text}).shares["index"]
    for n in (*range(1, 120), 200, 400, 1000):
        fitting = [x for x in range(n + 1) if share.share.fits(Fraction(x, n), truncation=truncation)]
        assert list(counts(share, n, truncation=truncation)) == fitting, n


@given(
    key=st.sampled_from(["difference", "ratio", "odds_ratio", "kappa"]),
    cells=st.tuples(*[st.integers(0, 40)] * 4).filter(any),
    decimals=st.integers(0, 3),
    step=st.integers(-1, 1),
    truncation=st.booleans(),
)
@modest
def test_numbers_fit_the_cells_of_a_table_when_they_are_printed_so(key, cells, decimals, step, truncation):
    value = observed(key, PairedTable(*cells))
    value = Fraction(1, 2) if value is None or value == float("inf") else value
    shown = float(value) + step * 0.5 * 10.0**-decimals
    low = -1.0 if key in {"difference", "kappa"} else 0.0
    high = 1.0 if key in {"difference", "kappa"} else float("inf")
    text = f"{min(max(shown, low), high):.{decimals}f}"
    read = facts({key: text})
    values = Values(read, truncation=truncation)
    printed = read.numbers[key]
    assert values.fit((key,), cells) == printed.fits(observed(key, PairedTable(*cells)), truncation=truncation)
    first, last = certain(printed, truncation=truncation)
    if first < float(value) < last:
        assert printed.fits(value, truncation=truncation)


@pytest.mark.parametrize("text", ["0.3", "0.03", "0.0026"])
@pytest.mark.parametrize("n", [1, 2, 7, 12, 19])
def test_differences_that_are_not_looked_at_have_too_small_p_values(n, text):
    splits = FittingSplits(printed_p(text))
    near = splits.excesses(n, n)
    for c in range(n // 2 + 1):
        for excess in range(n - 2 * c + 1):
            if excess not in near:
                table = PairedTable(0, c + excess, c, n - excess - 2 * c)
                assert all(mcnemar(table, name).p_value < splits.window[0] for name in TESTS)
