"""Units within patients: all regions of a patient together, and the rows that such a comparison has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from psmatrial.analysis.found import UNKNOWN, found_pair
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, row_of
from psmatrial.analysis.tables import Source, contrast_prefix
from psmatrial.analysis.units import COUNTED, DIFFERENCE, EQUALITY, INDEX_RATE, PRINTED, RATES, REGIONS, UNITS
from psmatrial.data.tallies import tallied
from psmatrial.model import CELLS, Contrast, Estimate, HypothesisTest
from psmatrial.stats.clustered import Cells, Clusters, difference_of
from psmatrial.stats.clustered_methods import CLUSTERED, ClusteredMethod

TOGETHER = Place(REGIONS, "region", stratum="all")
USUAL = tuple(
    entry
    for quantity in PRINTED
    for entry in CLUSTERED
    if entry.quantity == quantity and not getattr(entry, "costly", False)
)
ALONE = "only one patient: nothing is known of how patients vary"


def region_rows(origin: Source) -> list[Row]:
    """Return the comparison over all regions together, patients as clusters; nothing where there is one region.

    A region of a patient is a unit where the patient has a result for it under both tests, missing results counted as
    the plan says: the cells are the sums of those of the regions one by one.
    """
    plan = origin.plan
    if len(plan.endpoints.regions) < 2 or not plan.clusters.regions:
        return []
    rows: list[Row] = []
    for contrast in plan.contrasts:
        seen = units_of(found_pair(origin, contrast, region) for region in plan.endpoints.regions)
        rows += clustered_rows(seen, replace(TOGETHER, prefix=contrast_prefix(plan, contrast)), contrast, plan.level)
    return rows


def units_of(pairs: Iterable[tuple[bytes, bytes]]) -> Clusters:
    """Return patients as clusters, from what both tests found in each unit, a byte a patient.

    Examples
    --------
    Two regions of three patients; in the second region the third was not read with one of the tests.

    >>> seen = units_of([(bytes([1, 1, 0]), bytes([1, 0, 0])), (bytes([1, 1, 0]), bytes([0, 0, 2]))])
    >>> sorted(seen.patients.items())
    [((0, 0, 0, 1), 1), ((0, 2, 0, 0), 1), ((1, 1, 0, 0), 1)]
    """
    columns = [column for pair in pairs for column in pair]
    patients: Counter[Cells] = Counter()
    for codes, count in tallied(*columns).items():
        patients[unit_cells(codes)] += count
    # In one order whatever that of the file: sums of floats depend on it.
    return Clusters(dict(sorted(patients.items())))


def unit_cells(codes: Sequence[int]) -> Cells:
    """Return how many units of a patient both tests found, index only, comparator only, and neither.

    ``codes`` are those of the first unit under index test and comparator, then of the second, and so on.

    Examples
    --------
    >>> unit_cells([1, 1, 1, 0, 0, 2])
    (1, 1, 0, 0)
    """
    cells = [0, 0, 0, 0]
    for index, comparator in zip(codes[::2], codes[1::2], strict=True):
        if UNKNOWN not in (index, comparator):
            cells[3 - 2 * index - comparator] += 1
    return cells[0], cells[1], cells[2], cells[3]


def clustered_rows(
    seen: Clusters, place: Place, contrast: Contrast, level: float, methods: Sequence[ClusteredMethod] = USUAL
) -> list[Row]:
    """Return the counts over all units, then one row a method.

    The cells stand in the row of the counts alone: they do not tell how units belong to patients, which the methods
    need. Of one patient with units nothing can be estimated but rates and their difference, without limits.
    """
    pair: dict[str, Any] = {"index": contrast.index, "comparator": contrast.comparator, "n": seen.units}
    cells: dict[str, Any] = dict(zip(CELLS, seen.table.cells, strict=True))
    patients = f"{seen.count} {'patient' if seen.count == 1 else 'patients'}"
    counts = Row(
        place.row_id(UNITS, COUNTED),
        **{name: getattr(place, name) for name in ("endpoint", "unit", "region", "stratum_by", "stratum")},
        quantity=UNITS,
        method=COUNTED,
        **pair,
        **cells,
        note=f"{seen.units} {place.unit}{'' if seen.units == 1 else 's'} in {patients}",
    )
    rows = [counts]
    for entry in methods:
        found = _alone(entry, seen, level) if seen.count == 1 else entry.compute(seen, level)
        rows.append(replace(row_of(found, None, place), **pair, **_share(seen, entry.quantity)))
    return rows


def _share(seen: Clusters, quantity: str) -> dict[str, Any]:
    """Return numerator and denominator of a rate; nothing for other quantities."""
    return {"numerator": _found(seen, quantity), "denominator": seen.units} if quantity in RATES else {}


def _found(seen: Clusters, quantity: str) -> int:
    """Return how many units the test of a rate found."""
    return seen.table.index_positive if quantity == INDEX_RATE else seen.table.comparator_positive


def _alone(entry: ClusteredMethod, seen: Clusters, level: float) -> Estimate | HypothesisTest:
    """Return what can be said of the units of one patient."""
    if entry.quantity == EQUALITY:
        return HypothesisTest(entry.name, None, note=ALONE, quantity=EQUALITY)
    value = None
    if entry.quantity in RATES:
        value = _found(seen, entry.quantity) / seen.units
    elif entry.quantity == DIFFERENCE:
        value = difference_of(seen)
    return Estimate(entry.quantity, value, None, None, level, entry.name, seen.units, ALONE)
