"""Lock a plan, rehearse it blind, run it, prove it: each step on the command line, and what each refuses."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import REHEARSAL
from psmatrial.displays.watermark import WATERMARK
from tests.cohorts import reads, trial_patients
from tests.commands.terminal import run, widest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def plan(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")
    path = tmp_path / "plan.toml"
    path.write_text('[[contrasts]]\nindex = "PSMA"\ncomparator = "fluciclovine"\n')
    return path


@pytest.fixture
def lock(plan):
    assert run("init", plan, "--lock", "--quiet").code == 0
    return plan.with_name("plan.lock.toml")


@pytest.fixture
def file(tmp_path):
    return reads(tmp_path / "reads.csv", trial_patients())


def compared(file, place, *options, formats="json"):
    found = run("compare", file, "-o", place, "--format", formats, *options)
    assert found.code == 0, found.err
    return found


def record(place):
    return json.loads((place / "results.json").read_text(encoding="utf-8"))


def test_a_plan_is_locked_beside_itself_and_never_over_another_file(plan):
    found = run("init", plan, "--lock")
    lock = plan.with_name("plan.lock.toml")
    assert found.code == 0
    assert found.out.startswith(f"Locked plan: {lock}\nNext: psmatrial compare INPUT --lock ")
    assert 'date = "2026-03-01"' in lock.read_text()
    assert found.out.splitlines()[2].removeprefix("SHA-256: ") in lock.read_text()
    assert "warning: the plan leaves reading.readers, endpoints.regions open: the data will fill them in" in found.err
    again = run("init", plan, "--lock")
    assert (again.code, again.out) == (4, "")
    assert "plan.lock.toml exists and is not overwritten" in again.err


def test_a_lock_goes_where_it_is_told_with_what_options_say(plan, tmp_path):
    words = ("init", plan, "--lock", "--comparator", "MRI")
    assert run(*words, "-o", tmp_path / "l.toml", "-q").code == 0
    assert read_plan(tmp_path / "l.toml").contrasts[0].comparator == "MRI"
    assert run(*words, "-o", "-", "-q").out == (tmp_path / "l.toml").read_text(encoding="utf-8")


def test_data_are_not_locked_and_not_even_read(tmp_path):
    absent = tmp_path / "reads.csv"
    for words in (("init", absent, "--lock"), ("init", "--study", "--lock")):
        found = run(*words)
        assert found.code == 2
        assert "--lock takes a plan" in found.err
        assert "no data are read" in found.err


def test_a_broken_plan_and_a_locked_one_are_not_locked(plan, lock):
    found = run("init", lock, "--lock")
    assert (found.code, found.out) == (2, "")
    assert "plan.lock.toml was locked on 2026-03-01." in found.err
    plan.write_text("levle = 0.9")
    found = run("init", plan, "--lock", "-o", "-")
    assert (found.code, found.out) == (2, "")
    assert "Did you mean 'level'?" in found.err
    plan.write_text('[agreement]\ncoefficients = ["fleis"]\n[management]\nbefore = "plan_before"\n')
    found = run("init", plan, "--lock", "-o", "-")
    assert (found.code, found.out) == (2, "")
    assert "plan.toml:2: agreement.coefficients: there is no 'fleis'." in found.err
    assert "plan.toml:4: management.before: a change is told from two columns." in found.err


def test_a_locked_plan_runs_and_the_answer_says_so(file, lock, tmp_path):
    found = compared(file, tmp_path / "out", "--lock", lock)
    assert "The plan was locked on 2026-03-01, by the date in its lock, before this run" in found.out
    assert "What ran is the locked plan: there is no deviation." in found.out
    assert widest(found.out) <= max(80, *(len(line) for line in found.out.splitlines() if str(tmp_path) in line))
    compared(file, tmp_path / "other", "--plan", lock)
    assert record(tmp_path / "other") == record(tmp_path / "out")


def test_options_and_other_plans_deviate_from_the_lock(file, plan, lock, tmp_path):
    plan.write_text(plan.read_text() + "[primary]\nmargin = -0.1\n")
    found = compared(file, tmp_path / "out", "--lock", lock, "--plan", plan, "--level", "0.9", "--only", "detection")
    keys = [one["key"] for one in record(tmp_path / "out")["lock"]["deviations"]]
    assert keys == ["level", "primary.margin", "report.sections"]
    assert "What ran deviates from the locked plan in 3 keys, among them of the primary" in found.out


def test_a_changed_lock_is_refused_by_every_command_that_reads_a_plan(file, lock, tmp_path):
    lock.write_text(lock.read_text().replace("level = 0.95", "level = 0.9"))
    for words in (
        ("compare", file, "--lock", lock, "-o", tmp_path / "out"),
        ("compare", file, "--plan", lock, "-o", tmp_path / "out"),
        ("check", file, "--plan", lock),
        ("figures", file, "--plan", lock, "-o", tmp_path / "figures"),
        ("init", lock, "--lock", "-o", tmp_path / "again.toml"),
    ):
        found = run(*words)
        assert (found.code, found.out) == (2, ""), words
        assert "the locked plan was changed after it was locked" in found.err
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_not_locked_is_no_lock(file, plan, tmp_path):
    found = run("compare", file, "--lock", plan, "-o", tmp_path / "out")
    assert found.code == 2
    assert "plan.toml is not a locked plan. Lock it: psmatrial init plan.toml --lock" in found.err


def test_a_report_of_a_locked_plan_is_proved_and_a_changed_record_is_not(file, lock, tmp_path):
    compared(file, tmp_path / "out", "--lock", lock, "--level", "0.9", formats="html,json,csv")
    found = run("verify", tmp_path / "out", file)
    assert found.code == 0, found.out
    assert "checked: the locked plan against its SHA-256 " in found.out
    assert "; its date, 2026-03-01, is only written down" in found.out
    body = record(tmp_path / "out")
    body["lock"]["plan"]["level"] = 0.9
    (tmp_path / "out" / "results.json").write_text(json.dumps(body))
    found = run("verify", tmp_path / "out", file)
    assert found.code == 1
    assert "differs: the locked plan was changed after it was locked" in found.out


def test_a_rehearsal_says_so_on_its_first_line_and_goes_into_a_folder_of_its_own(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run("compare", file, "--blind", "2026", "--format", "json,csv")
    assert found.code == 0
    assert found.out.splitlines()[0] == WATERMARK
    assert "Report: reports/reads-blind/results.json" in found.out
    body = record(tmp_path / "reports" / "reads-blind")
    assert body["blind"]["seed"] == "2026"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "reports" / "reads-blind" / "results.csv").read_text())))
    assert len(rows) == len(body["results"])
    assert all(REHEARSAL in row["note"] for row in rows)


def test_a_rehearsal_and_a_real_report_never_take_each_others_place(file, tmp_path):
    compared(file, tmp_path / "real")
    compared(file, tmp_path / "blind", "--blind", "1")
    before = {path: path.read_bytes() for place in ("real", "blind") for path in (tmp_path / place).iterdir()}
    for place, options, words in (
        ("real", ("--blind", "1"), "holds a real report, and a blind rehearsal does not take its place"),
        ("blind", (), "holds a blind rehearsal, and a real report does not take its place"),
    ):
        found = run("compare", file, "-o", tmp_path / place, "--format", "json", *options)
        assert (found.code, found.out) == (4, "")
        assert words in found.err
    assert before == {path: path.read_bytes() for path in before}
    compared(file, tmp_path / "blind", "--blind", "2")
    assert record(tmp_path / "blind")["blind"]["seed"] == "2"


def test_a_seed_that_cannot_be_used_ends_with_two(file, tmp_path):
    found = run("compare", file, "--blind", "", "-o", tmp_path / "out")
    assert (found.code, found.out) == (2, "")
    assert "Give a number or a word, such as --blind 2026." in found.err


@pytest.fixture
def rehearsed(file, tmp_path):
    compared(file, tmp_path / "blind", "--blind", "1", "--only", "detection,plan", formats="html,json")
    return tmp_path / "blind"


def test_a_rehearsal_is_proved_and_its_proof_says_what_it_is(rehearsed, file):
    found = run("verify", rehearsed, file)
    assert found.code == 0, found.out
    assert f"checked: {WATERMARK}" in found.out
    assert f"checked: {WATERMARK}" in run("verify", rehearsed).out


def test_a_number_of_a_rehearsal_is_opened_under_its_mark(rehearsed):
    found = run("explain", rehearsed, "patient.all.equality.exact")
    assert found.out.splitlines()[0] == WATERMARK
    told = json.loads(run("explain", rehearsed, "patient.all.equality.exact", "--json").out)
    assert told["blind"]["seed"] == "1"


def test_a_picture_of_a_real_report_has_none_of_their_colour(file, tmp_path):
    assert run("figures", file, "tile", "-o", tmp_path / "figures", "--format", "png", "--dpi", "72").code == 0
    assert grey(tmp_path / "figures" / "tile.png") < 0.001


def test_every_picture_drawn_from_a_rehearsal_carries_the_words(rehearsed, tmp_path):
    place = tmp_path / "figures"
    formats = ("--format", "svg,pdf,png", "--dpi", "72")
    found = run("figures", rehearsed, "tile", "forest", "-o", place, *formats)
    assert found.code == 0
    assert f"warning: {WATERMARK}" in found.err
    for name in ("tile", "forest"):
        assert WATERMARK in (place / f"{name}.svg").read_text(encoding="utf-8").partition("</desc>")[2]
        assert WATERMARK in " ".join(PdfReader(place / f"{name}.pdf").pages[0].extract_text().split())
        rows = list(csv.reader((place / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
        assert all(row[-1] == REHEARSAL for row in rows[1:])
        assert (place / f"{name}.txt").read_text(encoding="utf-8").startswith("Blind rehearsal: ")
        assert grey(place / f"{name}.png") > 0.003


def grey(path):
    """Return the share of dots in the pale colour of the words on white paper."""
    with Image.open(path) as picture:
        colours = {colour: count for count, colour in picture.convert("RGB").getcolors(1 << 24)}
        return colours.get((212, 212, 212), 0) / (picture.width * picture.height)


def test_two_processes_with_other_hash_seeds_write_the_same_rehearsal(file, lock, tmp_path):
    places = [tmp_path / name for name in ("one", "two")]
    for place, seed in zip(places, "01", strict=True):
        command = [
            sys.executable,
            "-m",
            "psmatrial",
            "compare",
            file,
            "--lock",
            lock,
            "--blind",
            "7",
            "-o",
            place,
            "-q",
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        subprocess.run([*command, "--format", "json,csv,html"], env=environment, check=True)
    one, two = ({path.name: path.read_bytes() for path in place.glob("re*.*")} for place in places)
    assert one == two
    assert len(one) >= 3
