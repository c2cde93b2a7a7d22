"""A number that cannot be is told as such, and the others are checked."""

from __future__ import annotations

import pytest

from tests.analysis.test_reproduce import run


@pytest.mark.parametrize(
    ("arms", "item", "words"),
    [
        ('index = {percent = "156"}', "o.index.percent", "beyond 100%"),
        ('index = {percent = "-5"}', "o.index.percent", "below 0%"),
        ('index = {count = "28/50", interval = "70-41"}', "o.index.interval", "the lower limit is above the upper one"),
        ('index = {count = "28/60"}', "o.index.count", "60 patients had the test, and the outcome has 50"),
        ('index = {count = "72/62"}', "o.index.count", "72 were found of 62"),
        ('index = {count = "1,235/1,234 (100.1%)"}', "o.index.count", "1235 were found of 1234"),
        ('index = {count = "5/0"}', "o.index.count", "5 were found of 0"),
        ('effect = {kappa = "3"}', "o.kappa", "a kappa is not beyond 1"),
        ('effect = {odds_ratio = "-4"}', "o.odds-ratio", "a ratio is not below 0"),
        ('effect = {p = "1.5"}', "o.p", "not from 0 to 1"),
    ],
)
def test_a_number_that_cannot_be_is_told_beside_the_others(arms, item, words):
    items = run(f'[[outcome]]\nid = "o"\nn = "50"\ncomparator = {{count = "13/50", percent = "26"}}\n{arms}\n')
    assert items[item].verdict == "not-reproduced"
    assert words in items[item].note
    assert items["o.comparator.percent"].verdict == "reproduced"


@pytest.mark.parametrize("kind", ["paired", "randomised", "single-arm"])
@pytest.mark.parametrize("further", ["", ', percent = "56", interval = "40-70", threshold = "40"'])
@pytest.mark.parametrize("unit", ["patient", "lesion"])
def test_a_count_above_its_patients_is_told_beside_the_others(kind, further, unit):
    arms = f'index = {{count = "60"{further}}}\ncomparator = {{count = "13/50", percent = "26"}}\n'
    body = f'[[outcome]]\nid = "o"\nn = "50"\nunit = "{unit}"\n{arms}effect = {{p = "0.01", odds_ratio = "4"}}\n'
    items = run(body, paired=kind == "paired", kind=kind)
    assert items["o.index.count"].verdict == "not-reproduced"
    assert items["o.index.count"].note == "60 were found, and the outcome has 50"
    assert items["o.comparator.percent"].verdict == "reproduced"


def test_a_stratum_without_patients_is_no_error_and_adds_nothing():
    strata = '[[outcome]]\nid = "a"\nindex = {count = "28/50"}\n[[outcome]]\nid = "b"\nindex = {count = "0/0"}\n'
    items = run(f'[[outcome]]\nid = "o"\nindex = {{count = "28/50"}}\nparts = ["a", "b"]\n{strata}')
    assert [items[name].verdict for name in items] == ["reproduced"]
