"""A p of different patients by a test that papers print more rarely."""

from __future__ import annotations

import pytest

from psmatrial.analysis.printed_checks.unpaired import REASON
from tests.analysis.test_printed_unpaired import arms


@pytest.mark.parametrize(
    ("p", "method"),
    [
        # scipy 1.17: chi-squared times 79/80 0.0064998, unpooled z 0.0040176, log-likelihood 0.0056963. The usual three
        # give 0.0062, 0.0121 and 0.0115, one-sided 0.0031, 0.0060 and 0.0058.
        ("0.0065", "pearson times (N - 1)/N"),
        ("0.0040", "unpooled z"),
        ("0.0057", "likelihood ratio"),
    ],
)
def test_a_p_of_a_rarer_test_needs_another_method(p, method):
    one = arms("30/40", "18/40", f'p = "{p}"')["o.p"]
    assert (one.verdict, one.method) == ("needs-method", method)
    assert one.computed == pytest.approx(float(p), abs=0.00005)


def test_a_p_that_no_test_gives_tells_which_were_tried():
    one = arms("30/40", "18/40", 'p = "0.5"')["o.p"]
    told = "pearson 0.0062, pearson-corrected 0.0121, fisher 0.0115, "
    told += "pearson times (N - 1)/N 0.0065, unpooled z 0.0040, likelihood ratio 0.0057"
    assert one.verdict == "not-reproduced"
    assert one.note == f"none of these tests gives it: {told}; {REASON}"


def test_a_rarer_test_without_a_standard_error_is_left_out():
    one = arms("5/5", "0/7", 'p = "0.5"')["o.p"]
    assert "likelihood ratio <0.0001" in one.note
    assert "unpooled" not in one.note
