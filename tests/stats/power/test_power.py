"""Power of a paired trial: by hand, values of R, every table one by one, laws."""

from __future__ import annotations

from itertools import islice
from math import comb, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.margin import margin_test
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.methods import method
from psmatrial.stats.operating_size import every_rejection, rejected
from psmatrial.stats.population import Population
from psmatrial.stats.power.chances import discordant, reaching
from psmatrial.stats.power.critical import TESTS, critical, critical_of_margin
from psmatrial.stats.power.power import Truth, margin_power, power
from tests.oracle import agrees, records

# Of each function of R the test, and whether rejections in the wrong direction count.
OF_R = {
    "powerPaired2x2(pb, pc, npairs, errbound": ("exact", False),
    "powerPaired2x2(pb, pc, npairs, strict=TRUE": ("exact", True),
    "powerPaired2x2(pb, pc, npairs, midp=TRUE": ("mid-p", False),
    "method='am'": ("asymptotic", True),
    "method='amcc'": ("corrected", True),
    "method='cm'": ("exact", True),
    "method='uam'": ("exact-unconditional", True),
}
PART = st.one_of(st.sampled_from([0.0, 0.5]), st.floats(0.0, 0.5))


def chance(n: int, b: int, c: int, truth: Truth) -> float:
    """Return the trinomial probability of two discordant counts."""
    rest = 1.0 - truth.index_only - truth.comparator_only
    return comb(n, b) * comb(n - b, c) * truth.index_only**b * truth.comparator_only**c * max(rest, 0.0) ** (n - b - c)


@pytest.mark.parametrize(
    ("function", "inputs", "outputs", "rtol", "atol"),
    [pytest.param(of, *param.values, id=f"{of}-{param.id}") for of in OF_R for param in records("power", of)],
)
def test_agrees_with_r(function, inputs, outputs, rtol, atol):
    test, both = OF_R[function]
    truth = Truth(inputs["p12"], inputs["p21"])
    found = power(inputs["n"], truth, test, 1.0 - inputs["alpha"])
    assert agrees(found.either if both else found.for_index, outputs["power"], rtol, atol)


def test_six_patients_by_hand():
    # The exact test rejects 6/0 and 0/6 alone.
    found = power(6, Truth(0.5, 0.25))
    assert found.for_index == pytest.approx(1 / 64)
    assert found.for_comparator == pytest.approx(1 / 4096)
    assert power(5, Truth(1.0, 0.0)) == (0.0, 0.0)
    assert power(6, Truth(1.0, 0.0)) == (1.0, 0.0)
    assert power(40, Truth(0.0, 0.0)) == (0.0, 0.0)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("n", [9, 40])
def test_is_what_the_operating_characteristics_find_by_asking_each_test(test, n):
    asked = rejected(every_rejection(method("equality", test), n), Population(0.2, 0.3, 0.1, 0.4))
    assert power(n, Truth(0.3, 0.1), test).either == pytest.approx(asked, rel=1e-11)


def test_margin_by_hand():
    # Nobody discordant: z = sqrt(n margin/(1 - margin)) = sqrt(36/9) for n = 36 and a margin of -1/10.
    assert margin_power(36, Truth(0.0, 0.0), -0.1).for_index == 1.0
    assert margin_power(34, Truth(0.0, 0.0), -0.1).for_index == 0.0


def test_the_sample_size_of_the_trial():
    # 50 patients, 22 points and a discordant fraction that gives 80% by the normal approximation: 76.5%.
    assert round(power(50, Truth((0.323 + 0.22) / 2, (0.323 - 0.22) / 2)).for_index, 3) == 0.765


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("level", [0.5, 0.8, 0.9375, 0.95, 0.999])
@pytest.mark.parametrize("n", [1, 7, 16])
def test_every_table_one_by_one(test, level, n):
    truth = Truth(0.3, 0.1)
    index = comparator = 0.0
    error = round(1.0 - level, 12)
    for b in range(n + 1):
        for c in range(n + 1 - b):
            if mcnemar(PairedTable(0, b, c, n - b - c), test).p_value <= error:
                index += chance(n, b, c, truth) * (b > c)
                comparator += chance(n, b, c, truth) * (b < c)
                assert b != c
    found = power(n, truth, test, level)
    assert isclose(found.for_index, index, rel_tol=1e-11, abs_tol=1e-14)
    assert isclose(found.for_comparator, comparator, rel_tol=1e-11, abs_tol=1e-14)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("margin", [-0.3, -0.1, 0.0, 0.2])
@pytest.mark.parametrize("n", [1, 8, 17])
def test_every_table_one_by_one_for_a_margin(level, margin, n):
    truth, error = Truth(0.25, 0.2), (1.0 - level) / 2.0
    tables = [(b, c) for b in range(n + 1) for c in range(n + 1 - b)]
    rejected = [(b, c) for b, c in tables if margin_test(PairedTable(0, b, c, n - b - c), margin).p_value <= error]
    expected = sum(chance(n, b, c, truth) for b, c in rejected)
    assert isclose(margin_power(n, truth, margin, level).for_index, expected, rel_tol=1e-11, abs_tol=1e-14)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("n", [4, 5, 40])
def test_critical_counts_are_those_of_the_test(test, n):
    """At levels 7/8 and 15/16 the p-value of 4 or 5 against none can be the error itself, and must be rejected."""
    for error in (0.125, 0.0625, 0.05, 0.3):
        for m, t in enumerate(islice(critical(test, error, n), n + 1)):
            p_values = {x: mcnemar(PairedTable(0, x, m - x, n - m), test).p_value for x in (t - 1, t) if x <= m}
            # The unconditional p-value is bounded from above.
            assert t > m or p_values[t] <= error * (1.0 + 1e-9)
            assert t == 0 or 2 * (t - 1) < m or p_values[t - 1] > error


def test_a_p_value_that_is_the_error_is_rejected():
    # Four against none: the unconditional p is 2/16 too, with all discordant.
    assert (
        power(4, Truth(1.0, 0.0), "exact-unconditional", 0.875) == power(4, Truth(1.0, 0.0), "exact", 0.875) == (1, 0)
    )


def test_what_cannot_be_is_no_dust():
    for truth in (Truth(0.04, 0.01), Truth(0.45, 0.10), Truth(0.7, 0.3)):
        assert power(2, truth) == (0.0, 0.0)


def test_critical_counts_of_many_patients():
    for test in ("exact", "mid-p", "asymptotic", "corrected"):
        found = list(islice(critical(test, 0.05, 4000), 4001))
        for m in (997, 2500, 4000):
            p_values = [mcnemar(PairedTable(0, x, m - x, 0), test).p_value for x in (found[m] - 1, found[m])]
            assert p_values[0] > 0.05 >= p_values[1]


def test_critical_counts_of_a_margin_begin_anywhere():
    assert list(critical_of_margin(-0.1, 0.025, 60, 20)) == list(critical_of_margin(-0.1, 0.025, 60))[20:]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), PART, PART, st.sampled_from(TESTS[:4]), st.sampled_from([0.8, 0.95, 0.99]))
def test_swapping_the_tests_swaps_the_power(n, first, second, test, level):
    one, other = (power(n, Truth(*parts), test, level) for parts in ((first, second), (second, first)))
    assert one.for_index == pytest.approx(other.for_comparator, rel=1e-9, abs=1e-14)
    assert one.for_comparator == pytest.approx(other.for_index, rel=1e-9, abs=1e-14)
    assert 0.0 <= one.either <= 1.0 + 1e-12
    if first == second:
        # The exact tests keep their level, and mid-p nearly.
        assert one.either <= (1.0 - level) * (1.0 if test == "exact" else 2.0) + 1e-12


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_chances_are_those_of_scipy(m, share, where):
    binom = pytest.importorskip("scipy.stats").binom
    first, chances = discordant(m, share)
    assert sum(chances) == pytest.approx(1.0, rel=1e-11)
    assert chances == pytest.approx(binom.pmf(range(first, first + len(chances)), m, share), rel=1e-9, abs=1e-16)
    counts = [int(where * (k + 1)) for k in range(m + 1)]
    found = list(reaching(counts, share))
    assert found[-1] == pytest.approx(binom.sf(counts[-1] - 1, m, share), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(
    ("n", "truth", "test", "level", "words"),
    [
        (0, Truth(0.3, 0.1), "exact", 0.95, "0 is no number of patients"),
        (5, Truth(0.8, 0.3), "exact", 0.95, "no parts of all"),
        (5, Truth(-0.1, 0.3), "exact", 0.95, "no parts of all"),
        (5, Truth(float("nan"), 0.3), "exact", 0.95, "no parts of all"),
        (5, Truth(0.3, 0.1), "exakt", 0.95, "no power of a test 'exakt'"),
        (5, Truth(0.3, 0.1), "exact", 0.4, "is not from 0.5"),
        (5, Truth(0.3, 0.1), "exact", 1.0, "between 0 and 1"),
        (5, Truth(0.3, 0.1), "asymptotic", 0.9999999999996, "to just below 1"),
        (200_001, Truth(0.3, 0.1), "exact", 0.95, "no number of patients between 1 and 200000"),
        (50.0, Truth(0.3, 0.1), "exact", 0.95, "the number of patients is 50.0, which is not a whole number"),
        (2001, Truth(0.3, 0.1), "exact-unconditional", 0.95, "more than 2000"),
    ],
)
def test_refusals(n, truth, test, level, words):
    with pytest.raises(InputError, match=words):
        power(n, truth, test, level)


def test_a_margin_that_is_none_is_refused():
    with pytest.raises(InputError, match="not between -1 and 1"):
        margin_power(50, Truth(0.3, 0.1), -1.0)
