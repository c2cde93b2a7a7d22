"""What a paper prints of two arms of different patients."""

from __future__ import annotations

import re
import time

import pytest

from psmatrial.analysis.printed_checks import unpaired
from psmatrial.stats.unpaired import unpaired_p
from tests.analysis.test_reproduce import run


def arms(first, second, effect):
    """Return the findings of two arms of different patients."""
    body = f'[[outcome]]\nid = "o"\nindex = {{count = "{first}"}}\ncomparator = {{count = "{second}"}}\n'
    return run(f"{body}[outcome.effect]\n{effect}\n", paired=False, kind="randomised")


@pytest.mark.parametrize("name", ["odds_ratio", "rate_ratio"])
@pytest.mark.parametrize(
    ("first", "second", "printed", "computed"),
    [
        ("0/40", "3/42", "0", 0.0),
        ("0/40", "3/42", "0.00", 0.0),
        ("0/40", "3/42", "not estimable", 0.0),
        ("3/40", "0/42", "inf", float("inf")),
        ("3/40", "0/42", "not estimable", float("inf")),
        ("0/40", "0/42", "not estimable", None),
    ],
)
def test_a_ratio_of_a_count_of_nought_is_what_it_is(name, first, second, printed, computed):
    one = arms(first, second, f'{name} = "{printed}"')[f"o.{name.replace('_', '-')}"]
    assert (one.verdict, one.computed) == ("reproduced", computed)
    assert "added" not in one.method


@pytest.mark.parametrize(
    ("item", "printed"),
    [
        # 0.5, 40.5, 3.5, 39.5: 79/567 and 43/287, limits e^(ln x -+ 1.96 times 1.5283 and 1.4960).
        ("odds-ratio", "0.139"),
        ("rate-ratio", "0.150"),
        ("odds-ratio-interval", "0.01-2.79"),
        ("rate-ratio-interval", "0.008-2.812"),
    ],
)
def test_half_a_patient_added_beside_a_count_of_nought_is_found(item, printed):
    one = arms("0/40", "3/42", f'{item.replace("-", "_")} = "{printed}"')[f"o.{item}"]
    assert one.verdict == "reproduced"
    assert "0.5 added to each count" in one.method


@pytest.mark.parametrize(
    ("first", "second", "effect", "verdict"),
    [
        ("0/40", "3/42", 'odds_ratio = "0.5"', "not-reproduced"),
        ("0/40", "0/42", 'odds_ratio = "5"', "not-checkable"),
        ("0/40", "3/42", 'odds_ratio_interval = "0-2.6"', "not-checkable"),
        ("20/40", "3/42", 'odds_ratio = "not estimable"', "not-reproduced"),
        ("20/40", "3/42", 'odds_ratio = "12"', "not-reproduced"),
    ],
)
def test_a_paper_is_called_wrong_only_where_the_counts_say_so(first, second, effect, verdict):
    assert next(one.verdict for name, one in arms(first, second, effect).items() if "odds" in name) == verdict


def test_no_p_is_told_as_nought():
    note = arms("45/50", "3/50", 'p = "0.5"')["o.p"].note
    assert "pearson <0.0001, pearson-corrected <0.0001, fisher <0.0001" in note


def test_where_percentages_leave_several_counts_the_note_tells_the_span_and_no_single_one_is_shown():
    body = 'n = "400 to 400"\nindex = {percent = "20"}\ncomparator = {percent = "20"}\n'
    effect = 'effect = {p = "0.0001", odds_ratio = "9"}\n'
    items = run(f'[[outcome]]\nid = "o"\n{body}{effect}', paired=False, kind="randomised")
    # 20 percent of 400 are 78 to 82 patients, or the same number in both arms.
    assert re.search(r"pearson 0\.\d{4} to 1,", items["o.p"].note)
    assert items["o.p"].computed is items["o.odds-ratio"].computed is None


@pytest.mark.parametrize(
    ("p", "verdict", "method"),
    [
        # 19/65 against 29/69: chi-squared 0.1225, with correction 0.1726 (scipy); one-sided the halves of these.
        ("0.06", "needs-method", "pearson, one-sided"),
        ("0.0863", "needs-method", "pearson-corrected, one-sided"),
        ("0.9", "not-reproduced", ""),
        ("0.94", "not-reproduced", ""),
    ],
)
def test_a_one_sided_p_of_different_patients_is_explained_on_the_side_of_their_difference(p, verdict, method):
    one = arms("19/65", "29/69", f'p = "{p}"')["o.p"]
    assert (one.verdict, one.method) == (verdict, method)
    if method:
        assert one.computed == pytest.approx(float(p), abs=0.005)


def test_limits_of_a_ratio_by_an_unknown_method_are_not_called_wrong_unless_they_leave_the_ratio_out():
    # 28/50 against 13/50: odds ratio 28 x 37/(22 x 13) = 3.62. Wald 1.56-8.42; exact 1.44-9.23 (scipy 1.17).
    verdicts = [
        arms("28/50", "13/50", f'odds_ratio_interval = "{printed}"')["o.odds-ratio-interval"].verdict
        for printed in ("1.56-8.42", "1.50-9.00", "0.9-3.5")
    ]
    assert verdicts == ["reproduced", "not-checkable", "not-reproduced"]


@pytest.mark.parametrize(
    ("first", "second", "printed", "limits"),
    [
        # scipy 1.17, odds_ratio(kind="conditional"): 4.1492, 1.7906 to 10.036; 3.6040, 1.2933 to 10.655.
        ("45/59", "26/60", "4.15", "1.79 to 10.04"),
        ("30/40", "18/40", "3.6", "1.3 to 10.7"),
        ("0/40", "3/42", "0", "0 to 2.5"),
    ],
)
def test_the_odds_ratio_and_the_limits_that_stand_beside_fishers_p_are_found(first, second, printed, limits):
    items = arms(first, second, f'odds_ratio = "{printed}"\nodds_ratio_interval = "{limits}"')
    ratio, interval = items["o.odds-ratio"], items["o.odds-ratio-interval"]
    assert (ratio.verdict, interval.verdict, interval.method) == ("reproduced", "reproduced", "conditional exact")
    assert ratio.method == ("conditional odds ratio" if printed != "0" else "ratio of the odds")


def test_the_usual_odds_ratio_goes_before_the_conditional_one_and_has_its_own_limits():
    # 45 x 34/(14 x 26) = 4.203.
    items = arms("45/59", "26/60", 'odds_ratio = "4.2"\nodds_ratio_interval = "1.91 to 9.24"')
    assert items["o.odds-ratio"].method == "ratio of the odds"
    assert items["o.odds-ratio-interval"].method == "wald"


def test_exact_limits_of_very_many_pairs_of_counts_do_not_take_long():
    started = time.process_time()
    one = ranges("60 to 160", 'odds_ratio_interval = "1.1-30"')["o.odds-ratio-interval"]
    assert (one.verdict, one.note) == ("not-checkable", unpaired.UNKNOWN)
    assert time.process_time() - started < 5.0


def papers(named, *printed):
    """Return the findings on p of outcomes of different patients, each two counts and a p."""
    body = f'[methods]\np = "{named}"\n' if named else ""
    for no, (first, second, p) in enumerate(printed):
        body += f'[[outcome]]\nid = "o{no}"\nindex = {{count = "{first}"}}\ncomparator = {{count = "{second}"}}\n'
        body += f'effect = {{p = "{p}"}}\n'
    items = run(body, paired=False, kind="randomised")
    return [items[f"o{no}.p"] for no in range(len(printed))]


def test_a_p_that_is_not_of_the_test_that_the_paper_names_is_found():
    # scipy 1.17: Fisher 0.02577, Pearson 0.01778, Yates 0.02891.
    (one,) = papers("fisher", ("30/60", "18/62", "0.018"))
    assert (one.verdict, one.method) == ("needs-method", "pearson")
    assert one.computed == pytest.approx(0.0177833012)
    assert one.note.startswith("the paper names fisher; ")
    (one,) = papers("fisher", ("30/60", "18/62", "0.026"))
    assert (one.verdict, one.method) == ("reproduced", "fisher")


def test_a_named_test_is_the_first_that_is_tried_one_sided():
    # 30/60 against 18/62: Pearson's half is 0.00889 and Fisher's one tail 0.01424 (scipy 1.17).
    (one,) = papers("fisher", ("30/60", "18/62", "0.01"))
    assert (one.verdict, one.method) == ("needs-method", "fisher, one-sided")


def test_one_test_that_gives_every_p_of_a_paper_is_named_for_each():
    # Fisher by scipy 1.17: 0.02577, 9e-19, 0.03683, 0.004155, 0.8537; "<0.001" comes from every test.
    five = [("30/60", "18/62", "0.026"), ("45/50", "3/50", "<0.001"), ("20/40", "10/40", "0.037")]
    five += [("28/50", "13/50", "0.0042"), ("25/60", "24/62", "0.85")]
    assert [(one.verdict, one.method) for one in papers("", *five)] == [("reproduced", "fisher")] * 5


def test_a_p_by_another_test_than_the_others_of_its_paper_is_found():
    # 20/40 against 10/40: Pearson 0.0209 and Fisher 0.0368 (scipy 1.17).
    three = [("30/60", "18/62", "0.026"), ("28/50", "13/50", "0.0042"), ("20/40", "10/40", "0.021")]
    *others, one = papers("", *three)
    assert {(other.verdict, other.method) for other in others} == {("reproduced", "fisher")}
    assert (one.verdict, one.method) == ("needs-method", "pearson")
    assert one.note.startswith("the other p-values of the paper fit fisher; ")


def test_of_two_p_by_two_tests_each_goes_by_its_own():
    two = papers("", ("30/60", "18/62", "0.026"), ("20/40", "10/40", "0.021"))
    assert [(one.verdict, one.method) for one in two] == [("reproduced", "fisher"), ("reproduced", "pearson")]
    assert all("mixed methods" in one.note for one in two)


def ranges(n, effect):
    """Return the findings on effects of 56 against 40 percent of as many patients in each arm as a range allows."""
    body = f'[[outcome]]\nid = "o"\nn = "{n}"\nindex = {{percent = "56"}}\ncomparator = {{percent = "40"}}\n'
    return run(f"{body}[outcome.effect]\n{effect}\n", paired=False, kind="randomised")


@pytest.mark.parametrize(
    ("p", "verdict", "words"),
    [
        # Of 111 counts that print as 56% and 109 as 40%, 57 pairs give chi-squared a p of 0.0068 and 402 one of 0.005;
        # all lie between 0.0028 and 0.0883 (scipy 1.17).
        ("0.0068", "several-tables", "57 of 12099 pairs"),
        ("0.005", "several-tables", "402 of 12099 pairs"),
        ("0.0009", "not-reproduced", "pearson 0.0028 to 0.0883"),
    ],
)
def test_a_p_is_held_against_every_pair_of_counts_of_a_range(p, verdict, words):
    started = time.process_time()
    one = ranges("60 to 160", f'p = "{p}"')["o.p"]
    assert one.verdict == verdict
    assert words in one.note
    assert time.process_time() - started < 5.0


@pytest.mark.parametrize(
    ("effect", "printed"),
    [
        ("p", "0.9"),
        ("p", "0.0068"),
        ("difference", "45"),
        ("difference-interval", "-30 to -20"),
        ("odds-ratio", "9"),
        ("odds-ratio-interval", "20-30"),
    ],
)
def test_nothing_is_held_against_a_print_where_not_all_pairs_of_counts_were_tried(monkeypatch, effect, printed):
    monkeypatch.setattr(unpaired, "EFFORT", 30 * 160)
    one = ranges("60 to 160", f'{effect.replace("-", "_")} = "{printed}"')[f"o.{effect}"]
    assert one.verdict == "not-checkable"
    assert "not all pairs of counts that fit the percentages were tried" in one.note
    assert one.computed is None


@pytest.mark.parametrize(("effect", "printed"), [("p", "<0.05"), ("difference", "16"), ("odds-ratio", "1.9")])
def test_what_only_a_part_of_the_pairs_gives_is_never_the_only_one(monkeypatch, effect, printed):
    monkeypatch.setattr(unpaired, "EFFORT", 30 * 160)
    one = ranges("60 to 160", f'{effect.replace("-", "_")} = "{printed}"')[f"o.{effect}"]
    assert (one.verdict, one.computed) == ("several-tables", None)


def test_a_test_that_the_tried_pairs_do_not_give_is_not_said_to_be_missing(monkeypatch):
    monkeypatch.setattr(unpaired, "EFFORT", 160)
    value = unpaired_p((34, 61), (24, 60))
    item = ranges("60 to 160", f'p = "{value:.6f}"')["o.p"]
    assert (item.verdict, item.method) == ("several-tables", "pearson")
    half = ranges("60 to 160", f'p = "{value / 2:.6f}"')["o.p"]
    assert (half.verdict, half.method) == ("not-checkable", "")


@pytest.mark.parametrize(
    ("effect", "printed", "words"),
    [
        # 17/48 against 31/50: Wald -45.7 to -7.5 for the difference, 0.148 to 0.765 for the odds ratio and 0.367 to
        # 0.887 for the ratio of the rates; over each other 1.31 to 6.77 and 1.13 to 2.72.
        ("difference-interval", "7.5 to 45.7", "comparator minus index gives it"),
        ("difference-interval", "6.8 to 43.6", "comparator minus index gives it"),
        ("odds-ratio-interval", "1.31-6.77", "comparator over index gives it"),
        ("rate-ratio-interval", "1.13-2.72", "comparator over index gives it"),
    ],
)
def test_limits_of_the_comparator_against_the_index_are_told_like_their_estimate(effect, printed, words):
    one = arms("17/48", "31/50", f'{effect.replace("-", "_")} = "{printed}"')[f"o.{effect}"]
    assert one.verdict == "not-reproduced"
    assert words in one.note


def test_limits_of_a_difference_that_leave_it_out_are_not_reproduced():
    # 31/50 - 17/48 is 26.6 points: no interval of it lies below 0, or above 30. Another method may give 5.0 to 44.0.
    found = [
        arms("31/50", "17/48", f'difference_interval = "{printed}"')["o.difference-interval"]
        for printed in ("-20 to -10", "30.0 to 44.0", "5.0 to 44.0")
    ]
    assert [one.verdict for one in found] == ["not-reproduced", "not-reproduced", "not-checkable"]
    assert all("the difference that the counts give lies outside of it" in one.note for one in found[:2])
    assert not any("comparator minus index" in one.note for one in found)
    # Wald 7.5 to 45.7, as of 17/48 against 31/50; Newcombe with the Wilson limits of both 6.8 to 43.6.
    assert found[2].note == f"{unpaired.UNKNOWN}; newcombe gives 6.8 to 43.6, wald gives 7.5 to 45.7"


def test_reversed_limits_that_hold_the_difference_are_not_called_wrong_and_the_reverse_is_told():
    # 28/50 - 26/50: Wald -15.5 to 23.5. A method that is not known might give the reverse, which holds 4 as well.
    one = arms("28/50", "26/50", 'difference_interval = "-23.5 to 15.5"')["o.difference-interval"]
    assert one.verdict == "not-checkable"
    assert "comparator minus index gives it" in one.note


@pytest.mark.parametrize(
    ("effect", "printed", "note"),
    [
        ("difference", "16", ""),
        ("difference", "17", "the counts give another value"),
        ("odds-ratio", "9", "the counts give another value"),
        ("odds-ratio-interval", "1.56-8.42", ""),
        ("odds-ratio-interval", "0.9-3.5", "the ratio that the counts give lies outside of it"),
    ],
)
def test_which_tests_apply_is_told_of_p_alone(effect, printed, note):
    second = "20/50" if effect == "difference" else "13/50"
    items = arms("28/50", second, f'{effect.replace("-", "_")} = "{printed}"\np = "0.9"')
    assert items[f"o.{effect}"].note == note
    assert items["o.p"].note.endswith(unpaired.REASON)
