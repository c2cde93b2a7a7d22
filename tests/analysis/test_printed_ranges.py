"""Limits of a rate beside a range of patients: which counts they leave, by which method."""

from __future__ import annotations

from tests.analysis.test_reproduce import run

# 22% of 40 to 48 is 9 of 40 or 41, or 10 of 45 or 46. Limits by their formulas and by scipy (beta, binom):
# of 10/45 Wilson 12.5-36.3, Agresti-Coull 12.4-36.5, Jeffreys 12.04-35.8, mid-p 11.9-36.05;
# of 10/46 12.3-35.6, 12.1-35.8, 11.8-35.1, 11.6-35.3.
RATE = 'n = "40 to 48"\nindex = {percent = "22", interval = "12 to 36"}\n'
PAPER = f'[[outcome]]\nid = "o"\n{RATE}'


def single(body, methods=""):
    """Return what is found of one test by item."""
    return run(methods + body, paired=False, kind="single-arm")


def test_only_methods_that_give_the_shown_count_fit_too():
    one = single(PAPER)["o.index.interval"]
    assert (one.verdict, one.method) == ("reproduced", "mid-p")
    assert one.note == "10/45; also fits: agresti-coull, jeffreys; with other counts: wilson"


def test_a_percentage_is_not_of_one_count_where_another_method_leaves_another():
    one = single(PAPER)["o.index.percent"]
    assert (one.verdict, one.computed) == ("several-tables", None)
    assert one.note == "2 counts print like this, from 10/45 to 10/46"


def test_the_named_method_leaves_its_own_counts():
    items = single(PAPER, '[methods]\ninterval = "wilson"\n')
    assert items["o.index.interval"].note == "10/46; also fits: agresti-coull; with other counts: mid-p, jeffreys"
    assert items["o.index.percent"].note == "10/46; its limits leave no other count"


def test_of_methods_that_give_as_many_limits_each_leaves_its_counts():
    # Both outcomes fit by the same four methods.
    items = single(f'{PAPER}[[outcome]]\nid = "other"\n{RATE}')
    assert {items[f"{name}.index.percent"].verdict for name in ("o", "other")} == {"several-tables"}


def test_a_method_that_gives_more_limits_than_the_others_leaves_its_own_counts():
    # 13 of 41: Wilson 19.56-46.98, Agresti-Coull 19.5-47.1, Jeffreys 19.1-46.8, mid-p 18.9-47.0.
    more = '[[outcome]]\nid = "other"\nindex = {count = "13/41", interval = "19.56 to 46.98"}\n'
    items = single(PAPER + more)
    assert (items["o.index.percent"].verdict, items["o.index.interval"].method) == ("reproduced", "wilson")
    assert items["o.index.percent"].note == "10/46; its limits leave no other count"
