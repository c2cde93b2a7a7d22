"""Every example of data/ makes a report that is proved by a new run from its own record."""

from __future__ import annotations

from pathlib import Path

import pytest

from psmatrial.cli import exit_code

DATA = Path(__file__).resolve().parents[2] / "data"
EXAMPLES = sorted(plan.parent.name for plan in DATA.glob("*/plan.toml"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_compared_and_verified(name, tmp_path, capsys):
    [data] = (DATA / name).glob("*.csv")
    plan, report = str(DATA / name / "plan.toml"), str(tmp_path / "report")
    assert exit_code(["compare", str(data), "--plan", plan, "-q", "-o", report, "--format", "json,csv,html"]) == 0
    assert exit_code(["verify", report, str(data)]) == 0, capsys.readouterr()
