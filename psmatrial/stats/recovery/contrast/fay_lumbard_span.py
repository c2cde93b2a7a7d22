"""Beyond which differences of the discordant counts Fay and Lumbard's limits fit nowhere, whatever the counts.

The lower limit is that of T (2B - 1), T ~ Beta(m, n - m + 1) above 0 and Beta(m + 1, n - m) below, B ~ Beta(b, c + 1).
It rises with b: at numbers above 0 because both factors do; below 0 T (2B - 1) is the difference of the first two
shares of a Dirichlet distribution with b, c + 1 and n - m, and one patient more in b takes from the third share for the
first. As one more in c takes from it for the second, the limit falls with c where it is below 0, as it is wherever b is
not above c. With the smaller count as it is both limits therefore rise with the difference b - c: where b is the larger
count it alone rises, else c alone falls.

Let the lower limit be above its window at k and the upper one above its own at k + 1. Along a line (see ``nested``) the
one is higher still at fewer, the other at more: no count fits, at this difference or a larger one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil

from psmatrial.stats.recovery.contrast.closed import NEAR, Error, Line
from psmatrial.stats.recovery.contrast.sides import FAY_LUMBARD, fay_lumbard_side
from psmatrial.stats.recovery.rates.binomial_intervals import Edges

_NEAR = NEAR["difference_ci"][FAY_LUMBARD]
# By how many counts the limits probably miss their windows where it is looked whether they do.
_APART = 1.0
# With fewer lines of so many patients there is little to leave out.
_SEVERAL = 5
# A stretch of a line: the smaller discordant counts to be tried.
Stretch = tuple[Line, range]


def beyond(asked: Sequence[Stretch], edges: Edges, error: Error, level: float) -> list[Stretch]:
    """Return those of some stretches of lines, n and then the difference rising, that hold no count that fits.

    What it knows it knows from few looks at each number of patients; see ``fitting_differences``.
    """
    found: list[Stretch] = []
    for n, group in groupby(asked, key=lambda stretch: stretch[0].n):
        stretches = list(group)
        if len(stretches) >= _SEVERAL:
            span = fitting_differences(n, [line.excess for line, _ in stretches], edges, error, level)
            found += [stretch for stretch in stretches if stretch[0].excess not in span]
    return found


def fitting_differences(n: int, asked: Sequence[int], edges: Edges, error: Error, level: float) -> range:
    """Return differences beside which none of those asked has a table with both limits in their windows.

    Parameters
    ----------
    n
        Patients.
    asked
        Differences of the discordant counts, rising.
    edges
        Numbers between which the lower limits of a line, and of that with exchanged tests, must lie.
    error
        The error of a limit.
    level
        The level of the interval.

    Examples
    --------
    Limits from 6 to 51 percent of 50 patients; those of the trial, with 15, are 7.1 and 49.7.

    >>> from psmatrial.stats.recovery.rates.binomial_intervals import Window
    >>> edges = Window(0.055, 0.065), Window(-0.515, -0.505)
    >>> fitting_differences(50, range(5, 30), edges, Error(0.025, 1.96), 0.95)
    range(14, 16)
    """
    lines = [Line(n, excess) for excess in asked]
    above = _first_too_high(lines, edges, error, level)
    below = _first_too_high([line.swapped() for line in reversed(lines)], (edges[1], edges[0]), error, level)
    return range(asked[0] if below is None else 1 - below.excess, asked[-1] + 1 if above is None else above.excess)


def _first_too_high(lines: Iterable[Line], edges: Edges, error: Error, level: float) -> Line | None:
    """Return the first of some lines, their differences rising, from which on both limits are certainly too high."""
    for line in lines:
        # About the first count at which the lower limit is low enough, and the last one at which the upper limit is.
        first, last = _NEAR(line, edges[0].high, error), _NEAR(line.swapped(), edges[1].low, error)
        if first is None or last is None or not first - last > _APART:
            continue
        top = (line.n - abs(line.excess)) // 2
        k = ceil(min(max((first + last) / 2.0, 0.0), top + 1.0)) - 1
        if (k < 0 or fay_lumbard_side(line.table(k), edges[0].high, level) > 0.0) and (
            k == top or fay_lumbard_side(line.swapped().table(k + 1), edges[1].low, level) < 0.0
        ):
            return line
    return None
