"""Columns that say one thing of a patient, and numbers measured on readings."""

from __future__ import annotations

import pytest

from psmatrial.data.rules import Layout
from psmatrial.errors import InputError, UsageError

HEADER = "patient_id,reader,modality,result,grade,suvmax"
LAYOUT = Layout(patient_columns=("grade",), measured="suvmax")


def test_each_patient_has_the_value_of_any_of_its_rows(cohort):
    rows = ("P1,R1,PSMA,positive,,4.0", "P1,R2,PSMA,positive, 3 ,9.0", "P2,R1,PSMA,negative,,")
    found = cohort(*rows, header=HEADER, layout=LAYOUT)
    assert found.patient_columns == {"grade": ("3", None)}


def test_a_measure_is_the_middle_of_the_readers_and_the_highest_of_their_regions(cohort):
    header = "patient_id,reader,modality,region,result,suvmax"
    values = (("R1", "bed", "4.0"), ("R1", "node", "9.0"), ("R2", "bed", "2.0"), ("R3", "bed", "30"))
    rows = [f"P1,{reader},PSMA,{region},positive,{value}" for reader, region, value in values]
    found = cohort(*rows, header=header, layout=Layout(measured="suvmax"))
    assert found.measured == {"PSMA": (9.0,)}


def test_two_values_of_one_patient_are_refused_with_both_lines(cohort):
    with pytest.raises(InputError) as refused:
        cohort("P1,R1,PSMA,positive,3,", "P1,R2,PSMA,positive,4,", header=HEADER, layout=LAYOUT)
    [problem] = refused.value.problems
    assert (problem.line, problem.column) == (3, "grade")
    assert "'4' here and '3' on line 2" in problem.text


@pytest.mark.parametrize("text", ["-1", "1e3", "high", "12,5", "nan"])
def test_what_is_no_measured_value_is_refused(cohort, text):
    with pytest.raises(InputError) as refused:
        cohort(f'P1,R1,PSMA,positive,3,"{text}"', header=HEADER, layout=LAYOUT)
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(2, "suvmax")]


def test_a_value_that_could_identify_is_refused_and_not_repeated(cohort):
    with pytest.raises(InputError) as refused:
        cohort("P1,R1,PSMA,positive,1950-03-01,", header=HEADER, layout=LAYOUT)
    assert "1950" not in str(refused.value)


@pytest.mark.parametrize("layout", [Layout(patient_columns=("grades",)), Layout(measured="suv")])
def test_a_column_that_is_not_there_is_named(cohort, layout):
    with pytest.raises(UsageError, match="does not have"):
        cohort("P1,R1,PSMA,positive,3,", header=HEADER, layout=layout)
