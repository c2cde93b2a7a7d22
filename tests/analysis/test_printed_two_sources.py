"""A p-value beside a ratio with its interval and beside other numbers: what the ratio gives, and what differs."""

from __future__ import annotations

import pytest

from psmatrial.analysis.printed_checks.deciding import ELSEWHERE
from psmatrial.analysis.reproduce import reproduction
from psmatrial.data.study_reader import study_of
from psmatrial.displays.verdicts import run_text
from psmatrial.reports.study import document
from tests.analysis.test_reproduce import HEAD, PAIRED, run

WALD = "Wald, from the interval"
FREE = 'index = {survival = "75.5", interval = "62.5-84.6"}\ncomparator = {survival = "63.0", interval = "49.2-74.0"}\n'
Z_NAMED = '[methods]\np = "z"\n'
HAZARD = 'hazard_ratio = "0.60", hazard_ratio_interval = "0.38-0.95"'
ADJUSTED = 'odds_ratio = "3.4", odds_ratio_interval = "1.4-8.2"'
COUNTS = 'index = {count = "31/50"}\ncomparator = {count = "17/48"}\n'


def body(arms, effect):
    return f'[[outcome]]\nid = "o"\n{arms}effect = {{{effect}}}\n'


def p_of(arms, effect, **further):
    return run(body(arms, effect), paired=False, kind="randomised", **further)["o.p"]


def test_a_p_of_the_hazard_ratio_is_not_called_wrong_for_the_survival_at_one_time():
    one = p_of(FREE, f'{HAZARD}, p = "0.03"', more=Z_NAMED)
    assert (one.verdict, one.method) == ("reproduced", WALD)
    # ln 0.60 over (ln 0.95 - ln 0.38) / 3.92, both tails (scipy 1.17).
    assert one.computed == pytest.approx(0.028864, abs=0.000001)
    assert one.note == f"{ELSEWHERE}: the two intervals give p from 0.14 to 0.15"


def test_a_p_of_the_hazard_ratio_stands_alone_where_no_test_of_the_survivals_is_named():
    one = p_of(FREE, f'{HAZARD}, p = "0.03"')
    assert (one.verdict, one.method, one.note) == ("reproduced", WALD, "")


def test_a_p_of_the_survival_beside_a_hazard_ratio_tells_what_the_ratio_says():
    one = p_of(FREE, f'{HAZARD}, p = "0.14"')
    assert (one.verdict, one.method) == ("reproduced", "z, plain scale")
    assert f"{ELSEWHERE}: the interval of the hazard ratio implies p from 0.023 to 0.035" in one.note


def test_a_p_that_neither_gives_is_held_against_the_hazard_ratio_first():
    one = p_of(FREE, f'{HAZARD}, p = "0.5"', more=Z_NAMED)
    assert (one.verdict, round(one.computed, 4)) == ("not-reproduced", 0.0289)
    assert one.note.startswith("the interval of the hazard ratio implies p from 0.023 to 0.035")
    assert one.note.endswith(f"{ELSEWHERE}: the two intervals give p from 0.14 to 0.15")


def test_a_p_that_both_give_is_that_of_the_hazard_ratio():
    # 0.025 of the survivals, as where their whole standard error is tested; ln 0.5 over ln (0.93/0.27) / 3.92: 0.028.
    arms = 'index = {survival = "80.0", interval = "70.0-87.0"}\n'
    arms += 'comparator = {survival = "65.0", interval = "54.0-74.0"}\n'
    one = p_of(arms, 'hazard_ratio = "0.50", hazard_ratio_interval = "0.27-0.93", p = "0.03"')
    assert (one.verdict, one.method, one.note) == ("reproduced", WALD, "")


def test_a_p_of_an_adjusted_odds_ratio_is_no_one_sided_test_of_the_counts():
    one = p_of(COUNTS, f'{ADJUSTED}, p = "0.007"')
    assert (one.verdict, one.method) == ("reproduced", WALD)
    assert one.computed == pytest.approx(0.006651, abs=0.000001)
    assert f"{ELSEWHERE}: fisher, one-sided" in one.note


def test_a_p_that_the_counts_give_stays_with_their_test():
    one = p_of(COUNTS, f'{ADJUSTED}, p = "0.0085"')
    assert (one.verdict, one.method) == ("reproduced", "pearson")
    assert ELSEWHERE not in one.note


def test_an_interval_that_no_model_gives_clears_no_p():
    # The exact p of the table is 0.0026; ln 4.8 over the width of the exact limits would give 0.0133.
    effect = 'odds_ratio = "4.8"\nodds_ratio_interval = "1.6-19.2"\np = "0.013"'
    assert run(PAIRED.format(effect=effect))["o.p"].verdict == "not-reproduced"


def test_symmetry_alone_does_not_clear_an_interval_that_leaves_out_the_ratio_of_the_counts():
    effect = 'odds_ratio = "0.34", odds_ratio_interval = "0.15-0.77"'
    one = run(body(COUNTS, effect), paired=False, kind="randomised")["o.odds-ratio-interval"]
    assert one.verdict == "not-reproduced"


HALF = "2.04-4.42"


def interval_of(arms, ratio, limits, name="odds_ratio"):
    items = run(body(arms, f'{name} = {ratio}, {name}_interval = "{limits}"'), paired=False, kind="randomised")
    return items[f"o.{name.replace('_', '-')}-interval"]


@pytest.mark.parametrize(
    ("name", "ratio", "limits", "words"),
    [
        # 45/60 against 30/60: odds 3, Wald e^(1.0986 -+ 1.96 sqrt(1/45 + 1/15 + 2/30)), exact by scipy 1.17; with half
        # of that standard error 2.04 to 4.42. Rates 1.5, e^(0.4055 -+ 1.96 sqrt(1/45 - 1/60 + 1/30 - 1/60)).
        ("odds_ratio", "3.00", HALF, "wald gives 1.38 to 6.50, conditional exact gives 1.30 to 7.03"),
        ("odds_ratio", "3", "2.0-4.4", "wald gives 1.4 to 6.5, conditional exact gives 1.3 to 7.0"),
        ("rate_ratio", "1.50", "1.30-1.74", "wald gives 1.12 to 2.01"),
    ],
)
def test_symmetric_limits_that_the_counts_do_not_give_are_open_beside_their_ratio(name, ratio, limits, words):
    arms = 'index = {count = "45/60"}\ncomparator = {count = "30/60"}\n'
    one = interval_of(arms, f'"{ratio}"', limits, name)
    assert (one.verdict, one.implied) == ("not-checkable", None)
    assert one.note == f"no method that was tried gives it; {words}"


def test_symmetric_limits_beside_percentages_whose_counts_give_the_ratio_are_open_too():
    arms = 'n = "60 to 60"\nindex = {percent = "75"}\ncomparator = {percent = "50"}\n'
    assert interval_of(arms, '"3.00"', HALF).verdict == "not-checkable"


def test_symmetric_limits_beside_a_ratio_of_a_count_of_nought_are_open_too():
    # With 0.5 added 0.139, Wald 0.01 to 2.79.
    arms = 'index = {count = "0/40"}\ncomparator = {count = "3/42"}\n'
    assert interval_of(arms, '"0.139"', "0.02-0.97").verdict == "not-checkable"


def test_limits_of_an_adjusted_ratio_agree_with_it_and_the_note_tells_those_of_the_counts():
    arms = 'index = {count = "45/60"}\ncomparator = {count = "30/60"}\n'
    one = interval_of(arms, '"2.60"', "1.20-5.63")
    assert (one.verdict, one.method) == ("reproduced", "Wald on the logarithm")
    assert one.note.endswith(f"{ELSEWHERE}: wald gives 1.38 to 6.50, conditional exact gives 1.30 to 7.03")


def test_recalled_counts_leave_symmetric_limits_as_they_are():
    arms = 'index = {count = {printed = "45/60", seen = false}}\ncomparator = {count = "30/60"}\n'
    one = interval_of(arms, '"3.00"', HALF)
    assert (one.verdict, one.note) == ("reproduced", "the middle of the limits on the logarithm is 3.00")


def test_a_recalled_ratio_clears_nothing_that_was_seen():
    recalled = HAZARD.replace('"0.60"', '{printed = "0.60", seen = false}')
    one = p_of(FREE, f'{recalled}, p = "0.03"', more=Z_NAMED)
    assert (one.verdict, one.note) == ("not-reproduced", "the two intervals give p from 0.14 to 0.15")


def test_what_recalled_numbers_say_against_a_p_is_not_told():
    recalled = FREE.replace('"75.5"', '{printed = "75.5", seen = false}')
    one = p_of(recalled, f'{HAZARD}, p = "0.03"', more=Z_NAMED)
    assert (one.verdict, one.method, one.note) == ("reproduced", WALD, "")


def test_what_differs_is_shown_beside_a_reproduced_p():
    text = HEAD.format(kind="time-to-event", paired="false", more=Z_NAMED) + body(FREE, f'{HAZARD}, p = "0.03"')
    shown = run_text([reproduction(study_of(text))], every=True)
    assert "the two intervals give p from 0.14 to" in shown


def test_what_differs_stands_among_the_notes_of_the_report():
    text = HEAD.format(kind="time-to-event", paired="false", more=Z_NAMED) + body(FREE, f'{HAZARD}, p = "0.03"')
    sections = document([reproduction(study_of(text))]).sections
    notes = next(one for one in sections if one.name == "notes")
    assert "the two intervals give p from 0.14 to 0.15" in str(notes)
