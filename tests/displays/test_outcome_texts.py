"""Times to an event as a paper prints them: every time with its unit, every mean with how far it looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from psmatrial.analysis.run import compare
from psmatrial.displays.opened import opened
from psmatrial.displays.outcome_texts import outcome_results_text
from psmatrial.displays.tables import survival_compared

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
