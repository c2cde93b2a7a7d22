"""What the plan says of a file: names, result columns, contradictions."""

from __future__ import annotations

import pytest

from psmatrial.data.rules import Layout
from psmatrial.errors import UsageError

HEADER = "patient_id,reader,modality,region,result,psa"
GOOD = "P01,R1,PSMA,bed,positive,0.35"


def said(cohort):
    return " ".join(str(problem) for problem in cohort.warnings)


def test_names_that_are_not_planned_are_refused_with_the_nearest(refused):
    layout = Layout(modalities=("PSMA", "fluciclovine"), readers=("R1", "R2"), regions=("prostate bed", "pelvic nodes"))
    rows = [
        f"P01,{place},positive,1" for place in ("R1,PSMA,prostate bed", "R3,PSMA,prostate bed", "R1,PSMA,pelvic node")
    ]
    found = refused(*rows, layout=layout)
    hint = "Accepted: R1, R2. If the test is not compared: give --index and --comparator."
    assert found[0] == f"reads.csv:3: reader: 'R3' is not a planned reader. {hint}"
    assert "'pelvic node' is not a planned region. Did you mean 'pelvic nodes'?" in found[1]


def test_a_planned_modality_without_a_row_is_refused_and_a_planned_reader_warned_of(cohort, refused):
    assert "no row for the planned modality 'FCV'" in refused(GOOD, layout=Layout(modalities=("PSMA", "FCV")))[0]
    found = cohort(GOOD, layout=Layout(readers=("R1", "R2")))
    assert found.readers == ("R1", "R2")
    assert "the planned reader 'R2' has no row" in said(found)
    assert found.reading(0, "PSMA", "R2", "bed") is None


def test_planned_readers_need_a_column_that_tells_them_apart(refused):
    layout = Layout(readers=("R1", "R2", "R3"))
    (problem,) = refused("P01,PSMA,positive", header="patient_id,modality,result", layout=layout)
    assert "3 readers are planned, but the file does not tell readers apart." in problem


WIDE = Layout(results={"psma": {"modality": "PSMA"}, "fcv": {"modality": "fluciclovine"}})


def test_a_wide_file_has_one_row_a_patient(cohort):
    rows = ("P01,positive,NEGATIVE,0.4", "P02,equivocal,,1", ",,,")
    found = cohort(*rows, header="patient_id,psma,fcv,psa", layout=WIDE)
    assert found.modalities == ("PSMA", "fluciclovine")
    assert [found.reading(0, name, "consensus", "patient") for name in found.modalities] == ["positive", "negative"]
    assert found.reading(1, "fluciclovine", "consensus", "patient") is None
    assert "reads.csv: fcv: 1 empty cell counts as no reading." in said(found)
    assert found.psa == ("0.4", "1")


def test_a_wide_file_may_have_a_column_per_reader_and_region(cohort):
    pairs = [(test, reader) for test in ("a", "b") for reader in ("R1", "R2")]
    results = {f"{test}_{reader}": {"modality": test, "reader": reader, "region": "bed"} for test, reader in pairs}
    header = ",".join(["patient_id", *results])
    found = cohort("P01,positive,negative,negative,positive", header=header, layout=Layout(results=results))
    assert found.readers == ("R1", "R2")
    assert found.reading(0, "b", "R2", "bed") == "positive"
    assert found.has_readers
    assert found.has_regions


def test_bad_cells_of_a_wide_file_are_named_by_their_column(refused):
    found = refused("P01,positve,negative", "P01,positive,negative", header="patient_id,psma,fcv", layout=WIDE)
    assert found[0].startswith("reads.csv:2: psma: 'positve' is not a result; did you mean 'positive'?")
    assert found[1].startswith("reads.csv:3: patient_id: the patient of line 2 is there again.")


def test_a_wide_column_that_is_missing_is_refused(refused):
    assert "there is no column 'fcv'." in refused("P01,positive", header="patient_id,psma", layout=WIDE)[0]


@pytest.mark.parametrize(
    "layout",
    [
        Layout(columns={"readr": "x"}),
        Layout(columns={"reader": "x", "psa": "x"}),
        Layout(values={"1": "positiv"}),
        Layout(values={"1": "positive", " 1": "negative"}),
        Layout(values={"Positive": "negative"}),
        Layout(results={"psma": {}}),
        Layout(results={"psma": {"modality": "PSMA"}}, columns={"modality": "test"}),
        Layout(results={"a": {"modality": "PSMA"}, "b": {"modality": "PSMA"}}),
        Layout(results={"a": {"modality": "PSMA", "reader": "R1"}, "b": {"modality": "FCV"}}),
        Layout(results={"psma": {"modality": "PSMA"}}, modalities=("FCV",)),
    ],
)
def test_a_layout_that_contradicts_itself_is_a_usage_error(cohort, layout):
    with pytest.raises(UsageError):
        cohort("P01,R1,PSMA,bed,positive,1,positive,positive,positive", header=HEADER + ",psma,a,b", layout=layout)


def test_a_row_of_a_reader_who_is_not_planned_may_hold_only_tests_that_are_not_compared(cohort, refused):
    results = {"psma": {"modality": "PSMA"}, "biopsy": {"modality": "histology"}}
    layout = Layout(results=results, readers=("R1",), compared=("PSMA",), repeats=True, row_reader="who")
    header = "patient_id,who,psma,biopsy"
    assert cohort("P01,R1,positive,", "P01,board,,positive", header=header, layout=layout).readers == ("board", "R1")
    (problem,) = refused("P01,R1,positive,", "P01,board,positive,positive", header=header, layout=layout)
    assert problem == "reads.csv:3: who: 'board' is not a planned reader. Accepted: R1."


def test_the_tests_that_are_compared_by_their_names_are_those_of_the_planned_readers(cohort, refused):
    results = {"p": {"modality": "PSMA"}, "a": {"modality": "Axumin"}, "biopsy": {"modality": "histology"}}
    layout = Layout(results=results, readers=("R1",), repeats=True, row_reader="who")
    header = "patient_id,who,p,a,biopsy"
    found = cohort("P01,R1,positive,negative,", "P01,board,,,positive", header=header, layout=layout)
    assert (found.readers, found.reading(0, "histology", "board", "patient")) == (("board", "R1"), "positive")
    (problem,) = refused("P01,R1,positive,,", "P01,board,,negative,positive", header=header, layout=layout)
    assert problem == "reads.csv:3: who: 'board' is not a planned reader. Accepted: R1."


@pytest.mark.parametrize(
    "layout", [Layout(patient_columns=("grade",)), Layout(measured="grade"), Layout(columns={"region": "grade"})]
)
def test_a_column_that_the_layout_uses_is_not_pointed_at_for_an_absent_one(cohort, layout):
    row, header = "P01,4,PSMA,positive", "patient_id,grade,modality,result"
    assert "If 'grade' is it: --column reader=grade." in said(cohort(row, header=header))
    assert "is it" not in said(cohort(row, header=header, layout=layout))


def test_a_result_column_is_not_pointed_at_for_an_absent_one(cohort):
    layout = Layout(results={"psma": {"modality": "PSMA"}})
    assert "is it" not in said(cohort("P01,positive", header="patient_id,psma", layout=layout))
