"""Files of earlier PSA values: what is read, and what is refused with its place."""

from __future__ import annotations

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.psa_history import DAYS_A_MONTH
from psmatrial.data.rules import Layout, Opening
from psmatrial.errors import InputError, UsageError

READS = "patient_id,modality,result,psa\n" + "".join(
    f"{patient},{test},positive,1\n" for patient in ("P1", "P2") for test in ("PSMA", "FACBC")
)
HEADER = "patient_id,month,psa\n"


def cohort(tmp_path, history, name="psa.csv", reads=READS, **opening):
    (tmp_path / "reads.csv").write_text(reads, encoding="utf-8")
    if history is not None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(history, encoding="utf-8")
    return read_cohort(tmp_path / "reads.csv", Layout(psa_history=name, opening=Opening(**opening)))


def values_of(found):
    history = found.psa_history
    return (*history.values,)


def problem(tmp_path, history, **more):
    with pytest.raises(InputError) as refused:
        cohort(tmp_path, history, **more)
    (found,) = refused.value.problems
    return found


def test_values_stand_with_their_patient_in_days(tmp_path):
    found = cohort(tmp_path, f"{HEADER}P2,-6,0.4\nP1,0,1\nP2,0,<0.1\n").psa_history
    assert found.values == (((0.0, 1.0),), ((-6 * DAYS_A_MONTH, 0.4), (0.0, 0.0)))
    assert (found.rows, found.others, found.source) == (3, 0, "psa.csv")
    assert len(found.sha256) == 64


def test_days_and_any_format_that_is_read(tmp_path):
    found = cohort(tmp_path, "psa\tday\tpatient_id\n0.5\t−30\tP1\n", "earlier/psa.tsv").psa_history
    assert found.values == (((-30.0, 0.5),), ())


def test_a_decimal_comma_is_that_of_the_plan(tmp_path):
    found = cohort(tmp_path, "patient_id;month;psa\nP1;-1,5;0,25\n", decimal=",").psa_history
    assert found.values[0] == ((-1.5 * DAYS_A_MONTH, 0.25),)


@pytest.mark.parametrize("text", ["1.234", "-1.234"])
def test_a_point_in_a_time_is_refused_where_a_comma_is_declared(tmp_path, text):
    found = problem(tmp_path, f"patient_id;day;psa\nP1;{text};0,25\n", decimal=",")
    assert (found.line, found.column) == (2, "day")
    assert found.text == f"'{text}' has a decimal point, but the plan declares a decimal comma."


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_a_time_that_could_be_above_a_thousand_leaves_the_comma_of_psa_uncertain(tmp_path, text):
    with pytest.raises(InputError, match=r"psa.csv:2: psa: '0,25' has a decimal comma"):
        cohort(tmp_path, f"patient_id;day;psa\nP1;{text};0,25\n")


def test_patients_without_readings_are_counted_and_told(tmp_path):
    found = cohort(tmp_path, f"{HEADER}P1,0,1\nP8,0,1\nP9,0,1\n")
    assert found.psa_history.others == 2
    assert "psa.csv: 2 patients of the PSA history are not in the readings." in map(str, found.warnings)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("P1,2024-03-01,1", "month", "looks like a date"),
        ("P1,soon,1", "month", "'soon' is not a number of months"),
        ("P1,,1", "month", "there is no time"),
        ("P1,4000,1", "month", "more than 100 years"),
        ("P1,0,", "psa", "there is no PSA"),
        ("P1,0,high", "psa", "'high' is not a number"),
        ("P1,0,-1", "psa", "-1"),
        (",0,1", "patient_id", "there is no patient"),
        ("P\u200b1,0,1", "patient_id", "invisible character"),
        ("P1,0", "", "the row has 2 cells, the header has 3"),
        ("P1,3,2", "month", "the patient has a PSA of this month on line 2 already"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(tmp_path, row, column, says):
    found = problem(tmp_path, f"{HEADER}P1,3,1\n{row}\n")
    assert (found.file, found.line, found.column) == ("psa.csv", 3, column)
    assert says in found.text


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("patient_id,date,month,psa", "by its name, the column holds a date."),
        ("patient_id,month", "there is no column 'psa'."),
        ("patient_id,time,psa", "there is no column 'month' and no column 'day'."),
        ("patient_id,month,day,psa", "there are columns 'month' and 'day'."),
    ],
)
def test_columns_that_are_missing_or_identify_are_refused(tmp_path, header, says):
    found = problem(tmp_path, f"{header}\n")
    assert says in found.text
    assert found.line == 1


def test_a_date_is_told_how_to_be_written(tmp_path):
    found = problem(tmp_path, f"{HEADER}P1,01/02/2024,1\n")
    assert "months before or after the scan" in found.hint
    assert "2024" not in str(found)


def test_what_identifies_beside_the_columns_is_refused(tmp_path):
    found = problem(tmp_path, "patient_id,month,psa,comment\nP1,0,1,seen on 2024-03-01\n")
    assert (found.line, found.column) == (2, "comment")


def test_a_file_of_other_patients_is_refused(tmp_path):
    assert "none of its patients" in problem(tmp_path, f"{HEADER}Q1,0,1\n").text


def test_a_file_that_is_not_there_is_named(tmp_path):
    found = problem(tmp_path, None)
    assert (found.file, found.text) == ("psa.csv", "there is no such file.")


def test_a_column_of_the_readings_does_not_stand_beside_a_history(tmp_path):
    reads = READS.replace("psa\n", "psa_doubling_time\n")
    with pytest.raises(UsageError, match="the readings have a column 'psa_doubling_time'"):
        cohort(tmp_path, f"{HEADER}P1,0,1\n", reads=reads)


def test_a_frame_has_no_folder_for_a_history():
    import pandas as pd

    frame = pd.DataFrame({"patient_id": ["P1"], "modality": ["PSMA"], "result": ["positive"]})
    with pytest.raises(UsageError, match="these readings come from a frame"):
        read_cohort(frame, Layout(psa_history="psa.csv"))


def test_ids_that_only_case_or_form_tells_from_those_of_the_readings_are_refused(tmp_path):
    for name in ("p1", "\uff301"):
        found = problem(tmp_path, f"{HEADER}P2,0,1\n{name},0,1\n")
        assert (found.line, found.column) == (3, "patient_id")
        assert "one of the readings, only by case or by how its letters are encoded" in found.text
    found = problem(tmp_path, f"{HEADER}P1,0,1\nQ1,0,1\nq1,0,1\n")
    assert (found.line, "'Q1', one on line 3" in found.text) == (4, True)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("patient_id,month,psa", "the line of column names is there again"),
        ("Total,,12", "this looks like a row of totals"),
    ],
)
def test_a_row_that_is_no_measurement_is_refused(tmp_path, row, says):
    found = problem(tmp_path, f"{HEADER}P1,0,1\n{row}\n")
    assert (found.line, says in found.text) == (3, True)


def test_patients_of_a_history_under_their_names_are_refused(tmp_path):
    text = str(problem(tmp_path, f"{HEADER}P1,0,1\nAnna Miller,0,1\nJohn Smith,0,2\n"))
    assert "under their names" in text
    assert "Miller" not in text


def test_a_history_without_values_is_refused(tmp_path):
    assert "a line of column names and no rows" in problem(tmp_path, HEADER).text
    assert "a line of column names and no rows" in problem(tmp_path, f"{HEADER},,\n").text


def test_a_decimal_comma_that_is_certain_is_accepted_and_told(tmp_path):
    found = cohort(tmp_path, 'patient_id,month,psa\nP1,"-1,5","0,25"\n')
    assert values_of(found) == (((-1.5 * DAYS_A_MONTH, 0.25),), ())
    assert any("psa.csv: psa: the numbers have a decimal comma" in str(warning) for warning in found.warnings)
    with pytest.raises(InputError, match="decimal comma"):
        cohort(tmp_path, "patient_id;month;psa\nP1;0;1,250\n")


def test_the_encoding_of_the_plan_counts_where_the_bytes_do_not_tell(tmp_path):
    reads = READS.replace("P1", "Pл1")
    (tmp_path / "reads.csv").write_text(reads, encoding="utf-8")
    layout = Layout(psa_history="psa.csv", opening=Opening(encoding="cp1251"))
    (tmp_path / "reads.csv").write_bytes(reads.encode("cp1251"))
    for encoding in ("cp1251", "utf-8"):
        (tmp_path / "psa.csv").write_bytes(f"{HEADER}Pл1,0,1\n".encode(encoding))
        assert values_of(read_cohort(tmp_path / "reads.csv", layout)) == (((0.0, 1.0),), ())
