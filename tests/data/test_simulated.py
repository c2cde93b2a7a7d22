"""The simulated examples are what their program writes."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
PROGRAM = runpy.run_path(str(DATA / "make_simulated.py"))


@pytest.mark.parametrize("name", PROGRAM["EXAMPLES"])
def test_the_program_writes_the_same_bytes_again(name):
    assert PROGRAM["text_of"](name).encode() == (DATA / name / PROGRAM["FILES"].get(name, "reads.csv")).read_bytes()


@pytest.mark.parametrize("name", PROGRAM["BESIDE"])
def test_the_program_writes_the_files_beside_them_again(name):
    assert PROGRAM["text_of"](name).encode() == (DATA / name).read_bytes()


@pytest.mark.parametrize("name", PROGRAM["EXAMPLES"])
def test_every_plan_says_that_the_patients_are_simulated(name):
    assert 'kind = "simulated"' in (DATA / name / "plan.toml").read_text(encoding="utf-8")
    assert "simulated" in (DATA / name / "README.md").read_text(encoding="utf-8")
