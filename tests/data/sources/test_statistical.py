"""SAS, SPSS and Stata: labels are what is seen, declared missing values are nothing, whole numbers have no decimals."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyreadstat
import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout
from psmatrial.data.sources import _statistical, dta, sav, xpt
from psmatrial.errors import InputError

FRAME = pd.DataFrame({"patient_id": ["P01", "P02", "P03"], "modality": ["PSMA"] * 3, "result": [1.0, 2.0, 9.0]})
LABELS = {"result": {1: "positive", 2: "negative", 9: "Non-evaluable"}}


def cells(sheet):
    return [list(row) for _, row in sheet.rows]


def spss(path, frame=FRAME, **more):
    pyreadstat.write_sav(frame, str(path), **more)
    return sav.read(path)


def test_values_with_a_label_are_their_label(tmp_path):
    found = spss(tmp_path / "reads.sav", variable_value_labels=LABELS)
    assert [row[2] for row in cells(found)] == ["positive", "negative", "Non-evaluable"]
    assert (found.header_line, found.unit) == (0, "row")


def test_numbers_without_a_label_are_whole_or_in_full(tmp_path):
    frame = pd.DataFrame({"patient_id": [1.0, 2.0, 3.0], "psa": [0.35, None, 1e-5]})
    assert cells(spss(tmp_path / "reads.sav", frame)) == [["1", "0.35"], ["2", ""], ["3", "0.00001"]]


def test_numbers_of_single_precision_are_the_decimals_that_were_typed(tmp_path):
    path = tmp_path / "reads.dta"
    typed = ["0.2", "0.3", "0.7", "1.1", "12", "0.00001", "16777216"]
    pd.DataFrame({"psa": pd.Series([*map(float, typed), None], dtype="float32")}).to_stata(path, write_index=False)
    assert cells(dta.read(path)) == [[text] for text in (*typed, "")]


def test_declared_missing_values_are_empty_unless_their_label_is_a_result(tmp_path):
    frame = FRAME.assign(psa=[0.35, 999.0, 0.5])
    found = spss(
        tmp_path / "reads.sav",
        frame,
        variable_value_labels={**LABELS, "psa": {999: "not measured"}},
        missing_ranges={"result": [9], "psa": [{"lo": 900, "hi": 999}]},
    )
    assert [row[2:] for row in cells(found)] == [["positive", "0.35"], ["negative", ""], ["Non-evaluable", "0.5"]]
    assert [str(problem) for problem in found.warnings] == [
        "reads.sav: psa: 1 values declared missing are empty cells."
    ]


def test_a_declared_missing_word_that_the_plan_maps_is_kept(tmp_path):
    path = tmp_path / "reads.sav"
    labels = {"result": {1: "positive", 2: "negative", 9: "too blurred"}}
    pyreadstat.write_sav(FRAME, str(path), variable_value_labels=labels, missing_ranges={"result": [9]})
    assert [row[2] for row in cells(sav.read(path))][2] == ""
    mapped = Layout(values={"Too blurred": "non-evaluable"})
    assert [row[2] for row in cells(sav.read(path, mapped))][2] == "too blurred"
    assert read_cohort(path, mapped).reading(2, "PSMA", "consensus", "patient") == "non-evaluable"


def test_extended_missing_values_of_stata_are_empty(tmp_path):
    path = tmp_path / "reads.dta"
    frame = FRAME.assign(psa=pd.Series([0.35, "a", 0.5], dtype=object))
    pyreadstat.write_dta(frame, str(path), missing_user_values={"psa": ["a"]}, variable_value_labels=LABELS)
    assert [row[3] for row in cells(dta.read(path))] == ["0.35", "", "0.5"]


def test_two_values_with_one_label_would_become_one_and_are_refused(tmp_path):
    frame = pd.DataFrame({"patient_id": [1.0, 2.0], "modality": ["PSMA"] * 2})
    with pytest.raises(InputError, match=r"reads.sav: patient_id: two values have the label 'Smith'"):
        spss(tmp_path / "reads.sav", frame, variable_value_labels={"patient_id": {1: "Smith", 2: "Smith"}})


def test_two_values_with_one_result_are_that_result(tmp_path):
    labels = {"result": {1: "positive", 2: "negative", 9: "positive"}}
    found = spss(tmp_path / "reads.sav", variable_value_labels=labels)
    assert [row[2] for row in cells(found)] == ["positive", "negative", "positive"]


def test_dates_are_seen_as_dates_and_refused_as_what_identifies(tmp_path):
    frame = FRAME.assign(result="positive", seen=[date(2020, 1, day) for day in (1, 2, 3)])
    path = tmp_path / "reads.sav"
    found = spss(path, frame)
    assert [row[3] for row in cells(found)] == ["2020-01-01", "2020-01-02", "2020-01-03"]
    with pytest.raises(InputError, match=r"reads.sav:1: seen: .* a date"):
        read_cohort(path)


def test_problems_are_told_by_row_from_1(tmp_path):
    path = tmp_path / "reads.sav"
    pyreadstat.write_sav(FRAME.assign(result=["positive", "postive", "negative"]), str(path))
    with pytest.raises(InputError, match=r"reads.sav:2: result: 'postive' is not a result"):
        read_cohort(path)
    twice = FRAME.assign(result="positive", patient_id="P01")
    pyreadstat.write_sav(twice, str(path))
    with pytest.raises(InputError, match=r"reads.sav:2: result: .*; row 1 has the same result"):
        read_cohort(path)


def test_missing_columns_are_told_without_a_line(tmp_path):
    path = tmp_path / "reads.sav"
    pyreadstat.write_sav(FRAME.drop(columns="result"), str(path))
    with pytest.raises(InputError, match=r"^reads.sav: there is no column 'result'"):
        read_cohort(path)


@pytest.mark.parametrize("read", [sav.read, dta.read, xpt.read])
def test_files_of_another_kind_are_refused_whatever_their_name(tmp_path, read):
    path = tmp_path / "reads"
    path.write_bytes(b"patient_id,result\nP01,positive\n" * 100)
    with pytest.raises(InputError, match=r"of another kind"):
        read(path)


def test_a_file_that_holds_too_much_is_refused_by_its_own_count(tmp_path, monkeypatch):
    path = tmp_path / "reads.sav"
    pyreadstat.write_sav(FRAME, str(path))
    monkeypatch.setattr(_statistical, "MOST_CELLS", 6)
    with pytest.raises(InputError, match="has more than 6 cells"):
        sav.read(path)
    monkeypatch.setattr(_statistical, "LARGEST", 10)
    with pytest.raises(InputError, match="is larger than"):
        sav.read(path)


def test_a_transport_file_that_was_cut_inside_a_record_is_refused(tmp_path):
    path = tmp_path / "reads.xpt"
    pyreadstat.write_xport(FRAME, str(path))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(InputError, match="not a whole SAS transport file"):
        xpt.read(path)
