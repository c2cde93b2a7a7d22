"""One n beside two arms of different patients: the patients of neither arm."""

from __future__ import annotations

import pytest

from tests.analysis.test_reproduce import run

MISSING = "the patients of {} are missing, as n may be those of all arms"


def both(n, index, comparator, effect="", kind="randomised"):
    """Return the findings on two arms of different patients beside one n."""
    body = f'[[outcome]]\nid = "o"\nn = "{n}"\nindex = {{{index}}}\ncomparator = {{{comparator}}}\n'
    return run(f"{body}[outcome.effect]\n{effect}\n", paired=False, kind=kind)


@pytest.mark.parametrize("kind", ["randomised", "single-arm", "agreement"])
@pytest.mark.parametrize("rate", ['count = "{}", percent = "{}"', 'percent = "{1}"'])
def test_one_n_beside_two_arms_of_different_patients_is_the_denominator_of_neither(kind, rate):
    # 31/50 and 17/48 are 62% and 35%, p 0.0085: 98 patients are those of both arms.
    items = both("98", rate.format(31, 62), rate.format(17, 35), 'p = ".008"\nodds_ratio = "2.98"', kind)
    wanted = ["o.index.percent", "o.comparator.percent", "o.p", "o.odds-ratio"]
    assert [items[name].verdict for name in wanted] == ["not-checkable"] * 4
    assert all(items[name].note.startswith(MISSING.format("index and comparator")) for name in wanted)
    assert {one.verdict for one in items.values()} == {"not-checkable"}


def test_printed_percentages_of_arms_without_a_total_still_give_their_difference():
    assert both("98", 'percent = "62"', 'percent = "35"', 'difference = "27"')["o.difference"].verdict == "reproduced"


def test_only_the_arm_without_a_total_is_missing():
    # Wilson for 31/50: 48.2 to 74.1.
    first, second = 'count = "31/50", interval = "48.2-74.1"', 'count = "17", percent = "35", interval = "23.4-49.6"'
    items = both("98", first, second, 'p = ".008"')
    assert items["o.index.interval"].verdict == "reproduced"
    for name in ("o.comparator.percent", "o.comparator.interval", "o.p"):
        assert items[name].verdict == "not-checkable"
        assert items[name].note.startswith(MISSING.format("comparator"))


def test_one_arm_alone_in_a_randomised_trial_has_no_total_by_n_and_in_a_single_arm_it_has():
    body = '[[outcome]]\nid = "o"\nn = "98"\nindex = {count = "31", percent = "62"}\n'
    assert run(body, paired=False, kind="randomised")["o.index.percent"].verdict == "not-checkable"
    assert run(body, paired=False, kind="single-arm")["o.index.percent"].verdict == "not-reproduced"


def test_a_range_of_n_holds_in_each_arm_and_counts_with_totals_need_no_n():
    items = both("50 to 50", 'percent = "62"', 'percent = "34"', 'p = "0.0051"')
    # 31 and 17 of 50: chi-squared 0.00511 (scipy 1.17).
    assert {items[name].verdict for name in ("o.index.percent", "o.comparator.percent", "o.p")} == {"reproduced"}
    items = both("98", 'count = "31/50", percent = "62"', 'count = "17/48", percent = "35"', 'p = ".008"')
    assert {one.verdict for one in items.values()} == {"reproduced"}


def test_parts_of_two_arms_are_not_added_up_by_one_arm_or_by_n():
    # Two strata of 49, with 25 patients in the first arm; 62% of 49 would be 30 or 31 of them.
    whole = 'parts = ["a", "b"]\nn = "98"\nindex = {count = "31/50"}\ncomparator = {count = "17/48"}\n'
    strata = [("15/25", "10/24"), ("16/25", "7/24")]
    body = f'[[outcome]]\nid = "o"\n{whole}'
    for name, (first, second) in zip("ab", strata, strict=True):
        body += f'[[outcome]]\nid = "{name}"\nindex = {{count = "{first}"}}\ncomparator = {{count = "{second}"}}\n'
    items = run(body, paired=False, kind="randomised")
    assert {name: one.verdict for name, one in items.items()} == dict.fromkeys(
        ("o.index.sum", "o.comparator.sum"), "reproduced"
    )
    body = body.replace('index = {count = "15/25"}', 'n = "49"\nindex = {percent = "60"}')
    assert "o.index.sum" not in run(body, paired=False, kind="randomised")
