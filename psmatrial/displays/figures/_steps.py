"""Lines of steps: how a curve that jumps is drawn, whole or in dashes, and what lies between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, pairwise

from psmatrial.displays.canvas import Point


def stepped(times: Sequence[float], heights: Sequence[float | None], start: float, longest: float) -> list[Point]:
    """Return the corners of a line of steps from time 0 to the longest; it ends where a height is not known.

    Examples
    --------
    >>> stepped([2.0, 5.0], [0.5, 0.2], 1.0, 6.0)
    [(0.0, 1.0), (2.0, 1.0), (2.0, 0.5), (5.0, 0.5), (5.0, 0.2), (6.0, 0.2)]
    """
    corners, height = [(0.0, start)], start
    for time, after in zip(times, heights, strict=True):
        corners.append((time, height))
        if after is None:
            return corners
        corners.append((time, after))
        height = after
    return [*corners, (longest, height)] if longest > corners[-1][0] else corners


def dashed(points: Sequence[Point], pattern: Sequence[float]) -> list[list[Point]]:
    """Return a line as dashes; the pattern gives lengths of dashes and gaps in turn, and an empty one a whole line.

    Examples
    --------
    >>> dashed([(0.0, 0.0), (5.0, 0.0)], (2.0, 1.0))
    [[(0.0, 0.0), (2.0, 0.0)], [(3.0, 0.0), (5.0, 0.0)]]
    """
    if not pattern:
        return [list(points)]
    pieces: list[list[Point]] = [[points[0]]]
    lengths = cycle(pattern)
    left, drawing = next(lengths), True
    for start, end in pairwise(points):
        at, far = start, ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        while far > left:
            share = left / far
            at = (at[0] + (end[0] - at[0]) * share, at[1] + (end[1] - at[1]) * share)
            far -= left
            if drawing:
                pieces[-1].append(at)
            else:
                pieces.append([at])
            left, drawing = next(lengths), not drawing
        left -= far
        if drawing:
            pieces[-1].append(end)
    return [piece for piece in pieces if len(piece) > 1]
