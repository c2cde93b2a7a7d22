"""Effects that the counts do not give: what the counts give is shown, and what gives the print is named."""

from __future__ import annotations

from math import erfc, sqrt

import pytest

from tests.analysis.test_printed_unpaired import arms
from tests.analysis.test_reproduce import PAIRED, run

MINUS, OVER = "comparator minus index gives it", "comparator over index gives it"


@pytest.mark.parametrize(
    ("effect", "item", "computed", "words"),
    [
        # 28/50 and 13/50; the table behind p = 0.0026 is 9/19/4/18.
        ('difference = "-30"', "o.difference", 30.0, MINUS),
        ('difference = "-29"', "o.difference", 30.0, ""),
        ('rate_ratio = "0.46"', "o.rate-ratio", 28 / 13, OVER),
        ('rate_ratio = "0.45"', "o.rate-ratio", 28 / 13, ""),
        ('odds_ratio = "0.21"\np = "0.0026"', "o.odds-ratio", 19 / 4, OVER),
        ('odds_ratio = "0.19"\np = "0.0026"', "o.odds-ratio", 19 / 4, ""),
    ],
)
def test_an_effect_in_reverse_is_named_beside_what_the_counts_give(effect, item, computed, words):
    one = run(PAIRED.format(effect=effect))[item]
    assert (one.verdict, one.computed) == ("not-reproduced", pytest.approx(computed))
    assert one.note == "; ".join(filter(None, ("no table of the printed rates gives it", words)))


def test_what_is_computed_goes_by_the_methods_that_the_paper_names():
    effect = 'odds_ratio = "4.75"\np = "0.5"\nodds_ratio_interval = "1.6-14.2"'
    found = run(PAIRED.format(effect=effect), more='[methods]\np = "asymptotic"\nodds_ratio = "wilson"\n')
    # Of 19 and 4 discordant patients: z^2 = 15^2/23; Wilson's limits of 19/23 are 0.6286 and 0.9302.
    assert found["o.p"].computed == pytest.approx(erfc(15 / sqrt(2 * 23)))
    assert "the asymptotic test gives" in found["o.p"].note
    assert found["o.odds-ratio-interval"].computed == pytest.approx([1.6927, 13.3294], abs=1e-4)


def test_what_the_counts_leave_open_is_not_shown_as_recomputed():
    # 15 against 0 to 28 against 13 discordant patients: the ratio is anything from 2.15 on.
    one = run(PAIRED.format(effect='odds_ratio = "9.9"'))["o.odds-ratio"]
    assert (one.verdict, one.computed) == ("not-reproduced", None)


@pytest.mark.parametrize(
    ("first", "second", "effect", "words"),
    [
        ("30/60", "18/62", 'difference = "-21.0"', MINUS),
        ("30/60", "18/62", 'rate_ratio = "0.58"', OVER),
        # 18 x 30/(44 x 30) = 0.409.
        ("30/60", "18/62", 'odds_ratio = "0.41"', OVER),
        ("0/60", "18/62", 'rate_ratio = "inf"', OVER),
        ("30/60", "0/62", 'rate_ratio = "0"', OVER),
        ("30/60", "18/62", 'odds_ratio = "0.5"', ""),
    ],
)
def test_an_effect_of_different_patients_in_reverse_is_named(first, second, effect, words):
    (one,) = (one for name, one in arms(first, second, effect).items() if name != "o.index.count")
    assert one.verdict == "not-reproduced"
    assert one.note.endswith("gives it") == bool(words)
    assert words in one.note


@pytest.mark.parametrize(("printed", "words"), [("-15.0", MINUS), ("-14.0", "")])
def test_a_difference_of_survival_in_reverse_is_named(printed, words):
    arm = '{{survival = "{}", interval = "{}"}}'
    body = f"index = {arm.format('80.0', '70.0-87.0')}\ncomparator = {arm.format('65.0', '54.0-74.0')}\n"
    text = f'[[outcome]]\nid = "s"\n{body}effect = {{difference = "{printed}"}}\n'
    one = run(text, paired=False, kind="time-to-event")["s.difference"]
    assert (one.verdict, one.note) == ("not-reproduced", words)
    assert one.computed == pytest.approx(15.0)


@pytest.mark.parametrize(("paired", "kind"), [(True, "paired"), (False, "randomised")])
@pytest.mark.parametrize(("printed", "told"), [("34", True), ("33", False)])
def test_a_difference_that_the_printed_percentages_give_is_named(paired, kind, printed, told):
    arms = 'index = {count = "28/50", percent = "58"}\ncomparator = {count = "13/50", percent = "24%"}\n'
    body = f'[[outcome]]\nid = "o"\nn = "{50 if paired else 100}"\n{arms}effect = {{difference = "{printed}"}}\n'
    one = run(body, paired=paired, kind=kind)["o.difference"]
    assert (one.verdict, one.computed) == ("not-reproduced", pytest.approx(30.0))
    assert ("the printed percentages give it: 58 - 24" in one.note) is told


@pytest.mark.parametrize(
    ("p", "computed"),
    [
        # Estimate over standard error on the logarithm (scipy 1.17): 0.032944 from the print, 0.031563 to 0.034367 over
        # 2.035 to 2.045, 1.055 to 1.065 and 3.925 to 3.935.
        ("0.033", 0.032944),
        ("0.0327", [0.031563, 0.034367]),
        ("0.0340", [0.031563, 0.034367]),
    ],
)
def test_a_p_that_comes_out_only_because_its_interval_is_rounded_shows_all_that_the_interval_allows(p, computed):
    effect = f'effect = {{hazard_ratio = "2.04", hazard_ratio_interval = "1.06-3.93", p = "{p}"}}\n'
    one = run(f'[[outcome]]\nid = "o"\n{effect}')["o.p"]
    assert (one.verdict, one.method) == ("reproduced", "Wald, from the interval")
    assert one.computed == pytest.approx(computed, abs=0.000001)


def test_a_p_of_two_survival_estimates_is_shown_on_the_scale_that_is_named():
    # ln(-ln S) of 0.80 and 0.65 over their standard errors, which the limits give (scipy 1.17): 0.029157.
    first, second = '{survival = "80.0", interval = "70.0-87.0"}', '{survival = "65.0", interval = "54.0-74.0"}'
    body = f'[[outcome]]\nid = "s"\nindex = {first}\ncomparator = {second}\neffect = {{p = "0.029"}}\n'
    one = run(body, paired=False, kind="time-to-event")["s.p"]
    assert (one.verdict, one.method) == ("reproduced", "z, log-log scale")
    assert one.computed == pytest.approx(0.029157, abs=0.000001)
