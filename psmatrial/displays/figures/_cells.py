"""Cells of a grid as few shapes: outlines of what is filled, lines that hatch it, and the steps of its border.

A cell (i, j) is the unit square from (i, j) to (i + 1, j + 1). Shapes are corners in these units, so
that a grid of twenty thousand cells is drawn as a handful of polygons and some hundred lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

Corner = tuple[int, int]
Segment = tuple[Corner, Corner]
Run = tuple[int, int]


def runs(numbers: Iterable[int]) -> Iterator[Run]:
    """Yield the stretches of consecutive numbers as their first and the one after their last.

    Examples
    --------
    >>> list(runs([5, 1, 2, 3]))
    [(1, 4), (5, 6)]
    """
    first = last = None
    for number in sorted(numbers):
        if first is None or last is None or number != last:
            if first is not None and last is not None:
                yield first, last
            first = number
        last = number + 1
    if first is not None and last is not None:
        yield first, last


def outlines(cells: Collection[Corner]) -> list[list[Corner]]:
    """Return polygons that cover exactly these cells and do not overlap.

    Columns are joined as long as each continues one stretch of the column before, so that the usual staircase is one
    polygon, and an area with a hole is several.

    Examples
    --------
    >>> outlines({(0, 0), (1, 0), (1, 1)})
    [[(0, 0), (2, 0), (2, 2), (1, 2), (1, 1), (0, 1)]]
    """
    finished: list[list[tuple[int, Run]]] = []
    growing: list[list[tuple[int, Run]]] = []
    for column, stretches in _columns(cells):
        before = [strip for strip in growing if strip[-1][0] == column - 1]
        growing = []
        for stretch in stretches:
            touching = [strip for strip in before if _touch(strip[-1][1], stretch)]
            alone = len(touching) == 1 and sum(_touch(touching[0][-1][1], other) for other in stretches) == 1
            strip = touching[0] if alone else []
            if not alone:
                finished.append(strip)
            strip.append((column, stretch))
            growing.append(strip)
    return [_outline(strip) for strip in finished]


def hatching(cells: Collection[Corner], every: int = 1) -> list[Segment]:
    """Return rising diagonals through these cells and no others, one in ``every``, each as long as it can be.

    Examples
    --------
    >>> hatching({(0, 0), (1, 1), (3, 0)})
    [((0, 0), (2, 2)), ((3, 0), (4, 1))]
    """
    diagonals: dict[int, list[int]] = {}
    for i, j in cells:
        if (i - j) % every == 0:
            diagonals.setdefault(i - j, []).append(i)
    return [
        ((first, first - diagonal), (last, last - diagonal))
        for diagonal, members in sorted(diagonals.items())
        for first, last in runs(members)
    ]


def borders(cells: Collection[Corner], others: Collection[Corner]) -> list[Segment]:
    """Return the lines between two sets of cells, each as long as it is straight.

    Examples
    --------
    >>> borders({(0, 0), (0, 1)}, {(1, 0), (1, 1), (0, 2)})
    [((1, 0), (1, 2)), ((0, 2), (1, 2))]
    """
    upright: dict[int, list[int]] = {}
    level: dict[int, list[int]] = {}
    fewer, more = sorted((cells, others), key=len)
    for i, j in fewer:
        for side in (0, 1):
            if (i + 2 * side - 1, j) in more:
                upright.setdefault(i + side, []).append(j)
            if (i, j + 2 * side - 1) in more:
                level.setdefault(j + side, []).append(i)
    lines = [((x, low), (x, high)) for x, members in sorted(upright.items()) for low, high in runs(members)]
    return lines + [((low, y), (high, y)) for y, members in sorted(level.items()) for low, high in runs(members)]


def lattice(cells: Collection[Corner]) -> list[Segment]:
    """Return the lines that frame every cell, each as long as it can be.

    Examples
    --------
    >>> lattice({(0, 0)})
    [((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)), ((0, 1), (1, 1))]
    """
    upright: dict[int, set[int]] = {}
    level: dict[int, set[int]] = {}
    for i, j in cells:
        for side in (0, 1):
            upright.setdefault(i + side, set()).add(j)
            level.setdefault(j + side, set()).add(i)
    lines = [((x, low), (x, high)) for x, members in sorted(upright.items()) for low, high in runs(members)]
    return lines + [((low, y), (high, y)) for y, members in sorted(level.items()) for low, high in runs(members)]


def _columns(cells: Collection[Corner]) -> list[tuple[int, list[Run]]]:
    """Return the stretches of every column."""
    columns: dict[int, list[int]] = {}
    for i, j in cells:
        columns.setdefault(i, []).append(j)
    return [(column, list(runs(columns[column]))) for column in sorted(columns)]


def _touch(one: Run, other: Run) -> bool:
    """Say whether two stretches of neighbouring columns share a side."""
    return one[0] < other[1] and other[0] < one[1]


def _outline(strip: list[tuple[int, Run]]) -> list[Corner]:
    """Return the corners of joined stretches: along their feet, and back along their heads."""
    feet = [(column + side, low) for column, (low, _) in strip for side in (0, 1)]
    heads = [(column + side, high) for column, (_, high) in reversed(strip) for side in (1, 0)]
    corners = [*feet, *heads]
    return [
        corner
        for before, corner, after in zip([corners[-1], *corners[:-1]], corners, [*corners[1:], corners[0]], strict=True)
        if not before[0] == corner[0] == after[0] and not before[1] == corner[1] == after[1]
    ]
