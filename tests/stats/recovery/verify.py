"""Verify by computing what the search takes for granted and no proof is known for: which intervals are nested.

Along a line (patients and both rates stay, the smaller discordant count rises by one) the intervals by SCAS,
Fay-Lumbard and Bonett-Price (ratio) must lie one inside the next. ``python -m tests.stats.recovery.verify`` asks this
of every table of up to 60 patients at levels 0.90, 0.95 and 0.99. It takes minutes and writes, by method and level,
the number of steps and the smallest widening of a limit in one step (below -1e-12 were a counterexample). The tests
repeat it for a sample. Exchanging the tests mirrors the limits, so that index rates not below the comparator's are
enough.
"""

from __future__ import annotations

import sys
from itertools import groupby, pairwise

import numpy as np
from scipy.special import betainc, betaincinv, gammaln

from psmatrial.model import PairedTable
from psmatrial.stats.methods import method

LEVELS = (0.9, 0.95, 0.99)
LARGEST = 60
ROUNDING = -1e-12
_HALVINGS = 45
_POINTS = 60


def difference_lines(n):
    """Return every line of tables that differ in the discordance alone, those found by neither test left out."""
    for excess in range(n + 1):
        yield [PairedTable(0, k + excess, k, n - excess - 2 * k) for k in range((n - excess) // 2 + 1)]


def ratio_lines(n):
    """Return every line of tables with the same two rates."""
    for x2 in range(n + 1):
        for x1 in range(x2, n + 1):
            top = min(x2, n - x1)
            yield [PairedTable(x2 - k, x1 - x2 + k, k, n - x1 - k) for k in range(top + 1)]


def widening(ends):
    """Return by how much a limit moves outwards in the step where that is least, and the number of steps."""
    steps = [
        change
        for (low, high), (next_low, next_high) in pairwise(ends)
        for change in (low - next_low, next_high - high if np.isfinite(next_high) else 0.0)
    ]
    return min(steps, default=np.inf), len(steps) // 2


def nested(quantity, name, level, sizes):
    """Return the number of steps and the smallest widening of all lines of some numbers of patients."""
    entry, lines, least, count = method(quantity, name), difference_lines, np.inf, 0
    if quantity == "rate-ratio":
        lines = ratio_lines
    for n in sizes:
        for line in lines(n):
            found = (entry.compute(table, level, "two-sided") for table in line)
            smallest, steps = widening([(one.low, one.high) for one in found])
            least, count = min(least, smallest), count + steps
    return count, least


def nested_fay_lumbard(level, n):
    """Return the same for Fay and Lumbard's limits of n patients, all tables at once."""
    tables = [(excess, table) for excess, line in enumerate(difference_lines(n)) for table in line]
    b, c = (np.array([getattr(table, key) for _, table in tables]) for key in ("index_only", "comparator_only"))
    ends = zip(lower_limits(b, c, n, level), -lower_limits(c, b, n, level), strict=True)
    least, count = np.inf, 0
    for _, line in groupby(zip(tables, ends, strict=True), key=lambda pair: pair[0][0]):
        smallest, steps = widening([end for _, end in line])
        least, count = min(least, smallest), count + steps
    return count, least


def lower_limits(b, c, n, level):
    """Return Fay and Lumbard's lower limits by halving, with a rule of its own for the integral."""
    error, m = (1.0 - level) / 2.0, b + c
    one_sided = np.where(b > 0, betainc(np.maximum(b, 1), c + 1, 0.5), 1.0)
    positive = one_sided < error
    low, high = np.where(positive, 0.0, -1.0), np.where(positive, 1.0, 0.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        above = probability(middle, b, c, n, positive) < error
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    certain = np.where(m > 0, -betaincinv(m + 1, np.maximum(n - m, 1e-9), 1.0 - error), 0.0)
    certain = np.where(m == 0, -betaincinv(1, n, 1.0 - error), np.where(m == n, -1.0, certain))
    return np.where(b == 0, certain, (low + high) / 2.0)


def probability(x, b, c, n, positive):
    """Return P(T (2B - 1) <= x), T ~ Beta(m, n - m + 1) for x above 0, else Beta(m + 1, n - m), B ~ Beta(b, c + 1)."""
    m = b + c
    first, second = np.where(positive, m, m + 1), np.where(positive, n - m + 1, n - m)
    split = np.maximum(b, 1), c + 1
    # Without concordant patients T is 1.
    whole = second == 0
    safe = np.maximum(second, 1)
    low = np.clip(np.maximum(np.abs(x), betaincinv(first, safe, 1e-16)), 1e-300, 1.0)
    high = np.maximum(1.0 - betaincinv(safe, first, 1e-16), low)
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    t = low[:, None] + (high - low)[:, None] * (points + 1.0) / 2.0
    t = np.clip(t, 1e-300, 1.0 - 1e-16)
    constant = gammaln(first + safe) - gammaln(first) - gammaln(safe)
    density = np.exp(constant[:, None] + (first[:, None] - 1) * np.log(t) + (safe[:, None] - 1) * np.log1p(-t))
    inner = betainc(split[0][:, None], split[1][:, None], np.clip((1.0 + x[:, None] / t) / 2.0, 0.0, 1.0))
    mixed = (density * inner * weights).sum(axis=1) * (high - low) / 2.0
    mixed += np.where(x > 0.0, betainc(first, safe, np.clip(x, 0.0, 1.0)), 0.0)
    return np.where(whole, betainc(*split, (1.0 + x) / 2.0), mixed)


def main():
    """Go through everything; exit with 1 at a counterexample."""
    sizes = range(1, LARGEST + 1)
    failed = False
    for level in LEVELS:
        found = {"difference, fay-lumbard": [nested_fay_lumbard(level, n) for n in sizes]}
        found["difference, scas"] = [nested("rate-difference", "scas", level, sizes)]
        found["ratio, bonett-price"] = [nested("rate-ratio", "bonett-price", level, sizes)]
        found["ratio, scas"] = [nested("rate-ratio", "scas", level, sizes)]
        for name, parts in found.items():
            least = min(smallest for _, smallest in parts)
            failed |= least < ROUNDING
            steps = sum(steps for steps, _ in parts)
            sys.stdout.write(f"{name:<26} level {level}: {steps} steps, least {least:.3g}\n")
            sys.stdout.flush()
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
