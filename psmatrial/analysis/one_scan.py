"""The difference by maximum likelihood, where some patients have a result under one of the two tests only."""

from __future__ import annotations

from dataclasses import replace

from psmatrial.analysis.found import FOUND, MISSED, UNKNOWN, counted, found
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import row_of
from psmatrial.analysis.tables import Source, contrast_prefix, primary_place
from psmatrial.stats.partially_paired import OneScan, partially_paired


def one_scan_rows(origin: Source) -> list[Row]:
    """Return one row a contrast at the primary endpoint, beside that of the complete pairs.

    Nothing where every patient has both results or none, or where the plan counts missing results as something.
    """
    if origin.plan.reading.missing != "exclude":
        return []
    rows = []
    place = primary_place(origin.plan)
    for contrast in origin.plan.contrasts:
        seen = counted(*(found(origin, test, place.region) for test in (contrast.index, contrast.comparator)))
        index = OneScan(seen[FOUND, UNKNOWN], seen[MISSED, UNKNOWN])
        comparator = OneScan(seen[UNKNOWN, FOUND], seen[UNKNOWN, MISSED])
        if not (index.patients or comparator.patients):
            continue
        table = origin.counted(contrast, place.region).table
        estimate = partially_paired(table, index, comparator, origin.plan.level)
        at = replace(place, prefix=contrast_prefix(origin.plan, contrast), stratum="all")
        alone = f"{index.patients} with {contrast.index} only, {comparator.patients} with {contrast.comparator} only"
        row = row_of(estimate, None, at, index=contrast.index, comparator=contrast.comparator)
        rows.append(row.noting(f"patients with one result: {alone}"))
    return rows
