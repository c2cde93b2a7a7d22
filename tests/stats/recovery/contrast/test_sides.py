"""On which side of a number Fay and Lumbard's limit lies, and where rounding cannot change that."""

from __future__ import annotations

import random
from itertools import product
from math import isclose

import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.fay_lumbard import fay_lumbard_limits
from psmatrial.stats.recovery.contrast import beta_products, sides
from psmatrial.stats.recovery.contrast._products import product_below
from psmatrial.stats.recovery.contrast.sides import fay_lumbard_clear, fay_lumbard_side
from psmatrial.stats.recovery.nested import by_count, stretches
from tests.stats.recovery import brute

LEVEL, ERROR = 0.95, 0.025


def tables(cases, seed, sizes=(3, 8, 20, 60, 150, 400, 1000)):
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    for _ in range(cases):
        n = rng.choice(sizes)
        m = rng.randint(2, n)
        b = rng.choice((0, m, rng.randint(0, m), rng.randint(m // 3, m - m // 3)))
        yield PairedTable(0, b, m - b, n - m), rng


def shares(table):
    """Return the parameters of the two distributions of the share of discordant patients that are not at one point."""
    m, n = table.discordant, table.n
    return [share for share in ((m, n - m + 1), (m + 1, n - m)) if share[1]]


def below(x, table, share):
    return beta_products.product_below(x, (table.index_only, table.comparator_only + 1), share, ERROR * sides.LOST)


def test_the_probability_changes_by_n_times_the_distance_at_most():
    compared = 0
    for table, rng in tables(150, "steep"):
        for share in shares(table) if table.index_only else ():
            sign = 1 if share[0] == table.discordant else -1
            first, second = (sign * rng.uniform(0.001, 0.999) for _ in range(2))
            for x, y in ((first, second), (first, first + sign * 1e-3)):
                if abs(y) < 1.0:
                    off = abs(below(x, table, share) - below(y, table, share))
                    assert off <= table.n * abs(x - y) + 1e-9, (table, share, x, y)
                    compared += 1
    assert compared > 200


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_what_is_clear_is_so_for_all_numbers_near_and_right(level):
    clear = 0
    for table, rng in tables(120, f"clear {level}", (2, 3, 5, 12, 40, 120)):
        low = fay_lumbard_limits(table, level).low
        off = rng.choice((-1, 1)) * 10.0 ** rng.uniform(-9, -0.5)
        for x in (low + off, rng.uniform(-1.1, 1.1), -1.0, 0.0, 1.0, low + 1e-9):
            if fay_lumbard_clear(table, x, level):
                clear += 1
                for near in (x, x - 1e-8, x + 1e-8):
                    assert (fay_lumbard_side(table, near, level) > 0.0) == (low > near), (table, x)
    assert clear > 150


def test_nothing_is_clear_at_the_limit_itself():
    for table in (PairedTable(*cells) for cells in brute.tables(7)):
        if table.discordant > 1:
            low = fay_lumbard_limits(table, LEVEL).low
            assert not any(fay_lumbard_clear(table, low + off, LEVEL) for off in (0.0, 1e-9, -1e-9))


def test_the_integral_is_the_same_by_libraries():
    for table, rng in tables(150, "products"):
        for share in shares(table) if table.index_only else ():
            x = rng.uniform(-0.99, 0.99)
            split = (table.index_only, table.comparator_only + 1)
            found = product_below(x, split, share, ERROR * sides.LOST)
            assert isclose(found, below(x, table, share), rel_tol=1e-9, abs_tol=1e-11), (table, share, x)


def test_sides_are_the_same_with_libraries_and_without(monkeypatch):
    asked = [
        (table, x)
        for table, rng in tables(200, "without")
        for x in (rng.uniform(-0.99, 0.99), fay_lumbard_limits(table, LEVEL).low + rng.choice((-1, 1)) * 1e-4)
    ]
    found = []
    for by_arrays in (True, False):
        monkeypatch.setattr(sides, "_by_arrays", lambda by_arrays=by_arrays: by_arrays)
        sides._product.cache_clear()
        found.append([fay_lumbard_side.__wrapped__(table, x, LEVEL) for table, x in asked])
    for (table, x), first, second in zip(asked, *found, strict=True):
        assert (first > 0.0) == (second > 0.0), (table, x)
        # Bounds are on the same side and no farther out.
        assert abs(second) <= abs(first) + 1e-9, (table, x)


@pytest.mark.parametrize("x", range(4))
def test_methods_by_count_are_the_same_from_ranges_and_from_lists(x):
    spans = [range(start, stop) for start, stop in product(range(4), range(5))]
    for second, third in product(spans, spans):
        runs = [("a", range(x, x + 2)), ("b", second), ("c", third)]
        expected = {
            k: tuple(name for name, run in runs if k in run) for k in range(8) if any(k in run for _, run in runs)
        }
        lists = ((name, list(run)) for name, run in runs)
        assert by_count(stretches(runs)) == by_count(stretches(lists)) == expected
