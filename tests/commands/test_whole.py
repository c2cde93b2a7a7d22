"""A file is written whole or not at all: a plan that ends in the middle would be read as another plan."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from psmatrial.analysis.example import example
from psmatrial.commands._whole import put_new
from psmatrial.reports.figure_folder import write

ROOT = Path(__file__).resolve().parents[2]
FULL = 2_000


def test_a_file_holds_what_was_given(tmp_path):
    put_new(tmp_path / "plan.toml", b"level = 0.95\n")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]
    assert (tmp_path / "plan.toml").read_bytes() == b"level = 0.95\n"


def test_a_new_file_never_takes_the_place_of_another(tmp_path):
    path = tmp_path / "plan.toml"
    put_new(path, b"old")
    with pytest.raises(FileExistsError):
        put_new(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_folder_in_its_place_is_an_error_and_stays(tmp_path):
    (tmp_path / "plan.toml").mkdir()
    with pytest.raises(FileExistsError):
        put_new(tmp_path / "plan.toml", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def _on_a_full_disk(folder, *arguments, output=subprocess.PIPE, **environment):
    """Run the program where no file can be larger than a few thousand bytes."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "psmatrial", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL)),
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def test_no_piece_of_a_locked_plan_is_left_where_the_disk_is_full(tmp_path):
    done = _on_a_full_disk(tmp_path, "init", example()[1], "--lock", "-o", "plan.lock.toml")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("plan.lock.toml cannot be written: ")
    assert list(tmp_path.iterdir()) == []


def test_earlier_figures_stand_where_the_disk_is_full(tmp_path):
    write(tmp_path, {"tile.svg": b"earlier", "tile.csv": b"numbers"})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = _on_a_full_disk(tmp_path, "figures", example()[0], "tile", "-o", ".")
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1].startswith(". cannot be written: ")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_no_folder_of_figures_is_left_where_the_disk_is_full(tmp_path):
    assert _on_a_full_disk(tmp_path, "figures", example()[0], "-o", "new/figures").returncode == 4
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_is_cut_off_is_told(tmp_path, unbuffered):
    with (tmp_path / "found.json").open("w") as file:
        arguments = ("recover", "--n", "20", "--json")
        done = _on_a_full_disk(tmp_path, *arguments, output=file, PYTHONUNBUFFERED=unbuffered)
    assert (tmp_path / "found.json").stat().st_size == FULL
    assert (done.returncode, done.stderr) == (4, "the output cannot be written: File too large.\n")
