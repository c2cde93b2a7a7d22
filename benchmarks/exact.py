"""The exact McNemar test against statsmodels and scipy."""

from __future__ import annotations

from collections.abc import Iterator

from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from timing import Comparison, compared

from psmatrial import PairedTable, mcnemar

TABLES = (PairedTable(9, 19, 4, 18), PairedTable(400, 300, 240, 1060))


def comparisons() -> Iterator[Comparison]:
    """Compare at 50 and at 2,000 patients."""
    for table in TABLES:
        square = [[table.both, table.index_only], [table.comparator_only, table.neither]]
        peers = {
            "statsmodels": lambda square=square: statsmodels_mcnemar(square, exact=True),
            "scipy binomtest": lambda table=table: binomtest(table.index_only, table.discordant),
        }
        yield from compared(f"exact McNemar, n = {table.n}", lambda table=table: mcnemar(table), peers)
