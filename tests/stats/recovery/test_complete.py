"""No table is missed and none is invented: the search against every table of up to 60 patients."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP

import pytest

from psmatrial.stats.methods import methods
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery import candidates
from psmatrial.stats.recovery.candidates import Rules, Search
from psmatrial.stats.recovery.facts import facts
from tests.stats.recovery import brute, every_table

KEYS = ("index", "comparator", "agreement", "both", "difference", "ratio", "odds_ratio", "kappa", "p")


def printed_value(key, cells, level, rng):
    """Return the text of one value of a table by a random method, rounding and precision; None where there is none."""
    rounding = rng.choice((ROUND_HALF_UP, ROUND_HALF_EVEN))
    percent = key in brute.PERCENT
    if key == "p":
        p = brute.p_value(rng.choice(brute.TESTS), sum(cells), cells[1], cells[2])
        if p < 0.001 and rng.random() < 0.5:
            return "<0.001"
        return brute.typed(p, rng.choice((2, 3, 4)), percent=False, rounding=rounding)
    if key in brute.QUANTITY:
        name = rng.choice(methods(brute.QUANTITY[key])).name
        decimals = rng.choice((0, 1) if percent else (1, 2))
        ends = brute.limits(key, name, level, cells)
        return " to ".join(brute.typed(end, decimals, percent, rounding) for end in ends)
    value = brute.observed(key, *cells)
    decimals = rng.choice((0, 1) if percent else (1, 2))
    return None if value is None else brute.typed(value, decimals, percent, rounding)


def case(seed, sizes, keys):
    """Return a random table, printed: some of its values by random methods, now and then one of them misprinted."""
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    n, level = rng.choice(sizes), rng.choice((0.95, 0.95, 0.9))
    cells = rng.choice(brute.tables(n))
    chosen = rng.sample(keys, rng.choice((1, 2, 2, 3, 3, 4)))
    other = rng.choice(brute.tables(n)) if rng.random() < 0.3 else cells
    printed = {key: printed_value(key, other if place == 0 else cells, level, rng) for place, key in enumerate(chosen)}
    return n, level, cells, other, {key: text for key, text in printed.items() if text is not None}


def compare(n, level, cells, other, printed):
    expected = brute.fitting(n, printed, level)
    search = Search(facts({"n": str(n)} | printed, level))
    found = {fit.table.cells: with_methods(fit.matches) for fit in search}
    assert found == expected
    assert not search.not_tried
    if other == cells:
        assert cells in found


# By method: the numbers of patients at which its limits are worked out for every table.
SIZES = {
    "difference_ci": {
        **dict.fromkeys(("wald", "wald-corrected", "agresti-min", "bonett-price", "tango", "scas"), (9, 34, 60)),
        "newcombe": (8, 60),
        "mover-jeffreys": (8, 24),
        "fay-lumbard": (3, 12),
        **dict.fromkeys(("exact-unconditional", "exact-unconditional-tails"), (2, 5)),
    },
    "ratio_ci": {
        **dict.fromkeys(("wald", "bonett-price"), (7, 60)),
        "mover-wilson": (7, 45),
        "mover-jeffreys": (6, 24),
        **dict.fromkeys(("tang", "scas"), (7, 20)),
    },
}
CASES = [(key, name, n) for key, of in SIZES.items() for name, sizes in of.items() for n in sizes]


@pytest.mark.parametrize(("key", "name", "n"), CASES)
def test_every_interval_of_a_difference_or_ratio(key, name, n):
    for expected, found in every_table.answers(key, name, n, 4):
        assert found == expected


def test_every_method_is_compared():
    assert {(key, name) for key, name, _ in CASES} == {
        (key, entry.name) for key in SIZES for entry in methods(brute.QUANTITY[key])
    }


@pytest.mark.parametrize("seed", range(12))
def test_the_interval_of_the_odds_ratio_alone_with_sixty_patients(seed):
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    b = rng.randint(0, 40)
    cells = (3, b, rng.randint(0, 56 - b), 1)
    name = rng.choice(methods("odds-ratio")).name
    ends = brute.limits("odds_ratio_ci", name, 0.95, cells)
    text = " to ".join(brute.typed(end, rng.choice((1, 2)), percent=False) for end in ends)
    search = Search(facts({"n": "60", "odds_ratio_ci": text}), Rules(methods={"odds_ratio_ci": frozenset({name})}))
    found = {(fit.table.index_only, fit.table.comparator_only) for fit in search}
    assert found == {
        (b, c)
        for b in range(61)
        for c in range(61 - b)
        if every_table.printed_alike(
            brute.limits("odds_ratio_ci", name, 0.95, (0, b, c, 0)), text.split(" to "), percent=False
        )
    }


def with_methods(matches):
    return {key: names for key, names in matches.items() if key == "p" or key in brute.QUANTITY}


@pytest.mark.parametrize("seed", range(60))
def test_counts_rates_and_p_values_up_to_sixty_patients(seed):
    compare(*case(seed, (1, 2, 3, 7, 12, 20, 31, 47, 60), KEYS))


@pytest.mark.parametrize("seed", range(30))
def test_intervals_of_rates_and_odds_ratios(seed):
    compare(*case(seed, (1, 2, 5, 11, 20, 33), (*KEYS[:2], "p", "index_ci", "comparator_ci", "odds_ratio_ci")))


@pytest.mark.parametrize("seed", range(45))
def test_every_interval_with_few_patients(seed):
    compare(*case(seed, (1, 2, 3, 4, 5), (*KEYS, *brute.QUANTITY)))


def test_a_range_of_patients_is_the_tables_of_each_number():
    printed = {"index": "60%", "comparator": "20%", "p": "0.125"}
    found = {fit.table.cells for fit in Search(facts({"n": "1-20"} | printed))}
    assert found == {cells for n in range(1, 21) for cells in brute.fitting(n, printed, 0.95)}
    assert len(found) > 1


def test_costly_intervals_of_many_numbers_of_patients_are_tried_when_asked_for(monkeypatch):
    monkeypatch.setattr(candidates, "_FEW", 0)
    limits = dict(every_table.every_limit("difference_ci", "exact-unconditional", 4, 0.95))
    texts = [brute.typed(end, 1, percent=True) for end in limits[1, 2, 0, 1]]
    said = facts({"n": "4", "difference_ci": " to ".join(texts)})
    only = {"difference_ci": frozenset({"exact-unconditional"})}
    usual, thorough = Search(said, Rules(methods=only)), Search(said, Rules(methods=only, thorough=True))
    assert not list(usual)
    assert usual.not_tried == {"exact-unconditional"}
    expected = {cells for cells, ends in limits.items() if every_table.printed_alike(ends, texts, percent=True)}
    assert {fit.table.cells for fit in thorough} == expected
    assert not thorough.not_tried


def test_every_count_behind_one_rate_is_given_where_its_tables_are_too_many():
    printed = {"index": "50%", "index_ci": "43-57"}
    together = recover(facts({"n": "190-199"} | printed), explain=False)
    assert not together.complete
    alone = {}
    for n in range(190, 200):
        alone |= recover(facts({"n": str(n)} | printed), explain=False).proportions
    assert together.proportions == alone
