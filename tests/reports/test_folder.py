"""A report folder on disk: whole or not there, whatever stops the run, and nothing of anybody else's is touched."""

from __future__ import annotations

import hashlib
import json
import os

import pytest

from psmatrial.errors import OutputError
from psmatrial.reports import folder as module
from psmatrial.reports.folder import listed, write
from tests.reports.folders import NEW, OLD, OURS, held, refusal, report


def test_a_new_folder_holds_the_files_the_manifest_and_the_record_of_the_run(tmp_path):
    place = tmp_path / "a" / "b" / "out"
    assert write(place, lambda: NEW) == "report.html"
    assert set(held(place)) == set(NEW) | OURS
    assert report(place) == NEW
    assert [path.name for path in place.parent.iterdir()] == ["out"]


def test_the_manifest_lists_every_file_but_itself_and_the_record_of_the_run(place):
    write(place, lambda: NEW)
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest["schema"] == 1
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in NEW.items()}
    assert listed(place) == manifest["files"]


def test_the_record_of_the_run_names_no_user_host_or_path(place):
    write(place, lambda: NEW)
    run = json.loads((place / "run.json").read_text())
    assert set(run) == {"started", "finished", "python", "platform"}
    assert run["started"] <= run["finished"]
    assert run["started"].endswith("+00:00")
    assert os.sep not in "".join(run.values())


@pytest.mark.parametrize(
    ("names", "opened"),
    [
        (("results.json", "report.pdf", "report.html"), "report.html"),
        (("results.json", "report.pdf"), "report.pdf"),
        (("results.csv", "plan.toml"), "results.csv"),
    ],
)
def test_the_file_to_open_is_the_page_then_the_paper(place, names, opened):
    assert write(place, lambda: dict.fromkeys(names, b"x")) == opened


def test_an_empty_folder_is_taken(place):
    place.mkdir()
    write(place, lambda: NEW)
    assert report(place) == NEW


def test_a_second_report_replaces_the_first_and_leaves_what_is_not_of_it(written):
    write(written, lambda: NEW)
    assert set(held(written)) == set(NEW) | OURS | {"notes.txt"}
    assert report(written) == NEW
    assert (written / "notes.txt").read_text() == "mine"


def test_a_folder_with_other_files_is_refused(place):
    place.mkdir()
    (place / "thesis.doc").write_text("mine")
    assert refusal(place) == f"{place} holds other files and no report. Give an empty or a new folder with -o."


@pytest.mark.parametrize(
    "text", ["{}", '{"name": "an app", "icons": []}', "[]", "not JSON", '{"files": 3}', "[" * 10_000]
)
def test_a_manifest_of_something_else_does_not_make_a_folder_ours(place, text):
    place.mkdir()
    (place / "manifest.json").write_text(text)
    (place / "index.html").write_text("mine")
    assert "holds other files and no report" in refusal(place)


def test_a_file_that_no_manifest_lists_is_not_written_over(written):
    (written / "results.json").write_text("mine")
    assert "results.json in out is not of a report: it is not written over." in refusal(written)
    assert report(written) == OLD


def test_a_folder_where_a_file_goes_is_refused(written):
    (written / "results.json").mkdir()
    assert "results.json in out is a folder where a file of the report goes." in refusal(written)


def test_a_manifest_cannot_name_files_outside_its_folder(written, tmp_path):
    (tmp_path / "victim").write_text("mine")
    manifest = json.loads((written / "manifest.json").read_text())
    outside = ("../victim", str(tmp_path / "victim"), "figures/../../victim", "..\\victim", "", ".")
    manifest["files"] |= dict.fromkeys(outside, "0" * 64)
    (written / "manifest.json").write_text(json.dumps(manifest))
    assert set(listed(written)) == set(OLD)
    write(written, lambda: NEW)
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_linked_folder_inside_the_report_is_refused(written, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (written / "figures").rename(elsewhere)
    (elsewhere / "tile.svg").write_text("mine")
    (written / "figures").symlink_to(elsewhere)
    assert "figures in out is not a folder of the report." in refusal(written)
    assert set(held(elsewhere)) == {"gone.svg", "tile.svg"}


def test_a_linked_file_of_the_report_is_replaced_and_what_it_leads_to_is_kept(written, tmp_path):
    (tmp_path / "precious").write_text("mine")
    (written / "report.html").unlink()
    (written / "report.html").symlink_to(tmp_path / "precious")
    write(written, lambda: NEW)
    assert (tmp_path / "precious").read_text() == "mine"
    assert report(written) == NEW


def test_a_linked_output_folder_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", lambda: NEW)
    assert report(tmp_path / "real") == NEW
    assert (tmp_path / "link").is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"real", "link"}


def test_a_file_in_place_of_the_folder_is_refused(place):
    place.write_text("mine")
    assert refusal(place) == f"{place} is a file. Give a folder with -o."
    assert place.read_text() == "mine"


def test_a_place_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "file" / "out", lambda: NEW)


def test_a_name_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(OutputError, match="cannot be written: File name too long"):
        write(tmp_path / ("x" * 300), lambda: NEW)


def test_a_staging_folder_of_somebody_else_is_refused(place):
    stage = place.parent / ".out.part"
    stage.mkdir()
    (stage / "thesis.doc").write_text("mine")
    with pytest.raises(OutputError, match="is in the way"):
        write(place, lambda: NEW)
    assert held(stage) == {"thesis.doc": b"mine"}


def test_a_linked_staging_folder_is_refused(place, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "lock").write_text("")
    (tmp_path / "home" / "thesis.doc").write_text("mine")
    (tmp_path / ".out.part").symlink_to(tmp_path / "home")
    assert "is in the way" in refusal(place)
    assert (tmp_path / "home" / "thesis.doc").read_text() == "mine"


def test_a_report_that_cannot_be_made_changes_nothing(written):
    before = held(written)
    with pytest.raises(ZeroDivisionError):
        write(written, lambda: {"report.html": bytes(1 // 0)})
    assert held(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["out"]


def test_a_full_disk_leaves_the_old_report(written, monkeypatch):
    before = held(written)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        write(written, lambda: NEW)
    assert held(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["out"]


def test_two_runs_at_once_do_not_mix(place):
    def second():
        with pytest.raises(OutputError, match="another run is writing out"):
            write(place, lambda: OLD)
        return NEW

    write(place, second)
    assert report(place) == NEW
    write(place, lambda: OLD)
    assert report(place) == OLD


def test_a_lock_that_went_with_another_run_is_not_taken_for_ours(place, monkeypatch):
    taken = []

    def lock(descriptor, _place):
        """Let the other run end, and take its lock along, just before this one gets it."""
        if not taken:
            (place.parent / ".out.part" / "lock").unlink()
        taken.append(descriptor)

    monkeypatch.setattr(module, "_lock", lock)
    write(place, lambda: NEW)
    assert len(taken) == 2
    assert report(place) == NEW
