"""Files of one row a lesion, long and wide."""

from __future__ import annotations

import pytest

from psmatrial.data.rules import Layout
from psmatrial.errors import InputError, UsageError

WIDE = "patient_id,lesion_id,region,PSMA,MRI"
RESULTS = {"PSMA": {"modality": "PSMA"}, "MRI": {"modality": "MRI"}}
ROWS = ("P1,1,bed,positive,negative", "P1,2,node,negative,positive", "P2,1,bed,positive,positive")


def lesions(**more):
    return Layout(lesion="lesion", **more)


def test_both_forms_give_the_same_lesions(cohort):
    wide = cohort(*ROWS, header=WIDE, layout=Layout(lesion="lesion_id", results=RESULTS))
    cells = [row.split(",") for row in ROWS]
    long = [
        f"{p},{n},{r},{test},{result}" for p, n, r, *two in cells for test, result in zip(RESULTS, two, strict=True)
    ]
    header = "patient_id,lesion_id,region,modality,result"
    again = cohort(*long, header=header, layout=Layout(lesion="lesion_id"))
    assert wide.codes == again.codes
    assert wide.patients == again.patients == ("P1", "P2")
    assert wide.regions == ("bed / 1", "node / 2")


def test_a_file_without_regions_has_its_lesions_alone(cohort):
    found = cohort("P1,1,positive,negative", header="patient_id,lesion,PSMA,MRI", layout=lesions(results=RESULTS))
    assert found.regions == ("1",)


def test_the_same_lesion_twice_is_a_problem_of_its_line(cohort):
    with pytest.raises(InputError, match="second row") as refused:
        cohort(*ROWS[:1], *ROWS[:1], header=WIDE, layout=Layout(lesion="lesion_id", results=RESULTS))
    assert {problem.line for problem in refused.value.problems} == {3}


def test_a_lesion_without_a_number_is_refused(cohort):
    with pytest.raises(InputError, match="empty") as refused:
        cohort("P1,,bed,positive,negative", header=WIDE, layout=Layout(lesion="lesion_id", results=RESULTS))
    assert [problem.line for problem in refused.value.problems] == [2]


def test_a_row_of_another_width_is_refused_with_its_line(cohort):
    with pytest.raises(InputError, match="4 cells"):
        cohort("P1,1,bed,positive", header=WIDE, layout=Layout(lesion="lesion_id", results=RESULTS))


def test_a_column_that_is_not_there_is_named(cohort):
    with pytest.raises(UsageError, match="'lesion'"):
        cohort(*ROWS, header=WIDE, layout=lesions(results=RESULTS))
