"""Across strata: the pooled difference, and whether strata differ more than chance allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import row_of
from psmatrial.analysis.tables import Counted
from psmatrial.model import Estimate, HypothesisTest
from psmatrial.stats.any_stratum import global_test
from psmatrial.stats.homogeneity import homogeneity_difference, homogeneity_odds_ratio
from psmatrial.stats.stratified import pooled_difference
from psmatrial.stats.trend import trend_over_strata

TRENDS = ("trend-index-rate", "trend-comparator-rate", "trend-split")


def strata_rows(strata: Sequence[Counted], plan: Plan) -> list[Row]:
    """Return the rows of all strata together; none where there are fewer than two strata."""
    if len(strata) < 2:
        return []
    tables = [counted.tabulated.table for counted in strata]
    place = replace(strata[0].place, stratum=None)
    weights, scores = plan.strata.weights, plan.strata.scores or None
    found: list[Estimate | HypothesisTest] = [
        pooled_difference(tables, weights=weights, level=plan.level, given=plan.strata.given or None),
        *(homogeneity_difference(tables, name) for name in ("score", "permutation")),
        *(homogeneity_odds_ratio(tables, name) for name in ("pearson", "exact")),
        *(global_test(tables, name) for name in ("exact", "asymptotic")),
        *(trend_over_strata(tables, trend, name, scores) for trend in TRENDS for name in ("asymptotic", "exact")),
    ]
    rows = [row_of(item, None, place) for item in found]
    n = sum(table.n for table in tables)
    return [replace(row, index=tables[0].index, comparator=tables[0].comparator, n=n) for row in rows]
