"""Workbooks: what a person sees is what is read; what a person does not see is refused."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout, Opening
from psmatrial.data.sources.xlsx import read
from psmatrial.errors import InputError, UsageError
from tests.data.sources.workbook import cell, grid, workbook

HEADER = ["patient_id", "modality", "result", "psa"]
GOOD = {1: HEADER, 2: ["P01", "PSMA", "positive", 0.35]}
NAMED = Layout(opening=Opening(sheet="Reads"))


def sheet(path, rows=GOOD, name="Reads", **more):
    return workbook(path / "reads.xlsx", {name: grid(rows, **more)})


def refusal(path, layout=None):
    with pytest.raises(InputError) as caught:
        list(read(path, layout).rows)
    return [str(problem) for problem in caught.value.problems]


def cells(path):
    return [row for _, row in read(path).rows]


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("0.5", "0.5"),
        ("0.34999999999999998", "0.35"),
        ("1.1000000000000001", "1.1"),
        ("7", "7"),
        ("7.0", "7"),
        ("1E-3", "0.001"),
        ("12345678901234567890", "12345678901234600000"),
    ],
)
def test_numbers_are_seen_with_the_digits_a_workbook_keeps(tmp_path, stored, seen):
    assert cells(sheet(tmp_path, {1: ["a", "b"], 2: [f"<c><v>{stored}</v></c>", 1]}))[0][0] == seen


@pytest.mark.parametrize(
    ("made", "seen"),
    [
        ("001", "001"),
        (" P01 ", " P01 "),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="str"><f>A1</f><v>PSMA</v></c>', "PSMA"),
        ('<c t="str"><f>A1</f><v></v></c>', ""),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ('<c s="3"><v>7</v></c>', "7"),
        ('<c s="1"><v>43831</v></c>', "2020-01-01"),
        ('<c s="2"><v>43831.5</v></c>', "2020-01-01 12:00:00"),
        ('<c t="d"><v>2020-01-01</v></c>', "2020-01-01"),
        ('<c t="inlineStr"><is><r><t>PS</t></r><r><t>MA</t></r><rPh><t>x</t></rPh></is></c>', "PSMA"),
        ("P_x0030_1", "P01"),
    ],
)
def test_cells_are_the_text_that_a_person_sees(tmp_path, made, seen):
    assert cells(sheet(tmp_path, {1: ["a", "b"], 2: [made, "x"]})) == [[seen, "x"]]


def test_shared_texts_are_found_without_their_phonetic_readings(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["P01", "Ünï <b> & =1"])
    book.save(tmp_path / "reads.xlsx")
    assert cells(tmp_path / "reads.xlsx") == [["P01", "Ünï <b> & =1"]]


def test_dates_of_books_that_begin_in_1904_are_the_dates_seen(tmp_path):
    made = {1: ["a", "b"], 2: ['<c s="1"><v>1</v></c>', "x"]}
    path = workbook(tmp_path / "reads.xlsx", {"Reads": grid(made)}, date1904=True)
    assert cells(path) == [["1904-01-02", "x"]]


def test_rows_without_values_are_no_rows_and_a_late_cell_is_a_row(tmp_path):
    rows = {3: ["a", "b"], 4: ["<c></c>", None], 7: ["x"], 9: [None, None, "stray"]}
    found = read(sheet(tmp_path, rows))
    assert (found.header_line, found.header) == (3, ("a", "b"))
    assert list(found.rows) == [(7, ["x", ""]), (9, ["", "", "stray"])]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("<c><f>B2*2</f></c>", "Reads!D2: psa: the cell has a formula without a stored value."),
        ("<c><f>B2*2</f><v></v></c>", "Reads!D2: psa: the cell has a formula without a stored value."),
        ('<c t="e"><v>#REF!</v></c>', "Reads!D2: psa: the formula of the cell failed."),
        ('<c s="1"><v>43831</v></c>', "Reads!D2: psa: the cell is a date among numbers"),
        ('<c s="2"><v>0.5</v></c>', "Reads!D2: psa: the cell is a date among numbers"),
    ],
)
def test_cells_that_hold_no_value_are_refused_with_sheet_and_cell(tmp_path, bad, words):
    rows = {1: HEADER, 2: ["P01", "PSMA", "positive", bad], 3: ["P02", "PSMA", "positive", 0.4]}
    (said,) = refusal(sheet(tmp_path, rows))
    assert said.startswith(f"reads.xlsx:{words}")


@pytest.mark.parametrize(("stored", "seen"), [("1", "TRUE"), (" true ", "TRUE"), ("0", "FALSE"), ("false", "FALSE")])
def test_truth_is_written_in_two_ways(tmp_path, stored, seen):
    rows = {1: HEADER, 2: ["P01", "PSMA", f'<c t="b"><v>{stored}</v></c>', 0.4]}
    assert cells(sheet(tmp_path, rows))[0][2] == seen


@pytest.mark.parametrize(
    "bad", ['<c t="b"><v>2</v></c>', "<c><v>1_0</v></c>", "<c><v>nan</v></c>", '<c s="1"><v>4_0</v></c>']
)
def test_values_that_no_workbook_has_are_refused_as_damage(tmp_path, bad):
    rows = {1: HEADER, 2: ["P01", "PSMA", "positive", bad]}
    assert "damaged" in refusal(sheet(tmp_path, rows))[0]


def test_a_cell_that_stands_twice_is_damage(tmp_path):
    twice = grid({1: HEADER, 2: ["P01", "PSMA", "positive", 0.4]}).replace(
        "</row></sheetData>", cell("C2", "negative") + "</row></sheetData>"
    )
    assert "damaged" in refusal(workbook(tmp_path / "reads.xlsx", {"Reads": twice}))[0]


def test_all_problems_of_a_workbook_are_told_at_once_with_their_cells(tmp_path):
    rows = {
        1: HEADER,
        2: ["P01", "PSMA", "postive", 0.35],
        3: ["P02", "PSMA", "positive", "<c><f>1</f></c>"],
        4: ["P03", "PSMA", "positive", "&lt;0.1 ng"],
        5: ["P03", "PSMA", "positive", None],
        6: ["P04", "PSMA", "positive", 1, "stray"],
    }
    with pytest.raises(InputError) as caught:
        read_cohort(sheet(tmp_path, rows, "My reads", merged=["A2:A3"], hidden=[4]))
    places = [str(problem).split(": ")[0] for problem in caught.value.problems]
    cells_named = ["2", "C2", "D3", "D4", "4", "C5", "6"]
    assert sorted(places) == sorted(f"reads.xlsx:'My reads'!{name}" for name in cells_named)


def test_a_date_alone_in_its_column_is_refused_as_what_identifies(tmp_path):
    rows = {1: HEADER, 2: ["P01", "PSMA", "positive", '<c s="1"><v>43831</v></c>']}
    with pytest.raises(InputError, match=r"reads.xlsx:Reads!D2: psa: the cell holds what looks like a date"):
        read_cohort(sheet(tmp_path, rows))


def test_a_second_row_is_told_by_its_row(tmp_path):
    rows = {**GOOD, 3: ["P01", "PSMA", "negative", 0.35]}
    with pytest.raises(InputError, match=r"reads.xlsx:Reads!C3: result: .*; row 2 has another result"):
        read_cohort(sheet(tmp_path, rows))


def test_merged_names_of_columns_are_refused(tmp_path):
    said = refusal(sheet(tmp_path, {1: ["a", None, "b"], 2: [1, 2, 3]}, merged=["A1:B1"]))
    assert said == ["reads.xlsx:Reads!1: column 2 has no name. Name it or remove the column."]
    said = refusal(sheet(tmp_path, {1: ["a", "b"], 2: [1, 2]}, merged=["A1:B1"]))
    assert said == ["reads.xlsx:Reads!1: the cells A1:B1 are merged. Split them: each cell is one value."]


def test_hidden_rows_are_refused_with_the_first_and_their_number(tmp_path):
    rows = {**GOOD, 3: ["P02", "PSMA", "positive", 1], 4: ["P03", "PSMA", "positive", 1]}
    (said,) = refusal(sheet(tmp_path, rows, hidden=[3, 4]))
    assert said.startswith("reads.xlsx:Reads!3: the row and 1 more rows are hidden.")


def test_of_several_sheets_one_must_be_named(tmp_path):
    path = workbook(tmp_path / "reads.xlsx", {"Old": grid(GOOD), "Reads": grid(GOOD), "Empty": grid({})})
    assert refusal(path)[0].startswith("reads.xlsx: 2 sheets hold something: Old, Reads. Name the one")
    assert read(path, NAMED).tab == "Reads"
    with pytest.raises(UsageError, match="Did you mean 'Reads'"):
        read(path, Layout(opening=Opening(sheet="Raeds")))


def test_empty_sheets_beside_the_one_do_not_count(tmp_path):
    path = workbook(tmp_path / "reads.xlsx", {"Empty": grid({}), "Reads": grid(GOOD)})
    assert read(path).tab == "Reads"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_only_if_it_is_named(tmp_path, state):
    path = workbook(tmp_path / "reads.xlsx", {"Reads": grid(GOOD)}, states={"Reads": state})
    assert "is hidden" in refusal(path)[0]
    assert len(list(read(path, NAMED).rows)) == 1
    both = workbook(path, {"Old": grid(GOOD), "Reads": grid(GOOD)}, states={"Old": state})
    assert "2 sheets hold something: Old (hidden), Reads" in refusal(both)[0]


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    found = read(sheet(tmp_path))
    sheet(tmp_path, {**GOOD, 3: ["P02", "PSMA", "positive", 1]})
    with pytest.raises(InputError, match="the file changed"):
        list(found.rows)


VALUES = st.one_of(
    st.floats(-1e9, 1e9).filter(lambda number: float(f"{number:.15g}") == number),
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1).filter(
        lambda text: not text.startswith("=") and "_x" not in text and not text.startswith("#")
    ),
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=5))
@example([[1e-05, 1.25e-07, -0.5]])
@settings(max_examples=60)
def test_what_openpyxl_writes_and_reads_is_what_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "law.xlsx"
    book = openpyxl.Workbook()
    for row in [["a", "b", "c"], *rows]:
        book.active.append(row)
    book.save(path)
    judge = openpyxl.load_workbook(path, data_only=True).active
    expected = [[judged(value) for value in row] for row in judge.iter_rows(min_row=2, values_only=True)]
    try:
        found = cells(path)
    except InputError as error:
        assert all("a date among numbers" in problem.text for problem in error.problems)  # noqa: PT017
        return
    assert found == expected


def judged(value):
    """Return what a person would see of a value that openpyxl has read."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, int | float):
        text = f"{value:.15g}"
        return f"{float(text):.0f}" if float(text).is_integer() else f"{Decimal(text):f}"
    return value
