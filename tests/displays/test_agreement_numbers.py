"""Coefficients of agreement as text: on which side of 0 a limit lies is seen, and what is printed as 0 has no sign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.displays.tables import agreement, agreement_pairs
from tests.cohorts import trial
from tests.displays.paragraphs import results_paragraphs

DIFFERENCE = "patient.all.agreement-difference.pairwise"


def altered(row_id, **numbers):
    """Return the trial with other numbers in one row."""
    rows = tuple(replace(row, **numbers) if row.id == row_id else row for row in trial())
    assert rows != trial().rows
    return replace(trial(), rows=rows)


def texts(table, row_id):
    return [cell.text for cells in table.rows for cell in cells if cell.row == row_id]


@pytest.mark.parametrize(
    ("value", "low", "high", "printed"),
    [
        (-0.0744, -0.1457, -0.0031, ["−0.074", "−0.146 to −0.003"]),
        (0.0744, 0.0031, 0.1457, ["+0.074", "0.003 to 0.146"]),
        (0.0031, -0.1457, 0.1519, ["0.00", "−0.15 to 0.15"]),
        (-0.0031, -0.1519, 0.1457, ["0.00", "−0.15 to 0.15"]),
        (0.005, -0.2, 0.21, ["+0.01", "−0.20 to 0.21"]),
        (0.1, 0.0, 0.2, ["+0.10", "0.00 to 0.20"]),
        (None, None, None, ["–", "–"]),
    ],
)
def test_a_difference_shows_on_which_side_of_nothing_its_limits_lie(value, low, high, printed):
    found = altered(DIFFERENCE, value=value, low=low, high=high)
    assert texts(agreement.table(found), DIFFERENCE) == printed
    said = " ".join(results_paragraphs(found))
    assert value is None or f"difference {printed[0]} ({printed[1]})" in said


def test_a_kappa_shows_on_which_side_of_chance_its_limits_lie():
    row_id = "patient@R1-R2.all.index-agreement.cohen"
    found = altered(row_id, value=0.3, low=-0.0004, high=0.6)
    assert texts(agreement_pairs.table(found), row_id) == ["0.3000", "−0.0004 to 0.6000"]
    row_id = "patient.all.comparator-agreement.fleiss"
    found = altered(row_id, value=0.3, low=0.0004, high=0.6)
    assert texts(agreement.table(found), row_id)[:2] == ["0.3000", "0.0004 to 0.6000"]
