"""Counts as notebooks have them: integers of numpy never overflow, and what is not a count is refused."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from psmatrial.errors import InputError
from psmatrial.model import PairedTable, checked_level
from psmatrial.stats.accuracy.one_test import accuracy
from psmatrial.stats.agreement.ratings import Ratings
from psmatrial.stats.clustered import Clusters
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.margin import margin_test
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.odds_ratio import odds_ratio
from psmatrial.stats.partially_paired import OneScan
from psmatrial.stats.power.power import Truth, margin_power, power
from psmatrial.stats.rate import rate
from psmatrial.stats.ratio import rate_ratio
from psmatrial.stats.several import cochran_q, pairwise_mcnemar
from psmatrial.stats.square import marginal_homogeneity, symmetry
from psmatrial.stats.tipping import MissingPairs, tipping_point
from psmatrial.stats.trend import trend
from psmatrial.stats.unpaired import unpaired_difference, unpaired_p, unpaired_ratio, unpaired_ratio_limits

CALAIS = PairedTable(9, 19, 4, 18)
READINGS = [[1, 0, 0]] * 12 + [[1, 1, 0]] * 9 + [[0, 1, 1]] * 4 + [[0, 0, 0]] * 5
SQUARE = [[17, 100, 4], [60, 24, 6], [5, 4, 30]]
POSITIVE, PATIENTS = [52, 80, 45], [110, 120, 60]
small = pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.int32, np.int64])


@small
def test_q_of_small_integers_is_that_of_a_list(kind) -> None:
    # Columns 21, 13, 4; Q = 2 (3 (441 + 169 + 16) - 38^2)/(2 * 25) = 868/50.
    found = cochran_q(np.array(READINGS, kind))
    assert found == cochran_q(READINGS)
    assert found.statistic == 868 / 50
    counted = {tuple(kind(one) for one in row): kind(READINGS.count(row)) for row in READINGS}
    assert cochran_q(counted) == found
    assert pairwise_mcnemar(np.array(READINGS, kind)) == pairwise_mcnemar(READINGS)
    assert type(found.statistic) is float


@small
@pytest.mark.parametrize("method", ["asymptotic", "exact"])
def test_a_trend_of_small_integers_is_that_of_a_list(kind, method) -> None:
    found = trend(np.array(POSITIVE, kind), np.array(PATIENTS, kind), method=method)
    assert found == trend(POSITIVE, PATIENTS, method=method)
    # Armitage: N (N sum xs - X sum ns)^2 / (X (N - X) (N sum ns^2 - (sum ns)^2)), N = 290, X = 177.
    excess = 290 * (52 + 160 + 135) - 177 * (110 + 240 + 180)
    assert found.statistic == float(Fraction(290 * excess**2, 177 * 113 * (290 * (110 + 480 + 540) - 530**2)))


def test_a_trend_of_a_million_patients_a_stratum_does_not_overflow() -> None:
    positive, patients = [300_000, 310_000, 320_000], [1_000_000] * 3
    found = trend(np.array(positive), np.array(patients), method="asymptotic")
    assert found == trend(positive, patients, method="asymptotic")


@small
@pytest.mark.parametrize("method", ["wilson", "wald", "clopper-pearson", "agresti-coull", "blaker"])
def test_a_rate_of_small_integers_is_that_of_plain_ones(kind, method) -> None:
    found = rate(kind(28), kind(120), method)
    assert found == rate(28, 120, method)
    assert type(found.n) is int
    assert type(found.low) is float


@pytest.mark.parametrize("count", [0.56, 28.5, 28.0, True, "28", None, np.float64(28), np.True_])
def test_a_rate_is_of_whole_numbers_of_patients(count) -> None:
    with pytest.raises(InputError, match=r"the count is .*, which is not a whole number\. Give a count of patients\."):
        rate(count, 50)
    with pytest.raises(InputError, match=r"the number of patients is .*, which is not a whole number"):
        rate(0, count)


@small
def test_a_table_of_small_integers_is_one_of_plain_ones(kind) -> None:
    table = PairedTable(*np.array([90, 119, 64, 118], kind))
    assert table == PairedTable(90, 119, 64, 118)
    assert {type(cell) for cell in table.cells} == {int}
    assert table.n == 391
    assert hash(table) == hash(PairedTable(90, 119, 64, 118))
    assert json.dumps(table.cells) == "[90, 119, 64, 118]"


@pytest.mark.parametrize("count", [True, 4.0, np.float64(4), np.True_, "4", None, np.array([4])])
def test_what_is_no_count_stays_refused(count) -> None:
    for refused in (
        lambda: PairedTable(9, 19, count, 18),
        lambda: OneScan(count, 2),
        lambda: MissingPairs(1, count),
        lambda: tipping_point(CALAIS, count),
        lambda: Clusters({(1, 0, 0, 1): count}),
        lambda: Ratings(("pos", "neg"), {("pos", "neg"): count}),
        lambda: accuracy((9, 1, count, 8), "ppv"),
        lambda: symmetry([[17, count], [8, 24]]),
        lambda: trend([1, count], [5, 6]),
        lambda: trend([1, 2], [5, count]),
        lambda: cochran_q({(1, 0, 0): count}),
        lambda: power(count, Truth(0.38, 0.08)),
        lambda: margin_power(count, Truth(0.38, 0.08), -0.1),
    ):
        with pytest.raises(InputError, match="which is not a whole number"):
            refused()


def test_further_counts_may_be_those_of_numpy() -> None:
    assert power(np.int64(50), Truth(0.38, 0.08)) == power(50, Truth(0.38, 0.08))
    assert margin_power(np.int16(100), Truth(0.1, 0.1), -0.1) == margin_power(100, Truth(0.1, 0.1), -0.1)
    assert symmetry(np.array(SQUARE, np.int8)) == symmetry(SQUARE)
    assert marginal_homogeneity(np.array(SQUARE, np.int8)) == marginal_homogeneity(SQUARE)
    assert accuracy(np.array([90, 60, 50, 80], np.int8), "accuracy") == accuracy((90, 60, 50, 80), "accuracy")
    assert tipping_point(CALAIS, np.int64(4)) == tipping_point(CALAIS, 4)
    assert MissingPairs(np.int8(100), np.int8(100)).n == 200
    assert OneScan(np.int8(100), np.int8(100)).patients == 200


def test_counts_of_clusters_and_ratings_become_plain() -> None:
    cells = tuple(np.array([100, 100, 0, 1], np.int8))
    seen = Clusters({cells: np.int8(3)})
    assert (seen.units, seen.table.cells) == (603, (300, 300, 0, 3))
    read = Ratings(("pos", "neg"), {("pos", "neg"): np.int8(100), ("neg", "neg"): np.int8(100)})
    assert read.patients == 200
    assert {type(count) for count in (*seen.patients.values(), *read.patterns.values())} == {int}


def test_four_counts_are_asked_for_by_name() -> None:
    with pytest.raises(InputError, match=r"3 counts are given\. Give four: true positives, false positives"):
        accuracy((9, 1, 2), "ppv")


def test_arms_of_small_integers_are_those_of_plain_ones() -> None:
    first, second = (56, 70), (48, 80)
    narrow = [tuple(np.array(arm, np.uint8)) for arm in (first, second)]
    for method in ("pearson", "pearson-corrected", "fisher"):
        assert unpaired_p(*narrow, method) == unpaired_p(first, second, method)
    for method in ("newcombe", "wald"):
        assert unpaired_difference(*narrow, method) == unpaired_difference(first, second, method)
    for quantity in ("rate-ratio", "odds-ratio"):
        assert unpaired_ratio(*narrow, quantity) == unpaired_ratio(first, second, quantity)
        assert unpaired_ratio_limits(*narrow, quantity) == unpaired_ratio_limits(first, second, quantity)


@pytest.mark.parametrize("table", [[[9, 19], [4, 18]], np.array([[9, 19], [4, 18]]), (9, 19, 4, 18)])
@pytest.mark.parametrize(
    "function",
    [
        mcnemar,
        rate_difference,
        odds_ratio,
        rate_ratio,
        lambda table: margin_test(table, -0.1),
        lambda table: tipping_point(table, 3),
    ],
)
def test_a_matrix_is_no_table(function, table) -> None:
    with pytest.raises(InputError, match=r"not a PairedTable\. Give PairedTable\(both, index_only, comparator_only"):
        function(table)


@pytest.mark.parametrize("level", ["0.95", None, [0.95]])
def test_a_level_that_is_no_number_is_refused_in_words(level) -> None:
    with pytest.raises(InputError, match=r"is not a number\. Give a proportion such as 0\.95\."):
        checked_level(level)
    with pytest.raises(InputError, match="is not a number"):
        rate_difference(CALAIS, level=level)
