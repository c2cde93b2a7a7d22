"""Rates and effects that are averages over several studies."""

from __future__ import annotations

import pytest

from tests.analysis.test_reproduce import run


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize(
    "beside", ["", 'n = "844"', 'n = "44"', 'index.count = "650/844"', 'n = "844"\nindex.count = "650"']
)
def test_a_pooled_rate_is_not_that_of_its_patients_as_if_they_were_one_study(beside, paired):
    # The middle of the logits of 75.3% and 89.4% is that of 83.5%; 650 of 844 are 77.0%.
    body = f'[[outcome]]\nid = "o"\n{beside}\nindex.percent = "83.5"\nindex.interval = "75.3-89.4"\n'
    items = run(body, paired=paired, kind="pooled")
    assert set(items) == {"o.index.interval"}
    assert (items["o.index.interval"].verdict, items["o.index.interval"].method) == (
        "reproduced",
        "symmetric on the logit",
    )


@pytest.mark.parametrize("paired", [True, False])
def test_pooled_effects_are_not_those_of_the_patients_as_if_they_were_one_study(paired):
    # 705 and 592 of 844 are 83.5% and 70.1%, 13.4 points apart; an average of differences may be another one.
    rates = 'n = "844"\nindex.percent = "83.5"\ncomparator.percent = "70.1"\n'
    effect = 'effect = {difference = "11.0", odds_ratio = "1.9", p = "0.04"}\n'
    shares = 'cell_percents = {both = "40.0"}\n' if paired else ""
    items = run(f'[[outcome]]\nid = "o"\n{rates}{effect}{shares}', paired=paired, kind="pooled")
    assert {one.verdict for one in items.values()} == {"not-checkable"}
    assert "need not be" in items["o.difference"].note
    cells = 'cells = {both = "500", index_only = "205", comparator_only = "92", neither = "47"}\n'
    again = run(f'[[outcome]]\nid = "o"\n{cells}index.percent = "82.0"\n{effect}', paired=paired, kind="pooled")
    assert {one.verdict for one in again.values()} == {"not-checkable"}


def test_a_pooled_sensitivity_is_not_held_against_the_sum_of_patients():
    body = '[[outcome]]\nid = "o"\nindex = {tp = "120", fp = "3", fn = "30", tn = "40", sensitivity = "83"}\n'
    assert run(body, paired=False, kind="pooled")["o.index.sensitivity"].verdict == "not-checkable"
    assert run(body, paired=False, kind="single-arm")["o.index.sensitivity"].verdict == "not-reproduced"
