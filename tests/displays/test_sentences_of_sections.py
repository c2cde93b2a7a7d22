"""Sentences of what is held against the truth, of treatment that changed and of several tests."""

from __future__ import annotations

import pytest

from psmatrial.analysis.results import Row
from psmatrial.displays.opened import opened
from psmatrial.displays.quantity_names import QUANTITIES
from psmatrial.displays.sentences import sentence
from tests.reports import examples

OF_PATIENTS = "patient.all"


def told(name, row):
    (table,) = opened(examples.results(name), [row])
    (number,) = table.numbers
    return number.heading, number.value, number.sentence


def test_a_difference_of_sensitivity_is_told_in_points():
    # 38 of 43 against 29 of 43: 9/43 is 0.2093.
    heading, value, text = told("truth", f"{OF_PATIENTS}.sensitivity-difference.tango")
    assert heading == "Difference of sensitivity"
    assert value.startswith("+20.9 points (95% interval ")
    assert text.startswith("Per patient: difference of sensitivity +21 points (95% interval ")
    assert text.endswith("), PSMA minus fluciclovine (Tango score; n = 43).")


def test_a_rate_against_the_truth_names_its_test_and_its_patients():
    heading, value, text = told("truth", f"{OF_PATIENTS}.index-cdr.clopper-pearson")
    assert heading == "Correct detection rate, PSMA"
    assert value.startswith("38/72, 52.8% (")
    assert text.startswith("Per patient: correct detection rate, PSMA 38/72 (53%; 95% interval ")


def test_a_ratio_of_predictive_values_has_two_decimals():
    # 25/30 over 24/38 is 1.3194.
    heading, value, text = told("truth", f"{OF_PATIENTS}.npv-ratio.log-wald")
    assert heading == "Ratio of negative predictive values"
    assert value.startswith("1.32 (95% interval ")
    assert ", PSMA over fluciclovine (" in text


def test_a_share_of_those_changed_is_told_of_them_and_not_of_all():
    # 7 of the 15 whose treatment changed, of 69.
    _, value, text = told("management", "management.all.change-other-of-changed.clopper-pearson")
    assert value.startswith("7/15, 46.7% (")
    assert text.startswith("Management: other change of treatment, of those changed 7/15 (47%; 95% interval ")
    assert "69" not in text
    _, value, text = told("management", "management.all.change-any.clopper-pearson")
    assert value.startswith("15/69, 21.7% (")
    assert text.startswith("Management: any change of treatment 15/69 (22%; 95% interval ")


@pytest.mark.parametrize("name", ["truth", "management", "three-tests", "lesions"])
def test_every_number_of_a_section_has_a_name_in_words(name):
    assert {row.quantity for row in examples.results(name)} <= set(QUANTITIES)


def test_a_rate_of_nobody_has_no_bracket_that_was_not_opened():
    row = Row("r", index="A", comparator="B", quantity="index-rate", numerator=0, denominator=0, n=0)
    assert sentence(row, "Patient, any region", "Wald") == "Per patient: A detected disease in 0/0 (Wald)."
