"""Numbers as text: rounded half away from zero on what is meant, and mirrored when the tests are swapped."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.results import Row
from psmatrial.displays import numbers

modest = settings(max_examples=200, deadline=None)
counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("positive", "n", "printed"),
    [
        (1, 8, "13%"),
        (1, 200, "1%"),
        (29, 200, "15%"),
        (64, 104, "62%"),
        (66, 104, "63%"),
        (0, 50, "0%"),
        (50, 50, "100%"),
    ],
)
def test_a_half_percent_rounds_up(positive: int, n: int, printed: str) -> None:
    assert numbers.percent(Fraction(positive, n)) == printed
    assert numbers.percent(positive / n) == printed
    assert numbers.share(positive, n) == f"{positive}/{n} ({printed})"


def test_a_float_means_the_decimal_that_names_it() -> None:
    assert Fraction(0.145) < Fraction(29, 200)
    assert numbers.percent(0.145) == "15%"
    assert numbers.decimal(2.675, 2) == "2.68"
    assert numbers.decimal(1.005, 2) == "1.01"
    assert numbers.percent(1e-12, 3) == "0.000%"


@modest
@given(counts, st.integers(0, 3))
def test_rounding_is_that_of_decimal_arithmetic(count: tuple[int, int], places: int) -> None:
    """Judge: the decimal module with 60 digits, half up on a value that is not negative."""
    exact = Decimal(100 * count[0] * 10**50 // count[1]) / Decimal(10) ** 50
    expected = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert numbers.percent(Fraction(*count), places) == f"{expected:f}%"


@modest
@given(counts, st.integers(0, 3))
def test_swapping_the_tests_mirrors_what_is_printed(count: tuple[int, int], places: int) -> None:
    there, back = (numbers.points(sign * Fraction(*count), places) for sign in (1, -1))
    assert back == there.replace("+", numbers.MINUS)
    as_float = numbers.points(-count[0] / count[1], places)
    assert as_float == back


@modest
@given(counts, counts)
def test_an_interval_shows_a_plus_only_beside_a_minus(one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = sorted((Fraction(*one), Fraction(*other)))
    assert "+" not in numbers.points_interval(low, high)
    lower, upper = numbers.points_interval(-low, high).split(" to ")
    assert lower.startswith(numbers.MINUS) == (low > 0)
    assert upper.startswith("+") == (low > 0 and high > 0)


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [
        (0.121318, 0.46237, "12 to 46"),
        (-0.0209, 0.8104, "−2 to +81"),
        (-0.46237, -0.121318, "−46 to −12"),
        (-0.12, 0.0, "−12 to 0"),
        (0.0, 0.81, "0 to 81"),
        (-0.001, 0.81, "−0.1 to +81.0"),
        (0.000245, 0.2274, "0.02 to 22.74"),
        (-0.2, -0.0049, "−20.0 to −0.5"),
        (-0.00004, 0.0, "−0.004 to 0.000"),
        (-0.0004, 0.004, "−0.04 to +0.40"),
        (-1.0, 1.0, "−100 to +100"),
    ],
)
def test_limits_of_a_difference(low: float, high: float, printed: str) -> None:
    assert numbers.points_interval(low, high) == printed


@pytest.mark.parametrize(
    ("p", "printed", "phrase"),
    [
        (0.00259948, "0.0026", "p = 0.0026"),
        (0.0625, "0.0625", "p = 0.0625"),
        (0.0001, "0.0001", "p = 0.0001"),
        (0.000099999, "<0.0001", "p < 0.0001"),
        (0.0, "<0.0001", "p < 0.0001"),
        (1.0, "1", "p = 1"),
        (1, "1", "p = 1"),
        (0.99994, "0.9999", "p = 0.9999"),
        (0.99996, ">0.9999", "p > 0.9999"),
        (Fraction(1, 16), "0.0625", "p = 0.0625"),
        (0.00025, "0.0003", "p = 0.0003"),
    ],
)
def test_p_values(p: float, printed: str, phrase: str) -> None:
    assert numbers.p_value(p) == printed
    assert numbers.p_phrase(p) == phrase


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (4.75, "4.75"),
        (Fraction(4, 19), "0.21"),
        (math.inf, "∞"),
        (0.0, "0"),
        (999.99, "999.99"),
        (999.995, "1000"),
        (1234.5, "1235"),
        (0.01, "0.01"),
        (0.00999, "0.0100"),
        (0.000123, "0.00012"),
    ],
)
def test_ratios(value: float, printed: str) -> None:
    assert numbers.ratio(value) == printed


shares = st.integers(-(10**6), 10**6).map(lambda millionths: Fraction(millionths, 10**6))


@modest
@given(shares, shares, st.integers(0, 1))
def test_a_printed_limit_lies_on_the_side_of_no_difference_on_which_it_is(
    one: Fraction, other: Fraction, places: int
) -> None:
    low, high = sorted((one, other))
    printed = numbers.points_interval(low, high, places).replace(numbers.MINUS, "-").split(" to ")
    for text, limit in zip(printed, (low, high), strict=True):
        assert (Decimal(text) > 0, Decimal(text) < 0) == (limit > 0, limit < 0)
    low, high = low + 1, high + 1
    for text, limit in zip(numbers.ratio_interval(low, high).split(" to "), (low, high), strict=True):
        assert (Decimal(text) > 1, Decimal(text) < 1) == (limit > 1, limit < 1)


def test_an_estimate_has_the_decimals_of_its_limits() -> None:
    row = Row("r", value=0.1125, low=0.000245, high=0.2274)
    assert numbers.points_of(row) == "+11.25"
    assert numbers.ratio_of(Row("r", value=2.5, low=0.9996, high=6.1)) == "2.5000"
    assert numbers.ratio_interval(0.9996, 6.1) == "0.9996 to 6.1000"
    assert numbers.ratio_interval(0.997, math.inf) == "0.997 to ∞"
    assert numbers.ratio_interval(1.0, 6.1) == "1.00 to 6.10"


def test_a_ratio_below_one_is_never_printed_as_nothing() -> None:
    assert all(float(numbers.ratio(10.0**-power)) > 0 for power in range(1, 12))


def test_the_published_odds_ratio_and_its_infinite_neighbour() -> None:
    assert numbers.ratio_interval(1.578570, 19.198900) == "1.58 to 19.20"
    assert numbers.ratio_interval(1.70697, math.inf) == "1.71 to ∞"
    assert numbers.ratio_interval(0, math.inf) == "0 to ∞"


def test_what_is_absent_is_a_dash_everywhere() -> None:
    alone = (
        numbers.percent,
        numbers.points,
        numbers.ratio,
        numbers.p_value,
        numbers.p_phrase,
        numbers.count,
        numbers.level,
    )
    assert {shown(None) for shown in alone} == {"–"}
    pairs = (numbers.rate_interval, numbers.points_interval, numbers.ratio_interval)
    assert {shown(*limits) for shown in pairs for limits in ((None, None), (0.1, None), (None, 0.1))} == {"–"}
    assert numbers.decimal(None, 2) == numbers.share(None, 50) == numbers.share(3, None) == "–"


def test_no_patients_have_no_percentage() -> None:
    assert numbers.share(0, 0) == "0/0"


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert numbers.decimal(-0.004, 2) == "0.00"
    assert numbers.points(-0.004) == numbers.points(0.004) == "0"
    assert numbers.points(-0.005) == "−1"


def test_an_infinite_difference_keeps_its_sign() -> None:
    assert numbers.decimal(-math.inf, 2) == "−∞"
    assert numbers.points(math.inf) == "+∞"


@pytest.mark.parametrize(("value", "printed"), [(0.95, "95%"), (0.975, "97.5%"), (0.9, "90%"), (0.99999, "99.999%")])
def test_a_level_has_no_digits_too_many(value: float, printed: str) -> None:
    assert numbers.level(value) == printed
