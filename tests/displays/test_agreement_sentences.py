"""How agreement is told in copied sentences and opened numbers."""

from __future__ import annotations

from psmatrial.analysis.results import Row
from psmatrial.displays.sentences import value_text


def agreement(quantity, value, **more):
    return Row("r", quantity=quantity, value=value, low=0.13, high=0.7, level=0.95, **more)


def test_an_agreement_is_no_share_of_positive_readings():
    row = agreement("index-agreement", 0.84, numerator=82, denominator=150)
    assert value_text(row) == "0.8400 (95% interval 0.1300 to 0.7000)"


def test_a_difference_of_agreement_has_its_sign():
    assert value_text(agreement("agreement-difference", 0.41689)) == "+0.4169 (95% interval 0.1300 to 0.7000)"
    assert value_text(agreement("agreement-difference", 0.0)).startswith("0.0000")
