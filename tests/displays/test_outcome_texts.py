"""Times to an event as a paper prints them: every time with its unit, every mean with how far it looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from psmatrial.analysis.run import compare
from psmatrial.displays.opened import opened
from psmatrial.displays.outcome_texts import outcome_methods_text, outcome_results_text
from psmatrial.displays.outcome_words import outcome_sentence
from psmatrial.displays.tables import survival, survival_compared
from psmatrial.reports.outcome_front import outcome_answer
from psmatrial.reports.report import Drawings
from tests.analysis.test_outcome import ARMS, COMPETING, KM, ROWS, results

DATA = Path(__file__).resolve().parents[2] / "data" / "outcomes"


@pytest.fixture(scope="module")
def found():
    return compare(DATA / "outcomes.csv", DATA / "plan.toml")


def said(results):
    """Return the text of what was found."""
    return " ".join("".join(words for words, _ in runs) for runs in outcome_results_text(results))


def test_every_time_of_the_text_has_its_unit_and_every_mean_its_horizon(found):
    text = said(found)
    assert (
        "median time 31.2 months (20.7 to not reached), restricted mean time up to 36 months 25.1 months (22.1" in text
    )
    mean = "difference of restricted means up to 36 months, PSMA against fluciclovine +4.8 months (95% interval 1.0 to"
    assert mean in text


def test_the_unit_is_that_of_the_plan(found, tmp_path):
    plan = (DATA / "plan.toml").read_text(encoding="utf-8").replace('unit = "months"', 'unit = "weeks"')
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    text = said(compare(DATA / "outcomes.csv", tmp_path / "plan.toml"))
    assert text == said(found).replace("months", "weeks")


def test_only_p_values_of_the_text_have_four_decimals(found):
    text = said(found)
    assert "statistic 6.38 on 1 df" in text
    assert not re.search(r"(?<!p = )\b\d+\.\d{3,}", text)


def test_the_sentence_to_copy_has_units_too(found):
    sentences = {one.row: one.sentence for group in opened(found, [row.id for row in found]) for one in group.numbers}
    assert "median time 31.2 months (95%" in sentences["outcome.arm-fluciclovine.median-time.log-log"]
    mean = sentences["outcome.arm-PSMA.restricted-mean.kaplan-meier"]
    assert "restricted mean time up to 36 months 29.9 months (95%" in mean
    assert "without the event at 12 months 91%" in sentences["outcome.arm-PSMA.survival-at-12.log-log"]


def test_the_note_of_the_table_says_how_far_the_means_look(found):
    assert "Difference of restricted means: up to 36 months." in survival_compared.table(found).footnotes


IDLE = ("P9,9,0,C,x", "P10,9,0,C,y")


@pytest.fixture
def competing(tmp_path):
    return results(tmp_path, COMPETING + ARMS)


@pytest.fixture
def idle(tmp_path):
    """Return three arms, of which the last has no event in two patients."""
    return results(tmp_path, KM + ARMS, (*ROWS, *IDLE))


def test_methods_do_not_say_that_cumulative_incidence_ignores_the_competing_event(competing):
    text = " ".join(outcome_methods_text(competing)[0])
    assert "cumulative incidence, in which a competing event ends the chance of the event [" in text
    assert "Log-rank test and Cox model are cause-specific: a competing event counts as censored." in text
    assert "Cumulative incidence is told by the time in months (column months) to the event" in text


def test_methods_call_nothing_cause_specific_where_no_ends_compete(found):
    assert "ause-specific" not in " ".join(outcome_methods_text(found)[0]) + said(found)


def test_what_is_cause_specific_is_called_so_in_text_and_table(competing):
    text = said(competing)
    for name in ("Cause-specific test of equal hazards (", "; cause-specific hazard ratio,", "; cause-specific hazard"):
        assert name in text
    assert "cause-specific test of proportional hazards, B against A" in text
    assert "equal survival" not in text
    shown = survival_compared.table(competing)
    assert "Cause-specific hazard ratio: a competing event counts as censored." in shown.footnotes
    assert [row[0].text for row in shown.rows if "azard" in row[0].text] == [
        "Cause-specific test of equal hazards",
        "Cause-specific hazard ratio",
        "Cause-specific hazard ratio",
        "Cause-specific test of proportional hazards",
    ]


def test_a_number_that_does_not_exist_is_told_with_its_reason(idle):
    text = said(idle)
    assert "–" not in text
    assert text.endswith(
        "Hazard ratio, B against A; test of proportional hazards, B against A; hazard ratio, C against A; and test of "
        "proportional hazards, C against A do not exist: the likelihood has no single maximum: no event in C (0 of 2)."
    )
    copied = [one.sentence for group in opened(idle, [row.id for row in idle]) for one in group.numbers]
    assert "hazard ratio does not exist (Cox model; n = 8)." in " ".join(copied)
    assert "median time not reached (" in " ".join(copied)
    keys = {key.label: key.detail for key in outcome_answer(idle, Drawings(idle)).numbers}
    assert keys["Hazard ratio, B against A"] == "does not exist (Cox model)"


def test_limits_of_zero_width_are_called_no_interval(idle):
    group = said(idle).partition("Arm C: ")[2].partition(".")[0]
    assert group.startswith("0 events in 2; without the event at 4 months 100% (no interval: no event so far)")
    assert "median time not reached" in group
    assert (
        "Limits equal to their estimate are no interval: no event had come by then." in survival.table(idle).footnotes
    )
    # By hand: nobody in C has the event, so the mean up to 7 months is 7.
    mean = idle.row("outcome.arm-C.restricted-mean.kaplan-meier")
    assert (mean.value, mean.low, mean.high) == (7, 7, 7)
    assert mean.notes == ("up to 7 months", "no event so far: zero width, not an interval")


def test_no_note_of_zero_width_where_every_interval_has_one(found):
    assert not [note for note in survival.table(found).footnotes if "no interval" in note]


def test_the_answer_and_the_text_name_a_limit_beyond_what_was_seen_alike(tmp_path):
    # S is 7/8, 6/8, 5/8 at 1, 2 and 3, and 15/32 at 5, when one of the eight was censored at 4.
    one = results(tmp_path, KM)
    assert "median event-free survival 5.0 months (1.0 to not reached)." in outcome_sentence(one)
    assert "median time 5.0 months (1.0 to not reached)" in said(one)
    (key,) = outcome_answer(one, Drawings(one)).numbers
    assert key.detail.startswith("95% interval 1.0 to not reached (")
    never = results(tmp_path, KM, IDLE)
    assert "median event-free survival not reached." in outcome_sentence(never)
