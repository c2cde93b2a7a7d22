"""What a paper prints is typed as it is printed, told where it cannot be, and not accused for another method."""

from __future__ import annotations

import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.methods import method
from psmatrial.stats.recovery import candidates
from tests.analysis.test_reproduce import PAIRED, run


def test_a_test_and_the_interval_of_a_difference_by_other_methods_are_no_error_without_counts():
    # The trial itself: exact p, score interval. A Wald interval like this would go with p = 0.0005.
    effect = 'effect = {difference = "30", difference_interval = "12 to 46", p = "0.0026"}\n'
    one = run(f'[[outcome]]\nid = "o"\nindex = {{percent = "56"}}\ncomparator = {{percent = "26"}}\n{effect}')["o.p"]
    assert one.verdict == "not-checkable"
    contrary = run(f'[[outcome]]\nid = "o"\n{effect}'.replace("0.0026", "0.2"))["o.p"]
    assert contrary.verdict == "not-reproduced"


@pytest.mark.parametrize("p", ["0,0026", "2.6e-3", "2.6×10⁻³", "2·6 × 10^-3", "≤ 0.0026"])
def test_a_p_value_is_typed_as_it_is_printed(p):
    one = run(PAIRED.format(effect=f'p = "{p}"\nodds_ratio = "4,75"'))["o.p"]
    assert (one.verdict, one.method) == ("reproduced", "exact")


def test_a_one_sided_p_beside_an_odds_ratio_is_explained_though_another_table_gives_it_two_sided():
    # 19 against 4: the one-sided exact p is 0.0013, as is the two-sided corrected p of 17 against 2.
    items = run(PAIRED.format(effect='p = "0.0013"\nodds_ratio = "4.75"'))
    assert (items["o.p"].verdict, items["o.p"].method) == ("needs-method", "exact, one-sided")
    # Of 23 patients 4 or fewer: (1 + 23 + 253 + 1771 + 8855)/2^23.
    assert items["o.p"].computed == pytest.approx(10903 / 2**23)
    assert (items["o.odds-ratio"].verdict, items["o.odds-ratio"].tables) == ("reproduced", ((9, 19, 4, 18),))


@pytest.mark.parametrize(("p", "method"), [("0.0005", "wald-difference"), ("0.0023", "pearson, unpaired")])
def test_a_p_by_an_unusual_test_is_shown_by_that_test(p, method):
    # 9/19/4/18: 15/sqrt(23 - 225/50) is 3.49; 28 and 13 of 50 as different patients have chi-squared 9.30.
    cells = 'cells = {both = "9", index_only = "19", comparator_only = "4", neither = "18"}\n'
    one = run(f'[[outcome]]\nid = "o"\n{cells}effect = {{p = "{p}"}}\n')["o.p"]
    assert (one.verdict, one.method) == ("needs-method", method)
    assert one.computed == pytest.approx(float(p), abs=0.00005)


def test_more_patients_than_are_searched_are_the_reason():
    items = run('[[outcome]]\nid = "o"\nn = "99999"\nindex = {percent = "45"}\n')
    assert "more patients than the 2000" in items["o.index.percent"].note


@pytest.mark.parametrize("p", ["NS", "0.99", ">0.05", "1"])
def test_a_one_sided_test_on_the_wrong_side_explains_no_p(p):
    # 28 and 13 of 50: from 15 against 0 (p = 2/2^15) to 28 against 13 discordant patients (0.0275) by the exact test.
    one = run(PAIRED.format(effect=f'p = "{p}"'))["o.p"]
    assert (one.verdict, one.method) == ("not-reproduced", "")
    assert "<0.0001 to 0.0275" in one.note
    swapped = PAIRED.replace("index =", "first =").replace("comparator =", "index =").replace("first =", "comparator =")
    assert run(swapped.format(effect=f'p = "{p}"'))["o.p"].verdict == "not-reproduced"


@pytest.mark.parametrize(("index_only", "comparator_only"), [("19", "4"), ("4", "19")])
def test_a_one_sided_test_on_the_side_of_the_estimate_explains_a_p(index_only, comparator_only):
    # 19 against 4 discordant patients: the two-sided exact p is 0.0026, and half of it one-sided.
    cells = f'both = "9", index_only = "{index_only}", comparator_only = "{comparator_only}", neither = "18"'
    one = run(f'[[outcome]]\nid = "o"\ncells = {{{cells}}}\neffect = {{p = "0.0013"}}\n')["o.p"]
    assert (one.verdict, one.method) == ("needs-method", "exact, one-sided")


def parts(whole, *pieces):
    """Return what the parts say of the whole."""
    ids = [f"part-{no}" for no in range(len(pieces))]
    body = f'[[outcome]]\nid = "all"\nparts = {ids}\n{whole}\n'.replace("'", '"')
    for name, piece in zip(ids, pieces, strict=True):
        body += f'[[outcome]]\nid = "{name}"\n{piece}\n'
    return run(body, kind="single-arm", paired=False)["all.index.sum"]


def test_counts_that_a_whole_may_have_are_named_where_the_parts_do_not_add_up():
    # Of 62 to 85 patients, 35/62, 39/69 and 48/85 print as 56.5%: 56.45, 56.52 and 56.47.
    whole = 'n = "62 to 85"\nindex = {percent = "56.5"}'
    one = parts(whole, 'n = "40"\nindex = {count = "20"}', 'n = "30"\nindex = {count = "17"}')
    assert (one.verdict, one.printed, one.computed) == ("not-reproduced", "35, 39 or 48", 37)
    assert one.note == "20 + 17 = 37; the parts do not add up to 35, 39 or 48"


def test_a_single_part_is_not_added_to_anything():
    one = parts('n = "62"\nindex = {count = "35"}', 'n = "62"\nindex = {count = "36"}')
    assert one.note == "36; the parts do not add up to 35"


@pytest.mark.parametrize(("whole", "verdict"), [("42", "several-tables"), ("44", "not-reproduced")])
def test_a_whole_between_the_sums_that_the_parts_can_have_is_not_reproduced(whole, verdict):
    # 35, 39 or 48 and 7 are 42, 46 or 55.
    several, seven = 'n = "62 to 85"\nindex = {percent = "56.5"}', 'index = {count = "7/10"}'
    one = parts(f'index = {{count = "{whole}/90"}}', several, seven)
    assert one.verdict == verdict
    assert one.note.startswith("(35, 39 or 48) + 7")


@pytest.mark.parametrize(
    ("outcome", "item", "what", "value"),
    [
        # (0.947 - 0.54)/(1 - 0.54) = 0.8848; the square root of 1.06 x 3.93 is 2.0410.
        ('index = {agreement = "94.7", kappa = "0.54"}', "o.index.agreement", "implied chance agreement", 88.478),
        ('index = {survival = "80.0", interval = "70.0-87.0"}', "o.index.interval", "middle of the limits", 80.022),
        (
            'effect = {hazard_ratio = "2.04", hazard_ratio_interval = "1.06-3.93"}',
            "o.hazard-ratio-interval",
            "middle of the limits",
            2.041,
        ),
        ('index = {count = "28/50", threshold = "40"}', "o.index.threshold", "lower limit", 41.254),
    ],
)
def test_another_quantity_than_the_printed_one_is_never_shown_as_recomputed(outcome, item, what, value):
    one = run(f'[[outcome]]\nid = "o"\n{outcome}\n')[item]
    assert (one.verdict, one.computed, one.implied[0]) == ("reproduced", None, what)
    assert one.implied[1] == pytest.approx(value, abs=0.001)


def test_the_middle_of_a_pooled_interval_is_no_recomputed_interval():
    body = '[[outcome]]\nid = "o"\nindex = {percent = "81.0", interval = "76.9-85.1"}\n'
    one = run(body, paired=False, kind="pooled")["o.index.interval"]
    assert (one.computed, one.implied) == (None, ("middle of the limits", pytest.approx(81.0)))


def of_400(interval):
    """Return the finding on an interval of 56% of 400 patients, which may be 222 to 226."""
    body = f'[[outcome]]\nid = "o"\nn = "400"\nindex = {{percent = "56", interval = "{interval}"}}\n'
    return run(body)["o.index.interval"]


def test_a_one_sided_interval_is_explained_by_any_count_that_the_percentage_allows():
    # The fifth percentile of the beta distribution with 224 and 177 is 0.517694.
    one = of_400("51.77-100")
    assert (one.verdict, one.method, one.computed) == ("needs-method", "clopper-pearson, one-sided", None)


def test_limits_that_no_count_explains_show_no_limits_of_only_one_of_them():
    assert (of_400("40.1-70.2").verdict, of_400("40.1-70.2").computed) == ("not-reproduced", None)


def test_an_interval_is_not_called_wrong_before_costly_methods_were_tried(monkeypatch):
    # The exact unconditional interval of 9/19/4/18, which no other method gives to three decimals.
    limits = method("rate-difference", "exact-unconditional").compute(PairedTable(9, 19, 4, 18), 0.95, "two-sided")
    text = PAIRED.format(effect=f'difference_interval = "{100 * limits.low:.3f} to {100 * limits.high:.3f}"')
    monkeypatch.setattr(candidates, "_AFFORDED", 300)
    one = run(text)["o.difference-interval"]
    assert (one.verdict, one.method) == ("reproduced", "exact-unconditional")
    monkeypatch.setattr(candidates, "_PATIENTLY", 1)
    one = run(text)["o.difference-interval"]
    assert (one.verdict, "methods that were tried" in one.note) == ("not-checkable", True)


@pytest.mark.parametrize(
    ("effect", "item", "method", "computed"),
    [
        # 28 x 37/(22 x 13); limits e^(ln 3.6224 -+ 1.95996 sqrt(1/28 + 1/22 + 1/13 + 1/37)); 9 x 18/(19 x 4).
        ('odds_ratio = "3.6"', "o.odds-ratio", "marginal odds ratio", 1036 / 286),
        ('odds_ratio_interval = "1.6-8.4"', "o.odds-ratio-interval", "Wald of marginal odds ratio", [1.55869, 8.41835]),
        ('odds_ratio = "2.13"', "o.odds-ratio", "ad/bc", 162 / 76),
        ('odds_ratio = "4.33"', "o.odds-ratio", "conditional odds ratio with one half added (Haldane)", 19.5 / 4.5),
    ],
)
def test_an_odds_ratio_of_another_kind_and_its_limits_are_shown_by_that_kind(effect, item, method, computed):
    items = run(PAIRED.format(effect=f'p = "0.0026"\n{effect}'))
    assert (items[item].verdict, items[item].method) == ("needs-method", method)
    assert items[item].computed == pytest.approx(computed, abs=0.00001)
    assert "9/19/4/18; it is not the conditional odds ratio" in items[item].note
    assert items["o.p"].verdict == "reproduced"


@pytest.mark.parametrize(
    ("limits", "method", "computed"),
    [
        # 28/50, beta quantiles by scipy 1.17 at 0.05 and 0.95.
        ('lower = "43"', "clopper-pearson, one-sided", 43.428237),
        ('interval = "43.43-68.02"', "clopper-pearson at 90%", [43.428237, 68.017411]),
        # Wilson: (p + z^2/2n -+ z sqrt(p(1 - p)/n + z^2/4n^2))/(1 + z^2/n) is 42.306 to 68.838, here cut off.
        ('interval = "42.30-68.83"', "truncation", [42.306028, 68.837801]),
        ('interval = "42.31-75.00"', "", [42.306028, 68.837801]),
    ],
)
def test_limits_are_shown_by_the_method_that_is_named_beside_them(limits, method, computed):
    items = run(f'[[outcome]]\nid = "o"\nindex = {{count = "28/50", {limits}}}\n')
    one = items["o.index.lower" if "lower" in limits else "o.index.interval"]
    assert one.method == method
    assert one.computed == pytest.approx(computed, abs=0.000001)


def test_every_table_that_gives_an_odds_ratio_of_another_kind_is_told():
    # 28 and 13 of 50: both tests may have found 0 to 13 patients, and the marginal odds ratio is the same.
    one = run(PAIRED.format(effect='odds_ratio_interval = "1.6-8.4"'))["o.odds-ratio-interval"]
    assert (one.method, one.note[:38]) == ("Wald of marginal odds ratio", "13/15/0/22 to 0/28/13/9 (14 tables); i")


def test_a_table_that_gives_a_p_by_the_named_test_alone_is_not_denied():
    # 12 and 5 of 50: 8 against 1 discordant patients have exact p 20/512 = 0.0391, and another interval.
    body = '[methods]\np = "exact"\n' + PAIRED.replace("28/", "12/").replace("13/", "5/")
    items = run(body.format(effect='p = "0.04"\ndifference_interval = "1 to 27"'))
    note = items["o.p"].note
    assert "by the method that the paper names, exact, together with the difference interval: mixed methods;" in note
    assert "by exact also 4/8/1/37" in note


@pytest.mark.parametrize("survival", ["100", "0", "95.0", "100.0%"])
def test_an_estimate_of_all_or_nothing_outside_its_own_interval_is_found(survival):
    body = f'[[outcome]]\nid = "s"\nindex = {{survival = "{survival}", interval = "70.0-87.0"}}\n'
    one = run(body, paired=False, kind="time-to-event")["s.index.interval"]
    assert (one.verdict, one.note) == ("not-reproduced", "the estimate lies outside its own interval")


@pytest.mark.parametrize(("survival", "limits"), [("100", "70.0-100"), ("0", "0-20.0"), ("50.0", "0-100")])
def test_an_estimate_inside_limits_without_a_middle_is_not_called_wrong(survival, limits):
    body = f'[[outcome]]\nid = "s"\nindex = {{survival = "{survival}", interval = "{limits}"}}\n'
    assert run(body, paired=False, kind="time-to-event")["s.index.interval"].verdict == "not-checkable"


def strata(*limits):
    """Return the findings on intervals of the difference in the tables 9/19/4/18 and 8/14/4/24, which p fixes."""
    tables = [("28/50", "13/50", "0.0026"), ("22/50", "12/50", "0.0309")]
    body = ""
    for no, (printed, (first, second, p)) in enumerate(zip(limits, tables, strict=True)):
        body += f'[[outcome]]\nid = "o{no}"\nindex = {{count = "{first}"}}\ncomparator = {{count = "{second}"}}\n'
        body += f'effect = {{difference_interval = "{printed}", p = "{p}"}}\n'
    items = run(body)
    return [items[f"o{no}.difference-interval"] for no in range(len(limits))]


def test_of_two_intervals_by_two_methods_each_goes_by_its_own_and_the_mix_is_labelled():
    # Corrected Wald: 0.3 -+ 1.95996 sqrt(23 - 14^2/50)/50 is 0.1288 to 0.4712; Tango 0.0366 to 0.3584.
    first, second = strata("12.9 to 47.1", "3.7 to 35.8")
    assert (first.verdict, first.method) == ("reproduced", "wald-corrected")
    assert (second.verdict, second.method) == ("reproduced", "tango")
    assert "mixed methods" in first.note
    assert "mixed methods" in second.note


def test_two_intervals_by_one_method_are_no_mix():
    for one in strata("12.1 to 46.2", "3.7 to 35.8"):
        assert (one.verdict, one.method) == ("reproduced", "tango")
        assert "mixed" not in one.note


def test_of_two_intervals_of_rates_by_two_methods_each_goes_by_its_own():
    # By scipy 1.17: 28/50 Clopper-Pearson 41.25 to 70.01; 13/50 Wilson 15.87 to 39.55.
    body = '[[outcome]]\nid = "o"\nindex = {count = "28/50", interval = "41.3-70.0"}\n'
    items = run(body + 'comparator = {count = "13/50", interval = "15.9-39.6", threshold = "15"}\n')
    first, second = items["o.index.interval"], items["o.comparator.interval"]
    assert [(one.verdict, one.method) for one in (first, second)] == [
        ("reproduced", "clopper-pearson"),
        ("reproduced", "wilson"),
    ]
    assert "mixed methods" in first.note
    # The bar lies between the limits by Clopper-Pearson, 14.6, and by Wilson.
    assert (items["o.comparator.threshold"].verdict, items["o.comparator.threshold"].method) == ("reproduced", "wilson")


@pytest.mark.parametrize(("printed", "verdict"), [("56%", "reproduced"), ("57", "not-reproduced")])
def test_a_percentage_in_brackets_after_a_count_is_checked(printed, verdict):
    index = f'{{count = "28/50 ({printed})", interval = "95% CI, 41.3 to 70.0"}}'
    items = run(f'[[outcome]]\nid = "o"\nindex = {index}\n')
    assert (items["o.index.percent"].printed, items["o.index.percent"].verdict) == (printed, verdict)
    assert (items["o.index.interval"].verdict, items["o.index.interval"].method) == ("reproduced", "clopper-pearson")
