"""Patients with one scan: the worked value, proof of the maximum, and the edges."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import norm

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats import partially_paired as module
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.partially_paired import PARTIALLY_PAIRED, OneScan, partially_paired

quick = settings(deadline=None, max_examples=60)
count = st.integers(0, 9)
table = st.builds(PairedTable, count, count, count, count).filter(lambda t: t.n > 0)
full = st.builds(PairedTable, *[st.integers(1, 9)] * 4)
scan = st.builds(OneScan, count, count)
TRIAL = PairedTable(9, 19, 4, 18)


def kinds(read, index, comparator):
    """Return the numbers of patients with the cells that each may be in."""
    both = [((cell,), patients) for cell, patients in enumerate(read.cells)]
    one = [((0, 1), index.positive), ((2, 3), index.negative), ((0, 2), comparator.positive)]
    return [*both, *one, ((1, 3), comparator.negative)]


def likelihood(shares, seen):
    return sum(n * np.log(sum(shares[cell] for cell in cells)) for cells, n in seen if n)


def test_the_trial_with_ten_more_patients() -> None:
    found = partially_paired(TRIAL, OneScan(4, 2), OneScan(1, 3))
    assert (round(found.value, 6), round(found.low, 6), round(found.high, 6)) == (0.310558, 0.148751, 0.472365)
    assert round((found.high - found.low) / 2 / norm.ppf(0.975), 6) == 0.082556
    assert (found.n, found.quantity, found.method, found.note) == (60, "rate-difference", "partially-paired", "")


def test_direct_maximisation_and_numerical_curvature_agree() -> None:
    seen = kinds(TRIAL, OneScan(4, 2), OneScan(1, 3))

    def lost(free):
        return -likelihood([*free, 1 - sum(free)], seen)

    best = minimize(lost, [0.2, 0.3, 0.1], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12}).x
    step = 1e-4 * np.eye(3)
    curvature = np.array(
        [
            [(lost(best + g + h) - lost(best + g - h) - lost(best - g + h) + lost(best - g - h)) / 4e-8 for h in step]
            for g in step
        ]
    )
    aim = np.array([0.0, 1.0, -1.0])
    found = partially_paired(TRIAL, OneScan(4, 2), OneScan(1, 3), 0.9)
    assert found.value == pytest.approx(best[1] - best[2], abs=1e-7)
    error = sqrt(aim @ np.linalg.solve(curvature, aim))
    assert found.high - found.value == pytest.approx(norm.ppf(0.95) * error, rel=1e-5)


@quick
@given(table, scan, scan)
def test_no_other_shares_are_likelier(read, index, comparator) -> None:
    # The log likelihood is concave: shares are the best where no cell's derivative exceeds the number of patients.
    seen = kinds(read, index, comparator)
    n = sum(patients for _, patients in seen)
    shares = module._shares([module._Seen(*kind) for kind in seen], n)
    assert sum(shares) == pytest.approx(1.0)
    for cell in range(4):
        slope = sum(k / sum(shares[one] for one in cells) for cells, k in seen if k and cell in cells)
        assert slope <= n * (1 + 1e-6)
        if shares[cell]:
            assert slope == pytest.approx(n, rel=1e-6)


@quick
@given(table)
def test_without_one_scan_patients_it_is_the_wald_interval(read) -> None:
    found, wald = partially_paired(read, OneScan(), OneScan()), rate_difference(read, "wald")
    assert (found.value, found.low, found.high) == pytest.approx((wald.value, wald.low, wald.high), abs=1e-12)
    assert (found.n, found.note) == (wald.n, wald.note)


@quick
@given(full, scan, scan)
def test_exchanging_the_tests_mirrors_and_more_patients_narrow(read, index, comparator) -> None:
    found = partially_paired(read, index, comparator)
    other = partially_paired(read.swapped(), comparator, index)
    assert (other.value, other.low, other.high) == pytest.approx((-found.value, -found.high, -found.low), abs=1e-9)
    assert -1.0 <= found.low <= found.value <= found.high <= 1.0
    # Four times all patients halve the error.
    more = partially_paired(
        PairedTable(*(4 * cell for cell in read.cells)),
        OneScan(4 * index.positive, 4 * index.negative),
        OneScan(4 * comparator.positive, 4 * comparator.negative),
        0.5,
    )
    half = partially_paired(read, index, comparator, 0.5)
    assert more.value == pytest.approx(half.value, abs=1e-9)
    if half.high < 1.0:
        assert more.high - more.value == pytest.approx((half.high - half.value) / 2, rel=1e-6)


def test_where_missing_results_could_fall_anyhow_nothing_is_said() -> None:
    # No patient with both scans was negative with the index test: its seven negatives may be either.
    found = partially_paired(PairedTable(6, 5, 0, 0), OneScan(0, 7), OneScan())
    assert (found.value, found.low, found.high, found.n) == (None, None, None, 18)
    assert found.note == "the patients with both scans do not tell how the missing results would have fallen"


def test_patients_with_both_scans_are_needed() -> None:
    found = partially_paired(PairedTable(0, 0, 0, 0), OneScan(3, 2), OneScan(1, 4))
    assert (found.value, found.n, found.note) == (None, 10, "no patient had both scans")
    assert partially_paired(PairedTable(0, 0, 0, 0), OneScan(), OneScan()).note == "no patients"


def test_concordant_patients_alone_have_no_width() -> None:
    found = partially_paired(PairedTable(6, 0, 0, 0), OneScan(3, 0), OneScan(1, 0))
    assert (found.value, found.low, found.high, found.note) == (0.0, 0.0, 0.0, "zero width, not an interval")


def test_a_share_on_the_edge_is_taken_as_0() -> None:
    # At 3/28, 1/4, 9/14, 0 the derivatives are 14 + 12, 12 + 14 and 14 + 12, all 26; that of the last is 112/9, below.
    seen = kinds(PairedTable(0, 3, 1, 0), OneScan(5, 8), OneScan(9, 0))
    shares = module._shares([module._Seen(*kind) for kind in seen], 26)
    assert shares == pytest.approx([3 / 28, 1 / 4, 9 / 14, 0.0], abs=1e-9)


def test_the_catalogue_gives_what_it_names() -> None:
    (entry,) = PARTIALLY_PAIRED
    found = entry.compute(TRIAL, OneScan(4, 2), OneScan(1, 3), 0.9)
    assert (found.quantity, found.method, found.level) == (entry.quantity, entry.name, 0.9)


def test_what_are_no_counts_and_no_level_is_refused() -> None:
    for positive, negative in ((-1, 0), (0, True), (1.5, 0)):
        with pytest.raises(InputError, match=r"which is (below 0|not a whole number)"):
            OneScan(positive, negative)
    with pytest.raises(InputError, match="level 1 is not between"):
        partially_paired(TRIAL, OneScan(), OneScan(), 1)


def test_few_steps_are_already_near(monkeypatch) -> None:
    found = partially_paired(TRIAL, OneScan(4, 2), OneScan(1, 3))
    monkeypatch.setattr(module, "MOST_STEPS", 3)
    assert partially_paired(TRIAL, OneScan(4, 2), OneScan(1, 3)).value == pytest.approx(found.value, abs=1e-6)
