"""Numbers as papers print them: rounding told apart, judged by the decimal module."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.stats.printed import NOT_ESTIMABLE, Printed, exact, fixed, half_away
from psmatrial.stats.printed_text import printed_number, printed_p, printed_share

modest = settings(max_examples=300, deadline=None)
fractions = st.fractions(min_value=-3, max_value=3, max_denominator=4000)
WAYS = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}


def judged(value: Fraction, decimals: int, rounding: str) -> Decimal:
    """Round with 60 digits; the fractions here have too few digits in the denominator to make false ties."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-decimals), rounding)


@modest
@given(fractions, st.integers(0, 4), st.fractions(min_value=-4, max_value=4, max_denominator=50))
def test_a_number_near_another_fits_exactly_the_ways_that_print_it(value, decimals, units):
    unit = Decimal(1).scaleb(-decimals)
    typed = judged(value + units * Fraction(unit), decimals, ROUND_HALF_UP)
    expected = tuple(name for name, rounding in WAYS.items() if judged(value, decimals, rounding) == typed)
    assert Printed(str(typed), typed, unit).rounding(value) == expected


@modest
@given(fractions, st.integers(0, 4), st.sampled_from(sorted(WAYS)))
def test_a_number_fits_exactly_the_ways_that_print_it(value, decimals, way):
    typed = judged(value, decimals, WAYS[way])
    printed = Printed(str(typed), typed, Decimal(1).scaleb(-decimals))
    expected = tuple(name for name, rounding in WAYS.items() if judged(value, decimals, rounding) == typed)
    assert printed.rounding(value) == expected
    assert printed.fits(value) == ("half-up" in expected or "half-even" in expected)
    assert printed.fits(value, truncation=True)


@modest
@given(fractions, st.integers(0, 4), st.sampled_from(sorted(WAYS)))
def test_what_fits_lies_in_the_window(value, decimals, way):
    typed = judged(value, decimals, WAYS[way])
    low, high = Printed(str(typed), typed, Decimal(1).scaleb(-decimals)).window(truncation=True)
    assert low <= value <= high


@pytest.mark.parametrize(
    ("text", "value", "ways"),
    [
        ("13%", Fraction(1, 8), ("half-up",)),
        ("12%", Fraction(1, 8), ("half-even", "truncated")),
        ("34%", Fraction(17, 49), ("truncated",)),
        ("32%", Fraction(16, 49), ("truncated",)),
        ("64%", Fraction(66, 104), ()),
        ("63%", Fraction(66, 104), ("half-up", "half-even", "truncated")),
        ("0.6", 0.56, ("half-up", "half-even")),
        ("82.8", Fraction(48, 58), ("half-up", "half-even")),
    ],
)
def test_published_rates(text, value, ways):
    assert printed_share(text).share.rounding(value) == ways


@pytest.mark.parametrize(
    ("text", "value", "fits"),
    [
        ("0.062", 0.0625, True),
        ("0.063", 0.0625, True),
        ("0.06", 0.0625, True),
        ("0.07", 0.0625, False),
        ("<0.001", 0.00096, True),
        ("<0.001", 0.001, False),
        ("≤0.001", 0.001, True),
        (">0.99", 1.0, True),
        (">0.99", 0.99, False),
        ("≥0.99", 0.99, True),
        ("n.s.", 0.0501, True),
        ("n.s.", 0.05, False),
        ("0.000", 0.0004999, True),
        ("0.000", 0.0005, True),
        ("0.000", 0.00051, False),
        ("1.00", 0.995, True),
        ("1", 0.4, False),
    ],
)
def test_p_values_as_printed(text, value, fits):
    assert printed_p(text).fits(value) == fits


def test_infinity_fits_only_infinity():
    assert printed_number("inf").fits(math.inf)
    assert not printed_number("inf").fits(1e300)
    assert not printed_number("4.8").fits(math.inf)
    assert not printed_number("4.8").fits(None)
    assert printed_number("∞").window() == (math.inf, math.inf)


@pytest.mark.parametrize("value", [None, math.inf, 0, Fraction(0)])
def test_what_is_not_estimable_has_no_finite_value_above_zero(value):
    assert printed_number("not estimable").relation == NOT_ESTIMABLE
    assert printed_number("NE").fits(value)
    assert not printed_number("n.e.").fits(0.5)


def test_a_float_means_the_decimal_that_names_it():
    assert exact(0.145) == Fraction(29, 200)
    assert half_away(0.145, 2) == "0.15"
    assert half_away(-0.145, 2) == "-0.15"
    assert half_away(Fraction(1, 8) * 100, signed=True) == "+13"
    assert half_away(-0.0004, 3, signed=True) == "0.000"
    assert fixed(Decimal("2.5")) == "3"


@pytest.mark.parametrize(
    ("text", "value", "alike"),
    [("64%", Fraction(66, 104), "63%"), ("82.8", Fraction(46, 58), "79.3"), ("0.64", Fraction(66, 104), "0.63")],
)
def test_another_value_is_printed_as_this_one_is(text, value, alike):
    assert printed_share(text).share.alike(value) == alike


def test_another_value_may_be_infinite_or_none():
    assert printed_number("19.2").alike(math.inf) == "inf"
    assert printed_number("19.2").alike(None) == "not estimable"
    assert printed_number("19.2").alike(13.962278) == "14.0"


def test_a_value_in_the_place_of_one_with_many_decimals_has_as_many_as_can_be_read():
    assert (
        Printed("1e-330", Decimal("1e-330"), Decimal("1e-330")).alike(Fraction(1, 49)) == "0.0204081632653061224489796"
    )
