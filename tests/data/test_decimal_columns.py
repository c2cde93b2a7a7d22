"""The decimal sign is that of every column of numbers: the same file in points or in commas holds the same numbers."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout, Opening
from psmatrial.errors import InputError
from tests.data.sources.workbook import grid, workbook

HEADER = ("patient_id", "modality", "result", "psa", "suvmax", "months", "status", "volume", "grade")
ROWS = (
    ("P01", "PSMA", "positive", "0.35", "13.2", "12.5", "1", "20.5", "3.4"),
    ("P02", "PSMA", "negative", "1.234", "", "820", "0", "-1.5", "none"),
    ("P03", "PSMA", "negative", "7", "4", "1.234", "0", "52", ""),
)
NUMBERS = range(3, len(HEADER) - 1)
LAYOUT = Layout(
    patient_columns=("months", "status", "volume", "grade"),
    numbers=("volume", "grade"),
    measured="suvmax",
    times=("months",),
    ends={"status": ("1", "0")},
)
COMMA = Opening(decimal=",")


def layout(opening=COMMA, **more):
    known = {name: getattr(LAYOUT, name) for name in ("patient_columns", "numbers", "measured", "times", "ends")}
    return Layout(opening=opening, **{**known, **more})


def written(folder, *changes, rows=ROWS):
    """Write the rows with a decimal comma in every number; a change is line (from 2), column and text."""
    cells = [[text.replace(".", ",") for text in row] for row in rows]
    for line, column, text in changes:
        cells[line - 2][HEADER.index(column)] = text
    path = folder / "reads.csv"
    path.write_text("\n".join(";".join(row) for row in (HEADER, *cells)) + "\n", encoding="utf-8")
    return path


def problems(path, with_layout):
    with pytest.raises(InputError) as refused:
        read_cohort(path, with_layout)
    return [(problem.line, problem.column, problem.text) for problem in refused.value.problems]


def numbers(cohort):
    return cohort.psa, cohort.measured, {**cohort.patient_columns, "grade": ""}


def test_the_same_file_with_either_sign_holds_the_same_numbers(tmp_path):
    points = tmp_path / "points.csv"
    points.write_text("\n".join(";".join(row) for row in (HEADER, *ROWS)) + "\n", encoding="utf-8")
    expected = numbers(read_cohort(points, LAYOUT))
    found = read_cohort(written(tmp_path), layout())
    assert numbers(found) == expected
    assert expected[2]["months"] == ("12.5", "820", "1.234")
    # A column with a word in it is one of words: 3,4 is a code there.
    assert found.patient_columns["grade"] == ("3,4", "none", None)


@pytest.mark.parametrize("column", ["psa", "suvmax", "months", "volume"])
@pytest.mark.parametrize("text", ["1.234", "0.5"])
def test_a_point_in_any_column_of_numbers_is_refused_where_a_comma_is_declared(tmp_path, column, text):
    says = f"'{text}' has a decimal point, but the plan declares a decimal comma."
    assert problems(written(tmp_path, (3, column, text)), layout()) == [(3, column, says)]


def test_a_thousands_point_beside_a_decimal_comma_makes_no_words_of_a_column(tmp_path):
    [(line, column, _)] = problems(written(tmp_path, (3, "volume", "1.234,5")), layout())
    assert (line, column) == (3, "volume")


def test_a_certain_comma_of_psa_is_that_of_times_and_measures_too_and_each_is_told(tmp_path):
    path = written(tmp_path, (3, "psa", "0,61"), (4, "months", "1,5"))
    found = read_cohort(path, layout(Opening(), numbers=()))
    assert found.psa == ("0.35", "0.61", "7")
    assert found.patient_columns["months"] == ("12.5", "820", "1.5")
    assert found.measured == {"PSMA": (13.2, None, 4.0)}
    told = [warning.column for warning in found.warnings if "have a decimal comma" in warning.text]
    assert sorted(told) == ["months", "psa", "suvmax"]


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("months", "1,234", "'1,234' has a thousands mark or a decimal comma."),
        ("suvmax", "1,234", "'1,234' has a thousands mark or a decimal comma."),
        ("months", "1.234", ""),
        ("suvmax", "1.234", ""),
    ],
)
def test_a_time_or_measure_that_could_be_above_a_thousand_leaves_the_comma_of_psa_uncertain(
    tmp_path, column, text, says
):
    path = written(tmp_path, (3, "psa", "0,61"), (4, "months", "1,5"), (3, column, text))
    found = problems(path, layout(Opening(), numbers=()))
    assert (2, "psa", "'0,35' has a decimal comma.") in found
    assert not says or (3, column, says) in found


@pytest.mark.parametrize("text", ["20,5", "20.5"])
def test_further_numbers_with_a_sign_leave_the_comma_of_psa_to_the_plan(tmp_path, text):
    whole = [(line, "volume", "20") for line in (2, 3, 4)]
    path = written(tmp_path, (3, "psa", "0,61"), (4, "months", "1,5"), *whole)
    assert read_cohort(path, layout(Opening())).patient_columns["volume"] == ("20", "20", "20")
    path = written(tmp_path, (3, "psa", "0,61"), (4, "months", "1,5"), *whole[1:], (2, "volume", text))
    assert (2, "psa", "'0,35' has a decimal comma.") in problems(path, layout(Opening()))


@pytest.mark.parametrize("column", ["months", "suvmax"])
def test_a_comma_alone_in_a_time_or_a_measure_is_refused_with_what_to_write(tmp_path, column):
    others = [(line, name, "1") for line in (2, 3, 4) for name in ("psa", "months", "suvmax")]
    with pytest.raises(InputError) as refused:
        read_cohort(written(tmp_path, *others, (3, column, "12,5")), layout(Opening(), numbers=()))
    [problem] = refused.value.problems
    assert (problem.line, problem.column, problem.text) == (3, column, "'12,5' has a decimal comma.")
    assert problem.hint.endswith('say it in the plan, under [input]: decimal = ",".')


HEAD = list(HEADER[:4])
STORED = ["P01", "PSMA", "positive", 1.42]


def in_workbook(folder):
    return workbook(folder / "reads.xlsx", {"Reads": grid({1: HEAD, 2: STORED, 3: ["P02", "PSMA", "negative", "0,5"]})})


def in_json(folder):
    path = folder / "reads.json"
    columns = ",".join(f'{{"name": "{name}"}}' for name in HEAD)
    rows = '["P01", "PSMA", "positive", 1.42], ["P02", "PSMA", "negative", "0,5"]'
    path.write_text(f'{{"datasetJSONVersion": "1.1.0", "columns": [{columns}], "rows": [{rows}]}}', encoding="utf-8")
    return path


def in_parquet(folder):
    path = folder / "reads.parquet"
    with duckdb.connect() as base:
        base.sql(
            "SELECT * FROM (VALUES ('P01', 'PSMA', 'positive', 1.42::DOUBLE), ('P02', 'PSMA', 'negative', 0.5)) "
            "AS t(patient_id, modality, result, psa)"
        ).write_parquet(str(path))
    return path


def in_frame(_):
    return pd.DataFrame([STORED, ["P02", "PSMA", "negative", "0,5"]], columns=HEAD)


@pytest.mark.parametrize("made", [in_workbook, in_json, in_parquet, in_frame])
def test_a_cell_that_holds_a_number_has_its_point_whatever_the_plan_says(tmp_path, made):
    assert read_cohort(made(tmp_path), Layout(opening=COMMA)).psa == ("1.42", "0.5")


def test_text_of_a_workbook_has_the_sign_of_the_plan(tmp_path):
    path = workbook(tmp_path / "reads.xlsx", {"Reads": grid({1: HEAD, 2: [*STORED[:3], "1.42"]})})
    [(line, column, text)] = problems(path, Layout(opening=COMMA))
    assert (line, column) == (2, "psa")
    assert "has a decimal point" in text
