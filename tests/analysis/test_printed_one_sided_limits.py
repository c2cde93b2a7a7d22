"""None or all of n: a one-sided limit of the paper's own method, which other methods give two-sided."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.stats.printed import fixed
from tests.analysis.test_reproduce import run

NAMED = '[methods]\ninterval = "clopper-pearson"\n'
ONE_SIDED = "clopper-pearson, one-sided"


def limits(count, interval, head=NAMED, more=""):
    body = f'{head}[[outcome]]\nid = "o"\nindex = {{count = "{count}", interval = "{interval}"}}\n{more}'
    return run(body)["o.index.interval"]


@pytest.mark.parametrize(
    ("count", "interval", "others", "computed"),
    [
        # 1 - 0.05^(1/50) = 0.058155, 0.05^(1/20) = 0.860891; mid-p, which halves the tail, gives the same two-sided.
        ("0/50", "0-5.82", "mid-p", [0.0, 5.8155]),
        ("0/50", "0-6", "mid-p, blaker", [0.0, 5.8155]),
        ("20/20", "86.1-100", "mid-p", [86.0891, 100.0]),
    ],
)
def test_the_one_sided_limit_of_the_named_method_goes_before_another_method(count, interval, others, computed):
    one = limits(count, interval)
    assert (one.verdict, one.method) == ("needs-method", ONE_SIDED)
    assert one.computed == pytest.approx(computed, abs=0.0001)
    assert one.note == (
        f"the paper names clopper-pearson, and this is a one-sided limit at level 0.95; two-sided it fits only {others}"
    )


def test_a_one_sided_limit_among_two_sided_ones_is_named_as_such():
    more = '[[outcome]]\nid = "a"\nindex = {count = "8/50", interval = "7-29"}\n'
    more += '[[outcome]]\nid = "b"\nindex = {count = "4/50", interval = "2-19"}\n'
    one = limits("0/50", "0-6", "", more)
    assert (one.verdict, one.method) == ("needs-method", ONE_SIDED)
    assert "other intervals of the paper fit clopper-pearson" in one.note


def test_a_limit_that_the_named_method_gives_two_sided_is_reproduced():
    one = limits("0/50", "0-7.1")
    assert (one.verdict, one.method) == ("reproduced", "clopper-pearson")


def test_another_method_is_named_where_the_one_sided_limit_does_not_fit_either():
    one = limits("28/50", "42.3-68.8")
    assert (one.verdict, one.method) == ("needs-method", "wilson")
    assert "one-sided" not in one.note


@given(n=st.integers(5, 400), places=st.integers(0, 2), none=st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_one_sided_limit_of_the_named_method_is_never_put_down_to_another(n, places, none):
    reach = 100 * (1 - 0.05 ** (1 / n))
    interval = f"0-{fixed(reach, places)}" if none else f"{fixed(100 - reach, places)}-100"
    assert limits(f"{0 if none else n}/{n}", interval).method in (ONE_SIDED, "clopper-pearson")
