"""Percent or a proportion, where no sign says it: the numbers beside it do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.stats.printed import fixed
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import counts, facts


@pytest.mark.parametrize(
    ("n", "text", "value"),
    [
        (None, "1/100 (1.0)", "0.010"),
        ("100", "1 (1)", "0.01"),
        ("200", "1 (0.5)", "0.005"),
        (None, "1 (0.5)", "0.005"),
        (None, "0/50 (0)", "0.00"),
        ("100", "1 (0.9)", "0.009"),
        (None, "28/50 (0.56)", "0.56"),
        (None, "28 (0.56)", "0.56"),
        ("50", "28 (0.57)", "0.57"),
        ("40-60", "28 (0.56)", "0.56"),
        (None, "1/2 (0.5)", "0.5"),
        ("199", "1 (0.01)", "0.01"),
        (None, "28/50 (1)", "0.01"),
        (None, "1/100 (0)", "0.00"),
        (None, "50/50 (1)", "1"),
        (None, "50/50 (1.00)", "1.00"),
        (None, "1/100 (1.0%)", "0.010"),
    ],
)
def test_a_number_beside_a_count_is_in_percent_unless_only_a_proportion_fits_or_is_nearer(n, text, value):
    read = facts({"index": text} | ({"n": n} if n else {}))
    assert str(read.shares["index"].share.value) == value


def test_the_scale_of_a_rate_may_rest_on_the_patients_of_another():
    assert facts({"both": "1 (0.5)", "index": "20/200"}).shares["both"].share.value == Decimal("0.005")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_count_with_its_rate_is_understood_on_either_scale(data):
    n = data.draw(st.integers(2, 500))
    count = data.draw(st.integers(0, n))
    percent, decimals = data.draw(st.booleans()), data.draw(st.integers(0, 2))
    number = fixed(100 * count / n, decimals) if percent else fixed(count / n, 2 + decimals)
    read = facts({"n": str(n), "index": f"{count} ({number})"})
    assert list(counts(read.shares["index"], n)) == [count]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ({"difference": "0.5", "difference_ci": "-4.2 to 5.2"}, "0.005"),
        ({"difference": "0.5", "difference_ci": "-0.042 to 0.052"}, "0.5"),
        ({"difference": "0.30", "difference_ci": "12 to 46"}, "0.30"),
        ({"difference": "-0.3", "difference_ci": "-5 to 4"}, "-0.003"),
        ({"difference": "0.5"}, "0.5"),
        ({"difference": "1.0"}, "0.010"),
        ({"difference": "-1.00"}, "-0.0100"),
        ({"difference": "1"}, "0.01"),
    ],
)
def test_limits_in_percent_set_the_scale_of_a_difference(printed, value):
    assert str(facts(printed).numbers["difference"].value) == value


@pytest.mark.parametrize(("text", "limits", "value"), [("0.9", "0.1-4.5", "0.009"), ("0.56", "41-70", "0.56")])
def test_limits_in_percent_set_the_scale_of_a_rate(text, limits, value):
    assert str(facts({"index": text, "index_ci": limits}).shares["index"].share.value) == value


def test_rates_of_one_percent_and_less_are_found():
    assert recover(facts({"index": "1/100 (1.0)", "comparator": "3/100 (3.0)"})).tables
    assert recover(facts({"n": "200", "index": "10", "comparator": "9", "both": "1 (0.5)"})).verdict == "unique"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_difference_beside_rates_in_percent_is_in_percent_or_a_proportion_as_they_tell(data):
    n = data.draw(st.integers(20, 500))
    # A difference of all patients is not printed as 1.0.
    first, second = (data.draw(st.integers(1, n)) for _ in range(2))
    rates = {"n": str(n), "index": f"{fixed(100 * first / n, 1)}%", "comparator": f"{fixed(100 * second / n, 1)}%"}
    in_percent = data.draw(st.booleans())
    text = fixed(100 * (first - second) / n, 1) if in_percent else fixed((first - second) / n, 3)
    assert facts(rates | {"difference": text}).numbers["difference"].fits(Fraction(first - second, n))


def test_a_difference_of_a_third_of_a_point_is_found_beside_rates_in_percent():
    found = recover(facts({"n": "1000", "index": "56.3%", "comparator": "56.0%", "difference": "0.3"}))
    # 560 are found by both with nobody found by the comparator alone, and so on to 123 with all 437 others.
    assert len(found.tables) == 438
