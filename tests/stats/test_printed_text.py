"""Texts as papers print them, read into exact decimals; what cannot be read is refused in words, whatever it is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.printed_text import (
    printed_difference,
    printed_interval,
    printed_number,
    printed_p,
    printed_patients,
    printed_share,
)

modest = settings(max_examples=300, deadline=None)
signs = st.text(alphabet="0123456789.,-–−+<>=≤%/()[] eEpPnsNStoinf∞x×^;:·", max_size=14)
READERS = (
    printed_number,
    printed_p,
    printed_share,
    printed_difference,
    printed_patients,
    *(lambda text, kind=kind: printed_interval(text, kind) for kind in ("rate", "difference", "ratio")),
)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(signs, st.text(max_size=10)), st.sampled_from(READERS))
def test_any_text_is_read_or_refused_in_words(text, read):
    refusal = "read"
    try:
        read(text)
    except InputError as error:
        refusal = str(error)
    assert refusal


@pytest.mark.parametrize("text", ["1e999999999", "0." + "0" * 1000 + "1", "9" * 100])
@pytest.mark.parametrize("read", READERS)
def test_numbers_without_measure_are_refused_at_once(text, read):
    with pytest.raises(InputError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.6,19.2",
        "1.6, 19.2",
        "1.6-19.2",
        "1.6–19.2",
        "1·6–19·2",
        "1.6 to 19.2",
        "1,6-19,2",
        "(1.6; 19.2)",
        "[1.6–19.2]",
        "95% CI 1.6 to 19.2",
        "1.6 19.2",
    ],
)
def test_an_interval_in_every_dress_is_the_same(text):
    found = printed_interval(text, "ratio")
    assert (found.low.value, found.high.value) == (Decimal("1.6"), Decimal("19.2"))
    assert found.low.unit == found.high.unit == Decimal("0.1")


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("-2 to 8", "difference", "-0.02", "0.08"),
        ("−2–8", "difference", "-0.02", "0.08"),
        ("-2--1", "difference", "-0.02", "-0.01"),
        ("-0.02, 0.81", "difference", "-0.02", "0.81"),
        ("12 to 46 points", "difference", "0.12", "0.46"),
        ("41-70", "rate", "0.41", "0.70"),
        ("0.41-0.70", "rate", "0.41", "0.70"),
        ("41%-70%", "rate", "0.41", "0.70"),
        ("0-7.1", "rate", "0", "0.071"),
        ("0,6", "rate", "0", "0.06"),
        ("0.4-0.9%", "rate", "0.004", "0.009"),
        ("1.7 to inf", "ratio", "1.7", "Infinity"),
    ],
)
def test_limits_share_one_scale(text, kind, low, high):
    found = printed_interval(text, kind)
    assert (found.low.value, found.high.value) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("90% CI 1.6 to 19.2", 0.9),
        ("95%-CI: 1.6–19.2", 0.95),
        ("97,5 % CI = (1.6; 19.2)", 0.975),
        ("(99% confidence interval, 1.6-19.2)", 0.99),
        ("CI 1.6-19.2", None),
        ("1.6-19.2", None),
    ],
)
def test_a_level_before_the_limits_is_kept(text, level):
    found = printed_interval(text, "ratio")
    assert (found.low.value, found.high.value, found.level) == (Decimal("1.6"), Decimal("19.2"), level)


def test_a_level_that_cannot_be_is_refused():
    with pytest.raises(InputError, match="not between 0 and 1"):
        printed_interval("100% CI 41-70", "rate")


def test_digits_that_no_paper_prints_are_refused_and_not_rounded():
    with pytest.raises(InputError, match="more than 25 digits"):
        printed_share(f"56.{'0' * 31}1%")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("8 to 2", "rate"), ("5", "rate"), ("1 to 2 to 3", "ratio"), ("-1 to 2", "ratio"), ("41-170", "rate")],
)
def test_what_is_no_interval_is_refused(text, kind):
    with pytest.raises(InputError):
        printed_interval(text, kind)


@pytest.mark.parametrize(
    ("text", "count", "n", "share"),
    [
        ("28", 28, None, None),
        ("28/50", 28, 50, None),
        ("28 of 50", 28, 50, None),
        ("56%", None, None, "0.56"),
        ("56.0 %", None, None, "0.560"),
        ("0.56", None, None, "0.56"),
        ("82.8", None, None, "0.828"),
        ("28/50 (56%)", 28, 50, "0.56"),
        ("28/50 = 56%", 28, 50, "0.56"),
        ("28/50,56.0%", 28, 50, "0.560"),
        ("28/50, 56%", 28, 50, "0.56"),
        ("56% (28/50)", 28, 50, "0.56"),
        ("28 (56%)", 28, None, "0.56"),
        ("n = 28 (56%)", 28, None, "0.56"),
        ("56% (28)", 28, None, "0.56"),
        ("56.0% (28)", 28, None, "0.560"),
        ("56 percent", None, None, "0.56"),
        ("28/50 (56 per cent)", 28, 50, "0.56"),
        ("56,0", None, None, "0.560"),
        ("0,560", None, None, "0.560"),
        ("1,028%", None, None, "0.01028"),
        ("1,028", 1028, None, None),
        ("12,345", None, None, "0.12345"),
        ("1,028/1,234", 1028, 1234, None),
        ("28 of 1,234 (2,27%)", 28, 1234, "0.0227"),
        ("1,028 (83,3)", 1028, None, "0.833"),
    ],
)
def test_a_rate_in_all_the_ways_it_is_printed(text, count, n, share):
    found = printed_share(text)
    assert (found.count, found.n) == (count, n)
    assert (found.share and found.share.value) == (share and Decimal(share))


def test_a_comma_before_three_digits_is_a_decimal_one_where_the_count_would_be_too_large():
    assert printed_share("1,028", 1234).count == 1028
    assert printed_share("1,028", 50).share.value == Decimal("0.01028")


@pytest.mark.parametrize(
    "text",
    [
        "51/50",
        "0/0",
        "156%",
        "many",
        "28/50 (much)",
        "-5",
        "∞",
        "28/50.5",
        "28.5/50",
        "28/50,5",
        "28 (n=50)",
        "56% (n=50)",
        "0.56 (28)",
    ],
)
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(InputError):
        printed_share(text)


@pytest.mark.parametrize(
    ("read", "text"), [(printed_difference, "30.0 (12.1 to 46.2)"), (printed_number, "4.75 [95% CI 1.58-19.2]")]
)
def test_limits_beside_their_estimate_belong_elsewhere(read, text):
    with pytest.raises(InputError, match="Give the limits apart from it, as its interval"):
        read(text)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", ["", " ", "()"])
def test_what_is_empty_is_refused(read, text):
    with pytest.raises(InputError):
        read(text)


def test_a_range_that_ends_below_its_start_is_said_to():
    with pytest.raises(InputError, match="the range ends below its start"):
        printed_patients("60-40")


@pytest.mark.parametrize("text", ["28/50.5", "28.5/50", "28/50,5", "28/50/52"])
def test_a_count_of_patients_is_whole(text):
    with pytest.raises(InputError, match="is not a rate"):
        printed_share(text)


@pytest.mark.parametrize(
    ("text", "relation", "value", "unit"),
    [
        ("0.0026", "=", "0.0026", "0.0001"),
        (".0026", "=", "0.0026", "0.0001"),
        ("0·0026", "=", "0.0026", "0.0001"),
        ("0,03", "=", "0.03", "0.01"),
        ("P = .03", "=", "0.03", "0.01"),
        ("p<0.001", "<", "0.001", "0.001"),
        ("≤ 0.05", "<=", "0.05", "0.01"),
        (">0.99", ">", "0.99", "0.01"),
        ("n.s.", ">", "0.05", "0.01"),
        ("NS", ">", "0.05", "0.01"),
        ("2.6e-3", "=", "0.0026", "0.0001"),
        ("2.6 × 10-3", "=", "0.0026", "0.0001"),
        ("2.6×10⁻³", "=", "0.0026", "0.0001"),
        ("< 1 × 10⁻⁴", "<", "0.0001", "0.0001"),
        ("1", "=", "1", "1"),
    ],
)
def test_a_p_value_in_every_dress(text, relation, value, unit):
    found = printed_p(text)
    assert (found.relation, found.value, found.unit) == (relation, Decimal(value), Decimal(unit))


@pytest.mark.parametrize("text", ["5", "-0.1", "", "p", "<", "3%", "1e-301", "<1e-323"])
def test_what_is_no_p_value_is_refused(text):
    with pytest.raises(InputError):
        printed_p(text)


@pytest.mark.parametrize(
    ("text", "value"), [("30%", "0.30"), ("30", "0.30"), ("+30 points", "0.30"), ("0.30", "0.30"), ("−2.5", "-0.025")]
)
def test_a_difference_in_points_or_as_a_proportion(text, value):
    assert printed_difference(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "expected"), [("50", (50, 50)), ("n = 50", (50, 50)), ("40–60", (40, 60)), ("1,000", (1000, 1000))]
)
def test_numbers_of_patients(text, expected):
    assert printed_patients(text) == expected


@pytest.mark.parametrize("text", ["0", "60-40", "5000", "fifty", "1.5", "", "50/52", "50 and 52"])
def test_what_is_no_number_of_patients_is_refused(text):
    with pytest.raises(InputError):
        printed_patients(text)
