"""A file is written whole or not at all: a plan that ends in the middle would be read as another plan."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from psmatrial.analysis.example import example
from psmatrial.commands._whole import put, put_new

ROOT = Path(__file__).resolve().parents[2]
FULL = 2_000


@pytest.mark.parametrize("write", [put, put_new])
def test_a_file_holds_what_was_given(tmp_path, write):
    write(tmp_path / "plan.toml", b"level = 0.95\n")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]
    assert (tmp_path / "plan.toml").read_bytes() == b"level = 0.95\n"


def test_a_new_file_never_takes_the_place_of_another_and_any_file_does(tmp_path):
    path = tmp_path / "plan.toml"
    put_new(path, b"old")
    with pytest.raises(FileExistsError):
        put_new(path, b"new")
    assert path.read_bytes() == b"old"
    put(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("write", [put, put_new])
def test_a_folder_in_its_place_is_an_error_and_stays(tmp_path, write):
    (tmp_path / "plan.toml").mkdir()
    with pytest.raises(OSError, match=r"exists|directory"):
        write(tmp_path / "plan.toml", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def _on_a_full_disk(folder, *arguments):
    """Run the program where no file can be larger than a few thousand bytes."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "psmatrial", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_piece_of_a_locked_plan_is_left_where_the_disk_is_full(tmp_path):
    done = _on_a_full_disk(tmp_path, "init", example()[1], "--lock", "-o", "plan.lock.toml")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("plan.lock.toml cannot be written: ")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_figure_stands_where_the_disk_is_full(tmp_path):
    (tmp_path / "tile.svg").write_text("earlier")
    done = _on_a_full_disk(tmp_path, "figures", example()[0], "tile", "-o", ".")
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1].startswith(". cannot be written: ")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"tile.svg": "earlier"}
