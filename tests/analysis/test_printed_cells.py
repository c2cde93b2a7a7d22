"""A printed 2x2 table beside printed rates: a contradiction is told of these, and not of what is computed from them."""

from __future__ import annotations

import pytest

from tests.analysis.test_reproduce import run


def cells(both, index_only, comparator_only, neither):
    """Return the line of four cells."""
    texts = {"both": both, "index_only": index_only, "comparator_only": comparator_only, "neither": neither}
    pairs = [f'{name} = "{count}"' for name, count in texts.items()]
    return f"cells = {{{', '.join(pairs)}}}\n"


def outcome(index, comparator, *further, n="50"):
    """Return the findings of an outcome with these rates."""
    body = f'[[outcome]]\nid = "o"\nn = "{n}"\nindex = {{{index}}}\ncomparator = {{{comparator}}}\n'
    return run(body + "".join(further))


def test_a_count_that_the_cells_contradict_is_told():
    # 9 + 19 = 28 as printed, 9 + 5 = 14 beside 13; all four are 50.
    items = outcome('count = "28"', 'count = "13"', cells(9, 19, 5, 17))
    assert items["o.comparator.count"].verdict == "not-reproduced"
    assert items["o.comparator.count"].computed == 14
    assert "both + comparator only = 9 + 5 = 14 of 50" in items["o.comparator.count"].note
    assert items["o.cells.sum"].verdict == "reproduced"
    assert "o.index.count" not in items


# 8 + 19 = 27 of 49 beside 28/50: one more patient may have had the index test only.
@pytest.mark.parametrize("table", [(9, 19, 4, 18), (8, 19, 4, 18)])
def test_cells_that_the_counts_do_not_contradict_are_said_to_be_held_against_them(table):
    counts = 'index = {count = "28/50"}\ncomparator = {count = "13/50"}\n'
    items = run(f'[[outcome]]\nid = "o"\n{counts}{cells(*table)}')
    words = "the printed counts do not contradict it; nothing else that is printed can be held against it"
    assert [(one.verdict, one.note) for one in items.values()] == 4 * [("not-checkable", words)]


def test_cells_without_counts_are_held_against_nothing():
    found = run(f'[[outcome]]\nid = "o"\n{cells(9, 19, 4, 18)}').values()
    found = [*found, *run('[[outcome]]\nid = "o"\nindex = {count = "28/50"}\ncells = {both = "9"}\n').values()]
    assert {one.note for one in found} == {"nothing that is printed can be held against it"}


def test_a_p_that_the_rates_give_is_not_blamed_for_the_cells():
    items = outcome(
        'count = "28", percent = "56"',
        'count = "13", percent = "26"',
        'effect = {p = "0.0026"}\n',
        cells(9, 19, 5, 17),
    )
    assert items["o.p"].verdict == "reproduced"
    assert items["o.p"].tables == ((9, 19, 4, 18),)
    assert items["o.comparator.count"].verdict == "not-reproduced"


def test_a_p_that_the_cells_give_is_not_blamed_for_the_rates():
    # 19 against 5: exact p = 2 x 55455/2^24 = 0.006611.
    items = outcome('count = "28"', 'count = "13"', 'effect = {p = "0.0066"}\n', cells(9, 19, 5, 17))
    assert (items["o.p"].verdict, items["o.p"].tables) == ("reproduced", ((9, 19, 5, 17),))


def test_a_p_that_neither_gives_is_not_checkable():
    items = outcome('count = "28"', 'count = "13"', 'effect = {p = "0.9"}\n', cells(9, 19, 5, 17))
    assert (items["o.p"].verdict, items["o.p"].computed) == ("not-checkable", None)
    assert "contradict each other" in items["o.p"].note


def test_an_odds_ratio_of_the_rates_beside_cells_that_do_not_add_up_is_reproduced():
    items = outcome('count = "28"', 'count = "13"', 'effect = {odds_ratio = "4.8"}\n', cells(9, 19, 5, 18))
    assert items["o.cells.sum"].verdict == items["o.comparator.count"].verdict == "not-reproduced"
    assert (items["o.odds-ratio"].verdict, items["o.odds-ratio"].tables) == ("reproduced", ((9, 19, 4, 18),))


def test_a_percentage_alone_that_the_cells_contradict_leaves_p_alone():
    items = outcome('percent = "56"', 'percent = "26"', 'effect = {p = "0.0026"}\n', cells(9, 19, 5, 17))
    assert items["o.comparator.percent"].verdict == "not-reproduced"
    assert items["o.p"].verdict == "reproduced"


@pytest.mark.parametrize(
    ("index", "comparator", "n"),
    [('count = "28/50"', 'count = "13/50"', "50"), ('count = "30/54"', 'count = "13/50"', "50 to 54")],
)
def test_cells_of_those_with_both_tests_contradict_no_larger_count(index, comparator, n):
    items = outcome(index, comparator, cells(9, 19, 4, 18), n=n)
    assert {one.verdict for one in items.values()} == {"reproduced"}


def test_a_recalled_count_that_the_cells_contradict_says_nothing():
    recalled = 'count = {printed = "13", seen = false}'
    items = outcome('count = "28"', recalled, cells(9, 19, 5, 17))
    assert items["o.comparator.count"].verdict == "not-checkable"


SHARES = ("both", "index_only", "comparator_only", "neither", "concordant", "discordant")


def shares(*texts):
    """Return the verdicts on percentages of cells beside 28 and 13 of 50."""
    pairs = [f'{name} = "{text}"' for name, text in zip(SHARES, texts, strict=False) if text]
    items = outcome('count = "28"', 'count = "13"', f"cell_percents = {{{', '.join(pairs)}}}\n")
    return {name.removeprefix("o.").removesuffix(".percent"): one for name, one in items.items()}


def test_percentages_of_cells_that_the_rates_allow_are_reproduced():
    # 9/19/4/18 of 50: 18, 38, 8, 36, both or neither 54, one only 46.
    items = shares("18", "38", "8", "36", "54", "46")
    assert {one.verdict for one in items.values()} == {"reproduced"}
    assert [one.computed for one in items.values()] == [18.0, 38.0, 8.0, 36.0, 54.0, 46.0]


def test_percentages_of_cells_that_contradict_the_rates_are_told():
    # 18 and 38 are 9 patients with both, 10 and 34 are 8; both or neither is an odd number, and 52 are 26 patients.
    items = shares("18", "38", "10", "34", "52")
    assert {one.verdict for one in items.values()} == {"not-reproduced"}
    assert "no table of the printed rates gives it together" in items["both"].note
    assert items["concordant"].note == "no table of the printed rates gives it"


def test_one_percentage_that_all_others_contradict_is_told_alone():
    items = shares("18", "38", "10", "36")
    assert [one.verdict for one in items.values()] == ["reproduced", "reproduced", "not-reproduced", "reproduced"]


def test_a_percentage_of_a_cell_that_is_cut_off_is_told_as_such():
    # 16/18/1/14 of 49: 32.65, 36.73, 2.04 and 28.57 percent.
    head = '[[outcome]]\nid = "o"\nn = "49"\nindex = {count = "34"}\ncomparator = {count = "17"}\n'
    items = run(head + 'cell_percents = {both = "32", index_only = "37", comparator_only = "2", neither = "29"}\n')
    assert [one.method for one in items.values()] == ["truncation", "half-up", "half-up", "half-up"]
    assert items["o.both.percent"].verdict == "not-reproduced"


def test_percentages_of_cells_that_several_tables_give_are_several():
    head = '[[outcome]]\nid = "o"\nn = "400"\nindex = {count = "200"}\ncomparator = {count = "100"}\n'
    items = run(head + 'cell_percents = {both = "12"}\n')
    assert items["o.both.percent"].verdict == "several-tables"
