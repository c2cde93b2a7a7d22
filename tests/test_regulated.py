"""The way of a trial that somebody else will check: plan, lock, blind run, run, second program, every format, proof."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from psmatrial.analysis.example import example
from psmatrial.menu import Menu
from tests.commands.terminal import run
from tests.double_programming import mapping, rows, written

READS, PLAN = example()
FORMATS = ",".join(Menu("reports/formats", "output format").names())
# The second program of the tests gives Wald's interval too.
ASKED = '\n[methods]\nrate_difference = ["fay-lumbard", "wald"]\n'


def record(folder: Path) -> dict:
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


def carried_out(*arguments: object) -> str:
    found = run(*arguments)
    assert found.code == 0, found.err
    return found.out


@pytest.fixture(scope="module")
def way(tmp_path_factory):
    """Go the whole way once: folder, plan, lock, rehearsal and report."""
    folder = tmp_path_factory.mktemp("way")
    plan, lock = folder / "plan.toml", folder / "plan.lock.toml"
    plan.write_text(PLAN.read_text(encoding="utf-8") + ASKED, encoding="utf-8")
    carried_out("init", plan, "--lock")
    blind, report = folder / "rehearsal", folder / "report"
    carried_out("compare", READS, "--lock", lock, "--blind", "20260301", "-o", blind, "--format", "html,json")
    carried_out("compare", READS, "--lock", lock, "-o", report, "--format", FORMATS)
    return SimpleNamespace(folder=folder, plan=plan, lock=lock, blind=blind, report=report)


def test_the_report_is_that_of_the_locked_plan_and_says_so(way):
    found = record(way.report)
    assert found["primary"]["table"] == {"both": 9, "index_only": 19, "comparator_only": 4, "neither": 18}
    assert found["lock"]["deviations"] == []
    page = (way.report / "report.html").read_text(encoding="utf-8")
    assert found["lock"]["sha256"] in page


def test_every_format_was_written(way):
    menu = Menu("reports/formats", "output format")
    for name in menu.names():
        assert (way.report / menu.load(name).FILE).stat().st_size > 1000


def test_the_rehearsal_is_no_result(way):
    real, blind = record(way.report), record(way.blind)
    assert blind["study"]["id"] == f"{real['study']['id']}-blind"
    assert "blind" in blind
    assert "blind" not in real
    assert run("compare", READS, "--lock", way.lock, "-o", way.blind).code == 4


def test_a_second_program_agrees_and_a_changed_number_is_found(way, tmp_path):
    theirs = written(tmp_path, rows(printed=True))
    names = mapping(tmp_path, printed=True)
    assert run("diff", way.report, theirs, "--map", names).code == 0
    theirs.write_text(theirs.read_text(encoding="utf-8").replace(".0026", ".0027"), encoding="utf-8")
    found = run("diff", way.report, theirs, "--map", names)
    assert found.code == 1
    assert "patient.all.equality.exact" in found.out


def test_the_report_and_the_rehearsal_are_proved_again(way):
    for folder in (way.report, way.blind):
        assert run("verify", folder, READS).code == 0


def test_another_report_from_the_same_lock_has_the_same_bytes(way, tmp_path):
    carried_out("compare", READS, "--lock", way.lock, "-o", tmp_path / "again", "--format", "json,csv,ard")
    for name in ("results.json", "results.csv", "ard.json", "plan.toml"):
        assert (tmp_path / "again" / name).read_bytes() == (way.report / name).read_bytes()


def test_a_changed_plan_is_listed_and_a_changed_lock_refused(way, tmp_path):
    changed = tmp_path / "changed.toml"
    changed.write_text(way.plan.read_text(encoding="utf-8").replace('test = "exact"', 'test = "mid-p"'), "utf-8")
    assert changed.read_text(encoding="utf-8") != way.plan.read_text(encoding="utf-8")
    carried_out("compare", READS, "--lock", way.lock, "--plan", changed, "-o", tmp_path / "other", "--format", "json")
    [deviation] = record(tmp_path / "other")["lock"]["deviations"]
    assert (deviation["key"], deviation["locked"], deviation["ran"]) == ("primary.test", "exact", "mid-p")
    lock = tmp_path / "plan.lock.toml"
    lock.write_text(way.lock.read_text(encoding="utf-8").replace('test = "exact"', 'test = "mid-p"'), "utf-8")
    refused = run("compare", READS, "--lock", lock, "-o", tmp_path / "none")
    assert refused.code == 2
    assert not (tmp_path / "none").exists()


def test_a_changed_file_of_the_report_is_found(way, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in way.report.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    (copy / "report.rtf").write_bytes((way.report / "report.rtf").read_bytes().replace(b"0.0026", b"0.0025"))
    found = run("verify", copy)
    assert found.code == 1
    assert "report.rtf was changed" in found.out


@pytest.mark.parametrize(("format_", "missing", "extra"), [("docx", "docx", "word"), ("xlsx", "xlsxwriter", "excel")])
def test_a_missing_extra_is_named_with_its_command_and_nothing_is_written(
    way, tmp_path, monkeypatch, format_, missing, extra
):
    def without(name):
        if name == missing:
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr("psmatrial.extras.import_module", without)
    found = run("compare", READS, "--lock", way.lock, "-o", tmp_path / "none", "--format", f"html,{format_}")
    assert found.code == 4
    assert f"pip install 'psmatrial[{extra}]'" in found.err
    assert not (tmp_path / "none").exists()
