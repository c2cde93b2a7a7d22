"""psmatrial diff: our numbers against those that another program wrote."""

from __future__ import annotations

import json

import pytest
from pypdf import PdfReader

from psmatrial.analysis.results import COLUMNS
from tests.commands.cuts import changed, cuts, difference
from tests.commands.terminal import run, widest
from tests.double_programming import LINES, TABLES, mapping, rows, written
from tests.reports.page import Page

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    return cuts(tmp_path_factory.mktemp("diff"))


@pytest.fixture
def final(reports):
    return reports / "final"


@pytest.mark.parametrize("printed", [True, False])
def test_a_second_program_in_the_spelling_of_sas_is_found_equal(final, tmp_path, printed):
    theirs = written(tmp_path, rows(printed=printed))
    code, record = difference(final, theirs, "--map", mapping(tmp_path, printed=printed))
    assert record["differences"] == []
    assert (code, record["equal"], record["only_second"]) == (0, record["compared"], [])
    # Estimate and limits of four lines, p of three, one statistic, and n of each, for every endpoint.
    assert record["compared"] == len(TABLES) * (4 * 3 + 3 + 1 + len(LINES))


@pytest.mark.parametrize(
    ("line", "old", "new", "named"),
    [
        ("ANY,McNemar exact", ".0026", ".0027", ("patient.all.equality.exact", "p_value")),
        ('ANY,"Rate, test"', "56.0", "56.1", ("patient.all.index-rate.clopper-pearson", "value")),
        ("NODES,Odds ratio", "512.97", "512.98", ("pelvic-nodes.all.odds-ratio.clopper-pearson", "high")),
        ("ANY,McNemar,", "9.783", "9.782", ("patient.all.equality.asymptotic", "statistic")),
        ("ANY,Difference", "50", "51", ("patient.all.rate-difference.wald", "n")),
        ("ANY,McNemar exact", ".0026", "<.0001", ("patient.all.equality.exact", "p_value")),
        ("ANY,McNemar exact", ".0026", ".", ("patient.all.equality.exact", "p_value")),
    ],
)
def test_one_digit_that_is_wrong_is_named(final, tmp_path, line, old, new, named):
    theirs = written(tmp_path, rows(printed=True))
    lines = theirs.read_text(encoding="utf-8").splitlines()
    at = next(place for place, text in enumerate(lines) if text.startswith(line))
    assert old in lines[at]
    lines[at] = lines[at].replace(old, new)
    theirs.write_text("\n".join(lines), encoding="utf-8")
    code, record = difference(final, theirs, "--map", mapping(tmp_path, printed=True))
    assert (code, [(one["id"], one["column"]) for one in record["differences"]]) == (1, [named])


def test_a_small_p_is_within_the_bound_that_sas_prints(final, tmp_path):
    def change(record):
        next(row for row in record["results"] if row["id"] == "patient.all.equality.exact")["p_value"] = 0.00003

    ours = changed(final, tmp_path / "ours.json", change)
    theirs = tmp_path / "theirs.csv"
    for text, code in (("<.0001", 0), ("<.00001", 1), ("0.00003", 0)):
        theirs.write_text(f"id,p_value\npatient.all.equality.exact,{text}\n", encoding="utf-8")
        assert run("diff", ours, theirs).code == code


def test_without_a_mapping_columns_and_rows_named_like_ours_are_compared(final, reports):
    code, record = difference(final, final / "results.csv")
    assert (code, record["only_first"], record["only_second"]) == (0, [], [])
    assert set(record["not_checked"]) <= set(COLUMNS)
    assert run("diff", reports / "interim", final / "results.csv").code == 1


def test_swapped_columns_are_found(final, tmp_path):
    text = mapping(tmp_path, printed=True).read_text(encoding="utf-8")
    text = text.replace('low = "LCL"', 'low = "X"').replace('high = "UCL"', 'high = "LCL"').replace('"X"', '"UCL"')
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    code, record = difference(final, written(tmp_path, rows(printed=True)), "--map", tmp_path / "map.toml")
    assert (code, {one["column"] for one in record["differences"]}) == (1, {"low", "high"})


def test_one_number_a_row_is_mapped_to_several_rows_of_theirs(final, tmp_path):
    theirs = tmp_path / "long.csv"
    theirs.write_text("PARAM;AVAL\nrate;0,56\nlower;0,4125\nupper;0,7001\n", encoding="utf-8")
    parts = ", ".join(
        f'{{ key = "{key}", columns = {{ {column} = "AVAL" }} }}'
        for key, column in (("rate", "value"), ("lower", "low"), ("upper", "high"))
    )
    text = f'decimal = ","\n[columns]\nid = "PARAM"\n[rows]\n"patient.all.index-rate.clopper-pearson" = [{parts}]\n'
    (tmp_path / "map.toml").write_text(f"{text}[tolerance]\ndecimals = 'typed'\n", encoding="utf-8")
    code, record = difference(final, theirs, "--map", tmp_path / "map.toml")
    assert (code, record["compared"], record["differences"]) == (0, 3, [])


def test_rows_without_a_counterpart_are_listed_and_differ_only_where_all_is_asked_for(final, tmp_path):
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("id,p_value\npatient.all.equality.exact,0.002599477767944336\nmore,0.5\n", encoding="utf-8")
    code, record = difference(final, theirs)
    assert (code, record["only_second"], "patient.all.odds-ratio.clopper-pearson" in record["only_first"]) == (
        0,
        ["more"],
        True,
    )
    assert run("diff", final, theirs, "--complete").code == 1
    assert "Not checked:" in run("diff", final, theirs).out


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", 3, "the file is empty"),
        ("id,p_value\n", 3, "no rows"),
        ("id,p_value\na,0.1\na,0.2\n", 3, "theirs.csv:3: id: 'a' stands on line 2 already."),
        ("id,p_value\na,0.1,3\n", 3, "the row has 3 cells and the header 2"),
        ("id,p_value\n,0.1\n", 3, "the row has no name"),
        ("id,p_value\npatient.all.equality.exact,=1+1\n", 3, "theirs.csv:2: p_value: '=1+1' is not a p-value."),
        ("id,p_value\npatient.all.equality.exact,1.5\n", 3, "'1.5' is not a p-value"),
        (
            "id,value\npatient.all.index-rate.clopper-pearson,56%\n",
            3,
            "is in percent. Say it in a mapping (--map), under",
        ),
        ('id,value\npatient.all.index-rate.clopper-pearson,"0,56"\n', 3, "has a comma"),
        ("id,value\npatient.all.index-rate.clopper-pearson,Miller John\n", 3, "is not a number"),
        ("id,value\npatient.all.equality.exact,none\n", 3, "missing one stand in a mapping (--map): missing = []"),
        ("id,value\nx\u200by,1\n", 3, "invisible character"),
        ("PARAM,value\na,1\n", 2, "no column 'id'"),
        ("id,estimate\na,1\n", 2, "no column of theirs.csv is named like one of ours"),
        ("id,value\na,1\n", 2, "no row of theirs.csv stands beside one of ours"),
    ],
)
def test_what_is_wrong_with_their_file_is_said_with_line_column_and_value(final, tmp_path, text, code, words):
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(text, encoding="utf-8")
    done = run("diff", final, theirs)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_all_cells_that_are_no_numbers_are_told_at_once(final, tmp_path):
    theirs = tmp_path / "theirs.csv"
    lines = ["id,p_value", "patient.all.equality.exact,x", "patient.all.equality.mid-p,y"]
    theirs.write_text("\n".join(lines), encoding="utf-8")
    told = run("diff", final, theirs).err.splitlines()
    assert [line.split(" is not")[0] for line in told] == ["theirs.csv:2: p_value: 'x'", "theirs.csv:3: p_value: 'y'"]


def test_rows_and_cells_that_are_wrong_are_told_together(final, tmp_path):
    theirs = tmp_path / "theirs.csv"
    exact, mid = "patient.all.equality.exact", "patient.all.equality.mid-p"
    theirs.write_text(f"id,p_value\n{exact},x\n{exact},0.1\n{mid},y\na,1,2\n,3\n", encoding="utf-8")
    done = run("diff", final, theirs)
    assert done.code == 3
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [f"theirs.csv:{n}" for n in range(2, 7)]
    for words in ("'x' is not a p-value", "stands on line 2 already", "'y' is not", "has 3 cells", "has no name"):
        assert words in done.err


def test_a_row_that_cannot_be_read_is_not_called_missing(final, tmp_path):
    theirs = written(tmp_path, rows(printed=True))
    lines = theirs.read_text(encoding="utf-8").splitlines()
    at = next(place for place, text in enumerate(lines) if text.startswith("ANY,McNemar,"))
    theirs.write_text("\n".join([*lines[:at], f"{lines[at]},1", *lines[at + 1 :]]), encoding="utf-8")
    done = run("diff", final, theirs, "--map", mapping(tmp_path, printed=True))
    assert done.code == 3
    assert f"theirs.csv:{at + 1}: the row has" in done.err
    assert "no row" not in done.err


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"ESTIMATE"', '"ESTIMAT"', "theirs.csv has no column 'ESTIMAT'. Did you mean 'ESTIMATE'?"),
        ('"ANY / McNemar"', '"ANY / McNemr"', "theirs.csv has no row 'ANY / McNemr'. Did you mean 'ANY / McNemar'?"),
        ('"ENDPT", ', '"PLACE", ', "theirs.csv has no column 'PLACE'"),
    ],
)
def test_a_mapping_that_names_what_their_file_has_not_is_refused(final, tmp_path, old, new, words):
    path = mapping(tmp_path, printed=True)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = run("diff", final, written(tmp_path, rows(printed=True)), "--map", path)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_html_and_formulas_in_their_file_stay_text(final, tmp_path):
    lines = rows(printed=True)
    lines += [["ANY", HOSTILE, "50", "=cmd|' /C calc'!A0", ".", ".", ".", ".", "@SUM(1)"]]
    theirs = tmp_path / "theirs.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    theirs.write_text("\n".join(quoted), encoding="utf-8")
    done = run("diff", final, theirs, "--map", mapping(tmp_path, printed=True), "-o", tmp_path / "out")
    assert done.code == 0
    page = (tmp_path / "out" / "diff.html").read_bytes()
    assert HOSTILE.encode() not in page
    assert f"ANY / {HOSTILE}" in [cell.text for cell in Page(page).root.all("th", "td")]


def test_the_written_comparison_shows_every_number_with_its_verdict(final, tmp_path):
    theirs = written(tmp_path, rows(printed=True))
    theirs.write_text(theirs.read_text(encoding="utf-8").replace(".0026", ".0027"), encoding="utf-8")
    done = run("diff", final, theirs, "--map", mapping(tmp_path, printed=True), "-o", tmp_path / "out")
    assert done.code == 1
    assert done.out.endswith(f"Report: {tmp_path / 'out' / 'diff.html'}\n")
    body = Page((tmp_path / "out" / "diff.html").read_bytes()).root.all("tbody")[0]
    cells = [cell.text for cell in body.children[0].children]
    assert cells == [
        "patient.all.equality.exact",
        "p value",
        "0.002599",
        ".0027",
        "+0.000101",
        "4 decimals",
        "✗ differs",
    ]
    assert json.loads((tmp_path / "out" / "diff.json").read_text(encoding="utf-8"))["compared"] == len(body.children)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "diff.pdf").pages)
    assert "Results of two programs" in text


def test_the_template_is_printed_and_is_a_mapping(final, tmp_path):
    done = run("diff", final, "--template")
    assert (done.code, done.err) == (0, "")
    path = tmp_path / "map.toml"
    path.write_text(done.out, encoding="utf-8")
    assert run("diff", final, final / "results.csv", "--map", path).code == 0
    assert widest(done.out) <= 120


@pytest.mark.parametrize("typed", ["1e999", "-1.5e308"])
def test_a_number_that_no_report_can_hold_is_refused_with_its_line(final, tmp_path, typed):
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(f"id,value\npatient.all.odds-ratio.clopper-pearson,{typed}\n", encoding="utf-8")
    done = run("diff", final, theirs)
    assert done.code == 3
    assert done.err == (
        f"theirs.csv:2: value: '{typed}' is larger than any number of a report. For infinity write inf.\n"
    )


def test_a_report_that_is_compared_is_not_replaced_by_its_comparison(final):
    before = {path: path.read_bytes() for path in final.rglob("*") if path.is_file()}
    done = run("diff", final, final, "-o", final)
    assert done.code == 4
    assert "holds a report of `compare`, and a report of `diff` does not take its place." in done.err
    assert {path: path.read_bytes() for path in final.rglob("*") if path.is_file()} == before
