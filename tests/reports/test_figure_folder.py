"""Figures stand in a folder among other files: nothing that psmatrial did not write there is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from psmatrial.errors import OutputError
from psmatrial.reports.figure_folder import LIST, write
from tests.commands.terminal import run

OUTCOMES = Path(__file__).resolve().parents[2] / "data" / "outcomes"
OLD = {"tile.svg": b"picture", "tile.csv": b"numbers"}


def held(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_readings_that_are_named_like_a_figure_are_not_written_over(tmp_path, monkeypatch):
    shutil.copy(OUTCOMES / "outcomes.csv", tmp_path / "survival.csv")
    shutil.copy(OUTCOMES / "plan.toml", tmp_path)
    before = held(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = run("figures", "survival.csv", "survival", "--plan", "plan.toml", "-o", ".")
    assert (found.code, found.out) == (4, "")
    assert "survival.csv in . is not as psmatrial wrote it, by figures.json: it is not written over." in found.err
    assert held(tmp_path) == before


def test_figures_of_earlier_runs_are_written_over_and_other_files_stay(tmp_path):
    (tmp_path / "notes.txt").write_bytes(b"mine")
    write(tmp_path, OLD)
    write(tmp_path, {"forest.svg": b"forest"})
    write(tmp_path, {"tile.svg": b"new"})
    found = held(tmp_path)
    listing = json.loads(found.pop(LIST))
    assert found == {"notes.txt": b"mine", "tile.svg": b"new", "tile.csv": b"numbers", "forest.svg": b"forest"}
    assert list(listing["files"]) == ["forest.svg", "tile.csv", "tile.svg"]


def test_a_figure_that_somebody_changed_since_is_not_written_over(tmp_path):
    write(tmp_path, OLD)
    (tmp_path / "tile.svg").write_bytes(b"by hand")
    with pytest.raises(OutputError, match=r"tile\.svg in .* is not as psmatrial wrote it"):
        write(tmp_path, OLD)
    assert (tmp_path / "tile.svg").read_bytes() == b"by hand"


def test_the_place_of_the_figures_of_a_report_without_any_is_left_free(tmp_path):
    assert run("compare", "--example", "-o", tmp_path / "report", "--format", "json").code == 0
    found = run("figures", tmp_path / "report", "tile", "-o", tmp_path / "report" / "figures")
    assert (found.code, "belongs to a report" in found.err) == (4, True)


@pytest.mark.parametrize("name", ["tile.csv", LIST])
def test_what_no_run_wrote_is_refused_and_nothing_is_written(tmp_path, name):
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(OutputError, match=f"{name} in .* is not as psmatrial wrote it"):
        write(tmp_path, OLD)
    assert held(tmp_path) == {name: b"mine"}


def test_a_folder_in_the_place_of_a_figure_is_refused(tmp_path):
    write(tmp_path, OLD)
    (tmp_path / "tile.csv").unlink()
    (tmp_path / "tile.csv").mkdir()
    with pytest.raises(OutputError, match="is not as psmatrial wrote it"):
        write(tmp_path, {**OLD, "tile.svg": b"new"})
    assert (tmp_path / "tile.svg").read_bytes() == b"picture"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    place = tmp_path_factory.mktemp("work") / "report"
    assert run("compare", "--example", "-o", place, "--format", "html,json").code == 0
    return place


@pytest.mark.parametrize("inside", [".", "figures"])
def test_a_report_and_its_figures_are_left_as_they_are(report, inside):
    found = run("figures", report, "tile", "--format", "png", "-o", report / inside)
    assert (found.code, "belongs to a report" in found.err) == (4, True)
    assert run("verify", report).code == 0
    assert not (report / inside / LIST).exists()


def test_all_figures_or_none_are_written(tmp_path, monkeypatch):
    write(tmp_path, OLD)
    before = held(tmp_path)
    real = Path.write_bytes

    def full(path, content):
        if content == b"last":
            raise OSError(28, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write(tmp_path, {"tile.svg": b"new", "zoo.svg": b"last"})
    assert held(tmp_path) == before
    with pytest.raises(OutputError, match="No space left on device"):
        write(tmp_path / "new" / "place", {"tile.svg": b"last"})
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(before)
