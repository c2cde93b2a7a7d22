"""Every planned method on every planned table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.adjust import adjusted_rows
from psmatrial.analysis.beyond import beyond
from psmatrial.analysis.blind import blinded, checked_seed, rehearsed
from psmatrial.analysis.describe import described
from psmatrial.analysis.determined import determined
from psmatrial.analysis.deviations import beside_lock
from psmatrial.analysis.lock import Lock, lock_named, read_lock
from psmatrial.analysis.margins import EQUIVALENCE, margin_rows, worst_rows
from psmatrial.analysis.other_answers import other_answers
from psmatrial.analysis.plan import Further, Plan
from psmatrial.analysis.plan_checks import checked
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.plan_text import plan_record
from psmatrial.analysis.provenance import provenance
from psmatrial.analysis.resolve import resolved
from psmatrial.analysis.results import ILLUSTRATION, Results, Row
from psmatrial.analysis.robustness import panel
from psmatrial.analysis.rows import difference_note, planned_methods, table_rows
from psmatrial.analysis.strata import strata_rows
from psmatrial.analysis.tables import Counted, Source, contrast_prefix, counted_tables, primary_place, source
from psmatrial.analysis.tipping import tipping
from psmatrial.data.cohort import Cohort, read_cohort
from psmatrial.data.tabulate import Tabulated
from psmatrial.errors import InputError, UsageError
from psmatrial.model import Contrast

if TYPE_CHECKING:
    import pandas as pd

NOTHING_FURTHER = Further((), (), (), (), ())


def compare(
    reads: str | Path | pd.DataFrame,
    plan: str | Path | Plan | None = None,
    *,
    lock: str | Path | Lock | None = None,
    blind: str | None = None,
) -> Results:
    """Compare two tests read in the same patients, as planned.

    Reads and checks the file, applies the plan's rules from readings to one result a patient, counts every planned
    2x2 table and computes every planned method on it. Nothing is written.

    Parameters
    ----------
    reads
        Path of a file of readings, or a pandas frame with the same columns.
    plan
        Path of a TOML plan, a Plan, or None for the locked plan, without one for the defaults.
    lock
        Path of a locked plan, beside which the plan that runs is held; None where the plan itself may be locked.
    blind
        Seed of a blind rehearsal, in which the labels of the tests are permuted; None for the real run.

    Returns
    -------
    Results
        Tidy rows with the plan that was used and the provenance; ``frame()`` gives a pandas frame.

    Raises
    ------
    InputError
        If the readings cannot be accepted: all problems at once, with file, line and column.
    UsageError
        If the plan cannot be carried out.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> results = compare(*example())
    >>> results.primary["table"]
    {'both': 9, 'index_only': 19, 'comparator_only': 4, 'neither': 18}
    """
    _check_types(plan, lock, blind)
    held = _lock(plan, lock)
    if plan is None:
        plan = held.plan if held else Plan()
    stated = checked(plan) if isinstance(plan, Plan) else read_plan(Path(plan))
    seed = None if blind is None else checked_seed(blind)
    if not isinstance(reads, (str, Path)) and not hasattr(reads, "columns"):
        kind = type(reads).__name__  # its contents may be of patients, and are not repeated
        raise InputError(
            f"the readings are of the type {kind}, which is no file and no frame.", "Give a path or a pandas frame."
        )
    cohort = read_cohort(Path(reads) if isinstance(reads, str) else reads, stated.layout())
    results = analysed(cohort, stated, seed)
    return beside_lock(results, held, cohort) if held else results


def _check_types(plan: object, lock: object, blind: object) -> None:
    """Refuse a plan that is no plan, a lock that is none, and a seed that is no text, by their types."""
    if not isinstance(plan, str | Path | Plan | None):
        hint = "Give the path of a TOML plan, or a psmatrial.analysis.plan.Plan such as Plan(level=0.9)."
        raise UsageError(f"the plan is of the type {type(plan).__name__}.", hint)
    if not isinstance(lock, str | Path | Lock | None):
        raise UsageError(f"the lock is of the type {type(lock).__name__}.", "Give the path of a locked plan.")
    if not isinstance(blind, str | None):
        hint = "Give it as text, such as blind='2026'."
        raise UsageError(f"the seed blind is of the type {type(blind).__name__}.", hint)


def _lock(plan: str | Path | Plan | None, lock: str | Path | Lock | None) -> Lock | None:
    """Return the locked plan that is named, else the lock of the plan that runs."""
    if isinstance(lock, str | Path):
        return lock_named(Path(lock))
    return read_lock(Path(plan)) if lock is None and isinstance(plan, str | Path) else lock


def analysed(cohort: Cohort, stated: Plan, seed: str | None = None) -> Results:
    """Return the results of a cohort under a plan, marked as a blind rehearsal where there is a seed."""
    results = _analysed(cohort, stated, seed)
    return results if seed is None else rehearsed(results, seed, cohort)


def _analysed(cohort: Cohort, stated: Plan, seed: str | None) -> Results:
    """Return the results of a cohort, its labels permuted by a seed where there is one."""
    if not cohort.modalities:
        from psmatrial.analysis.outcome_only import outcome_results

        return outcome_results(blinded(cohort, stated, seed), stated)
    complete = resolved(stated, cohort, Path(cohort.source).stem)
    plan = checked(complete.plan)
    origin = source(blinded(cohort, plan, seed), plan)
    if plan.clusters.lesion:
        from psmatrial.analysis.lesions import lesion_results

        return lesion_results(origin, complete.warnings)
    rows: list[Row] = []
    further = described(origin)
    for contrast in reversed(plan.contrasts):
        prefix = contrast_prefix(plan, contrast)
        more, further["robustness"] = panel(origin, contrast, prefix)
        rows = [*_contrast_rows(origin, contrast, prefix), *more, *rows]
    further["tipping"] = tipping(origin, plan.contrasts[0])
    more, keys = beyond(origin)
    rows += more
    further |= keys
    further["others"] = other_answers(rows, plan.level)
    if plan.origin.kind == "rebuilt":
        rows = [_marked(row, plan.origin.determined) for row in rows]
    first = plan.contrasts[0]
    place = primary_place(plan)
    tabulated = origin.counted(first, place.region)
    primary_id = replace(place, prefix=contrast_prefix(plan, first), stratum="all").row_id(
        "equality", plan.primary.test
    )
    warnings = [*complete.warnings, *_left_out(tabulated), *_of_further(further)]
    return Results(
        study={"id": plan.id, "title": plan.title, "citation": plan.citation},
        plan=plan_record(plan),
        provenance=provenance(origin.cohort, warnings),
        patients={
            "read": len(cohort.patients) + sum(n for _, n in cohort.left_out),
            "analysed": tabulated.table.n,
            "excluded": [{"reason": reason, "n": n} for reason, n in (*cohort.left_out, *tabulated.excluded)],
        },
        primary={"endpoint": place.endpoint, "row": primary_id, "table": _cells(tabulated.table)},
        rows=tuple(rows),
        further=further,
    )


def _left_out(tabulated: Tabulated) -> Iterator[str]:
    """Say how many patients are in no table of the primary endpoint."""
    if left := sum(n for _, n in tabulated.excluded):
        patients, are = ("patient has", "is") if left == 1 else ("patients have", "are")
        yield f"{left} {patients} no result under one of the tests or both and {are} left out"


def _of_further(further: Mapping[str, Any]) -> Iterator[str]:
    """Say what must be known of PSA strata, of times to an event and of the truth."""
    yield from _in_no_stratum(further.get("strata", {}))
    if "outcome" in further:
        from psmatrial.analysis.outcome import outcome_warnings

        yield from outcome_warnings(further["outcome"])
    if "truth" in further:
        from psmatrial.analysis.truth import truth_warnings

        yield from truth_warnings(further["truth"])


def _in_no_stratum(strata: Mapping[str, Any]) -> Iterator[str]:
    """Say how many patients have a PSA that no stratum holds; of those without one the reader of the file has told."""
    if n := strata.get("outside", 0):
        patients, are = ("patient has", "is") if n == 1 else ("patients have", "are")
        yield f"{n} {patients} a PSA value that no stratum holds and {are} in no PSA stratum"


def _contrast_rows(origin: Source, contrast: Contrast, prefix: str) -> list[Row]:
    """Return all rows of one contrast."""
    plan = origin.plan
    methods = planned_methods(plan)
    planned = planned_methods(replace(plan, methods=NOTHING_FURTHER))
    rows: list[Row] = []
    families: dict[str, list[str]] = {}
    strata: list[Counted] = []
    for counted in counted_tables(origin, contrast, prefix):
        chosen = planned if counted.family == "readers" else methods
        found = table_rows(counted.tabulated.table, counted.place, chosen, plan.level)
        rows += [_noted(row, counted, plan) for row in found]
        families.setdefault(counted.family, []).append(counted.place.row_id("equality", plan.primary.test))
        if counted.family == "strata":
            strata.append(counted)
        if counted.family == "primary":
            rows += _margins(origin, contrast, counted)
    rows += strata_rows(strata, plan)
    return adjusted_rows(rows, families, plan)


def _margins(origin: Source, contrast: Contrast, counted: Counted) -> list[Row]:
    """Return the planned margin tests, and where pairs are missing the same at worst case."""
    plan = origin.plan
    rows = margin_rows(counted.tabulated.table, counted.place, plan)
    incomplete = origin.counted(contrast, counted.place.region, missing="exclude").excluded
    planned = plan.reading.missing == "worst"
    if rows and incomplete and (plan.primary.equivalence or not planned):
        worst, best = (origin.counted(contrast, counted.place.region, missing=way).table for way in ("worst", "best"))
        more = worst_rows(worst, best, replace(counted.place, stratum_by="missing", stratum="worst"), plan)
        rows += [row for row in more if row.quantity in EQUIVALENCE or not planned]
    return rows


def _noted(row: Row, counted: Counted, plan: Plan) -> Row:
    """Say it at the row where the printed difference interval and the planned test differ."""
    if row.quantity != "rate-difference" or row.method != plan.primary.difference:
        return row
    words = difference_note(counted.tabulated.table, plan.primary.test, plan.primary.difference, plan.level)
    return row.noting(words)


def _marked(row: Row, patterns: Sequence[str]) -> Row:
    """Mark a row of a rebuilt study that its publication does not determine."""
    return row if determined(row.id, tuple(patterns)) else row.noting(ILLUSTRATION)


def _cells(table: Any) -> Mapping[str, int]:
    """Return the four counts by name."""
    both, index_only, comparator_only, neither = table.cells
    return {"both": both, "index_only": index_only, "comparator_only": comparator_only, "neither": neither}
