"""PSA strata: closed sides, boundaries on decimal text, gaps and overlaps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.data.strata import PSA_PRESETS, described, parsed_bins, stratum_of
from psmatrial.errors import UsageError


@pytest.mark.parametrize(
    ("preset", "psa", "label"),
    [
        ("trial", "0.2", "0.2-0.5"),
        ("trial", "0.50", "0.2-0.5"),
        ("trial", "0.500000000000000001", ">0.5-1.0"),
        ("trial", "1", ">0.5-1.0"),
        ("trial", "2.0", ">1.0-2.0"),
        ("trial", "2.01", None),
        ("trial", "0.19", None),
        ("registry", "0.5", "0.5-<1"),
        ("registry", "0.499999999999999999", "0.2-<0.5"),
        ("registry", "2", None),
        ("wide", "0", "<0.5"),
        ("wide", "5", ">=5"),
        ("wide", "4.999999999999999999", "2-<5"),
        ("wide", "350", ">=5"),
        ("wide", None, None),
    ],
)
def test_a_boundary_belongs_where_the_notation_puts_it(preset, psa, label):
    assert stratum_of(psa, parsed_bins(PSA_PRESETS[preset])) == label


@pytest.mark.parametrize(
    ("text", "low_closed", "high_closed"),
    [
        ("0.2-0.5", True, True),
        (">0.2-0.5", False, True),
        ("0.2-<0.5", True, False),
        (">0.2-<0.5", False, False),
        ("0.2 \u2013 <0.5", True, False),
        ("<=0.5", False, True),
        ("\u22650.2", True, False),
        ("<0.5", False, False),
        (">0.2", False, False),
    ],
)
def test_a_plain_end_is_closed(text, low_closed, high_closed):
    (one,) = parsed_bins([text])
    assert (one.label, one.low_closed, one.high_closed) == (text, low_closed, high_closed)
    assert one.low in {Decimal("0.2"), None}
    assert one.high in {Decimal("0.5"), None}


@pytest.mark.parametrize("text", ["0.2-0.5", ">0.2-0.5", "0.2-<0.5", ">0.2-<0.5"])
def test_a_bin_alone_holds_its_limits_only_where_they_are_closed(text):
    (one,) = parsed_bins([text])
    assert one.holds(Decimal("0.20")) == one.low_closed
    assert one.holds(Decimal("0.50")) == one.high_closed
    assert one.holds(Decimal("0.3"))
    assert not one.holds(Decimal("0.1"))
    assert not one.holds(Decimal("0.6"))


@pytest.mark.parametrize(
    ("bins", "words"),
    [
        (["0.2-0.5", "0.5-1"], "'0.2-0.5' and '0.5-1' overlap: both hold 0.5."),
        (["0.2-<0.5", ">0.5-1"], "leave a gap: neither holds 0.5."),
        (["0.2-0.5", "0.6-1"], "leave a gap from 0.5 to 0.6."),
        (["0.2-0.5", "0.4-1"], "overlap."),
        (["1-2", "0.2-<1"], "are out of order."),
        (["1-2", "<1"], "are out of order."),
        (["<1", "<2"], "overlap."),
        ([">=1", "2-5"], "overlap."),
        (["0.5-0.2"], "holds no value."),
        (["0.5-<0.5"], "holds no value."),
        (["low"], "is not a PSA bin."),
        (["0,2-0,5"], "is not a PSA bin."),
        (["-0.5"], "is not a PSA bin."),
        ([""], "is not a PSA bin."),
        (["\u0660-1"], "is not a PSA bin."),
    ],
)
def test_gaps_overlaps_and_disorder_are_refused_by_name(bins, words):
    with pytest.raises(UsageError) as caught:
        parsed_bins(bins)
    assert words in str(caught.value)


def test_words_say_which_limits_belong():
    assert described(parsed_bins(PSA_PRESETS["trial"])) == (
        "from 0.2 up to and including 0.5 ng/mL; above 0.5 up to and including 1.0 ng/mL; "
        "above 1.0 up to and including 2.0 ng/mL"
    )
    assert described(parsed_bins(["<=1", ">1"])) == "up to and including 1 ng/mL; above 1 ng/mL"


@given(st.decimals(min_value=0, max_value=50, places=3), st.sampled_from(sorted(PSA_PRESETS)))
def test_a_value_belongs_to_one_bin_at_most_and_to_one_inside_the_range(value, preset):
    bins = parsed_bins(PSA_PRESETS[preset])
    holding = [one for one in bins if one.holds(value)]
    inside = (bins[0].low is None or value >= bins[0].low) and (bins[-1].high is None or value < bins[-1].high)
    assert len(holding) == 1 if inside else len(holding) <= 1
