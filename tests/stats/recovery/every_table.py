"""An interval of every table of n patients, and whether the search finds all tables that print like one of them.

The tests ask this of small numbers of patients. ``python -m tests.stats.recovery.every_table`` asks it of every method
at many numbers up to 60; it takes about an hour, writes a line a method and number, and exits with 1 at a table that
is missed or invented.
"""

from __future__ import annotations

import math
import random
import sys
import time
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP

from psmatrial.model import PairedTable
from psmatrial.stats.methods import method, methods
from psmatrial.stats.recovery.candidates import Rules, Search
from psmatrial.stats.recovery.contrast.lines import BY_RATES
from psmatrial.stats.recovery.facts import facts
from tests.stats.recovery import brute

KEYS = ("difference_ci", "ratio_ci")
SIZES = (*range(1, 13), 15, 20, 25, 30, 40, 50, 60)
CASES = 12


def every_limit(key, name, n, level):
    """Yield every table of n patients with its limits by a method; those that are alike are computed once."""
    compute, known = method(brute.QUANTITY[key], name).compute, {}
    for cells in brute.tables(n):
        seen = cells if key == "ratio_ci" or name in BY_RATES else (0, cells[1], cells[2], cells[0] + cells[3])
        if seen not in known:
            found = compute(PairedTable(*seen), level, "two-sided")
            known[seen] = (found.low, found.high)
        yield cells, known[seen]


def printed_alike(ends, texts, percent):
    """Return whether limits are printed like this; those far off are told from afar."""
    scale = 100.0 if percent else 1.0
    for end, text in zip(ends, texts, strict=True):
        if not math.isinf(end) and not math.isinf(float(text.rstrip("%"))):
            unit = 10.0 ** -len(text.rstrip("%").partition(".")[2])
            if abs(end * scale - float(text.rstrip("%"))) > 0.6 * unit:
                return False
        if not brute.prints(end, text, percent):
            return False
    return True


def answers(key, name, n, cases):
    """Yield, for tables at random printed at random, which tables fit by trying all and which the search finds."""
    rng = random.Random(f"{key} {name} {n}")  # noqa: S311 - cases, not secrets
    level, percent = rng.choice((0.9, 0.95, 0.99)), key in brute.PERCENT
    limits = dict(every_limit(key, name, n, level))
    for case_number in range(cases):
        a, b, c, _ = cells = rng.choice(list(limits))
        decimals = rng.choice((0, 1) if percent else (1, 2))
        rounding = rng.choice((ROUND_HALF_UP, ROUND_HALF_EVEN))
        texts = [brute.typed(end, decimals, percent, rounding) for end in limits[cells]]
        printed = {key: " to ".join(texts)} | (
            {"index": f"{a + b}", "comparator": f"{a + c}"} if case_number % 2 else {}
        )
        expected = {
            table
            for table, ends in limits.items()
            if ("index" not in printed or (table[0] + table[1], table[0] + table[2]) == (a + b, a + c))
            and printed_alike(ends, texts, percent)
        }
        search = Search(facts({"n": str(n)} | printed, level), Rules(methods={key: frozenset({name})}))
        found = {fit.table.cells for fit in search}
        assert not search.not_tried
        assert cells in expected
        yield expected, found


def main():
    """Ask every method at every number of patients; exit with 1 where an answer differs."""
    failed = False
    for key in KEYS:
        for n in SIZES:
            for entry in methods(brute.QUANTITY[key]):
                start = time.process_time()
                wrong = [pair for pair in answers(key, entry.name, n, CASES) if pair[0] != pair[1]]
                failed |= bool(wrong)
                spent = time.process_time() - start
                sys.stdout.write(f"{key:<13} {entry.name:<25} n {n:>2}: {len(wrong)} of {CASES} wrong, {spent:.1f} s\n")
                sys.stdout.flush()
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
