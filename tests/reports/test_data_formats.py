"""What the workbook, LaTeX and the two kinds of results data have in common: bytes, libraries, and the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from psmatrial.cli import exit_code

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("xlsx", "latex", "ard", "ars")
FILES = {"tables.xlsx", "tables.tex", "ard.json", "ars.json"}
LIBRARIES = {"xlsxwriter", "openpyxl", "docx"}
PROGRAM = """
import sys
from psmatrial.cli import exit_code
code = exit_code(sys.argv[1:])
print(*sys.modules)
sys.exit(code)
"""


def run(folder, *arguments, **surroundings):
    """Run the program in a fresh process and return the modules that it imported."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **surroundings}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_same_bytes_come_out_whatever_hash_seed_locale_and_time_zone(tmp_path):
    written = []
    for seed, language, zone in (("0", "C", "UTC"), ("4242", "C.UTF-8", "Pacific/Apia")):
        arguments = ["compare", "--example", "--quiet", "-o", f"out{seed}", "--format", ",".join(FORMATS)]
        run(tmp_path, *arguments, PYTHONHASHSEED=seed, LC_ALL=language, TZ=zone)
        written.append({name: (tmp_path / f"out{seed}" / name).read_bytes() for name in FILES})
    assert [name for name in FILES if written[0][name] != written[1][name]] == []


def test_a_verified_report_renders_them_again(tmp_path, capsys):
    out = tmp_path / "out"
    formats = ",".join(("json", *FORMATS))
    assert exit_code(["compare", "--example", "--quiet", "-o", str(out), "--format", formats]) == 0
    assert exit_code(["verify", str(out), str(ROOT / "data" / "calais2019" / "reads.csv")]) == 0
    assert "byte by byte" in capsys.readouterr().out
    assert set(json.loads((out / "manifest.json").read_text())["files"]) >= FILES


@pytest.mark.parametrize("arguments", [["--help"], ["compare", "--example", "--quiet", "--format", "json,csv"]])
def test_what_does_not_write_them_imports_no_library_for_them(arguments, tmp_path):
    assert run(tmp_path, *arguments) & LIBRARIES == set()
