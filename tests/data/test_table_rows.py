"""A file of paired tables: what is accepted, and every problem of a refused one with its line and column."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from psmatrial.data.table_rows import Printed, read_table_rows
from psmatrial.errors import InputError, UsageError

HEAD = "study,stratum,both,index_only,comparator_only,neither"


def understood(texts: Mapping[str, str]) -> dict[str, str]:
    if texts.get("p") == "foo":
        raise InputError("'foo' is not a p-value.", "Give a number.")
    return dict(texts)


PRINTED = Printed(("n", "index", "p", "both", "index_only", "comparator_only", "neither"), understood)


@pytest.fixture
def file(tmp_path):
    def written(*lines: str, name: str = "tables.csv", head: str = HEAD):
        path = tmp_path / name
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        return path

    return written


def refused(path, by: str = "") -> list[str]:
    with pytest.raises(InputError) as caught:
        read_table_rows(path, PRINTED, by)
    return [str(problem) for problem in caught.value.problems]


def test_counts_are_read_with_their_names_and_lines(file):
    found = read_table_rows(file("A,0.2-0.5,9,19,4,18", "", "B,all,1,2,3,4"), PRINTED)
    assert [(row.label, row.counts, row.line) for row in found.rows] == [
        ("A (0.2-0.5)", (9, 19, 4, 18), 2),
        ("B", (1, 2, 3, 4), 4),
    ]
    assert all(row.printed is None for row in found.rows)
    assert (found.name, len(found.sha256)) == ("tables.csv", 64)


def test_headings_may_have_other_cases_and_spaces(file):
    found = read_table_rows(file("A,9,19,4,18", head="Study,Both,Index only,Comparator-only,NEITHER"), PRINTED)
    assert found.rows[0].counts == (9, 19, 4, 18)


def test_printed_numbers_are_handed_on_and_counts_beside_them_too(file):
    found = read_table_rows(
        file("A,50,0.0026,,,,", "B,,,1,2,3,4", "C,,0.5,1,2,3,4", head=f"study,n,p,{HEAD[14:]}"), PRINTED
    )
    first, second, third = found.rows
    assert (first.counts, first.printed) == (None, {"n": "50", "p": "0.0026"})
    assert (second.counts, second.printed) == ((1, 2, 3, 4), None)
    assert third.counts is None
    assert third.printed["both"] == "1"


def test_a_column_of_ones_own_groups_the_studies(file):
    path = file("A,9,19,4,18,masked", "B,1,2,3,4,on site", head="study,both,index_only,comparator_only,neither,read")
    assert [row.group for row in read_table_rows(path, PRINTED, "read").rows] == ["masked", "on site"]
    assert "the column 'read' is not known" in refused(path)[0]
    assert "A column of your own is read with --by; remove any other." in refused(path)[0]
    with pytest.raises(UsageError, match=r"no column 'reads'\. Did you mean 'read'"):
        read_table_rows(path, PRINTED, "reads")


def test_all_problems_are_told_at_once_with_line_and_column(file):
    path = file(
        ",,9,19,4,18",
        "A,,-1,2,x,4",
        "B,,1,,2,3",
        "C,,,,,",
        "D,,1,2,3,4",
        "d,,1,2,3,4",
        "D,low,1,2,3,4",
        "E,,1,2,3,9999999",
    )
    lines = [problem.split(" ", 1)[0] + " " + problem.split(" ", 2)[1] for problem in refused(path)]
    assert lines == [
        "tables.csv:2: study:",
        "tables.csv:3: both:",
        "tables.csv:3: comparator_only:",
        "tables.csv:4: index_only:",
        "tables.csv:5: the",
        "tables.csv:7: study:",
        "tables.csv:8: stratum:",
        "tables.csv:9: neither:",
    ]


def test_what_is_printed_and_not_understood_is_a_problem_of_its_line(file):
    assert refused(file("A,50,foo", head="study,n,p")) == ["tables.csv:2: 'foo' is not a p-value. Give a number."]


@pytest.mark.parametrize("stratum", ["all", "Total", "overall", "All patients"])
def test_strata_that_are_the_whole_study_are_it(file, stratum):
    found = read_table_rows(file(f"A,{stratum},1,2,3,4", f"B,{stratum},1,2,3,4"), PRINTED)
    assert [row.stratum for row in found.rows] == ["", ""]


@pytest.mark.parametrize(
    ("one", "other"), [("Li N 2019", "Lin 2019"), ("Chen G 2020", "Cheng 2020"), ("Smith 2019a", "Smith 2019b")]
)
def test_studies_of_other_people_are_two(file, one, other):
    assert len(read_table_rows(file(f"{one},PSA .5,1,2,3,4", f"{other},PSA 5,1,2,3,4"), PRINTED).rows) == 2


@pytest.mark.parametrize(
    ("lines", "head", "words"),
    [
        ((), HEAD, "no rows"),
        (("9,19,4,18",), "both,index_only,comparator_only,neither", "no column study"),
        (("A,9,19,4,18,5",), "study,both,index_only,comparator_only,neither", "the row has 6 cells, the header has 5"),
        (("A,9,19,4", "B,1,2,3,4"), "study,both,index_only,comparator_only,neither", "has 4 cells, the header has 5"),
        (("A,,1,2,3,4", "Total,,1,2,3,4"), HEAD, "tables.csv:3: study: this looks like a row of totals"),
        (("A,,1,2,3,4", "Overall,,1,2,3,4"), HEAD, "tables.csv:3: study: this looks like a row of totals"),
        (("A,,1,2,3,4", "TOTAL (n=50):,,1,2,3,4"), HEAD, "tables.csv:3: study: this looks like a row of totals"),
        (("A,low,1,2,3,4", "A,subtotal,1,2,3,4"), HEAD, "a stratum of 'A' stands beside the whole study"),
        (("A,<0.5,1,2,3,4", "A,< 0.5,1,2,3,4"), HEAD, "tables.csv:3: stratum: '< 0.5' looks like '<0.5'"),
        (("Smith 2019,,1,2,3,4", "Smith-2019,,1,2,3,4"), HEAD, "'Smith-2019' looks like 'Smith 2019' on line 2"),
        (("Smith 2019,low,1,2,3,4", "Smith-2019,high,1,2,3,4"), HEAD, "tables.csv:3: study: 'Smith-2019' looks like"),
        (("A,not treated,1,2,3,4", "A,not-treated,1,2,3,4"), HEAD, "stratum: 'not-treated' looks like 'not treated'"),
        (("A,9,19,4,18,1",), "study,both,index_only,comparator_only,neither,Index only", "stands twice"),
        (("A\u200b,,9,19,4,18",), HEAD, "invisible character"),
        (("A" * 201 + ",,9,19,4,18",), HEAD, "more than 200 letters"),
        (("A,,\uff19,19,4,18",), HEAD, "is not a count"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_in_words(file, lines, head, words):
    assert words in refused(file(*lines, head=head))[0]


def test_strata_of_two_studies_may_be_written_in_two_ways_and_a_line_may_end_in_separators(file):
    found = read_table_rows(
        file("A,not treated,1,2,3,4,", "B,not-treated,1,2,3,4,,", ",", "A,all treated,1,2,3,4"), PRINTED
    )
    assert [row.label for row in found.rows] == ["A (not treated)", "B (not-treated)", "A (all treated)"]


def test_an_empty_cell_of_the_grouping_column_is_refused(file):
    assert "studies are grouped by it" in refused(file("A,,9,19,4,18"), "stratum")[0]


def test_an_ending_that_is_not_read_is_refused(file):
    assert "opening such a file may run a program" in refused(file("A,,1,2,3,4", name="tables.pkl"))[0]


def test_a_workbook_is_read_like_text_and_says_its_cells(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (HEAD.split(","), ["A", "0.2-0.5", 9, 19, 4, 18], ["B", "", 1, 2, 3, "x"]):
        book.active.append(row)
    book.save(tmp_path / "tables.xlsx")
    assert refused(tmp_path / "tables.xlsx") == [
        "tables.xlsx:Sheet!F3: neither: 'x' is not a count. Give a whole number, 0 or more."
    ]
    book.active["F3"] = 4
    book.save(tmp_path / "tables.xlsx")
    assert [row.counts for row in read_table_rows(tmp_path / "tables.xlsx", PRINTED).rows] == [
        (9, 19, 4, 18),
        (1, 2, 3, 4),
    ]
