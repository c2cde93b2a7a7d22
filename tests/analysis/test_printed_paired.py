"""Effects of a paired study: held against everything that is printed of the rates and of the cells."""

from __future__ import annotations

import pytest

from tests.analysis.test_printed_cells import outcome
from tests.analysis.test_reproduce import PAIRED, run

PERCENTS = 'percent = "56"', 'percent = "26"'
INTERVALS = 'percent = "56", interval = "41.3-70.0"', 'percent = "26", interval = "14.6-40.3"'
CELLS = 'cell_percents = {both = "18", index_only = "38", comparator_only = "8", neither = "36"}\n'


def effect(text):
    """Return the line of printed effects."""
    return f"effect = {{{text}}}\n"


def test_effects_that_the_percentages_of_cells_contradict_are_not_reproduced():
    # 18, 38, 8 and 36% of 50 are 9, 19, 4 and 18: the odds ratio is 19/4, exact p 0.0026 (R: binom.test(19, 23)).
    items = outcome(*PERCENTS, CELLS, effect('p = "<0.001", odds_ratio = "8.5"'))
    assert (items["o.odds-ratio"].verdict, items["o.odds-ratio"].computed) == ("not-reproduced", 4.75)
    # 17/2 = 8.5 alone fits the rates.
    assert items["o.odds-ratio"].note == "it fits 11/17/2/20, which the other printed values do not"
    assert items["o.p"].verdict in ("needs-method", "not-reproduced")


def test_effects_that_the_percentages_of_cells_give_are_reproduced():
    # Kappa is 2 x (9 x 18 - 19 x 4)/(28 x 37 + 13 x 22) = 0.130.
    items = outcome(*PERCENTS, CELLS, effect('p = "0.0026", odds_ratio = "4.8", kappa = "0.13"'))
    assert {one.verdict for one in items.values()} == {"reproduced"}
    assert items["o.kappa"].tables == ((9, 19, 4, 18),)
    assert "o.both.percent" in items["o.p"].rests


@pytest.mark.parametrize("printed", ["46", "47"])
def test_a_share_of_discordant_patients_that_is_half_a_unit_holds_an_effect_either_way(printed):
    # 113 and 50 of 200 with 78 and 15 discordant: 93/200 = 46.5%, 78/15 = 5.2.
    shares = f'cell_percents = {{discordant = "{printed}"}}\n'
    rates = 'count = "113"', 'count = "50"'
    good = outcome(*rates, shares, effect('odds_ratio = "5.2"'), n="200")["o.odds-ratio"]
    assert (good.verdict, good.tables) == ("reproduced", ((35, 78, 15, 72),))
    # 83/20 = 4.15 fits the rates, and 103 discordant patients.
    assert outcome(*rates, shares, effect('odds_ratio = "4.2"'), n="200")["o.odds-ratio"].verdict == "not-reproduced"


def test_a_percentage_of_a_cell_that_all_others_contradict_is_not_held_against_p():
    items = outcome(*PERCENTS, CELLS.replace('"8"', '"10"'), effect('p = "0.0026"'))
    assert (items["o.comparator-only.percent"].verdict, items["o.p"].verdict) == ("not-reproduced", "reproduced")


def test_what_was_seen_is_not_held_against_recalled_percentages_of_cells():
    recalled = 'cell_percents = {both = {printed = "18", seen = false}}\n'
    one = outcome(*PERCENTS, recalled, effect('odds_ratio = "8.5"'))["o.odds-ratio"]
    assert (one.verdict, one.seen) == ("reproduced", True)
    both = outcome(*PERCENTS, recalled, effect('odds_ratio = {printed = "8.5", seen = false}'))["o.odds-ratio"]
    assert both.verdict == "not-checkable"


# 41.3-70.0 and 14.6-40.3 are Clopper-Pearson limits of 28 and 13 of 50 (scipy: 41.254-70.009, 14.630-40.345), and of no
# other count of 40 to 60.
@pytest.mark.parametrize("p", ["0.0022", "0.0021"])
def test_a_p_of_other_patients_than_the_intervals_are_of_is_not_reproduced(p):
    assert outcome(*PERCENTS, effect(f'p = "{p}"'), n="40 to 60")["o.p"].verdict == "reproduced"
    items = outcome(*INTERVALS, effect(f'p = "{p}"'), n="40 to 60")
    assert {name for name, one in items.items() if one.verdict != "reproduced"} == {"o.p"}
    assert items["o.p"].verdict == "not-reproduced"


def test_a_p_of_the_patients_that_the_intervals_are_of_is_reproduced():
    one = outcome(*INTERVALS, effect('p = "0.0026"'), n="40 to 60")["o.p"]
    assert (one.verdict, one.tables) == ("reproduced", ((9, 19, 4, 18),))


def test_an_interval_that_fits_no_count_is_not_held_against_p():
    odd = 'percent = "56", interval = "10.0-99.0"'
    items = outcome(odd, PERCENTS[1], effect('p = "0.0022"'), n="40 to 60")
    assert (items["o.index.interval"].verdict, items["o.p"].verdict) == ("not-reproduced", "reproduced")


@pytest.mark.parametrize(("p", "verdict"), [("0.0026", "not-checkable"), ("0.9", "not-reproduced")])
def test_no_p_is_reproduced_beside_intervals_of_different_patients(p, verdict):
    # 15.0-39.7 are those of 14 of 54 (scipy: 14.958-39.654).
    comparator = 'percent = "26", interval = "15.0-39.7"'
    items = outcome(INTERVALS[0], comparator, effect(f'p = "{p}"'), n="40 to 60")
    assert items["o.index.interval"].verdict == items["o.comparator.interval"].verdict == "reproduced"
    assert items["o.p"].verdict == verdict
    assert ("contradict each other" in items["o.p"].note) is (p == "0.0026")


def test_two_effects_that_go_together_by_no_method_that_was_tried_are_not_called_wrong():
    # Wald's limits are these only where at most 23% are discordant, and kappa is then at least 0.5.
    printed = effect('difference_interval = "9.7 to 22.1", kappa = "0.10"')
    items = outcome('percent = "56"', 'percent = "40"', printed, n="100 to 201")
    assert items["o.difference-interval"].verdict == items["o.kappa"].verdict == "not-checkable"
    assert "together with the others by the methods that were tried" in items["o.kappa"].note


@pytest.mark.parametrize(
    ("name", "printed", "words"),
    [
        # Of 28 and 13 of 50 with p = 0.0026, so 9/19/4/18: Newcombe 11.8 to 45.4; Wald 28/13 exp(-+1.96 sqrt(23/364)).
        ("difference_interval", "11.8 to 45.4", "comparator minus index gives it"),
        ("rate_ratio_interval", "1.32-3.53", "comparator over index gives it"),
        ("odds_ratio_interval", "1.6-14.0", "comparator over index gives it"),
        ("difference_interval", "11.8 to 45.9", "the difference that the counts give lies outside of it"),
        ("rate_ratio_interval", "1.32-3.63", "the ratio that the counts give lies outside of it"),
        ("odds_ratio_interval", "1.6-14.5", "the odds ratio that the counts give lies outside of it"),
        ("difference_interval", "-60.0 to -1.0", ""),
    ],
)
def test_limits_of_the_exchanged_tests_and_limits_beside_the_estimate_are_told(name, printed, words):
    body = PAIRED.replace("28/50", "other").replace("13/50", "28/50").replace("other", "13/50")
    one = run(body.format(effect=f'p = "0.0026"\n{name} = "{printed}"'))[f"o.{name.replace('_', '-')}"]
    assert one.verdict == "not-reproduced"
    assert one.note == "; ".join(filter(None, ("no table of the printed rates gives it", words)))


def test_limits_of_another_odds_ratio_that_some_tables_do_not_have_refuse_no_file():
    # Of 9/19/4/18: 162/76 = 2.13, times exp(-+1.96 sqrt(1/9 + 1/19 + 1/4 + 1/18)); 13/15/0/22 has no such limits.
    one = outcome(*PERCENTS, effect('odds_ratio_interval = "0.56-8.16"'))["o.odds-ratio-interval"]
    assert (one.verdict, one.method, one.computed) == ("needs-method", "Wald of ad/bc", None)


@pytest.mark.parametrize(
    ("name", "printed", "method", "computed"),
    [
        # 28 and 13 of 50 as different patients: 0.3 -+ 1.96 sqrt((0.56 x 0.44 + 0.26 x 0.74)/50); from Wilson's limits
        # 42.31-68.84 and 15.87-39.55 by Newcombe's squares; 28/13 exp(-+1.96 sqrt(1/28 + 1/13 - 2/50)).
        ("difference_interval", "11.6 to 48.4", "wald, unpaired", [11.64, 48.36]),
        ("difference_interval", "10.7 to 46.4", "newcombe, unpaired", [10.73, 46.35]),
        ("rate_ratio_interval", "1.27 to 3.65", "wald, unpaired", [1.27, 3.65]),
    ],
)
def test_limits_that_take_the_same_patients_for_different_ones_need_another_method(name, printed, method, computed):
    items = run(PAIRED.format(effect=f'p = "0.0026"\n{name} = "{printed}"'))
    one = items[f"o.{name.replace('_', '-')}"]
    assert (one.verdict, one.method) == ("needs-method", method)
    assert one.note == "a method that takes the same patients for different ones gives it"
    assert one.computed == pytest.approx(computed, abs=0.01)
    assert items["o.p"].verdict == "reproduced"


def test_limits_as_of_different_patients_that_a_further_table_gives_too_condemn_no_p():
    # 20 -+ 196 sqrt(0.48/50) is 0.8 to 39.2, and Wald of 12/18/8/12 is the same; 12 against 2 has exact p 2 x 106/2^14.
    rates = 'index = {count = "30/50"}\ncomparator = {count = "20/50"}\n'
    items = run(f'[[outcome]]\nid = "o"\n{rates}' + effect('p = "0.013", difference_interval = "0.8 to 39.2"'))
    assert (items["o.p"].verdict, items["o.p"].tables) == ("reproduced", ((18, 12, 2, 18),))
    assert (items["o.difference-interval"].verdict, items["o.difference-interval"].method) == (
        "needs-method",
        "wald, unpaired",
    )
