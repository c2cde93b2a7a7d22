"""SDTM TU and TR: a row is what one reader saw of one lesion; what would be a guess is refused."""

from __future__ import annotations

from itertools import permutations

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout, Opening
from psmatrial.errors import InputError
from tests.data.presets.table import written

TU = Layout(opening=Opening(preset="sdtm-tu"), values={"NONE": "negative"})
TR = Layout(opening=Opening(preset="sdtm-tr"))


def tu(subject, method, place, result="TARGET", reader="READER 1", **more):
    return {
        "STUDYID": "S1",
        "DOMAIN": "TU",
        "USUBJID": subject,
        "TULNKID": "L1",
        "TUTESTCD": "TUMIDENT",
        "TUSTRESC": result,
        "TULOC": place,
        "TUMETHOD": method,
        "TUEVAL": "INDEPENDENT ASSESSOR",
        "TUEVALID": reader,
        "TUACPTFL": "",
        "VISITNUM": "1",
        **more,
    }


def tr(subject, method, result, **more):
    return {
        "USUBJID": subject,
        "TRTESTCD": "TUMSTATE",
        "TRSTRESC": result,
        "TRMETHOD": method,
        "TREVALID": "READER 1",
        **more,
    }


ROWS = [
    tu("S1-01", "PSMA PET/CT", "PELVIS"),
    tu("S1-01", "PSMA PET/CT", "BONE", "NON-TARGET", TULNKID="L2"),
    tu("S1-01", "FLUCICLOVINE PET/CT", "PELVIS", "NONE"),
    tu("S1-02", "PSMA PET/CT", "PELVIS", "NE"),
    tu("S1-02", "FLUCICLOVINE PET/CT", "PELVIS", "NEW"),
]


def refusal(path, layout):
    with pytest.raises(InputError) as caught:
        read_cohort(path, layout)
    return [str(problem) for problem in caught.value.problems]


def reading(cohort, patient_no, modality, region="patient"):
    return cohort.reading(patient_no, modality, cohort.readers[0], region)


def test_identified_lesions_are_positive_readings_of_their_location(tmp_path):
    found = read_cohort(written(tmp_path, ROWS), TU)
    assert found.modalities == ("PSMA PET/CT", "FLUCICLOVINE PET/CT")
    assert (found.readers, found.regions) == (("READER 1",), ("PELVIS", "BONE"))
    assert [reading(found, 0, name, "PELVIS") for name in found.modalities] == ["positive", "negative"]
    assert [reading(found, 1, name, "PELVIS") for name in found.modalities] == ["non-evaluable", "positive"]
    assert reading(found, 0, "PSMA PET/CT", "BONE") == "positive"
    assert reading(found, 1, "PSMA PET/CT", "BONE") is None


@pytest.mark.parametrize(
    ("results", "joint"),
    [
        (("TARGET", "NONE"), "positive"),
        (("NONE", "TARGET"), "positive"),
        (("NONE", "NONE"), "negative"),
        (("NE", "TARGET"), "positive"),
        (("EQUIVOCAL", "TARGET"), "positive"),
        (("NONE", "NE"), "non-evaluable"),
        (("NONE", "EQUIVOCAL"), "equivocal"),
        *((results, "positive") for results in permutations(("EQUIVOCAL", "NE", "TARGET", "NONE"))),
    ],
)
def test_lesions_of_one_location_are_joined(tmp_path, results, joint):
    rows = [tu("S1-03", "PSMA PET/CT", "PELVIS", result, TULNKID=f"L{at}") for at, result in enumerate(results)]
    found = read_cohort(written(tmp_path, [*ROWS, *rows]), TU)
    assert reading(found, 2, "PSMA PET/CT", "PELVIS") == joint
    assert found.rows == len(ROWS) + len(rows)


def test_equivocal_and_non_evaluable_lesions_of_one_location_have_no_joint_answer(tmp_path):
    rows = [tu("S1-03", "PSMA PET/CT", "PELVIS", result) for result in ("EQUIVOCAL", "NE")]
    (said,) = refusal(written(tmp_path, [*ROWS, *rows]), TU)
    assert said.startswith("reads.csv:8: TUSTRESC: patient 'S1-03' has equivocal and non-evaluable lesions")
    assert "'PELVIS'; line 7 is the first. Which of the two counts" in said
    again = [*rows, *(tu("S1-03", "PSMA PET/CT", "PELVIS", result) for result in ("NONE", "NE", "EQUIVOCAL"))]
    assert refusal(written(tmp_path, [*ROWS, *again]), TU) == [said]


def test_other_tests_and_assessments_not_done_are_left_out_and_counted(tmp_path):
    rows = [
        *ROWS,
        tu("S1-09", "PSMA PET/CT", "BONE", "SPLIT", TUTESTCD="TUSPLIT"),
        tu("S1-09", "PSMA PET/CT", "", "", TUSTAT="NOT DONE"),
    ]
    found = read_cohort(written(tmp_path, rows), TU)
    assert found.patients == ("S1-01", "S1-02")
    assert [str(problem) for problem in found.warnings][:2] == [
        "reads.csv: 1 row left out: TUTESTCD is not TUMIDENT or LESIDENT.",
        "reads.csv: 1 row left out: TUSTAT is NOT DONE.",
    ]


def test_rows_that_are_left_out_are_looked_at_too(tmp_path):
    rows = [*ROWS, tu("S1-09", "PSMA PET/CT", "BONE", TUTESTCD="TUSPLIT", NOTE="call 310-555-0199")]
    said = refusal(written(tmp_path, rows), TU)
    assert said[0].startswith("reads.csv:7: NOTE: the cell holds what looks like a telephone number")


def test_a_dataset_of_found_lesions_only_is_refused(tmp_path):
    rows = [row for row in ROWS if row["TUSTRESC"] in {"TARGET", "NEW", "NON-TARGET"}]
    (said,) = refusal(written(tmp_path, rows), TU)
    assert "does not tell who was scanned and had none" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DOMAIN": "TR"}, "DOMAIN: the record is of the domain 'TR', not TU."),
        ({"TUEVAL": "INVESTIGATOR"}, "TUEVAL: there are readings by 'INDEPENDENT ASSESSOR' and by 'INVESTIGATOR'."),
        ({"VISITNUM": "2"}, "VISITNUM: the patient has another visit under 'PSMA PET/CT' on line 2."),
        ({"TUSTRESC": "BENIGN"}, "TUSTRESC: 'BENIGN' is not a result"),
        ({"TULOC": ""}, "TULOC: the cell is empty."),
        ({"TUEVALID": ""}, "TUEVALID: the cell is empty."),
        ({"VISIT": "2020-01-31"}, "VISIT: the cell holds what looks like a date"),
    ],
)
def test_what_is_ambiguous_is_refused_with_its_row(tmp_path, change, words):
    (said,) = refusal(written(tmp_path, [*ROWS, tu("S1-01", "PSMA PET/CT", "LUNG") | change]), TU)
    assert said.startswith(f"reads.csv:7: {words}")


def test_all_problems_of_a_dataset_are_told_at_once(tmp_path):
    rows = [*ROWS, tu("S1-03", "PSMA PET/CT", "BONE", "BENIGN", VISITNUM="1", DOMAIN="TR"), tu("S1-03", "", "BONE")]
    assert len(refusal(written(tmp_path, rows), TU)) == 3


def test_only_accepted_records_are_read_where_that_is_asked_for(tmp_path):
    accepted = Layout(opening=Opening(preset="sdtm-tu-accepted"), values={"NONE": "negative"})
    rows = [
        tu("S1-01", "PSMA PET/CT", "PELVIS", "NONE", "READER 1"),
        tu("S1-01", "PSMA PET/CT", "PELVIS", "TARGET", "READER 2", TUACPTFL="Y"),
        tu("S1-01", "FLUCICLOVINE PET/CT", "PELVIS", "NONE", "READER 1", TUACPTFL="Y"),
    ]
    found = read_cohort(written(tmp_path, rows), accepted)
    assert (found.readers, found.has_readers) == (("consensus",), False)
    assert [reading(found, 0, name, "PELVIS") for name in found.modalities] == ["positive", "negative"]
    assert str(found.warnings[0]) == "reads.csv: 1 row left out: TUACPTFL is not Y."


def test_the_columns_of_the_plan_win_over_those_of_the_standard(tmp_path):
    rows = [row | {"TRACER": row["TUMETHOD"].split()[0], "TUMETHOD": "PET/CT SCAN"} for row in ROWS]
    layout = Layout(columns={"modality": "TRACER"}, values=TU.values, opening=TU.opening)
    assert read_cohort(written(tmp_path, rows), layout).modalities == ("PSMA", "FLUCICLOVINE")


def test_without_the_column_that_chooses_rows_the_file_is_refused(tmp_path):
    rows = [{key: value for key, value in row.items() if key != "TUTESTCD"} for row in ROWS]
    assert "there is no column 'TUTESTCD'" in refusal(written(tmp_path, rows), TU)[0]


def test_the_state_of_lesions_is_the_result_of_the_patient(tmp_path):
    rows = [
        tr("S1-01", "PSMA PET/CT", "ABSENT"),
        tr("S1-01", "PSMA PET/CT", "PRESENT"),
        tr("S1-01", "PSMA PET/CT", "12", TRTESTCD="LDIAM"),
        tr("S1-01", "FLUCICLOVINE PET/CT", "ABSENT"),
    ]
    found = read_cohort(written(tmp_path, rows), TR)
    assert [reading(found, 0, name) for name in found.modalities] == ["positive", "negative"]
    assert found.has_regions is False
    placed = read_cohort(written(tmp_path, [row | {"TRLOC": "BONE"} for row in rows]), TR)
    assert placed.regions == ("BONE",)


def test_accepted_states_are_read_where_that_is_asked_for(tmp_path):
    rows = [
        tr("S1-01", "PSMA PET/CT", "ABSENT", TRACPTFL=""),
        tr("S1-01", "PSMA PET/CT", "PRESENT", TRACPTFL="Y"),
        tr("S1-01", "FLUCICLOVINE PET/CT", "ABSENT", TRACPTFL="Y"),
    ]
    found = read_cohort(written(tmp_path, rows), Layout(opening=Opening(preset="sdtm-tr-accepted")))
    assert [reading(found, 0, name) for name in found.modalities] == ["positive", "negative"]
