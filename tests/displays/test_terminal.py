"""What a terminal says of one number: each thing once."""

from __future__ import annotations

from pathlib import Path

import pytest

from psmatrial.analysis.explain import explained
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.displays.terminal import explanation_text
from tests.cohorts import trial

OUTCOMES = Path(__file__).resolve().parents[2] / "data" / "outcomes"


@pytest.fixture(scope="module")
def outcomes():
    return compare(OUTCOMES / "outcomes.csv", read_plan(OUTCOMES / "plan.toml"))


def test_a_test_of_times_to_an_event_has_its_statistic_and_degrees_of_freedom_once(outcomes):
    row = outcomes.primary["row"]
    said = explanation_text(explained(outcomes, row)).splitlines()[1]
    assert said == "  p = 0.0116, statistic 6.3778 on 1 df"


def test_a_statistic_that_is_a_count_is_whole_and_another_has_four_decimals():
    said = [
        explanation_text(explained(trial(), f"patient.all.equality.{name}")).splitlines()[1]
        for name in ("exact", "asymptotic")
    ]
    assert said == ["  p = 0.0026, statistic 19", "  p = 0.0018, statistic 9.7826, df 1"]
