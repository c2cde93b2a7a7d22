"""What a terminal shows while work lasts."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from psmatrial.commands import _working
from psmatrial.commands._working import CLEAR, working
from tests.commands.terminal import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _on_an_ordinary_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def fail_late():
    time.sleep(0.1)
    int("broken")


def shown(monkeypatch, words, lasting, *, silent=False, terminal=None):
    terminal = terminal or Terminal()
    monkeypatch.setattr(_working, "PATIENCE", 0.05)
    monkeypatch.setattr(_working, "STEP", 0.05)
    monkeypatch.setattr(sys, "stderr", terminal)
    with working(words, silent=silent):
        time.sleep(lasting)
    return terminal.getvalue()


def test_long_work_is_told_and_the_line_goes_away_again(monkeypatch):
    told = shown(monkeypatch, "counting", 0.3)
    assert f"{CLEAR}counting ... 0 s" in told
    assert told.endswith(CLEAR)
    assert "\n" not in told


def test_short_work_is_not_told(monkeypatch):
    assert shown(monkeypatch, "counting", 0.0) == ""


def test_nothing_is_told_on_a_terminal_that_cannot_take_it_away(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert shown(monkeypatch, "counting", 0.2) == ""


def test_nothing_is_told_when_asked_to_be_quiet(monkeypatch):
    assert shown(monkeypatch, "counting", 0.2, silent=True) == ""


def test_nothing_is_told_where_no_person_looks(monkeypatch):
    assert shown(monkeypatch, "counting", 0.2, terminal=io.StringIO()) == ""


def test_the_line_goes_away_when_work_fails(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(_working, "PATIENCE", 0.02)
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(ValueError, match="broken"), working("counting"):
        fail_late()
    assert terminal.getvalue().endswith(CLEAR)


def test_a_captured_command_tells_nothing():
    found = run("recover", "--n", "1-900", "--index", "56%", "--comparator", "26%", "--p", "0.0026")
    assert (found.code, found.err) == (0, "")


def test_a_terminal_sees_what_is_done_on_standard_error_alone(tmp_path):
    command = "import time; from psmatrial.commands._working import working\nwith working('counting'): time.sleep(1.4)"
    reader, writer = os.openpty()
    with Popen([sys.executable, "-c", command], stdout=PIPE, stderr=writer, cwd=tmp_path) as process:
        out = process.stdout.read()
    os.close(writer)
    told = os.read(reader, 4096).decode()
    os.close(reader)
    assert (process.returncode, out) == (0, b"")
    assert "counting ... 1 s" in told


def test_a_home_that_cannot_be_written_is_no_words_with_quiet(tmp_path):
    # As in a container: the library that draws cannot keep its cache of fonts, and says so unless told not to.
    own = {name: text for name, text in os.environ.items() if name not in {"MPLCONFIGDIR", "XDG_CONFIG_HOME"}}
    home = tmp_path / "home"
    home.write_text("a file", encoding="utf-8")
    reads = ROOT / "data" / "calais2019" / "reads.csv"
    command = [sys.executable, "-m", "psmatrial", "figures", reads, "tile", "-o", tmp_path / "tiles", "-q"]
    with Popen(command, stdout=PIPE, stderr=PIPE, text=True, env=own | {"HOME": str(home)}) as process:
        said = process.communicate()
    assert (process.returncode, *said) == (0, "", "")
