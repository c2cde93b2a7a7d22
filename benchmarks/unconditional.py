"""The unconditional exact test and interval; Python has no peer for pairs, R has the package Exact."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from time import perf_counter

from timing import ROUNDS, Comparison, alone

from psmatrial import PairedTable, mcnemar, rate_difference

TABLES = (PairedTable(9, 19, 4, 18), PairedTable(36, 76, 16, 72), PairedTable(400, 300, 240, 1060))
WHY = "no peer: scipy's Barnard and Boschloo tests are for unpaired arms; R with its package Exact was not found"
PROGRAM = """
library(Exact)
x <- matrix(c({cells}), 2, byrow = TRUE)
run <- function() paired.exact.test(x, method = "UAM", to.plot = FALSE)
invisible(run())
spent <- sapply(1:{rounds}, function(i) system.time(run())[["elapsed"]])
cat(median(spent))
"""


def comparisons() -> Iterator[Comparison]:
    """Time the test at three sizes, the interval at one."""
    for table in TABLES:
        what = f"exact unconditional test, n = {table.n}"
        ours = alone(what, lambda table=table: mcnemar(table, "exact-unconditional"), WHY)
        theirs = seconds_in_r(table)
        yield ours if theirs is None else Comparison(what, "R Exact", ours.ours, theirs)
    yield alone(
        "exact unconditional interval, n = 50",
        lambda: rate_difference(TABLES[0], "exact-unconditional"),
        "no peer in Python",
    )


def seconds_in_r(table: PairedTable, limit: float = 120.0) -> float | None:
    """Return the seconds of one test in R, or None where R or its package is missing, or it takes too long."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    program = PROGRAM.format(cells=", ".join(map(str, table.cells)), rounds=ROUNDS)
    begin = perf_counter()
    try:
        done = subprocess.run(  # noqa: S603 - our own program, given counts only
            [rscript, "-e", program], capture_output=True, text=True, check=False, timeout=limit
        )
    except subprocess.TimeoutExpired:
        print(f"R Exact at n = {table.n}: stopped after {perf_counter() - begin:.0f} s")
        return None
    return float(done.stdout) if done.returncode == 0 else None
