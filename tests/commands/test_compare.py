"""One file of readings to a report folder, as a shell sees it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.plan_file import read_plan
from tests.cohorts import pairs, reads, trial, trial_patients
from tests.commands.terminal import run, widest

FILES = {"report.html", "report.pdf", "results.json", "results.csv"}
FILES |= {"plan.toml", "references.bib", "manifest.json", "run.json"}
FIGURES = {"tile", "paired-bars-endpoints", "paired-bars-strata", "forest", "robustness", "tipping"}


def held(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    place = tmp_path_factory.mktemp("compare") / "out"
    found = run("compare", "--example", "-o", place)
    assert found.code == 0
    return place, found


@pytest.fixture
def small(tmp_path):
    return reads(tmp_path / "My reads.csv", pairs(2, 5, 0, 3))


def quick(*arguments):
    return run("compare", *arguments, "--format", "json")


def test_the_report_of_the_trial_has_its_files(report):
    place, _ = report
    assert set(held(place)) == FILES | {f"figures/{name}.svg" for name in FIGURES}


def test_the_manifest_has_the_sums_of_all_files_but_two(report):
    found = held(report[0])
    sums = json.loads(found["manifest.json"])["files"]
    assert sums == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in found.items()
        if name not in {"manifest.json", "run.json"}
    }


def test_the_numbers_are_those_of_the_analysis(report):
    assert (report[0] / "results.json").read_text(encoding="utf-8") == trial().json()


def test_the_answer_stands_on_the_terminal(report):
    place, found = report
    assert found.err == ""
    assert "  PSMA 28/50 (56%) against fluciclovine 13/50 (26%)\n" in found.out
    assert "  difference +30 points (12 to 46), p = 0.0026 (exact McNemar)\n" in found.out
    assert "  conditional odds ratio 4.75 (1.58 to 19.20)\n" in found.out
    assert "These data are rebuilt." in found.out
    lines = found.out.splitlines()
    assert lines[-1] == f"Report: {place / 'report.html'}"
    assert widest("\n".join(lines[:-1])) <= 80


def test_the_page_begins_with_the_answer(report):
    page = (report[0] / "report.html").read_text(encoding="utf-8")
    assert (
        "PSMA found disease in 28/50 (56%), fluciclovine in 13/50 (26%): difference +30 points (12 to 46), "
        "conditional odds ratio 4.75 (1.58 to 19.20), p = 0.0026."
    ) in page


def test_the_plan_of_the_report_gives_the_same_report(report, tmp_path):
    place, _ = report
    again = run("compare", example()[0], "--plan", place / "plan.toml", "-o", tmp_path / "again")
    assert again.code == 0
    before, after = held(place), held(tmp_path / "again")
    assert set(before) == set(after)
    for name in set(before) - {"run.json"}:
        assert before[name] == after[name], name


def test_no_file_tells_who_made_it_or_where(report):
    place, _ = report
    for name, content in held(place).items():
        if name.endswith(".pdf"):
            continue
        text = content.decode()
        for secret in (str(place), str(place.parent), os.uname().nodename, str(Path.home())):
            assert len(secret) < 4 or secret not in text, (name, secret)


def test_without_a_plan_every_default_that_mattered_is_a_warning(small, tmp_path):
    found = quick(small, "-o", tmp_path / "out")
    assert found.code == 0
    assert all(line.startswith("warning: ") for line in found.err.splitlines())
    assert "warning: the index test is PSMA, the comparator fluciclovine (chosen by their names)" in found.err
    assert "The interval (Tango) leaves out 0 although" in found.out
    assert json.loads((tmp_path / "out" / "results.json").read_text())["provenance"]["warnings"] == [
        line.removeprefix("warning: ") for line in found.err.splitlines()
    ]


def test_the_folder_is_named_after_the_file(small, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert quick(small.name).out.endswith(f"\nReport: {Path('reports/my-reads/results.json')}\n")
    assert set(held(tmp_path / "reports")) == {
        f"my-reads/{name}" for name in ("results.json", "plan.toml", "manifest.json", "run.json")
    }


def test_quiet_says_nothing(small, tmp_path):
    found = run("compare", small, "-o", tmp_path / "out", "--format", "json", "-q")
    assert (found.code, found.out, found.err) == (0, "", "")


@pytest.mark.parametrize(
    ("word", "start"), [("json", '{\n "schema": 1,'), ("csv", "id,endpoint,unit,"), ("html", "<!DOCTYPE html>")]
)
def test_one_document_goes_to_standard_output(small, tmp_path, monkeypatch, word, start):
    monkeypatch.chdir(tmp_path)
    found = run("compare", small, "-o", "-", "--format", word)
    assert found.code == 0
    assert found.out.startswith(start)
    assert "warning: " in found.err
    assert {path.name for path in tmp_path.iterdir()} == {small.name}


def test_options_beat_the_plan(tmp_path):
    args = (
        "--index",
        "fluciclovine",
        "--comparator",
        "PSMA",
        "--level",
        "0.9",
        "--margin",
        "-0.2",
        "--ratio-margin",
        "0.7",
    )
    assert quick("--example", *args, "--only", "flow, detection", "-o", tmp_path / "out", "-q").code == 0
    plan = read_plan(tmp_path / "out" / "plan.toml")
    assert (plan.contrasts[0].index, plan.level) == ("fluciclovine", 0.9)
    assert (plan.primary.margin, plan.primary.ratio_margin) == (-0.2, 0.7)
    assert plan.report.sections == ("flow", "detection")
    assert plan.reading == read_plan(example()[1]).reading


def test_another_level_is_said(small, tmp_path):
    assert "\n  intervals are two-sided at 90%\n" in quick(small, "--level", "0.9", "-o", tmp_path / "out").out


def test_one_named_test_completes_the_plan(tmp_path):
    patients = [(*pair, "negative") for pair in pairs(1, 2, 1, 1)]
    path = reads(tmp_path / "reads.csv", patients, ("PSMA", "fluciclovine", "choline"))
    plan = tmp_path / "plan.toml"
    plan.write_text('[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n')
    assert quick(path, "--plan", plan, "--comparator", "choline", "-o", tmp_path / "out").code == 0
    assert read_plan(tmp_path / "out" / "plan.toml").contrasts[0].comparator == "choline"
    refused = quick(path, "--comparator", "choline", "-o", tmp_path / "other")
    assert (refused.code, refused.err) == (2, "--index and --comparator go together. Name both tests.\n")


def test_columns_of_a_wide_file_are_named_on_the_line(tmp_path):
    lines = [f"P{number},{index},{other},{psa}" for number, (index, other, psa) in enumerate(trial_patients())]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(["patient_id,PSMA,fluciclovine,psa", *lines]) + "\n")
    columns = ("--column", "result.PSMA=PSMA", "--column", "result.fluciclovine=fluciclovine")
    assert quick(path, *columns, "-o", tmp_path / "out").code == 0
    found = json.loads((tmp_path / "out" / "results.json").read_text())
    assert found["primary"]["table"] == {"both": 9, "index_only": 19, "comparator_only": 4, "neither": 18}
    again = quick(path, "--plan", tmp_path / "out" / "plan.toml", "-o", tmp_path / "again")
    assert again.code == 0
    assert json.loads((tmp_path / "again" / "results.json").read_text())["results"] == found["results"]


def test_only_the_sections_asked_for_are_written(tmp_path):
    assert run("compare", "--example", "--only", "detection", "--format", "html", "-o", tmp_path / "out").code == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Detection per patient and region" in page
    assert "Robustness of the primary result" not in page
    assert {path.name for path in (tmp_path / "out" / "figures").iterdir()} == {"tile.svg", "paired-bars-endpoints.svg"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "patient_id,modality,result\nP1,PSMA,postive\nP1,Axumin,maybe\n",
            ["reads.csv:2: result: 'postive'", "reads.csv:3: result: 'maybe'"],
        ),
        ("", ["reads.csv"]),
        ("patient_id,modality,result\n", ["no rows"]),
        ("patient_id,modality,result\nP1,PSMA,positive\nP1,PSMA,positive\n", ["reads.csv:3: result:"]),
    ],
)
def test_bad_readings_end_with_three_and_nothing_is_written(tmp_path, text, said):
    path = tmp_path / "reads.csv"
    path.write_text(text)
    found = run("compare", path, "-o", tmp_path / "a" / "out")
    assert (found.code, found.out) == (3, "")
    assert all(words in found.err for words in said)
    assert {item.name for item in tmp_path.iterdir()} == {"reads.csv"}


def test_a_bad_plan_ends_with_two_with_all_its_mistakes(small, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("levle = 0.9\n[primary]\ntest = 3\n")
    found = run("compare", small, "--plan", plan, "-o", tmp_path / "out")
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines() == [
        "plan.toml:1: levle: 'levle' is not a key of the plan. Did you mean 'level'? Accepted: "
        + found.err.splitlines()[0].split("Accepted: ")[1],
        "plan.toml:3: primary.test: 3 is not text in quotes. The key says: test of equality.",
    ]
    assert not (tmp_path / "out").exists()


def test_a_folder_of_other_things_ends_with_four_and_is_left_alone(small, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("mine")
    found = quick(small, "-o", tmp_path / "out")
    assert (found.code, found.out) == (4, "")
    assert "holds other files and no report" in found.err
    assert held(tmp_path / "out") == {"thesis.doc": b"mine"}


def test_a_place_below_a_file_ends_with_four(small):
    found = quick(small, "-o", small / "out")
    assert (found.code, found.out) == (4, "")
    assert "cannot be written" in found.err


def test_a_smaller_report_takes_the_files_of_the_larger_one_away(tmp_path):
    assert run("compare", "--example", "-o", tmp_path / "out", "--format", "html,json", "-q").code == 0
    (tmp_path / "out" / "notes.txt").write_text("mine")
    assert quick("--example", "-o", tmp_path / "out").code == 0
    assert set(held(tmp_path / "out")) == {"results.json", "plan.toml", "manifest.json", "run.json", "notes.txt"}
    assert not (tmp_path / "out" / "figures").exists()


def test_files_beside_a_report_without_small_counts_are_named(tmp_path):
    folder = tmp_path / "report"
    assert run("compare", "--example", "-o", folder, "--format", "json", "--quiet").code == 0
    assert run("figures", folder, "tile", "-o", folder / "slides", "--quiet").code == 0
    assert "not of this report" not in run("compare", "--example", "-o", folder, "--format", "json").err
    found = run("compare", "--example", "--suppress", "5", "-o", folder, "--format", "json")
    assert found.code == 0
    names = ", ".join(f"slides/{name}" for name in ("figures.json", "tile.csv", "tile.svg", "tile.txt"))
    assert f"holds files that are not of this report, and no count is withheld from them: {names}." in found.err
    assert "not of this report" not in run("compare", "--example", "--suppress", "5", "-o", tmp_path / "new").err
