"""Short cuts around the discordant counts: what they leave out fits nothing, and searches end and say so."""

from __future__ import annotations

import random

import pytest

from psmatrial.stats.recover import recover
from psmatrial.stats.recovery import candidates
from psmatrial.stats.recovery.candidates import Rules, Search
from psmatrial.stats.recovery.concordant import (
    Bounds,
    Concordant,
    agreeing,
    any_both,
    differences,
    disagreeing,
    with_ratio,
)
from psmatrial.stats.recovery.contrast.closed import Line
from psmatrial.stats.recovery.contrast.sides import fay_lumbard_short, fay_lumbard_side
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.rates.binomial_intervals import ANYWHERE, Window
from psmatrial.stats.recovery.splits import untouched
from tests.stats.recovery import brute

BOTH_CI = {"difference_ci": "12,46", "ratio_ci": "1.3-3.6"}


def window(rng, values):
    """Return a window around one of some values, now and then open on one side."""
    middle = rng.choice(values)
    width = rng.choice((0.0, 0.004, 0.1))
    return Window(
        middle - width if rng.random() < 0.8 else -float("inf"), middle + width if rng.random() < 0.8 else float("inf")
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_table_with_this_kappa_ratio_and_cells_is_left_out(seed):
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    n = rng.choice((1, 2, 5, 12, 25))
    every = [cells for cells in brute.tables(n) if brute.observed("kappa", *cells) is not None]
    cells = rng.choice(every or brute.tables(n))
    a, d = cells[0], cells[3]
    ratio, kappa = brute.observed("ratio", *cells), brute.observed("kappa", *cells)
    bounds = Bounds(
        window(rng, [float(kappa)]) if kappa is not None and seed % 2 else ANYWHERE,
        window(rng, [float(ratio)]) if ratio not in (None, float("inf")) and seed % 3 else ANYWHERE,
        Window(a - 1, a + 1) if seed % 5 == 0 else ANYWHERE,
        Window(d, d) if seed % 7 == 0 else ANYWHERE,
    )

    def fits(table):
        values = (brute.observed("kappa", *table), brute.observed("ratio", *table), table[0], table[3])
        return all(value is None or low <= value <= high for value, (low, high) in zip(values, bounds, strict=True))

    for excess in range(-n, n + 1):
        tables = Concordant(n, excess, None, bounds)
        rates = {line.index_positive for line in tables.lines()}
        every = [(x, x - excess) for x in range(max(0, excess), n + min(0, excess) + 1)]
        pairs = with_ratio(every, bounds.ratio)
        assert rates == {line.index_positive for line in tables._replace(pairs=pairs).lines()}
        rated = tables._replace(pairs=pairs)
        placed = {place for place, _ in any_both(rated, untouched(range(n + 1)))}
        for k in range((n - abs(excess)) // 2 + 1):
            first, second = k + max(0, excess), k + max(0, -excess)
            left = set(tables.both(k))
            assert left <= set(range(n - first - second + 1))
            for both in range(n - first - second + 1):
                if fits((both, first, second, n - both - first - second)):
                    assert excess in differences(n, bounds.ratio)
                    assert both in left
                    assert (k, both) in placed
                    assert k in rated.smaller()
                    assert kappa is None or k in tables.smaller()
                    assert kappa is None or excess in agreeing(n, bounds.kappa)
                    assert kappa is None or first + second <= disagreeing(n, bounds.kappa, excess)
                    if kappa is None or bounds.kappa == ANYWHERE:
                        assert both + first in rates


@pytest.mark.parametrize("seed", range(30))
def test_values_of_the_whole_table_beside_an_interval_lose_no_table(seed):
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    n = rng.choice((6, 9, 14))
    cells = rng.choice([one for one in brute.tables(n) if brute.observed("kappa", *one) is not None])
    key, name = rng.choice((("difference_ci", "tango"), ("difference_ci", "newcombe"), ("ratio_ci", "wald")))
    ends = brute.limits(key, name, 0.95, cells)
    printed = {key: " to ".join(brute.typed(end, 1, key in brute.PERCENT) for end in ends)}
    for other in rng.sample(("kappa", "agreement", "both", "difference", "ratio"), 2):
        value = brute.observed(other, *cells)
        if value is not None:
            printed[other] = brute.typed(value, 2 if other in ("kappa", "ratio") else 0, other in brute.PERCENT)
    found = {fit.table.cells for fit in Search(facts({"n": str(n)} | printed), Rules(methods={key: frozenset({name})}))}
    # Only the named method is asked, so that the slow ones are not computed for every table.
    expected = {
        table
        for table in brute.tables(n)
        if all(brute.matching(other, text, 0.95, table) for other, text in printed.items() if other != key)
        and all(
            brute.prints(end, text, key in brute.PERCENT)
            for end, text in zip(brute.limits(key, name, 0.95, table), printed[key].split(" to "), strict=True)
        )
    }
    assert found == expected
    assert cells in found


@pytest.mark.parametrize("seed", range(200))
def test_fay_lumbards_limits_said_to_be_too_near_are_too_near(seed):
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    n = rng.choice((3, 10, 40, 150, 600))
    excess = rng.randint(-n // 2, n // 2)
    line, k = Line(n, excess), (n - abs(excess)) // 2
    edges = [Window(-1.0, excess / n - rng.uniform(0.0, 5.0) / n**0.5), Window(-1.0, -1.0)]
    if rng.random() < 0.5:
        edges[1] = Window(-1.0, -excess / n - rng.uniform(0.0, 5.0) / n**0.5)
    if fay_lumbard_short(line, k, tuple(edges), 0.025):
        seen = ((line.table(k), edges[0].high), (line.swapped().table(k), edges[1].high))
        assert any(fay_lumbard_side(table, x, 0.95) > 0.0 for table, x in seen)


def test_fay_lumbards_limits_are_mostly_told_to_be_too_near():
    edges = (Window(-1.0, 0.12), Window(-1.0, -0.46))
    assert fay_lumbard_short(Line(400, 116), 142, edges, 0.025)
    assert not fay_lumbard_short(Line(50, 15), 4, edges, 0.025)


def test_a_search_that_stops_says_where_and_claims_nothing_beyond(monkeypatch):
    whole = recover(facts({"n": "8-12", **BOTH_CI}), explain=False)
    assert (whole.complete, whole.stopped_at) == (True, None)
    monkeypatch.setattr(candidates, "USUAL", 30)
    found = recover(facts({"n": "8-12", **BOTH_CI}), explain=False)
    assert found.stopped_at in range(8, 13)
    assert not found.complete
    assert found.verdict != "unique"
    assert found.not_tried[-1].startswith(f"part of the tables of {found.stopped_at} patients")
    assert {fit.table for fit in found.tables} < {fit.table for fit in whole.tables} or not found.tables
    thorough = recover(facts({"n": "8-12", **BOTH_CI}), explain=False, thorough=True)
    assert {fit.table for fit in thorough.tables} == {fit.table for fit in whole.tables}


def test_nothing_found_before_the_search_stopped_is_not_nothing_that_fits(monkeypatch):
    monkeypatch.setattr(candidates, "USUAL", 5)
    found = recover(facts({"n": "20-40", **BOTH_CI, "kappa": "0.13"}), explain=False)
    assert (found.verdict, found.complete) == ("none", False)
    assert "stopped at 20 patients" in found.basis


def test_methods_that_see_both_rates_are_left_out_of_a_long_search_and_named(monkeypatch):
    monkeypatch.setattr(candidates, "USUAL_PAIRS", 3)
    found = recover(facts({"n": "20", "difference_ci": "12,46"}), explain=False)
    assert {"newcombe", "mover-jeffreys"} <= set(found.not_tried)
    monkeypatch.undo()
    assert not {"newcombe", "mover-jeffreys"} & set(
        recover(facts({"n": "20", "difference_ci": "12,46"}), explain=False).not_tried
    )


def test_an_interval_of_the_ratio_alone_ends_and_is_not_said_to_be_complete(monkeypatch):
    monkeypatch.setattr(candidates, "USUAL_PAIRS", 500)
    found = recover(facts({"ratio_ci": "1.3-3.6"}), explain=False)
    assert not found.complete
    assert found.stopped_at


@pytest.mark.parametrize(
    "printed",
    [
        {"n": "1000", "index": "560", "comparator": "520", "difference_ci": "1.512 to 6.434"},
        {"n": "1000", "difference_ci": "12,46"},
        {"n": "1000", "difference_ci": "12.123 to 14.345", "kappa": "0.13"},
        {"difference_ci": "12,46", "index": "28/50"},
    ],
)
def test_what_explains_is_bounded_together(printed):
    found = recover(facts(printed))
    assert found.verdict in ("none", "several", "unique")
    if found.verdict == "none" and not found.also:
        assert found.basis


def test_effort_that_is_shared_is_spent_once():
    effort = Effort(5)
    assert effort.affords(5)
    assert not effort.spent
    assert not effort.affords()
    assert effort.spent
    assert Effort(None).affords(10**12)
