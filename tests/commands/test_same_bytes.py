"""The same input gives the same bytes, whatever the process, hash seed, locale, time zone or folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = {
    "one": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    "two": {
        "PYTHONHASHSEED": "1",
        "LC_ALL": "de_DE.UTF-8",
        "LANG": "de_DE.UTF-8",
        "TZ": "Asia/Tokyo",
        "OMP_NUM_THREADS": "2",
    },
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Write the report of the trial twice at once, each in a process and a folder of its own."""
    folders = {name: tmp_path_factory.mktemp(name) for name in PLACES}
    command = [sys.executable, "-m", "psmatrial", "compare", "--example", "-o", "out", "--quiet"]
    running = [
        subprocess.Popen(
            command,
            cwd=folders[name],
            env={**os.environ, **settings, "PYTHONPATH": str(ROOT), "HOME": str(folders[name])},
            stderr=subprocess.PIPE,
        )
        for name, settings in PLACES.items()
    ]
    for process in running:
        assert process.communicate()[1] == b""
        assert process.returncode == 0
    return [folder / "out" for folder in folders.values()]


def files(place):
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_two_runs_give_the_same_files_but_for_the_record_of_the_run(reports):
    one, two = map(files, reports)
    assert set(one) == set(two)
    assert len(one) > 10
    assert [name for name in one if one[name] != two[name]] == ["run.json"]


def test_nothing_but_the_report_is_written(reports):
    for place in reports:
        assert {path.name for path in place.parent.iterdir()} <= {"out", ".cache", ".config"}
