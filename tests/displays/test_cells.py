"""Cells as shapes: what is drawn covers the cells that are meant, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.displays.figures._cells import Corner, borders, hatching, lattice, outlines, runs

GRIDS = st.frozensets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=36)
RING = {(i, j) for i in range(3) for j in range(3)} - {(1, 1)}


def inside(polygon: list[Corner], cell: Corner) -> bool:
    """Say whether the middle of a cell lies in a polygon: a ray from it crosses the outline an odd number of times."""
    x, y = cell[0] + 0.5, cell[1] + 0.5
    sides = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    return sum(a[0] == b[0] > x and min(a[1], b[1]) < y < max(a[1], b[1]) for a, b in sides) % 2 == 1


@settings(deadline=None, max_examples=60)
@given(GRIDS)
def test_outlines_cover_every_cell_once_and_nothing_else(cells: frozenset[Corner]) -> None:
    polygons = outlines(cells)
    for cell in ((i, j) for i in range(-1, 7) for j in range(-1, 7)):
        assert sum(inside(polygon, cell) for polygon in polygons) == (cell in cells)


@settings(deadline=None, max_examples=60)
@given(GRIDS)
def test_hatching_goes_through_every_cell_and_no_other(cells: frozenset[Corner]) -> None:
    crossed = [(x + k, y + k) for (x, y), (right, _) in hatching(cells) for k in range(right - x)]
    assert sorted(crossed) == sorted(cells)


@settings(deadline=None, max_examples=60)
@given(GRIDS, GRIDS)
def test_borders_are_the_sides_that_two_sets_share(one: frozenset[Corner], other: frozenset[Corner]) -> None:
    other -= one
    lines = borders(one, other)
    sides = sum((i + a, j + b) in other for i, j in one for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1)))
    assert sum(abs(x - right) + abs(y - up) for (x, y), (right, up) in lines) == sides
    assert sorted(lines) == sorted(borders(other, one))


def test_a_staircase_is_one_outline_and_a_ring_is_more() -> None:
    stairs = {(i, j) for i in range(9) for j in range(9 - i)}
    assert len(outlines(stairs)) == 1
    assert len(outlines(stairs)[0]) == 2 * 9 + 2
    assert len(outlines(RING)) == 4


def test_a_lattice_frames_every_cell() -> None:
    assert lattice({(0, 0), (1, 0)}) == [
        *(((x, 0), (x, 1)) for x in range(3)),
        *(((0, y), (2, y)) for y in range(2)),
    ]


@pytest.mark.parametrize(("numbers", "expected"), [([], []), ([7], [(7, 8)]), ([3, 1, 2], [(1, 4)])])
def test_runs_are_stretches_of_consecutive_numbers(numbers: list[int], expected: list[tuple[int, int]]) -> None:
    assert list(runs(numbers)) == expected


def test_only_some_diagonals_are_drawn_where_cells_are_small() -> None:
    cells = {(i, j) for i in range(6) for j in range(6)}
    assert len(hatching(cells, every=3)) == 3
