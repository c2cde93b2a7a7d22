"""A report folder on disk: whole or not there, whatever stops the run, and nothing of anybody else's is touched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from psmatrial.errors import OutputError
from psmatrial.reports import folder as module
from psmatrial.reports.folder import listed, write

OLD = {"report.html": b"old page", "figures/gone.svg": b"old figure", "plan.toml": b"old plan"}
NEW = {"report.html": b"new page", "figures/tile.svg": b"new figure", "results.json": b"{}", "plan.toml": b"new plan"}
OURS = {"manifest.json", "run.json"}
ROOT = Path(__file__).resolve().parents[2]


def held(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def report(place):
    """Return the files of the report at a place, after checking them against its manifest; None where there is none."""
    if not (place / "manifest.json").exists():
        return None
    sums = json.loads((place / "manifest.json").read_text())["files"]
    found = held(place)
    assert {name: hashlib.sha256(found[name]).hexdigest() for name in sums} == sums
    return {name: found[name] for name in sums}


def refusal(place, files=NEW):
    before = held(place) if place.is_dir() else None
    with pytest.raises(OutputError) as caught:
        write(place, lambda: files)
    assert before is None or held(place) == before
    assert not [path for path in place.parent.glob(".*.part") if path.is_dir() and not path.is_symlink()]
    assert caught.value.exit_code == 4
    return str(caught.value)


@pytest.fixture
def place(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def written(place):
    write(place, lambda: OLD)
    (place / "notes.txt").write_text("mine")
    return place


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


class StoppedError(BaseException):
    """A signal, as Python sees it."""


STEPS = ((Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (os, "fsync"))


def stopping(monkeypatch, at, after):
    """Stop at one step of those that change the disk, before or after it is done; return the count of steps so far."""
    count = [0]
    for home, name in STEPS:
        real = getattr(home, name)

        def step(*args, real=real, **more):
            count[0] += 1
            if count[0] == at and not after:
                raise StoppedError
            result = real(*args, **more)
            if count[0] == at:
                raise StoppedError
            return result

        monkeypatch.setattr(home, name, step)
    return count


def steps_of(monkeypatch, place):
    with monkeypatch.context() as patch:
        count = stopping(patch, 0, after=False)
        write(place, lambda: NEW)
    return count[0]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_wherever_a_run_is_stopped_the_report_is_whole_or_none(tmp_path, monkeypatch, after, first):
    seen = []
    for at in range(1, steps_of(monkeypatch, tmp_path / "try") + 4):
        place = tmp_path / f"out{at}"
        if not first:
            write(place, lambda: OLD)
            (place / "notes.txt").write_text("mine")
        with monkeypatch.context() as patch:
            stopping(patch, at, after=after)
            with contextlib.suppress(StoppedError):
                write(place, lambda: NEW)
        seen.append(report(place))
        assert seen[-1] in (None, OLD, NEW)
        write(place, lambda: NEW)
        assert set(held(place)) == set(NEW) | OURS | (set() if first else {"notes.txt"})
        assert report(place) == NEW
        assert not (tmp_path / f".out{at}.part").exists()
    assert None in seen
    assert NEW in seen
    assert first or OLD in seen


def test_a_run_stopped_twice_is_put_right_by_the_third(written, monkeypatch):
    steps = steps_of(monkeypatch, written.parent / "try")
    for at in range(1, steps + 4):
        for files, stop in ((OLD, steps - 3), (NEW, at)):
            with monkeypatch.context() as patch:
                stopping(patch, stop, after=True)
                with contextlib.suppress(StoppedError):
                    write(written, lambda files=files: files)
            assert report(written) in (None, OLD, NEW)
        third = {"report.html": b"third"}
        write(written, lambda third=third: third)
        assert set(held(written)) == {"report.html", "notes.txt"} | OURS
        write(written, lambda: OLD)


def test_files_put_into_an_abandoned_place_are_not_taken_for_a_report(place, monkeypatch):
    steps = steps_of(monkeypatch, place.parent / "try")
    with monkeypatch.context() as patch:
        stopping(patch, steps // 2, after=False)
        with contextlib.suppress(StoppedError):
            write(place, lambda: NEW)
    place.mkdir(exist_ok=True)
    (place / "thesis.doc").write_text("mine")
    with pytest.raises(OutputError, match="holds other files and no report"):
        write(place, lambda: NEW)
    assert held(place)["thesis.doc"] == b"mine"


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from psmatrial.reports.folder import write
    at, name = int(sys.argv[2]), sys.argv[3]
    count = [0]
    for home, step in ((Path, "replace"), (Path, "unlink"), (os, "fsync")):
        def killing(*args, real=getattr(home, step), **more):
            count[0] += 1
            if count[0] == at:
                os.kill(os.getpid(), getattr(signal, name))
            return real(*args, **more)
        setattr(home, step, killing)
    if name == "SIGTERM":
        from psmatrial import cli
        signal.signal(signal.SIGTERM, cli._terminated)
    write(Path(sys.argv[1]), lambda: {"report.html": b"new page", "plan.toml": b"new plan"})
"""


@pytest.mark.parametrize(
    ("name", "at"), [("SIGKILL", at) for at in (1, 3, 5, 6, 7, 8, 9, 10, 11)] + [("SIGTERM", 9), ("SIGINT", 8)]
)
def test_a_killed_process_leaves_a_whole_report_or_none(written, name, at):
    script = [sys.executable, "-c", dedent(KILLED), str(written), str(at), name]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in {-signal.SIGKILL, -signal.SIGINT, 143, 130}
    small = {"report.html": b"new page", "plan.toml": b"new plan"}
    assert report(written) in (None, OLD, small)
    write(written, lambda: NEW)
    assert set(held(written)) == set(NEW) | OURS | {"notes.txt"}
    assert report(written) == NEW
    assert [path.name for path in written.parent.iterdir()] == ["out"]
