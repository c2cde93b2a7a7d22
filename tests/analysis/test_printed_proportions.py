"""A proportion under a key in percent is not reproduced, and is told to be one where 100 times it fits."""

from __future__ import annotations

import pytest

from tests.analysis.test_reproduce import run

SAID = "this key is in percent, and {} fits"
# 33/48 is 68.75%, Clopper-Pearson 53.7 to 81.3; 28 and 13 of 50 differ by 30 points, 19 against 4 discordant.
ONE = '[[outcome]]\nid = "o"\nindex = {{count = "33/48", {}}}\n'
TWO = (
    '[[outcome]]\nid = "o"\nn = "50"\nindex = {{count = "28/50"}}\ncomparator = {{count = "13/50"}}\neffect = {{{}}}\n'
)


@pytest.mark.parametrize(
    ("body", "item", "fits"),
    [
        (ONE.format('percent = "0.69"'), "o.index.percent", "69"),
        (ONE.format('percent = "0,688"'), "o.index.percent", "68.8"),
        (ONE.format('percent = ".7"'), "o.index.percent", "70"),
        (ONE.format('interval = "0.54–0.81"'), "o.index.interval", "54 to 81"),
        (ONE.format('interval = "95% CI (0·537, 0·813)"'), "o.index.interval", "53.7 to 81.3"),
        (ONE.format('agreement = "0.88", kappa = "0.67"'), "o.index.agreement", "88"),
        (ONE.format('tp = "32", fp = "1", fn = "54", tn = "2", sensitivity = "0.37"'), "o.index.sensitivity", "37"),
        (TWO.format('difference = "0.30"'), "o.difference", "30"),
        ('[[outcome]]\nid = "o"\nn = "48"\nindex = {percent = "0.69"}\n', "o.index.percent", "69"),
    ],
)
def test_a_proportion_that_fits_in_percent_is_told_to_be_one(body, item, fits):
    one = run(body)[item]
    assert one.verdict == "not-reproduced"
    assert one.note.endswith(SAID.format(fits))


@pytest.mark.parametrize(
    "arm",
    [
        'percent = "0.67"',
        'percent = "0.69%"',
        'percent = "1"',
        'interval = "0.54–0.85"',
        'interval = "0.54%–0.81%"',
        'count = "1/200", percent = "0.4"',
    ],
)
def test_what_does_not_fit_in_percent_or_has_its_sign_is_not_called_a_proportion(arm):
    body = f'[[outcome]]\nid = "o"\nindex = {{{arm}}}\n' if "count" in arm else ONE.format(arm)
    (one,) = run(body).values()
    assert one.verdict == "not-reproduced"
    assert "in percent" not in one.note


def test_a_percentage_below_one_that_fits_stays_beside_a_proportion_that_does_not():
    items = run(ONE.format('percent = "0.69"') + '[[outcome]]\nid = "q"\nindex = {count = "1/200", percent = "0.5"}\n')
    assert [(one.verdict, "in percent" in one.note) for one in items.values()] == [
        ("not-reproduced", True),
        ("reproduced", False),
    ]


def test_what_only_recall_says_is_not_told_to_be_a_proportion():
    body = ONE.format('percent = {printed = "0.69", seen = false}')
    assert run(body)["o.index.percent"].verdict == "not-checkable"
    assert "in percent" not in run(body)["o.index.percent"].note
