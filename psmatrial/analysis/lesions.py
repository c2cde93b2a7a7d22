"""A file of lesions: what both tests found of the lesions of each patient, all together and region by region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from psmatrial.analysis.adjust import adjusted_rows
from psmatrial.analysis.baseline import baseline
from psmatrial.analysis.clustered import clustered_rows, unit_cells
from psmatrial.analysis.determined import determined
from psmatrial.analysis.doubling import history_record
from psmatrial.analysis.found import found_pair
from psmatrial.analysis.lesion_plan import lesion_methods
from psmatrial.analysis.lesion_slots import alone, filled, lesion_summary, slot_codes
from psmatrial.analysis.management import management
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_text import plan_record
from psmatrial.analysis.provenance import provenance
from psmatrial.analysis.results import ILLUSTRATION, Results, Row
from psmatrial.analysis.rows import Place
from psmatrial.analysis.tables import NO_STRATUM, Source, contrast_prefix
from psmatrial.analysis.units import DIFFERENCE, EQUALITY, LESION
from psmatrial.data.cohort import Cohort
from psmatrial.data.lesion_rows import region_of
from psmatrial.model import CELLS, Contrast
from psmatrial.stats.clustered import Cells, Clusters
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.multiplicity import error_rate
from psmatrial.stats.p_values import p_phrase

LESIONS = Place(LESION, LESION, stratum="all")
NO_LESION = "no lesion with a result under both tests"
FILE = ("source", "sha256", "bytes")


@dataclass(slots=True)
class Found:
    """What both tests found of some lesions: by patient number the four cells; and the lesions left out by reason."""

    cells: dict[int, Cells] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def clusters(self) -> Clusters:
        """Patients as clusters of their lesions."""
        return Clusters(Counter(self.cells.values()))

    def add(self, patient: int, cells: Cells) -> None:
        """Add lesions of a patient."""
        before = self.cells.get(patient, (0, 0, 0, 0))
        a, b, c, d = (one + other for one, other in zip(before, cells, strict=True))
        self.cells[patient] = (a, b, c, d)


def lesion_results(origin: Source, warnings: Sequence[str]) -> Results:
    """Return the results of a file of lesions under a complete plan.

    Every lesion with a result under both tests counts, missing results counted as the plan says. There is no
    comparison by patient: a patient without lesions is not in the file.
    """
    plan = origin.plan
    cohort, absent = filled(origin.cohort, plan.rules())
    found = [lesions_found(cohort, plan, contrast) for contrast in plan.contrasts]
    rows: list[Row] = []
    for by_region, contrast in zip(found, plan.contrasts, strict=True):
        rows += _contrast_rows(by_region, plan, contrast)
    changes, transitions = management(origin)
    rows += changes
    if plan.origin.kind == "rebuilt":
        rows = [row if determined(row.id, plan.origin.determined) else row.noting(ILLUSTRATION) for row in rows]
    first, place = together(found[0].values()), replace(LESIONS, prefix=contrast_prefix(plan, plan.contrasts[0]))
    seen = first.clusters
    characteristics = baseline(origin, [number in first.cells for number in range(cohort.n)])
    data = lesion_summary(origin.cohort, plan.endpoints.regions)
    further: dict[str, Any] = {
        "data": {name: value for name, value in data.items() if name not in FILE},
        "lesions": _record(first, seen, plan.endpoints.regions, absent),
    }
    beside = {"baseline": characteristics, "management": transitions, "psa_history": history_record(origin.cohort)}
    return Results(
        study={"id": plan.id, "title": plan.title, "citation": plan.citation},
        plan=plan_record(plan),
        provenance=provenance(cohort, [*warnings, *_left_out(first)]),
        patients=_patients(cohort, seen.count),
        primary={
            "endpoint": place.endpoint,
            "row": place.row_id(EQUALITY, plan.primary.test),
            "table": dict(zip(CELLS, seen.table.cells, strict=True)),
        },
        rows=tuple(rows),
        further=further | {name: one for name, one in beside.items() if one},
    )


def lesions_found(cohort: Cohort, plan: Plan, contrast: Contrast) -> dict[str, Found]:
    """Return what both tests found, by the plan's region of the lesions; empty text where the file has no regions."""
    found: dict[str, Found] = {}
    for slot, patients, codes in slot_codes(cohort):
        origin = Source(alone(cohort, slot, patients, codes), plan, bytes([NO_STRATUM]) * len(patients))
        region = region_of(slot)
        part = found.setdefault(plan.region_names.get(region, region), Found())
        for number, pair in zip(patients, zip(*found_pair(origin, contrast, slot), strict=True), strict=True):
            if any(cells := unit_cells(pair)):
                part.add(number, cells)
        part.left_out.update(dict(origin.counted(contrast, slot).excluded))
    return found


def together(parts: Iterable[Found]) -> Found:
    """Return the lesions of several regions as one.

    Examples
    --------
    >>> node, bone = Found({0: (1, 0, 0, 0)}), Found({0: (0, 1, 0, 0)}, Counter({"not read": 1}))
    >>> together([node, bone])
    Found(cells={0: (1, 1, 0, 0)}, left_out=Counter({'not read': 1}))
    """
    whole = Found()
    for part in parts:
        whole.left_out.update(part.left_out)
        for patient, cells in part.cells.items():
            whole.add(patient, cells)
    return whole


def _contrast_rows(by_region: Mapping[str, Found], plan: Plan, contrast: Contrast) -> list[Row]:
    """Return the rows of all lesions, then of those of each region, the planned tests of regions as one family."""
    place, methods = replace(LESIONS, prefix=contrast_prefix(plan, contrast)), lesion_methods(plan)
    rows = clustered_rows(together(by_region.values()).clusters, place, contrast, plan.level, methods)
    places = [replace(place, region=name, stratum_by="region", stratum=name) for name in plan.endpoints.regions]
    for at in places:
        seen = by_region.get(at.region or "", Found()).clusters
        rows += clustered_rows(seen, at, contrast, plan.level, methods)
    rows = [_noted(row, rows, plan) for row in rows]
    primary, *family = (at.row_id(EQUALITY, plan.primary.test) for at in (place, *places))
    return adjusted_rows(rows, {"primary": [primary], "regions": family}, plan)


def _noted(row: Row, rows: Sequence[Row], plan: Plan) -> Row:
    """Say it at the planned difference where its interval and the planned test differ about "no difference"."""
    if row.quantity != DIFFERENCE or row.method != plan.primary.difference or row.low is None or row.high is None:
        return row
    test_id = row.id.replace(f"{DIFFERENCE}.{row.method}", f"{EQUALITY}.{plan.primary.test}")
    test = next(one for one in rows if one.id == test_id)
    excludes = row.low > 0 or row.high < 0
    if test.p_value is None or excludes == (test.p_value <= error_rate(plan.level)):
        return row
    labels = (further_method(one.quantity, one.method).label for one in (row, test))
    side = "leaves out" if excludes else "holds"
    words = "The interval ({}) {} 0 although the planned test ({}) gives {}. The test decides."
    interval, tested = labels
    return row.noting(words.format(interval, side, tested, p_phrase(test.p_value)))


def _record(found: Found, seen: Clusters, regions: Sequence[str], absent: int) -> dict[str, Any]:
    """Return what displays say of the lesions beyond rows."""
    sizes: Counter[int] = Counter()
    for cells, count in seen.patients.items():
        sizes[sum(cells)] += count
    return {
        "n": seen.units,
        "patients": seen.count,
        "discordant_patients": seen.discordant_patients,
        "regions": list(regions),
        "sizes": [{"lesions": size, "patients": sizes[size]} for size in sorted(sizes) if size and sizes[size]],
        "left_out": [{"reason": reason, "n": n} for reason, n in sorted(found.left_out.items())],
        "absent_as_negative": absent,
    }


def _patients(cohort: Cohort, analysed: int) -> dict[str, Any]:
    """Return who was read, analysed and left out."""
    excluded = [{"reason": reason, "n": n} for reason, n in cohort.left_out]
    if without := cohort.n - analysed:
        excluded.append({"reason": NO_LESION, "n": without})
    return {"read": cohort.n + sum(n for _, n in cohort.left_out), "analysed": analysed, "excluded": excluded}


def _left_out(found: Found) -> list[str]:
    """Say how many lesions are in no table."""
    if not (left := found.left_out.total()):
        return []
    lesions, are = ("lesion has", "is") if left == 1 else ("lesions have", "are")
    return [f"{left} {lesions} no result under one of the tests or both and {are} left out"]
