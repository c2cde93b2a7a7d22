"""ADaM BDS: the plan says which PARAMCD is which test; derived records are refused."""

from __future__ import annotations

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout, Opening
from psmatrial.errors import InputError, UsageError
from tests.data.presets.table import written

RESULTS = {
    "PSMAPN": {"modality": "PSMA", "region": "pelvic nodes"},
    "FACPN": {"modality": "fluciclovine", "region": "pelvic nodes"},
}
OPENING = Opening(preset="adam-bds")
LAYOUT = Layout(opening=OPENING, results=RESULTS, values={"Y": "positive", "N": "negative"}, columns={"psa": "PSABL"})


def row(subject, code, value, **more):
    return {"USUBJID": subject, "PARAMCD": code, "AVALC": value, "PSABL": "0.35", "ANL01FL": "Y", "DTYPE": "", **more}


ROWS = [row("S1-01", "PSMAPN", "Y"), row("S1-01", "FACPN", "N"), row("S1-01", "WEIGHT", "80")]


def refusal(path, layout=LAYOUT):
    with pytest.raises(InputError) as caught:
        read_cohort(path, layout)
    return [str(problem) for problem in caught.value.problems]


def test_planned_parameters_are_readings_and_the_others_are_counted(tmp_path):
    found = read_cohort(written(tmp_path, [*ROWS, row("S1-01", "PSMAPN", "N", ANL01FL="")]), LAYOUT)
    assert (found.modalities, found.regions, found.rows) == (("PSMA", "fluciclovine"), ("pelvic nodes",), 2)
    readings = [found.reading(0, name, "consensus", "pelvic nodes") for name in found.modalities]
    assert readings == ["positive", "negative"]
    assert found.psa == ("0.35",)
    assert [str(problem) for problem in found.warnings][:2] == [
        "reads.csv: 1 row left out: the plan gives its PARAMCD no test.",
        "reads.csv: 1 row left out: ANL01FL is not Y.",
    ]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (row("S1-02", "PSMAPN", "Y", DTYPE="LOCF"), "reads.csv:5: DTYPE: the record was derived or imputed."),
        (row("S1-01", "PSMAPN", "Y"), "reads.csv:5: AVALC: patient 'S1-01' has a second row"),
        (row("S1-02", "PSMAPN", "MAYBE"), "reads.csv:5: AVALC: 'MAYBE' is not a result"),
        (row("", "PSMAPN", "Y"), "reads.csv:5: USUBJID: the cell is empty."),
    ],
)
def test_what_is_ambiguous_is_refused_with_its_row(tmp_path, extra, words):
    (said,) = refusal(written(tmp_path, [*ROWS, extra]))
    assert said.startswith(words)


def test_yes_and_no_mean_nothing_until_the_plan_says_so(tmp_path):
    said = refusal(written(tmp_path, ROWS), Layout(opening=OPENING, results=RESULTS))
    assert [line.split(";")[0] for line in said] == [
        "reads.csv:2: AVALC: 'Y' is not a result. Accepted: positive, negative, equivocal, non-evaluable.",
        "reads.csv:3: AVALC: 'N' is not a result. Accepted: positive, negative, equivocal, non-evaluable.",
    ]


def test_a_planned_parameter_without_a_record_is_refused(tmp_path):
    (said,) = refusal(written(tmp_path, ROWS[:1]))
    assert said.startswith("reads.csv: PARAMCD: no record to be analysed has the PARAMCD 'FACPN'.")


def test_a_plan_that_names_no_parameter_is_told_which_there_are(tmp_path):
    with pytest.raises(UsageError, match=r"\[results\].*The file has: 'FACPN', 'PSMAPN', 'WEIGHT'"):
        read_cohort(written(tmp_path, ROWS), Layout(opening=OPENING))


def test_a_region_for_some_parameters_only_is_refused(tmp_path):
    mixed = {"PSMAPN": RESULTS["PSMAPN"], "FACPN": {"modality": "fluciclovine"}}
    with pytest.raises(UsageError, match="'FACPN' has no region"):
        read_cohort(written(tmp_path, ROWS), Layout(opening=OPENING, results=mixed))


def test_without_the_parameter_code_the_file_is_refused(tmp_path):
    assert "there is no column 'PARAMCD'" in refusal(written(tmp_path, [{"USUBJID": "1", "AVALC": "Y"}]))[0]
