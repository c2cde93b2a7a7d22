"""Adjusted p-values beside the raw ones, family by family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.results import Row
from psmatrial.stats.multiplicity import adjusted, gatekept


def adjusted_rows(rows: Sequence[Row], families: Mapping[str, Sequence[str]], plan: Plan) -> list[Row]:
    """Return the rows with ``p_adjusted`` filled in for the planned test inside each planned family.

    The primary endpoint is one p-value and never adjusted; readers are descriptive and never adjusted.
    """
    if plan.multiplicity.method == "none":
        return list(rows)
    p_values = {row.id: row.p_value for row in rows}
    planned = [list(families.get(name, ())) for name in plan.multiplicity.families]
    raw = [[p_values[row_id] for row_id in family] for family in planned]
    if plan.multiplicity.gatekeeping:
        first = [p_values[row_id] for row_id in families.get("primary", ())]
        found = gatekept([first, *raw], plan.multiplicity.method)[1:]
    else:
        found = [adjusted(family, plan.multiplicity.method) for family in raw]
    by_id = {
        row_id: p
        for family, values in zip(planned, found, strict=True)
        for row_id, p in zip(family, values, strict=True)
    }
    return [replace(row, p_adjusted=by_id[row.id]) if row.id in by_id else row for row in rows]
