"""Commands that read a report again: one number opened, figures drawn from what was saved."""

from __future__ import annotations

import json
import shutil

import pytest

from psmatrial.analysis.suppress import suppressed
from psmatrial.menu import Menu
from psmatrial.models.catalogue import MODELS
from psmatrial.reports.report import Drawings
from psmatrial.stats.further_methods import FURTHER
from psmatrial.stats.methods import CATALOGUE
from tests.cohorts import pairs, reads, trial
from tests.commands.terminal import run, widest

FIGURES = Menu("displays/figures", "figure").names()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    place = tmp_path_factory.mktemp("report")
    (place / "results.json").write_text(trial().json(), encoding="utf-8")
    return place


def test_a_number_is_opened_on_the_terminal(report):
    found = run("explain", report, "patient.all.rate-difference.tango")
    assert (found.code, found.err) == (0, "")
    assert widest(found.out) <= 80
    for words in ("+30.0 points (12.1 to 46.2)", "fluciclovine +", "b 19", "n 50", "Stat Med 1998;17:891", "newcombe"):
        assert words in found.out


def test_a_number_is_opened_as_json(report):
    found = run("explain", report / "results.json", "patient@R1.all.equality.exact", "--json")
    document = json.loads(found.out)
    assert (document["schema"], document["row"]["reader"]) == (1, "R1")
    assert document["inputs"]["n"] == 50
    assert {other["method"] for other in document["others"]} >= {"mid-p", "asymptotic", "exact-unconditional"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("patient.psa.homogeneity-difference.score", "p = 0.3494, statistic 2.1029, df 2"),
        ("pelvic-nodes.all.equality.exact", "p = 0.0034, statistic 12, adjusted p 0.0103"),
        ("extrapelvic.all.odds-ratio.clopper-pearson", "∞ (1.71 to ∞)"),
    ],
)
def test_a_number_is_opened_with_all_that_belongs_to_it(report, row, said):
    assert run("explain", report, row).out.splitlines()[1] == f"  {said}"


def test_a_report_without_its_record_is_refused_by_every_command_that_opens_one(tmp_path):
    file, place = reads(tmp_path / "reads.csv", pairs(3, 2, 1, 4)), tmp_path / "report"
    assert run("compare", file, "-o", place, "--format", "html", "-q").code == 0
    row = "patient.all.equality.exact"
    for line in (("explain", place, row), ("figures", place, "tile"), ("diff", place, place), ("verify", place, file)):
        found = run(*line)
        assert (found.code, found.out) == (3, "")
        assert f"{place} has no results.json: it is no report of compare, or was written without json." in found.err


def test_the_help_names_every_format_and_what_a_report_without_json_cannot_do():
    said = " ".join(run("compare", "--help").out.split())
    assert f"{', '.join(Menu('reports/formats', 'output format').names())}. Without json" in said
    assert "--format html,json" in said


def test_a_row_that_is_not_there_ends_with_two(report):
    found = run("explain", report, "patient.all.rate-differnce.tango")
    assert (found.code, found.out) == (2, "")
    assert "Did you mean 'patient.all.rate-difference.tango'?" in found.err


@pytest.mark.parametrize("text", ["", "{}", "[1]", "\x00", "[" * 100_000])
def test_a_report_that_is_none_ends_with_three(tmp_path, text):
    (tmp_path / "results.json").write_text(text)
    for arguments in (
        ("explain", tmp_path, "patient.all.equality.exact"),
        ("figures", tmp_path, "-o", tmp_path / "out"),
    ):
        found = run(*arguments)
        assert (found.code, found.out) == (3, "")
        assert "is not a results.json of psmatrial" in found.err
    assert not (tmp_path / "out").exists()


def test_figures_are_listed():
    found = run("figures", "--list")
    assert found.code == 0
    assert [line.split()[0] for line in found.out.splitlines() if not line.startswith(" ")] == FIGURES
    assert widest(found.out) <= 80


def test_figures_are_drawn_from_saved_results_as_in_the_report(report, tmp_path):
    found = run("figures", report, "tile", "forest", "-o", tmp_path)
    assert found.code == 0
    files = [tmp_path / f"{name}.{suffix}" for name in ("tile", "forest") for suffix in ("svg", "csv", "txt")]
    assert set(tmp_path.iterdir()) == {*files, tmp_path / "figures.json"}
    assert found.out.splitlines() == [str(path) for path in files]
    drawn = Drawings(trial())
    for name in ("tile", "forest"):
        assert (tmp_path / f"{name}.svg").read_text(encoding="utf-8") == drawn.drawing(name).file_svg


def test_figures_are_drawn_from_a_file_of_readings(tmp_path):
    path = reads(tmp_path / "reads.csv", pairs(2, 5, 0, 3))
    found = run("figures", path, "tile", "-o", tmp_path / "out", "--format", "svg,png", "--quiet")
    assert (found.code, found.out, found.err) == (0, "", "")
    assert (tmp_path / "out" / "tile.png").read_bytes().startswith(b"\x89PNG")


def test_a_figure_without_anything_to_show_ends_with_two(tmp_path):
    path = reads(tmp_path / "reads.csv", pairs(2, 5, 0, 3))
    found = run("figures", path, "tile", "forest", "-o", tmp_path / "out", "-q")
    assert found.code == 2
    assert found.err == "these results have nothing for forest. They have: icons, robustness, stard, tile, tipping.\n"
    assert not (tmp_path / "out").exists()


def test_figures_that_cannot_be_written_end_with_four(report, tmp_path):
    (tmp_path / "file").write_text("")
    found = run("figures", report, "tile", "-o", tmp_path / "file")
    assert found.code == 4
    assert "cannot be written" in found.err


def test_the_catalogue_on_the_terminal():
    found = run("methods")
    assert (found.code, found.err) == (0, "")
    assert widest(found.out) <= 80
    joined = " ".join(found.out.split())
    for method in (*CATALOGUE, *FURTHER):
        assert f"{method.name}: {method.label}" in joined


@pytest.mark.parametrize(
    ("place", "value"),
    [(("curve", "tests"), None), (("tipping", 0, "level"), "x"), (("primary",), {}), (("patterns",), [5])],
)
def test_a_record_that_was_changed_by_hand_is_refused_in_words(report, place, value, tmp_path):
    record = json.loads((report / "results.json").read_text(encoding="utf-8"))
    inner = record
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    (tmp_path / "results.json").write_text(json.dumps(record), encoding="utf-8")
    found = run("figures", tmp_path / "results.json", "-o", tmp_path / "figures")
    assert found.code == 3
    assert "results.json does not hold together" in found.err
    assert not (tmp_path / "figures").exists()


@pytest.mark.parametrize("command", ["explain", "diff", "figures"])
def test_numbers_that_were_changed_are_not_shown_without_a_warning(report, command, tmp_path):
    changed = tmp_path / "changed"
    run("compare", "--example", "-o", changed, "--format", "json")
    record = changed / "results.json"
    more = {"explain": ["patient.all.equality.exact"], "diff": [report], "figures": ["-o", tmp_path / "figures"]}
    assert "as it was written" not in run(command, changed, *more[command]).err
    record.write_text(record.read_text(encoding="utf-8").replace("0.002599477767944336", "0.04"), encoding="utf-8")
    shutil.rmtree(tmp_path / "figures", ignore_errors=True)
    found = run(command, record, *more[command])
    assert f"warning: {record} is not as it was written: its numbers may have been changed." in found.err
    assert found.code == (command == "diff")
    alone = shutil.move(record, tmp_path / "results.json")
    assert "as it was written" not in run(command, alone, *more[command]).err


def test_a_number_that_nobody_counts_and_an_id_that_stands_twice_are_refused(report, tmp_path):
    record = json.loads((report / "results.json").read_text(encoding="utf-8"))
    rows = record["results"]
    for wrong in ([*rows, rows[0]], [{**rows[0], "both": 10**400}, *rows[1:]]):
        (tmp_path / "results.json").write_text(json.dumps({**record, "results": wrong}), encoding="utf-8")
        found = run("diff", report, tmp_path / "results.json")
        assert (found.code, found.err.split(".")[0]) == (3, "results")
        assert "is not a results.json of psmatrial" in found.err


def test_the_catalogue_as_json():
    document = json.loads(run("methods", "--json").out)
    assert document["schema"] == 1
    named = [(entry["quantity"], entry["name"]) for entry in document["methods"]]
    assert named == [(method.quantity, method.name) for method in (*CATALOGUE, *FURTHER, *MODELS)]
    for entry in document["methods"]:
        assert all(entry[key] for key in ("label", "formula", "reference", "prefer", "weakness"))


def test_one_quantity_of_the_catalogue():
    document = json.loads(run("methods", "odds-ratio", "--json").out)
    assert {entry["quantity"] for entry in document["methods"]} == {"odds-ratio"}
    assert "blaker" in run("methods", "odds-ratio").out


def test_a_report_made_without_a_plan_and_with_warnings_is_verified_from_a_renamed_file(tmp_path):
    unsure = [*pairs(2, 5, 0, 3), ("equivocal", "positive"), ("positive", "")]
    path = reads(tmp_path / "reads.csv", unsure)
    made = run("compare", path, "-o", tmp_path / "out", "--format", "html,json")
    assert made.err.count("warning: ") > 3
    found = run("verify", tmp_path / "out", path.rename(tmp_path / "renamed.csv"))
    assert (found.code, found.out.splitlines()[-1]) == (0, "verified: no difference")
    assert "every file against a new rendering, byte by byte" in found.out


def test_a_p_value_that_is_withheld_is_said_to_be_and_so_are_those_by_other_methods(tmp_path):
    (tmp_path / "results.json").write_text(suppressed(trial(), 5).json(), encoding="utf-8")
    out = run("explain", tmp_path, "patient.all.equality.exact").out
    assert "patient.all.equality.exact\n  p withheld\n" in out
    assert "    mid-p                       p withheld\n" in out
    assert "\u2013" not in out.partition("note:")[0].partition("method:")[0]
    assert "\n  withheld\n" in run("explain", tmp_path, "patient.all.odds-ratio.clopper-pearson").out
    # What follows from the two printed rates is told.
    out = run("explain", tmp_path, "patient.all.rate-difference.tango").out
    assert "patient.all.rate-difference.tango\n  +30.0 points (interval withheld)\n" in out
    assert "    newcombe                    +30.0 points (interval withheld)\n" in out
