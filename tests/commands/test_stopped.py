"""A signal ends a run also where Python drops what its handler raises: inside a destructor, which no caller hears."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A line of the program with the step during which the signal comes.
WRITING = {
    "compare --example --format html -o out/report": "psmatrial.displays.svg:file_svg",
    "figures data/calais2019/reads.csv tile -o out/figures --quiet": "psmatrial.displays.svg:file_svg",
    "init data/calais2019/reads.csv -o out/plan.toml": "psmatrial.analysis.plan_text:plan_toml",
}
PROGRAM = """
    import signal, sys
    from importlib import import_module
    # A shell starts what it puts into the background deaf to SIGINT.
    signal.signal(signal.SIGINT, {before})
    module, name = {step!r}.split(":")
    home = import_module(module)
    real = getattr(home, name)

    class Dropped:
        def __del__(self):
            signal.raise_signal(signal.{name})
            for _ in range(1000):
                pass

    def stopped(*args, **more):
        Dropped()
        return real(*args, **more)

    setattr(home, name, stopped)
    from psmatrial.cli import main
    sys.argv = ["psmatrial", *{arguments!r}]
    main()
"""


def done(line, step, name, folder, before="signal.default_int_handler"):
    """Run a line of the program and let a signal come where what its handler raises is dropped."""
    arguments = [str(ROOT / word) if word.startswith("data/") else word for word in line.split()]
    program = dedent(PROGRAM).format(step=step, name=name, arguments=arguments, before=before)
    assert callable(getattr(import_module(step.partition(":")[0]), step.partition(":")[2]))
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize("line", WRITING)
def test_a_signal_that_python_drops_ends_the_run_with_its_code_and_nothing_written(line, name, code, tmp_path):
    (tmp_path / "out").mkdir()
    found = done(line, WRITING[line], name, tmp_path)
    assert (found.returncode, found.stdout, found.stderr.strip()) == (code, "", "")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_that_python_drops_is_told_by_the_exit_code_where_nothing_is_written_to_a_folder(name, code, tmp_path):
    found = done("methods", "psmatrial.analysis.catalogue:entries", name, tmp_path)
    assert (found.returncode, found.stderr.strip()) == (code, "")


def test_a_program_that_was_started_deaf_to_an_interrupt_stays_deaf(tmp_path):
    found = done("methods", "psmatrial.analysis.catalogue:entries", "SIGINT", tmp_path, "signal.SIG_IGN")
    assert (found.returncode, found.stderr) == (0, "")


def test_another_error_in_a_destructor_is_told_as_python_tells_it(tmp_path):
    found = done("methods", "psmatrial.analysis.catalogue:entries", "NSIG + 1", tmp_path)
    assert found.returncode == 0
    assert "OSError" in found.stderr
