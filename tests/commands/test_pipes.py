"""A pipe in the place of a file is refused: no command waits for what nobody writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from psmatrial.cli import exit_code

ROOT = Path(__file__).resolve().parents[2]
READS = "patient_id,modality,result\n" + "".join(
    f"P{n},{test},{result}\n" for n in range(4) for test, result in (("PSMA", "positive"), ("FACBC", "negative"))
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with readings, a report of them, and pipes in the place of each kind of file."""
    folder = tmp_path_factory.mktemp("pipes")
    (folder / "reads.csv").write_text(READS, encoding="utf-8")
    arguments = [str(folder / "reads.csv"), "-o", str(folder / "report"), "--format", "json,csv", "--quiet"]
    assert exit_code(["compare", *arguments]) == 0
    for name in ("plan.toml", "pipe.csv", "pipe.json"):
        os.mkfifo(folder / name)
    for name, piped in (("no-results", "results.json"), ("no-manifest", "manifest.json")):
        (folder / name).mkdir()
        os.mkfifo(folder / name / piped)
    (folder / "history.toml").write_text(
        '[baseline]\npsa_history = "pipe.csv"\ncolumns = ["psa_doubling_time"]\n', encoding="utf-8"
    )
    (folder / "piped").mkdir()
    sums = {"files": {"results.json": "0" * 64, "figures/tile.svg": "0" * 64}}
    (folder / "piped" / "manifest.json").write_text(json.dumps(sums), encoding="utf-8")
    (folder / "piped" / "results.json").write_bytes((folder / "report" / "results.json").read_bytes())
    (folder / "piped" / "figures").mkdir()
    os.mkfifo(folder / "piped" / "figures" / "tile.svg")
    return folder


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("check pipe.csv", 3),
        ("check reads.csv --plan plan.toml", 2),
        ("check reads.csv --plan history.toml", 3),
        ("compare reads.csv --lock plan.toml", 2),
        ("init plan.toml --lock", 2),
        ("diff report pipe.csv", 3),
        ("diff report pipe.json", 3),
        ("diff report report/results.csv --map plan.toml", 2),
        ("explain no-results all", 3),
        ("figures no-results", 3),
        ("verify no-manifest", 3),
        ("verify piped", 1),
        ("compare reads.csv -o no-manifest --format json", 4),
        ("reproduce ./plan.toml", 2),
        ("pool pipe.csv", 3),
        ("recover --from pipe.csv", 3),
    ],
)
def test_a_pipe_is_refused_and_not_waited_for(place, line, code):
    command = [sys.executable, "-m", "psmatrial", *line.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert any(words in done.stdout + done.stderr for words in ("regular file", "manifest", "cannot be read"))
