"""Files that are read whole: pipes are not waited for, and keys that take for ever are not read."""

from __future__ import annotations

import os

import pytest

from psmatrial.analysis.foreign_map_file import map_of
from psmatrial.analysis.plan_file import plan_of
from psmatrial.data.regular import regular
from psmatrial.data.study_reader import study_of
from psmatrial.data.toml_file import MOST_DOTS, dotted_line
from psmatrial.errors import UsageError


def test_a_file_and_a_folder_are_let_through(tmp_path):
    assert regular(tmp_path) == tmp_path
    (tmp_path / "plan.toml").touch()
    assert regular(tmp_path / "plan.toml").name == "plan.toml"


def test_a_pipe_is_refused_and_so_is_what_is_not_there(tmp_path):
    os.mkfifo(tmp_path / "plan.toml")
    with pytest.raises(OSError, match="not a regular file"):
        regular(tmp_path / "plan.toml")
    with pytest.raises(FileNotFoundError):
        regular(tmp_path / "other.toml")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a." * MOST_DOTS + "b = 1", None),
        ("a." * (MOST_DOTS + 1) + "b = 1", 2),
        (f'a = "{"." * 500}"', None),
        (f"a = '{'.' * 500}'", None),
        (f'a = "\\"{"." * 500}"', None),
        # Quotation marks that are escaped do not hide a key.
        (f'x."\\"".{"a." * 500}"b" = 1', 2),
    ],
)
def test_dots_count_outside_quotation_marks(line, found):
    assert dotted_line(f"level = 0.95\n{line}\n") == found


@pytest.mark.parametrize("read", [plan_of, study_of, map_of])
def test_no_file_of_toml_is_read_with_a_key_that_takes_for_ever(read):
    with pytest.raises(UsageError, match="more than 100 dots"):
        read("a." * 200_000 + "b = 1\n")


@pytest.mark.parametrize("read", [plan_of, study_of, map_of])
def test_a_number_of_too_many_digits_is_no_toml(read):
    with pytest.raises(UsageError, match="not TOML"):
        read(f"level = {'9' * 5000}\n")
