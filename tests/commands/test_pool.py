"""What pool prints, writes and refuses."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from pypdf import PdfReader

from psmatrial.analysis.pooling import MOST_COMBINATIONS, Settings, pool
from psmatrial.analysis.results import COLUMNS
from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.pooling.pooled import pooled
from tests.commands.terminal import run, widest
from tests.reports.page import Page

DATA = Path(__file__).resolve().parents[2] / "data" / "pool"
HEAD = "study,both,index_only,comparator_only,neither"
FIVE = (HEAD, "A,9,19,4,18", "B,20,12,6,30", "C,45,30,14,33", "D,5,8,2,10", "E,60,25,11,40")
PRINTED = (
    "study,n,index,comparator,p,both,index_only,comparator_only,neither",
    "A,50,56%,26%,0.003,,,,",
    "B,,,,,20,12,6,30",
)


@pytest.fixture
def file(tmp_path):
    def written(lines, name="tables.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


def rows(path, *options):
    done = run("pool", path, "--json", *options)
    assert done.code == 0, done.err
    return {row["id"]: row for row in json.loads(done.out)["results"]}


def test_the_forest_of_text_fits_eighty_columns_and_holds_studies_and_averages(file):
    done = run("pool", file(FIVE), "--index", "PSMA", "--comparator", "fluciclovine")
    assert (done.code, done.err) == (0, "")
    assert widest(done.out) <= 80
    assert "5 studies, 401 patients." in done.out
    assert "Difference, percentage points, PSMA minus fluciclovine" in done.out
    assert re.search(r"^A +28 v 13 of 50 +\+30 \(13 to 47\)", done.out, re.MULTILINE)
    # metafor: MPRD, REML with knha, 0.1343782 (0.0451754 to 0.2235806), p 0.01389.
    assert re.search(r"^  REML, Knapp-Hartung +p 0\.0139 +\+13 \(5 to 22\)", done.out, re.MULTILINE)
    assert "the Knapp-Hartung factor is 0.74, below 1" in " ".join(done.out.split())


def test_json_is_one_document_whose_rows_have_the_columns_of_every_row(file):
    found = rows(file(FIVE))
    assert all(tuple(row) == COLUMNS for row in found.values())
    row = found["pooled.all.odds-ratio.reml-knapp-hartung"]
    assert (row["endpoint"], row["stratum"], row["numerator"], row["denominator"], row["n"]) == (
        "pooled",
        "all",
        5,
        5,
        401,
    )
    assert row["p_value"] == pytest.approx(0.0033589953736405265, rel=1e-5)
    assert found["a.all.rate-difference.wald"]["both"] == 9
    assert found["pooled.all.rate-difference-equal-effects.q"]["p_value"] == pytest.approx(0.22958863734380527)


def test_numbers_are_those_of_the_statistics(file):
    tables = [PairedTable(*map(int, line.split(",")[1:])) for line in FIVE[1:]]
    found = rows(file(FIVE), "--level", "0.9", "--tau2", "pm", "--quantity", "rate-ratio")
    expected = pooled(tables, "rate-ratio", "pm", 0.9)
    row = found["pooled.all.rate-ratio.pm"]
    assert (row["value"], row["low"], row["high"]) == (expected.value, expected.low, expected.high)
    assert not any(".reml" in name for name in found)


def test_printed_numbers_are_pooled_over_every_table_that_fits(file):
    path = file(PRINTED)
    found = pool(path, Settings(quantities=("rate-difference",)))
    fits = found.studies[0].tables
    assert [table.cells for table in fits] == [(9, 19, 4, 18), (8, 20, 5, 17)]
    by = zip(fits, ("exact", "asymptotic"), strict=True)
    assert [round(mcnemar(table, name).p_value, 3) for table, name in by] == [0.003, 0.003]
    each = [pooled([table, PairedTable(20, 12, 6, 30)], "rate-difference", "fixed") for table in fits]
    row = next(row for row in found.rows if row.id == "pooled.all.rate-difference.fixed")
    assert (found.combinations, row.value) == (2, None)
    assert (row.low, row.high) == (min(one.low for one in each), max(one.high for one in each))
    spread = found.spreads[row.id]
    assert spread.value == (min(one.value for one in each), max(one.value for one in each))
    assert spread.low == (min(one.low for one in each), max(one.low for one in each))
    assert "hull over 2 combinations" in row.note
    shown = run("pool", path).out
    assert "Several tables fit what is printed (A 2)" in shown
    assert "all 2 combinations" in " ".join(shown.split())
    assert widest(shown) <= 80


def test_studies_that_enter_in_some_combinations_only_are_counted(file):
    # Rates alone leave tables from no patient found by the comparator alone up to as many as it found.
    path = file(("study,n,index,comparator", "A,9,5,2", "B,12,7,3"))
    shown = " ".join(run("pool", path, "--quantity", "odds-ratio", "--tau2", "reml").out.split())
    assert "A 3, B 4" in shown
    assert "One study only" not in shown
    row = rows(path, "--quantity", "odds-ratio")["pooled.all.odds-ratio.fixed"]
    assert (row["numerator"], row["denominator"], row["n"]) == (2, 2, 21)
    # A enters in 2 of its 3 tables, B in 3 of its 4; in 1 of 12 neither does.
    assert "in 3 of 12: left out: A" in row["note"]
    assert "in 2 of 12: left out: B" in row["note"]
    assert "not defined in 1 of them" in row["note"]


def test_too_many_combinations_are_refused_with_their_number_and_what_to_do(file):
    done = run("pool", file(("study,n,index,comparator", "A,50,28,13", "B,60,30,20", "C,70,40,30")))
    # 14, 21 and 31 tables have these margins.
    assert (done.code, done.out) == (3, "")
    assert f"9,114 ways (C 31, B 21, A 14), more than {MOST_COMBINATIONS:,}" in done.err
    assert "p, interval, odds ratio" in done.err


def test_every_row_that_no_table_fits_is_named(file):
    done = run("pool", file(("study,n,index,comparator,p", "A,50,28,13,0.9", "B,50,28,13,0.0026", "C,50,28,13,0.8")))
    assert done.code == 3
    assert [line.partition(" no 2x2")[0] for line in done.err.splitlines()] == ["tables.csv:2: A:", "tables.csv:4: C:"]


def test_counts_beside_printed_numbers_must_fit_them(file):
    head = "study,p,both,index_only,comparator_only,neither"
    assert run("pool", file((head, "A,0.0026,9,19,4,18"))).code == 0
    assert run("pool", file((head, "A,0.9,9,19,4,18"))).code == 3


def test_groups_are_pooled_apart_and_compared():
    found = rows(DATA / "strata.csv", "--by", "stratum")
    names = [name for name in found if name.startswith("pooled.stratum-") and name.endswith(".rate-difference.reml")]
    assert names == [f"pooled.stratum-{name}.rate-difference.reml" for name in ("0.2-0.5", "gt0.5-1.0", "gt1.0-2.0")]
    test = found["pooled.stratum-all.rate-difference-subgroups.q"]
    assert (test["df"], test["numerator"]) == (2, 9)
    shown = run("pool", DATA / "strata.csv", "--by", "stratum").out
    assert "stratum >0.5-1.0:" in shown
    assert "Do the groups differ? p = " in shown


def test_one_study_is_its_own_result(file):
    found = rows(file(FIVE[:2]))
    one, alone = found["pooled.all.odds-ratio.fixed"], found["a.all.odds-ratio.wald"]
    assert [one[end] for end in ("value", "low", "high")] == pytest.approx(
        [alone[end] for end in ("value", "low", "high")]
    )
    assert found["pooled.all.odds-ratio.reml-knapp-hartung"]["high"] == "inf"
    assert "One study only" in run("pool", file(FIVE[:2])).out


@pytest.mark.parametrize("cells", ["0,0,0,0", "0,0,0,9", "0,7,0,0", "9,0,0,0"])
def test_tables_of_zeros_have_an_answer_everywhere(file, tmp_path, cells):
    path = file((HEAD, f"A,{cells}", f"B,{cells}"))
    report = ("-o", tmp_path / "out") if cells.startswith("0,7") else ()
    shown = run("pool", path, *report)
    assert (shown.code, shown.err) == (0, "")
    assert "nan" not in shown.out.lower()
    assert "NaN" not in run("pool", path, "--json", "--correction", "0.5").out


def test_names_that_give_the_same_id_are_told_apart(file):
    found = rows(file((HEAD, "A b,9,19,4,18", "A/b,20,12,6,30", "pooled!,45,30,14,33")))
    assert {"a-b.all.rate-ratio.wald", "a-b-2.all.rate-ratio.wald", "pooled-2.all.rate-ratio.wald"} <= set(found)


def test_a_thousand_studies_are_counted_and_not_listed(file):
    lines = [HEAD, *(f"S{i},{i % 30},{i % 13 + 1},{i % 7 + 1},{i % 23}" for i in range(1000))]
    shown = run("pool", file(lines), "--quantity", "odds-ratio").out
    assert "... and 970 more; --json lists them" in shown
    assert len(shown.splitlines()) < 60


def test_small_studies_are_compared_with_large_ones_from_ten_tables_on(file):
    lines = [HEAD, *(f"S{i},{i % 30},{i % 13 + 1},{i % 7 + 1},{i % 23}" for i in range(1, 11))]
    assert "pooled.all.odds-ratio-asymmetry.regression" in rows(file(lines))
    assert "Do small studies differ from large ones? Regression p" in " ".join(run("pool", file(lines)).out.split())
    assert not any("asymmetry" in name for name in rows(file(lines[:10])))


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--quantity", "odds-ratios"), 2, "Did you mean 'odds-ratio'"),
        (("--tau2", "remi"), 2, "there is no estimator 'remi'"),
        (("--correction", "5"), 2, "not between 0 and 1"),
        (("--level", "95"), 2, "not between 0 and 1"),
        (("--level", "0"), 2, "not between 0 and 1"),
        (("--by", "centre"), 2, "no column 'centre'"),
    ],
)
def test_options_that_cannot_be_used_are_refused(file, options, code, words):
    done = run("pool", file(FIVE), *options)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_a_column_that_makes_too_many_groups_is_refused(file):
    done = run("pool", file([HEAD, *(f"S{i},1,2,3,4" for i in range(51))]), "--by", "study")
    assert done.code == 2
    assert "'study' makes 51 groups, more than 50" in done.err


def test_files_that_cannot_be_read_are_refused(tmp_path, file):
    assert run("pool", tmp_path / "none.csv").code == 3
    assert run("pool", file(())).code == 3


NAMES = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "$\\frac{1}{2}$ {{7*7}} #read(1)", "x" * 150)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pool")
    lines = [HEAD, *(f'"{name}",{line.partition(",")[2]}' for name, line in zip(NAMES, FIVE[1:], strict=False))]
    (folder / "tables.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    tests = ("--index", "<b>PSMA</b>", "--comparator", "fluciclovine")
    assert run("pool", folder / "tables.csv", "-o", folder / "out", "--quiet", *tests).out == ""
    return folder / "out"


def test_the_report_has_page_pdf_rows_record_and_forests(report):
    names = {path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file()}
    forests = {f"figures/pooled-{name}.svg" for name in ("rate-difference", "rate-ratio", "odds-ratio")}
    assert names == {"report.html", "report.pdf", "results.csv", "pool.json", "manifest.json", "run.json", *forests}
    assert "Knapp-Hartung" in "".join(page.extract_text() for page in PdfReader(report / "report.pdf").pages)


def test_names_stay_text_in_every_file(report):
    page = Page((report / "report.html").read_bytes())
    assert len(page.all("script")) == 1
    assert page.all("b", "img", "iframe") == []
    assert all(name in page.root.text for name in NAMES[:3])
    assert "49 " not in page.root.text.replace("of 49", "")
    for path in (report / "figures").glob("*.svg"):
        ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - made a moment ago
    cells = [cell for line in (report / "results.csv").read_text().splitlines() for cell in line.split(",")]
    assert [cell for cell in cells if cell.startswith(("=", "@", "+"))] == []


def test_the_report_is_the_same_from_run_to_run(file, tmp_path):
    path = file(PRINTED)
    made = []
    for name in ("one", "two"):
        run("pool", path, "-o", tmp_path / name, "--quiet", "--quantity", "odds-ratio")
        made.append({one.name: one.read_bytes() for one in (tmp_path / name).rglob("*.*") if one.name != "run.json"})
    assert made[0] == made[1]


@pytest.mark.parametrize("name", ["head-to-head", "strata"])
def test_the_example_files_are_pooled(name):
    assert run("pool", DATA / f"{name}.csv").code == 0
