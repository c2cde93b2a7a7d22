"""What may be shown of tables: every hidden count keeps enough values, for who knows the rule and all that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.suppression import hidden_values, strata_level, table_level

TRIAL = PairedTable(9, 19, 4, 18)
CELLS = st.integers(0, 40)
TABLES = st.builds(PairedTable, CELLS, CELLS, CELLS, CELLS)
THRESHOLDS = st.integers(2, 12)

World = tuple[PairedTable, ...]
View = tuple[tuple[str, ...], object]


def of_size(n: int) -> Iterator[PairedTable]:
    """Yield every table of so many patients."""
    for both, index_only, comparator_only in product(range(n + 1), repeat=3):
        if (neither := n - both - index_only - comparator_only) >= 0:
            yield PairedTable(both, index_only, comparator_only, neither)


def counts(table: PairedTable) -> tuple[int, ...]:
    """Return every count of a table that may have to be hidden: cells, margins, patients."""
    found, other = table.index_positive, table.comparator_positive
    return (*table.cells, found, table.n - found, other, table.n - other, table.n)


def shown(table: PairedTable, level: str) -> tuple[int, ...]:
    """Return what a level leaves on show."""
    margins = (table.n, table.index_positive, table.comparator_positive)
    return {"whole": table.cells, "margins": margins, "number": (table.n,), "nothing": ()}[level]


def hidden(table: PairedTable, level: str) -> tuple[int, ...]:
    """Return the counts of a table that a level hides; where nobody is outside the strata, that may be known."""
    kept = 0 if level == "margins" and table.n == 0 else {"whole": 0, "margins": 4, "number": 8, "nothing": 9}[level]
    return counts(table)[:kept]


def fewest_values(worlds: Iterable[World], seen: Callable[[World], View]) -> dict[View, int]:
    """Return, for everything that can be seen, how many values the hidden count has that has fewest.

    This is the attacker: he knows the rule, tries every world, and keeps those that would have shown the same. The
    second element of a view is the level of each table of the world.
    """
    told: dict[View, list[set[int]]] = {}
    for world in worlds:
        view = seen(world)
        values = [count for table, level in zip(world, view[0], strict=True) for count in hidden(table, level)]
        for found, value in zip(told.setdefault(view, [set() for _ in values]), values, strict=True):
            found.add(value)
    return {view: min(map(len, every)) for view, every in told.items() if every}


@pytest.mark.parametrize(("n", "smallest"), [(9, 2), (12, 2), (14, 3), (16, 3), (18, 4)])
def test_of_one_table_every_hidden_count_keeps_enough_values_for_who_knows_the_rule(n: int, smallest: int) -> None:
    def seen(world: World) -> View:
        level = table_level(world[0], smallest)
        return (level,), shown(world[0], level)

    found = fewest_values(((table,) for table in of_size(n)), seen)
    assert {levels for levels, _ in found} == {("margins",), ("number",)}
    assert min(found.values()) >= smallest


def test_no_count_of_a_table_of_few_patients_is_told() -> None:
    """That there is one patient at least may be known, as where missing results count as negative."""
    small = [table for n in range(1, 5) for table in of_size(n)]
    assert {table_level(table, 4) for table in small} == {"nothing"}
    assert min(len(set(values)) for values in zip(*map(counts, small), strict=True)) == 4
    assert table_level(PairedTable(5, 0, 0, 0), 4) == "number"


def divided(sizes: tuple[int, ...]) -> Iterator[World]:
    """Yield the whole, two strata and the patients in neither, of every world of these sizes."""
    for parts in product(*map(of_size, sizes)):
        cells = [sum(part.cells[k] for part in parts) for k in range(4)]
        yield PairedTable(*cells), *parts


def seen_of(world: World, smallest: int) -> View:
    """Return the levels of the whole and of its parts, and what they leave on show."""
    total, *parts = world
    first, level = table_level(total, smallest), strata_level(total, parts[:2], smallest)
    levels = first, *(level for _ in parts)
    return levels, tuple(shown(table, kept) for table, kept in zip(world, levels, strict=True))


@pytest.mark.parametrize(
    ("sizes", "smallest"), [((6, 5, 0), 2), ((6, 6, 0), 2), ((4, 4, 4), 2), ((8, 7, 0), 3), ((5, 1, 0), 2)]
)
def test_of_strata_every_hidden_count_keeps_enough_values_beside_the_whole(
    sizes: tuple[int, ...], smallest: int
) -> None:
    found = fewest_values(divided(sizes), lambda world: seen_of(world, smallest))
    told = {levels: few for (levels, _), few in found.items() if levels[1] == "margins"}
    assert all(few >= smallest for few in told.values())
    assert bool(told) == (min(sizes[:2]) >= 2 * smallest)


@pytest.mark.parametrize(("n", "smallest"), [(6, 2), (8, 2), (6, 3)])
def test_strata_of_any_size_tell_no_hidden_count(n: int, smallest: int) -> None:
    sizes = [(first, second, n - first - second) for first in range(n + 1) for second in range(n + 1 - first)]
    worlds = (world for one in sizes for world in divided(one))
    found = fewest_values(worlds, lambda world: seen_of(world, smallest))
    assert {levels[1] for levels, _ in found} >= {"nothing"}
    assert min(found.values()) >= smallest


def test_the_levels_of_strata_all_occur() -> None:
    seen = {seen_of(world, 2)[0][:2] for world in divided((6, 6, 0))}
    assert seen == {
        *(("whole", "margins"), ("margins", "margins"), ("whole", "nothing"), ("margins", "nothing")),
        ("number", "nothing"),
    }
    assert strata_level(PairedTable(4, 4, 4, 4), [PairedTable(2, 2, 2, 2)] * 2, 2) == "whole"


def test_strata_that_are_hidden_whole_may_be_of_any_size() -> None:
    """However a table was divided, strata of which one is empty are hidden whole: every smaller one is possible."""
    total = PairedTable(9, 19, 4, 18)
    nobody = PairedTable(0, 0, 0, 0)
    for size in range(10):
        part = PairedTable(size, 0, 0, 0)
        rest = PairedTable(9 - size, 19, 4, 18)
        assert strata_level(total, [part, rest, nobody], 3) == "nothing"


@given(TABLES, THRESHOLDS)
@settings(deadline=None, max_examples=150)
def test_no_count_below_the_threshold_is_left_on_show(table: PairedTable, smallest: int) -> None:
    level = table_level(table, smallest)
    assert min(shown(table, level), default=smallest) >= smallest
    if level == "margins":
        assert min(counts(table)[4:]) >= smallest


@given(TABLES, THRESHOLDS)
@settings(deadline=None, max_examples=150)
def test_exchanging_the_tests_changes_no_level(table: PairedTable, smallest: int) -> None:
    assert table_level(table, smallest) == table_level(table.swapped(), smallest)


@given(st.lists(TABLES, min_size=1, max_size=4), THRESHOLDS)
@settings(deadline=None, max_examples=150)
def test_hidden_values_are_those_that_trying_finds(tables: list[PairedTable], smallest: int) -> None:
    for table in tables:
        found, other = table.index_positive, table.comparator_positive
        every = [(both, found - both, other - both, table.n - found - other + both) for both in range(table.n + 1)]
        tried = {cells[0] for cells in every if min(cells) >= 0 and min(cells) < smallest}
        assert {value for low, high in hidden_values(table, smallest) for value in range(low, high + 1)} == tried


def test_the_trial_by_hand() -> None:
    # 28 and 13 of 50: both is 0 to 13, and all four cells are 5 or more where it is 5 to 8.
    assert hidden_values(TRIAL, 5) == [(0, 4), (9, 13)]
    assert [table_level(TRIAL, smallest) for smallest in (2, 3, 4, 5, 10, 13, 14, 49, 50)] == [
        *("whole", "whole", "whole", "margins", "margins", "margins", "number", "number", "nothing")
    ]


def test_recover_finds_every_hidden_value_of_the_trial_and_no_fewer() -> None:
    printed = {
        "n": "50",
        "index": "28/50 (56%)",
        "index_ci": "41 to 70",
        "comparator": "13/50 (26%)",
        "comparator_ci": "15 to 40",
        "difference": "+30",
    }
    fits = {fit.table.both for fit in recover(facts(printed), explain=False).tables}
    assert fits == set(range(14))
    assert len({both for low, high in hidden_values(TRIAL, 5) for both in range(low, high + 1)} & fits) == 10


def test_the_rest_of_the_patients_is_a_stratum_too() -> None:
    part = PairedTable(20, 20, 20, 20)
    assert strata_level(PairedTable(21, 21, 20, 23), [part], 2) == "nothing"
    assert strata_level(PairedTable(22, 21, 20, 23), [part], 2) == "margins"
    assert strata_level(PairedTable(22, 22, 22, 22), [part], 2) == "whole"


def test_parts_that_do_not_belong_to_the_whole_are_hidden() -> None:
    assert strata_level(PairedTable(9, 9, 9, 9), [PairedTable(10, 5, 5, 5)], 2) == "nothing"


@pytest.mark.parametrize("smallest", [1, 0, -5])
def test_a_threshold_that_hides_nothing_is_refused(smallest: int) -> None:
    with pytest.raises(InputError, match="Give 2 or more"):
        table_level(TRIAL, smallest)


@pytest.mark.parametrize(("sizes", "smallest"), [((5, 5, 0), 2), ((4, 4, 4), 2), ((6, 6, 0), 3)])
def test_no_cells_of_strata_add_up_to_few_values_a_small_one_among_them(sizes: tuple[int, ...], smallest: int) -> None:
    """Such as those found by both in one stratum with those found by neither in another."""
    told: dict[View, list[list[int]]] = {}
    for world in divided(sizes):
        view = seen_of(world, smallest)
        if view[0][1] == "margins":
            told.setdefault(view, []).append([count for part in world[1:] if part.n for count in part.cells])
    number = 4 * sum(map(bool, sizes))
    chosen = np.arange(1 << number)[None, :] >> np.arange(number)[:, None] & 1
    for worlds in told.values():
        sums = np.sort(np.array(worlds) @ chosen, axis=0)[:, 1:]
        values = 1 + (np.diff(sums, axis=0) > 0).sum(axis=0)
        assert bool(np.all((values >= smallest) | (sums[0] >= smallest)))
    assert told
