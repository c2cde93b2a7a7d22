"""SUVmax of single patients: sorted by what is shown of them, so that the order of the file's rows does not show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.run import compare
from psmatrial.model import Contrast

BASE = Plan(contrasts=(Contrast("PSMA", "fluciclovine"),))
PLAN = replace(
    BASE, measured=replace(BASE.measured, column="suv"), report=replace(BASE.report, figures=(), patient_level=True)
)


def patients(tmp_path, name, order):
    """Return what is shown of patients who differ by one thing each, in an order of the file."""
    shown = [(index, result) for index in ("", "0", "5.0") for result in ("positive", "negative")]
    rows = []
    for place in order:
        index, result = shown[place]
        rows += [(f"P{place:02}", "PSMA", result, index), (f"P{place:02}", "fluciclovine", "negative", "2.0")]
    path = tmp_path / name
    head = "patient_id,reader,modality,region,result,suv"
    lines = (f"{patient},R1,{test},bed,{result},{suv}" for patient, test, result, suv in rows)
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return compare(path, PLAN).further["suvmax"]["patients"]


@pytest.mark.parametrize("order", [(5, 4, 3, 2, 1, 0), (3, 0, 5, 1, 4, 2)])
def test_the_order_of_the_rows_does_not_show(tmp_path, order):
    first = patients(tmp_path, "first.csv", range(6))
    assert patients(tmp_path, "second.csv", order) == first
    assert [one["index"] for one in first][:2] == [5.0, 5.0]
    assert [one["index_found"] for one in first][:2] == [True, False]
