"""Whatever stops a run, the report is whole or not there, and the next run puts things right."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from psmatrial.errors import OutputError
from psmatrial.reports.folder import write
from tests.reports.folders import NEW, OLD, OURS, ROOT, held, report


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
    from psmatrial import stopping
    from psmatrial.reports.folder import write
    at, name = int(sys.argv[2]), sys.argv[3]
    count = [0]
    # A shell starts what it puts into the background deaf to SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    stopping.heed()
    for home, step in ((Path, "replace"), (Path, "unlink"), (os, "fsync")):
        def killing(*args, real=getattr(home, step), **more):
            count[0] += 1
            if count[0] == at:
                os.kill(os.getpid(), getattr(signal, name))
            return real(*args, **more)
        setattr(home, step, killing)
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
