"""What a terminal says of one number: each thing once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.explain import explained
from psmatrial.analysis.plan import Primary
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.displays.summary import summary
from psmatrial.displays.terminal import explanation_text
from tests.cohorts import trial

DATA = Path(__file__).resolve().parents[2] / "data"
OUTCOMES = DATA / "outcomes"


@pytest.fixture(scope="module")
def outcomes():
    return compare(OUTCOMES / "outcomes.csv", read_plan(OUTCOMES / "plan.toml"))


def test_a_test_of_times_to_an_event_has_its_statistic_and_degrees_of_freedom_once(outcomes):
    row = outcomes.primary["row"]
    said = explanation_text(explained(outcomes, row)).splitlines()[1]
    assert said == "  p = 0.0116, statistic 6.3778 on 1 df"


@pytest.fixture(scope="module")
def truth():
    return compare(DATA / "truth" / "reads.csv", read_plan(DATA / "truth" / "plan.toml"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("patient.all.index-sensitivity.clopper-pearson", "38/43, 88.4% (74.9 to 96.1)"),
        # 38/43 less 29/43; (38/43)/(4/29); (25/30)/(24/38).
        ("patient.all.sensitivity-difference.tango", "+20.9 points (7.1 to 36.1)"),
        ("patient.all.index-likelihood-ratio-positive.log-wald", "6.41 (2.56 to 16.02)"),
        ("patient.all.npv-ratio.log-wald", "1.32 (1.08 to 1.62)"),
    ],
)
def test_a_number_against_the_truth_stands_on_its_scale(truth, row, said):
    assert explanation_text(explained(truth, row)).splitlines()[1] == f"  {said}"


def test_the_answer_names_a_part_of_the_body_that_is_the_primary_endpoint():
    plan = replace(read_plan(example()[1]), primary=Primary(endpoint="pelvic nodes"))
    assert "  PSMA 15/50 (30%) against fluciclovine 4/50 (8%) in pelvic nodes" in summary(compare(example()[0], plan))
    assert "  PSMA 28/50 (56%) against fluciclovine 13/50 (26%)" in summary(trial())


def test_agreement_is_no_percentage(truth):
    row = next(row for row in truth if row.quantity == "index-agreement")
    assert explanation_text(explained(truth, row.id)).splitlines()[1].startswith(f"  {row.value:.4f} (")


def test_a_difference_of_agreement_has_its_sign(truth):
    row = next(row for row in truth if row.quantity == "agreement-difference" and row.value > 0)
    assert explanation_text(explained(truth, row.id)).splitlines()[1].startswith(f"  +{row.value:.4f} (")


def test_a_statistic_that_is_a_count_is_whole_and_another_has_four_decimals():
    said = [
        explanation_text(explained(trial(), f"patient.all.equality.{name}")).splitlines()[1]
        for name in ("exact", "asymptotic")
    ]
    assert said == ["  p = 0.0026, statistic 19", "  p = 0.0018, statistic 9.7826, df 1"]
