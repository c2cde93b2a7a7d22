"""No table is missed and none is invented: the search against every table of up to 60 patients."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP

import pytest

from psmatrial.stats.methods import methods
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.facts import facts
from tests.stats.recovery import brute

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
