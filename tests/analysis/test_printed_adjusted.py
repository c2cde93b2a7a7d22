"""An effect of a model with covariates is held against its own interval and p, and never against counts."""

from __future__ import annotations

import pytest

from psmatrial.data.study_template import study_template
from psmatrial.errors import UsageError
from tests.analysis.test_reproduce import run

NOTE = "adjusted for covariates: counts do not give it"
# 30/60 and 20/60: difference 16.7, ratio 1.5, odds ratio 2, Pearson's p 0.0641.
ARMS = 'index = {count = "30/60"}\ncomparator = {count = "20/60"}\n'


RATIO = 'odds_ratio = "2.52", odds_ratio_interval = "1.10-5.77"'
HAZARD = 'hazard_ratio = "0.60", hazard_ratio_interval = "0.40-0.90"'


def arms(effect, adjusted="", *, counts=ARMS, paired=False, kind="randomised", more=""):
    """Return the findings of one outcome, some of whose effects may be adjusted."""
    words = ", ".join(f'"{word}"' for word in adjusted.split())
    body = f'[[outcome]]\nid = "o"\nadjusted = [{words}]\n{counts}effect = {{{effect}}}\n'
    return run(body, paired=paired, kind=kind, more=more)


def verdicts(found):
    return {item.removeprefix("o."): one.verdict for item, one in found.items()}


@pytest.mark.parametrize(
    ("word", "effect"),
    [
        ("odds_ratio", 'odds_ratio = "2.52"'),
        ("rate_ratio", 'rate_ratio = "1.70"'),
        ("difference", 'difference = "12.0"'),
        ("p", 'p = "0.20"'),
    ],
)
def test_an_adjusted_effect_beside_counts_is_not_checkable(word, effect):
    assert set(verdicts(arms(effect)).values()) == {"not-reproduced"}
    (one,) = arms(effect, word).values()
    assert (one.verdict, one.note, one.computed) == ("not-checkable", NOTE, None)


def test_an_adjusted_hazard_ratio_is_an_item_with_its_reason():
    (one,) = arms('hazard_ratio = "0.70"', "hazard_ratio", kind="time-to-event").values()
    assert (one.verdict, one.note) == ("not-checkable", NOTE)


def test_an_adjusted_odds_ratio_of_the_same_patients_is_held_against_no_table():
    counts = ARMS.replace("30/60", "28/50").replace("20/60", "13/50")
    effect = 'odds_ratio = "0.19", p = "0.0026"'
    assert verdicts(arms(effect, counts=counts, paired=True, kind="paired"))["odds-ratio"] == "not-reproduced"
    found = arms(effect, "odds_ratio", counts=counts, paired=True, kind="paired")
    assert verdicts(found) == {"odds-ratio": "not-checkable", "p": "reproduced"}


def test_an_adjusted_difference_is_not_that_of_two_survivals():
    counts = ARMS.replace("count", "survival").replace("30/60", "60.0").replace("20/60", "35.0")
    assert verdicts(arms('difference = "12.0"', counts=counts))["difference"] == "not-reproduced"
    assert arms('difference = "12.0"', "difference", counts=counts)["o.difference"].note == NOTE


# The middle of 1.10 and 5.77 on the logarithm is 2.52; z = ln 2.52/(ln(5.77/1.10)/3.92) = 2.186, p 0.029.
@pytest.mark.parametrize(("p", "verdict"), [("0.029", "reproduced"), ("0.20", "not-reproduced")])
def test_interval_and_p_of_one_model_are_held_against_each_other(p, verdict):
    found = arms(f'odds_ratio = "2.52", odds_ratio_interval = "1.10-5.77", p = "{p}"', "odds_ratio p")
    assert verdicts(found) == {"odds-ratio": "not-checkable", "odds-ratio-interval": "reproduced", "p": verdict}
    # What the counts give stands nowhere: neither their odds ratio, nor its limits, nor Pearson's p.
    notes = " ".join(one.note for one in found.values())
    assert not any(word in notes for word in ("pearson", "wald gives", "2.0"))


# (23.4 - 0.6)/3.92 = 5.816 and z = 12.0/5.816 = 2.063, p 0.0391; the odds ratio beside it gives 0.028 to 0.030.
BOTH = (
    'difference = "12.0", difference_interval = "0.6 to 23.4", odds_ratio = "2.52", odds_ratio_interval = "1.10-5.77"'
)


@pytest.mark.parametrize(("adjusted", "counts"), [("difference odds_ratio p", ARMS), ("", "")])
def test_a_p_that_a_difference_gives_is_not_held_against_the_ratio_beside_it(adjusted, counts):
    p = arms(f'{BOTH}, p = "0.039"', adjusted, counts=counts)["o.p"]
    assert (p.verdict, p.rests, round(p.computed, 4)) == (
        "reproduced",
        ("o.difference", "o.difference-interval"),
        0.0391,
    )
    assert "held against other printed numbers: the interval of the odds ratio implies p from 0.028" in p.note
    assert arms(f'{BOTH}, p = "0.20"', adjusted, counts=counts)["o.p"].verdict == "not-reproduced"


def test_a_difference_that_may_be_of_the_counts_says_nothing_for_a_p_that_they_do_not_give():
    assert arms(f'{BOTH}, p = "0.039"', "odds_ratio p")["o.p"].verdict == "not-reproduced"
    assert arms(f'{BOTH.partition(", odds")[0]}, p = "0.039"')["o.p"].verdict == "not-reproduced"


def test_an_adjusted_ratio_outside_its_own_interval_is_not_reproduced():
    found = arms('odds_ratio = "6.10", odds_ratio_interval = "1.10-5.77"', "odds_ratio")
    assert verdicts(found)["odds-ratio-interval"] == "not-reproduced"


def test_limits_of_an_adjusted_ratio_that_are_not_symmetric_are_not_checkable():
    found = arms('odds_ratio = "2.00", odds_ratio_interval = "1.10-5.77", p = "0.04"', "odds_ratio p")
    assert set(verdicts(found).values()) == {"not-checkable"}


def test_limits_without_their_adjusted_ratio_are_not_checkable():
    assert arms('odds_ratio_interval = "3.10-5.77"', "odds_ratio")["o.odds-ratio-interval"].note == NOTE


def test_what_is_not_adjusted_is_still_held_against_the_counts():
    found = arms('difference = "16.7", odds_ratio = "2.52", p = "0.064"', "odds_ratio")
    assert verdicts(found) == {"difference": "reproduced", "odds-ratio": "not-checkable", "p": "reproduced"}
    assert verdicts(arms('difference = "18.7", odds_ratio = "2.52"', "odds_ratio"))["difference"] == "not-reproduced"


@pytest.mark.parametrize(
    ("p", "verdict"), [("0.064", "reproduced"), ("0.029", "reproduced"), ("0.31", "not-checkable")]
)
def test_a_p_beside_an_adjusted_effect_that_is_not_said_to_be_of_it_may_be_of_either(p, verdict):
    found = arms(f'odds_ratio = "2.52", odds_ratio_interval = "1.10-5.77", p = "{p}"', "odds_ratio")
    assert found["o.p"].verdict == verdict
    assert "name p under adjusted" not in found["o.p"].note


@pytest.mark.parametrize(
    ("effect", "adjusted"),
    [
        ('odds_ratio = "2.52"', "odds_ratio"),
        (f'{RATIO}, rate_ratio = "1.70"', "odds_ratio rate_ratio"),
        # 13.0/(30.0/3.92) = 1.70, p 0.089: a test of two rates has another standard error than their interval.
        ('difference = "13.0", difference_interval = "-2.0 to 28.0"', "difference"),
        ('odds_ratio = {printed = "2.52", seen = false}, odds_ratio_interval = "1.10-5.77"', "odds_ratio"),
    ],
    ids=["no interval", "one without", "not contrary", "recalled"],
)
def test_p_is_asked_for_under_adjusted_where_an_effect_may_have_it(effect, adjusted):
    one = arms(f'{effect}, p = "0.31"', adjusted)["o.p"]
    assert one.verdict == "not-checkable"
    assert one.note.startswith("it may be that of the adjusted effect: name p under adjusted where it is; none of")


def test_the_note_on_a_p_that_neither_counts_nor_an_adjusted_effect_give_says_what_both_imply():
    one = arms(f'{RATIO}, p = "0.31"', "odds_ratio")["o.p"]
    assert (one.verdict, one.computed) == ("not-checkable", None)
    assert one.note.startswith("neither the unadjusted numbers nor an adjusted effect gives it; none of these tests")
    assert "pearson 0.0641" in one.note
    assert "; the interval of the odds ratio implies p from 0.028 to 0.03; " in one.note


@pytest.mark.parametrize(
    ("effect", "adjusted", "kind", "more"),
    [
        ('difference = "20", difference_interval = "12 to 28", p = "0.9"', "difference", "pooled", ""),
        (f'{HAZARD}, p = "0.06"', "hazard_ratio", "time-to-event", ""),
        (f'{HAZARD}, p = "0.06"', "hazard_ratio", "time-to-event", '[methods]\np = "log-rank"\n'),
    ],
)
def test_a_p_that_the_adjusted_effect_alone_contradicts_is_not_said_to_be_of_it(effect, adjusted, kind, more):
    one = arms(effect, adjusted, counts="", kind=kind, more=more)["o.p"]
    assert one.verdict == "not-checkable"
    assert one.note.startswith(f"no adjusted effect gives it; the interval of the {adjusted.replace('_', ' ')} implies")
    assert one.note.count("implies") == 1


# Of 30/60 and 20/60 an unpooled z gives 0.0603, and Pearson's test, one-sided, 0.0320.
@pytest.mark.parametrize("effect", ['odds_ratio = "2.52"', 'odds_ratio = "2.52", odds_ratio_interval = "1.10-5.77"'])
@pytest.mark.parametrize(("p", "method"), [("0.060", "unpooled z"), ("0.032", "pearson, one-sided")])
def test_a_rarer_test_of_the_counts_is_named_beside_an_adjusted_effect_too(effect, p, method):
    one = arms(f'{effect}, p = "{p}"', "odds_ratio")["o.p"]
    assert (one.verdict, one.method) == ("needs-method", method)
    assert one.computed == arms(f'p = "{p}"')["o.p"].computed


def test_an_adjusted_effect_that_gives_p_goes_before_a_rarer_test_of_the_counts():
    # 12.0/(22.0/3.92) = 2.138, p 0.0325.
    found = arms('difference = "12.0", difference_interval = "1.0 to 23.0", p = "0.032"', "difference")
    assert (found["o.p"].verdict, found["o.p"].method) == ("reproduced", "Wald, from the interval")


def test_a_log_rank_p_beside_an_adjusted_hazard_ratio_is_not_called_wrong():
    effect = 'hazard_ratio = "0.60", hazard_ratio_interval = "0.40-0.90", p = "0.06"'
    assert verdicts(arms(effect, counts="", kind="time-to-event"))["p"] == "not-reproduced"
    assert verdicts(arms(effect, "hazard_ratio", counts="", kind="time-to-event"))["p"] == "not-checkable"


def test_a_word_that_no_adjusted_effect_has_is_refused():
    with pytest.raises(UsageError, match=r"adjusted: 'odds-ratio' is not known\. Did you mean 'odds_ratio'\?"):
        arms('odds_ratio = "2.52"', "odds-ratio")


@pytest.mark.parametrize(
    ("effect", "word"), [('odds_ratio = "2.52"', "rate_ratio"), ('odds_ratio = "2.52"', "p"), ("", "p")]
)
def test_an_adjusted_effect_that_is_not_printed_is_refused(effect, word):
    said = rf"study\.toml:10: outcome\[1\]\.adjusted: the outcome prints no '{word}'\. "
    with pytest.raises(UsageError, match=rf"{said}Give {word} in effect, or leave it out of adjusted\."):
        arms(effect, word)


def test_the_template_explains_the_word():
    assert '#adjusted = ["odds_ratio", "p"]' in study_template()
