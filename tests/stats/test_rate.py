"""One rate: limits as exact rational tails, against R, and by their laws."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.rate import METHODS, NO_PATIENTS, NO_WIDTH, rate
from tests.oracle import agrees, records, without

NAMES = ("clopper-pearson", "mid-p", "wilson", "wilson-corrected", "agresti-coull", "jeffreys", "blaker", "wald")
WORKED = {
    "clopper-pearson": (0.412544, 0.700093),
    "mid-p": (0.420936, 0.692293),
    "wilson": (0.423060, 0.688378),
    "wilson-corrected": (0.413499, 0.697339),
    "agresti-coull": (0.422996, 0.688442),
    "jeffreys": (0.422275, 0.690999),
    "blaker": (0.418626, 0.693158),
}
FUNCTIONS = {
    "clopper-pearson": (
        "binom.confint(x, n, methods='exact')",
        "ClopperPearson_exact_CI_1x2",
        "tsmethod='central'",
        "stats::binom.test(x, n)",
        "method='clopper-pearson'",
    ),
    "mid-p": ("ClopperPearson_midP_CI_1x2", "mid-p limits by root search"),
    "wilson": ("methods='wilson'", "Wilson_score_CI_1x2", "correct=FALSE", "method='wilson'"),
    "wilson-corrected": ("Newcombe's closed form", "Wilson_score_CI_CC_1x2", "correct=TRUE", "method='wilsoncc'"),
    "agresti-coull": ("method='agresti-coull'",),
    "jeffreys": ("::Jeffreys_CI_1x2", "jeffreysci", "method='jeffreys'"),
    "blaker": ("Blaker limits (outermost", "binom.blaker.limits", "::Blaker_exact_CI_1x2"),
    "wald": ("::Wald_CI_1x2", "method='wald'"),
}
NO_END = "contingencytables does not end the Jeffreys interval at 1 when all patients were found"
OTHER_CONVENTION = {"spc-0140": NO_END, "spc-0198": NO_END, "spc-0278": NO_END}
R_RATES = [
    pytest.param(method, *param.values, id=param.id)
    for method, functions in FUNCTIONS.items()
    for function in functions
    for param in records("single_proportion_ci", function)
]


def limits(count: int, n: int, method: str, level: float = 0.95, alternative: str = "two-sided") -> tuple[float, float]:
    """Return both limits, which must exist."""
    answer = rate(count, n, method, level, alternative)
    assert answer.low is not None
    assert answer.high is not None
    return answer.low, answer.high


def at_least(count: int, n: int, p: Fraction) -> Fraction:
    """Return P(X >= count) of X ~ Bin(n, p)."""
    return sum((comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(count, n + 1)), Fraction(0))


def acceptability(count: int, n: int, p: Fraction) -> Fraction:
    """Return Blaker's p-value by its definition: all outcomes whose smaller tail is not above the observed one."""
    weights = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    tails = [min(sum(weights[: k + 1]), sum(weights[k:])) for k in range(n + 1)]
    return sum((weight for weight, tail in zip(weights, tails, strict=True) if tail <= tails[count]), Fraction(0))


@pytest.mark.parametrize(("method", "expected"), WORKED.items())
def test_28_of_50_gives_the_worked_limits(method: str, expected: tuple[float, float]) -> None:
    assert tuple(round(limit, 6) for limit in limits(28, 50, method)) == expected


def test_13_of_50_gives_the_worked_limits() -> None:
    assert tuple(round(limit, 6) for limit in limits(13, 50, "clopper-pearson")) == (0.146301, 0.403448)


def test_none_of_50_is_at_most_6_percent_one_sided_and_7_two_sided() -> None:
    assert round(limits(0, 50, "clopper-pearson", 0.95, "less")[1], 3) == 0.058
    assert round(limits(0, 50, "clopper-pearson")[1], 3) == 0.071


@pytest.mark.parametrize("n", range(1, 21))
def test_clopper_pearson_limits_have_the_exact_tails(n: int) -> None:
    for count in range(1, n + 1):
        for level in (0.9, 0.95, 0.99):
            low, half = limits(count, n, "clopper-pearson", level)[0], (1 - level) / 2
            assert float(at_least(count, n, Fraction(low))) == pytest.approx(half, rel=1e-11)


@pytest.mark.parametrize("n", range(1, 21))
def test_mid_p_limits_count_the_observed_half(n: int) -> None:
    for count in range(1, n + 1):
        for level in (0.9, 0.95, 0.99):
            low, half = Fraction(limits(count, n, "mid-p", level)[0]), (1 - level) / 2
            mid_p = (at_least(count, n, low) + at_least(count + 1, n, low)) / 2
            assert float(mid_p) == pytest.approx(half, rel=1e-11)


def test_mid_p_of_none_found_is_a_root() -> None:
    assert limits(0, 30, "mid-p") == pytest.approx((0.0, 1 - 0.05 ** (1 / 30)), rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 6, 11])
def test_blaker_rejects_all_beyond_its_limit_and_not_all_before(n: int) -> None:
    """Scan below the limit for a proportion that is not rejected: a search that takes an inner crossing leaves some."""
    for count in range(1, n + 1):
        for alpha in (Fraction(1, 10), Fraction(1, 20), Fraction(1, 3)):
            low = Fraction(limits(count, n, "blaker", float(1 - alpha))[0])
            scanned = [low * Fraction(i, 60) for i in range(1, 60)] + [low * (1 - Fraction(1, 10**9))]
            assert all(acceptability(count, n, p) <= alpha for p in scanned)
            assert acceptability(count, n, low * (1 + Fraction(1, 10**9))) > alpha - Fraction(1, 10**8)


def test_blaker_takes_the_outer_crossing_where_the_accepted_set_has_gaps() -> None:
    low = Fraction(limits(30, 31, "blaker")[0])
    factors = (1 - Fraction(1, 10**9), 1 + Fraction(1, 10**9), Fraction(1003, 1000), Fraction(1010, 1000))
    assert [acceptability(30, 31, low * factor) > Fraction(1, 20) for factor in factors] == [False, True, False, True]


def test_blaker_ends_at_one_half_where_the_tails_of_a_fair_coin_are_the_level() -> None:
    for n in range(2, 13):
        for count in range(n // 2 + 1, n + 1):
            error = float(at_least(count, n, Fraction(1, 2)))
            if error < 0.5:
                assert limits(count, n, "blaker", 1.0 - 2.0 * error)[0] == pytest.approx(0.5, rel=1e-12)


def test_blaker_lies_inside_clopper_pearson() -> None:
    for n in (7, 30, 200):
        for count in range(0, n + 1, max(1, n // 20)):
            inner, outer = limits(count, n, "blaker"), limits(count, n, "clopper-pearson")
            assert outer[0] * (1 - 1e-12) <= inner[0] <= inner[1] <= outer[1] * (1 + 1e-12)


def test_a_one_sided_limit_of_blaker_is_clopper_pearsons_because_his_own_would_be_liberal() -> None:
    """At his two-sided upper limit of level 0.90 for 0 of 50, a count of 0 is likelier than 0.05."""
    assert (1 - limits(0, 50, "blaker", 0.90)[1]) ** 50 > 0.05
    assert limits(0, 50, "blaker", 0.95, "less") == limits(0, 50, "clopper-pearson", 0.95, "less")
    assert (1 - limits(0, 50, "blaker", 0.95, "less")[1]) ** 50 == pytest.approx(0.05, rel=1e-9)
    assert "two-sided by nature" in rate(0, 50, "blaker", 0.95, "less").note


@pytest.mark.parametrize("method", [name for name in NAMES if name != "blaker"])
def test_a_one_sided_limit_is_that_of_the_two_sided_interval_with_double_the_error(method: str) -> None:
    low, high = limits(7, 40, method, 0.9)
    assert limits(7, 40, method, 0.95, "greater") == pytest.approx((low, 1.0), rel=1e-12)
    assert limits(7, 40, method, 0.95, "less") == pytest.approx((0.0, high), rel=1e-12)
    assert rate(7, 40, method, 0.975, "greater").note == "one-sided limit at level 0.975"


@pytest.mark.parametrize("method", NAMES)
def test_the_ends_of_the_range_are_reached(method: str) -> None:
    for n in (1, 2, 9, 1000):
        assert limits(0, n, method)[0] == 0.0
        assert limits(n, n, method)[1] == 1.0


@pytest.mark.parametrize("method", NAMES)
def test_limits_of_a_level_near_0_are_still_proportions(method: str) -> None:
    for count in range(5):
        for alternative in ("two-sided", "greater", "less"):
            low, high = limits(count, 4, method, 0.01, alternative)
            assert 0.0 <= low <= 1.0
            assert 0.0 <= high <= 1.0


def test_wald_has_no_width_at_the_ends_and_says_so() -> None:
    assert rate(0, 9, "wald").note == rate(9, 9, "wald").note == NO_WIDTH
    assert rate(0, 9, "wald", alternative="less").note == f"{NO_WIDTH}; one-sided limit at level 0.95"
    assert rate(1, 9, "wald").note == ""


@pytest.mark.parametrize("method", NAMES)
def test_no_patients_have_no_rate(method: str) -> None:
    answer = rate(0, 0, method)
    assert (answer.value, answer.low, answer.high, answer.note) == (None, None, None, NO_PATIENTS)


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_what_is_not_a_rate_is_refused(count: int, n: int) -> None:
    with pytest.raises(InputError, match=f"{count} of {n} patients is not a rate"):
        rate(count, n)


def test_an_unknown_interval_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"'wilsen'\. Did you mean 'wilson'\? Accepted: clopper-pearson, mid-p"):
        rate(1, 2, "wilsen")


@pytest.mark.parametrize("level", [0.0, 1.0, 95])
def test_a_level_is_a_proportion(level: float) -> None:
    with pytest.raises(InputError, match="not between 0 and 1"):
        rate(1, 2, level=level)


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from(NAMES))
def test_limits_hold_the_rate_and_are_nested_and_mirrored(found: tuple[int, int], method: str) -> None:
    count, n = found
    inner, outer = limits(count, n, method, 0.9), limits(count, n, method, 0.99)
    assert outer[0] <= inner[0] <= count / n * (1 + 1e-12)
    assert count / n * (1 - 1e-12) <= inner[1] <= outer[1]
    assert limits(n - count, n, method, 0.9) == pytest.approx((1 - inner[1], 1 - inner[0]), abs=1e-15)


def test_the_catalogue_counts_the_patients_found_by_each_test() -> None:
    table = PairedTable(9, 19, 4, 18)
    assert [entry.name for entry in METHODS] == [*NAMES, *NAMES]
    for entry in METHODS:
        found = {"index-rate": 28, "comparator-rate": 13}[entry.quantity]
        assert entry.compute(table, 0.9, "less") == rate(found, 50, entry.name, 0.9, "less", entry.quantity)


@pytest.mark.parametrize(("method", "inputs", "outputs", "rtol", "atol"), without(R_RATES, OTHER_CONVENTION))
def test_r_gives_the_same(
    method: str, inputs: dict[str, Any], outputs: dict[str, Any], rtol: float, atol: float
) -> None:
    low, high = limits(inputs["x"], inputs["n"], method, inputs["level"])
    assert agrees(low, outputs["lower"], rtol, atol)
    assert agrees(high, outputs["upper"], rtol, atol)
