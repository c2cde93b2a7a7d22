"""Who changed between two cuts of the data: every patient's cell of the primary table, then and now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psmatrial.analysis.blind import rehearsal
from psmatrial.analysis.found import FOUND, UNKNOWN, found_pair
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_checks import checked
from psmatrial.analysis.plan_file import plan_of_record
from psmatrial.analysis.resolve import resolved
from psmatrial.analysis.results import Results
from psmatrial.analysis.suppress import threshold
from psmatrial.analysis.tables import primary_place, source
from psmatrial.data.cohort import Cohort, read_cohort
from psmatrial.errors import InputError, Problem, UsageError
from psmatrial.model import CELLS

LEFT_OUT = "left_out"
LEAVE = "Leave --reads away."
PLACES = (*CELLS, LEFT_OUT)


def patients_moved(first: tuple[Results, Path], second: tuple[Results, Path]) -> dict[str, Any]:
    """Return how patients moved between the cells of the primary table, patient by patient.

    Both files of readings are read by the plans that the results record; patients are the same where their ids are.

    Parameters
    ----------
    first, second
        Results with the file that they were made from.

    Returns
    -------
    dict
        ``in_both``, ``same``, ``changed``, ``differ``; ``transitions``, a list of ``first``, ``second`` and ``n``;
        ``added`` and ``gone``, numbers of patients by cell; ``ids`` of those who changed, came or left, only where
        both plans say ``patient_level = true``, else None.

    Raises
    ------
    InputError
        If a file is not the one of its results, or cannot be read.
    UsageError
        If the two compare different tests or endpoints, or have no result a patient; if one is a blind rehearsal, or
        withholds small counts, which the movements would tell.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> one = (compare(*example()), example()[0])
    >>> found = patients_moved(one, one)
    >>> found["in_both"], found["changed"], found["ids"]
    (50, 0, None)
    """
    for results, _ in (first, second):
        _check_shown(results)
    plans = [_plan(results) for results, _ in (first, second)]
    _check_alike(first[0], second[0], plans)
    pairs = zip((first, second), plans, strict=True)
    before, after = (_cells(results, path, plan) for (results, path), plan in pairs)
    return _moved(before, after, named=all(plan.report.patient_level for plan in plans))


def _check_shown(results: Results) -> None:
    """Refuse results that do not tell whose counts they are."""
    if rehearsal(results):
        raise UsageError("one of the reports is a blind rehearsal, in which no patient has a result.", LEAVE)
    if threshold(results) is not None:
        raise UsageError("one of the reports withholds small counts, which --reads would tell.", LEAVE)


def _plan(results: Results) -> Plan:
    """Return the plan of results whose rows are patients read with two tests."""
    plan = checked(plan_of_record(results.plan))
    if plan.clusters.lesion or not plan.contrasts:
        raise UsageError("these results have no cell a patient.", LEAVE)
    return plan


def _check_alike(first: Results, second: Results, plans: list[Plan]) -> None:
    """Refuse results whose cells mean different things."""
    one, other = (plan.contrasts[0] for plan in plans)
    if (one.index, one.comparator) != (other.index, other.comparator):
        names = f"{one.index} with {one.comparator} and {other.index} with {other.comparator}"
        raise UsageError(f"the two reports compare different tests: {names}.", LEAVE)
    if first.primary.get("endpoint") != second.primary.get("endpoint"):
        raise UsageError("the two reports have different primary endpoints.", LEAVE)


def _cells(results: Results, path: Path, plan: Plan) -> dict[str, str]:
    """Return the cell of every patient of a file, which must be the one that the results record."""
    cohort: Cohort = read_cohort(path, plan.layout())
    if cohort.sha256 != results.provenance.get("input_sha256"):
        text = "is another file than the one of the report: its SHA-256 differs."
        hint = "Give the files in the order of the reports: --reads FIRST SECOND."
        raise InputError(Problem(text, hint, cohort.source))
    origin = source(cohort, checked(resolved(plan, cohort, path.stem).plan))
    contrast = origin.plan.contrasts[0]
    pair = found_pair(origin, contrast, primary_place(origin.plan).region)
    codes = zip(*pair, strict=True)
    return {name: _cell(index, comparator) for name, (index, comparator) in zip(cohort.patients, codes, strict=True)}


def _cell(index: int, comparator: int) -> str:
    """Return the cell of one patient."""
    if UNKNOWN in (index, comparator):
        return LEFT_OUT
    return CELLS[2 * (index != FOUND) + (comparator != FOUND)]


def _moved(before: Mapping[str, str], after: Mapping[str, str], *, named: bool) -> dict[str, Any]:
    """Return the movements; ids only where they may be shown."""
    both = [name for name in before if name in after]
    changed = [name for name in both if before[name] != after[name]]
    added = [name for name in after if name not in before]
    gone = [name for name in before if name not in after]
    moves = Counter((before[name], after[name]) for name in both)
    ids = {
        "changed": [{"id": name, "first": before[name], "second": after[name]} for name in changed],
        "added": [{"id": name, "second": after[name]} for name in added],
        "gone": [{"id": name, "first": before[name]} for name in gone],
    }
    return {
        "in_both": len(both),
        "same": len(both) - len(changed),
        "changed": len(changed),
        "differ": bool(changed or added or gone),
        "transitions": [{"first": one, "second": other, "n": moves[one, other]} for one in PLACES for other in PLACES],
        "added": _by_cell(after[name] for name in added),
        "gone": _by_cell(before[name] for name in gone),
        "ids": ids if named else None,
    }


def _by_cell(cells: Any) -> dict[str, int]:
    """Return how many patients are in each cell."""
    counts = Counter(cells)
    return {cell: counts[cell] for cell in PLACES}
