"""Endpoints that need the truth: localisation, verified detection, predictive values, sensitivity and specificity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psmatrial.analysis.found import FOUND, MISSED, found_alone
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_key import stated
from psmatrial.analysis.reference_standard import ReferenceStandard, reference_standard
from psmatrial.analysis.results import Row
from psmatrial.analysis.tables import Source
from psmatrial.analysis.truth_rows import Compared, comparison_rows, rate_row, region_meaning
from psmatrial.errors import UsageError
from psmatrial.model import Estimate, PairedTable, tests_of
from psmatrial.stats.accuracy.success import succeeded
from psmatrial.stats.accuracy.truth_table import TruthTable
from psmatrial.stats.rate import rate

SIDES = ("index", "comparator")
# Rates of all patients; the others are rates of those whom the test found.
AMONG_ALL = ("cdr", "vdr")


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reader, or all of them together, found of one test in each patient."""

    positive: Sequence[bool | None]
    regions: dict[str, Sequence[bool | None]]


def truth(origin: Source) -> tuple[list[Row], dict[str, Any] | None]:
    """Return the rows and the record of what is held against the truth; nothing where the plan names no standard.

    Raises
    ------
    UsageError
        If a standard is one of the tests or stands there twice, or the success rule is none.
    """
    if not origin.plan.truth.standards:
        return [], None
    for key, text, todo in wrong_truth(origin.plan):
        raise UsageError(f"truth.{key}: {text}", todo)
    standard = reference_standard(origin)
    readers: list[str | None] = [None]
    if len(origin.plan.reading.readers) > 1:
        readers += origin.plan.reading.readers
    rows: list[Row] = []
    tested: dict[str, list[Estimate]] = {}
    for reader in readers:
        reads = [_read(origin, test, reader) for test in _tests(origin.plan)]
        for side, read in zip(SIDES, reads, strict=True):
            found = {name: _counted(name, read, standard, origin.plan) for name in endpoints(origin.plan)}
            made = [rate_row(origin.plan, f"{side}-{name}", reader, *counts) for name, counts in found.items()]
            rows += [_noting_unread(row, read.positive, standard.has_datum) for row in made]
            if side == "index" and (reader is not None or len(readers) == 1):
                tested[reader or "consensus"] = [
                    _estimate(found[name], origin.plan) for name in origin.plan.truth.success
                ]
        if reader is None:
            rows += _compared(origin.plan, reads, standard)
            rows += _regional(origin.plan, reads, standard)
        else:
            rows += _regional_rates(origin.plan, reads, standard, reader)
    return rows, _record(origin, standard, tested)


def wrong_truth(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the plan of the truth: key, text, what to do.

    Examples
    --------
    >>> from psmatrial.analysis.plan_further import Truth
    >>> [key for key, _, _ in wrong_truth(Plan(truth=Truth(standards=("histology",), success=("clr",), bar=20.0)))]
    ['bar']
    """
    planned = plan.truth
    if not planned.standards:
        if given := stated(planned):
            yield "standards", f"{given[0]} is given, and no standard.", 'For example standards = ["histology"].'
        return
    tests = tests_of(plan.contrasts)
    for name, times in Counter(planned.standards).items():
        if times > 1:
            yield "standards", f"{name!r} stands there {times} times.", "Name it once."
        if name in tests:
            yield "standards", f"{name!r} is one of the tests that are compared.", "Name what tells the truth of both."
    yield from _wrong_rule(plan)


def _wrong_rule(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the success rule."""
    planned, readers = plan.truth, len(plan.reading.readers)
    if planned.bar is not None and not 0 <= planned.bar <= 1:
        yield "bar", f"{planned.bar:g} is not a proportion.", "Write 20% as 0.20."
    if planned.readers_needed < 1 or planned.readers_needed % 1:
        yield "readers_needed", f"{planned.readers_needed:g} is not a number of readers.", "Write 1 or more, such as 2."
    elif planned.success and 1 < readers < planned.readers_needed:
        text = f"the rule needs {planned.readers_needed:g} readers, and there are {readers}."
        yield "readers_needed", text, f"Write at most {readers}."
    if planned.success and planned.bar is None:
        yield "bar", "the plan names endpoints that must succeed, and no bar.", "Give it, such as 0.20."
    for name in planned.success:
        if name not in endpoints(plan):
            given = ", ".join(endpoints(plan)) or "none"
            yield "success", f"{name!r} is not estimated under this plan.", f"Name some of these: {given}."


def endpoints(plan: Plan) -> tuple[str, ...]:
    """Return the planned endpoints that can be estimated: with verified positives alone, no share of all patients."""
    if plan.truth.verified == "all":
        return plan.truth.endpoints
    among_positives = {"clr", "ppv"} | ({"vdr"} if plan.truth.denominator == "scanned" else set())
    return tuple(name for name in plan.truth.endpoints if name in among_positives)


def _tests(plan: Plan) -> tuple[str, str]:
    """Return the tests of the first contrast."""
    return plan.contrasts[0].index, plan.contrasts[0].comparator


def _read(origin: Source, test: str, reader: str | None) -> _Read:
    """Return what was found, per patient and per region."""

    def known(region: str | None) -> list[bool | None]:
        return [{FOUND: True, MISSED: False}.get(code) for code in found_alone(origin, test, region, reader)]

    places = origin.plan.endpoints.regions or origin.cohort.regions
    return _Read(known(None), {region: known(region) for region in places})


def _counted(name: str, read: _Read, standard: ReferenceStandard, plan: Plan) -> tuple[int, int]:
    """Return numerator and denominator of one endpoint: who has a reference datum counts, wherever it is."""
    known = standard.told
    if name != "ppv":
        matched = _matched(read, standard)
        known = [one if datum else None for one, datum in zip(matched, standard.has_datum, strict=True)]
    return _share(name, read.positive, known, plan)


def _matched(read: _Read, standard: ReferenceStandard) -> list[bool]:
    """Return whether a region was found whose truth is positive, of every patient."""
    found, truths = zip(*read.regions.values(), strict=True), zip(*standard.regions.values(), strict=True)
    return [any(map(all, zip(*both, strict=True))) for both in zip(found, truths, strict=True)]


def _estimate(counts: tuple[int, int], plan: Plan) -> Estimate:
    """Return the estimate of one endpoint."""
    return rate(*counts, method=plan.primary.rate, level=plan.level)


def _compared(plan: Plan, reads: Sequence[_Read], standard: ReferenceStandard) -> Iterator[Row]:
    """Yield the comparison of both tests among patients with a result under both."""
    index, comparator = (read.positive for read in reads)
    known, told = (_table(index, comparator, truth, plan) for truth in (standard.diseased, standard.told))
    rightly, other = (
        [one and match for one, match in zip(read.positive, _matched(read, standard), strict=True)] for read in reads
    )
    placed = _table(rightly, other, standard.diseased, plan).diseased
    yield from comparison_rows(plan, Compared(known, told, placed))


def _regional(plan: Plan, reads: Sequence[_Read], standard: ReferenceStandard) -> Iterator[Row]:
    """Yield the rates and the comparison of both tests in each region whose truth is known."""
    if len(standard.regions) < 2:
        return
    yield from _regional_rates(plan, reads, standard, None)
    for region, known in standard.regions.items():
        table = _table(reads[0].regions[region], reads[1].regions[region], known, plan)
        yield from comparison_rows(plan, Compared(table, table, table.diseased), region)


def _regional_rates(
    plan: Plan, reads: Sequence[_Read], standard: ReferenceStandard, reader: str | None
) -> Iterator[Row]:
    """Yield each rate of both tests in each of several regions, for a reader or all of them together."""
    names = dict.fromkeys((*endpoints(plan), "ppv"))
    for region, known in standard.regions.items() if len(standard.regions) > 1 else ():
        for side, read in zip(SIDES, reads, strict=True):
            for name in names:
                # What is known elsewhere says nothing here.
                counts = _share(name, read.regions[region], known, plan)
                row = rate_row(plan, f"{side}-{name}", reader, *counts, region=region)
                meant = row.noting(region_meaning(plan, name))
                yield _noting_unread(meant, read.regions[region], [one is not None for one in known])


def _share(name: str, found: Sequence[bool | None], known: Sequence[bool | None], plan: Plan) -> tuple[int, int]:
    """Return numerator and denominator of one endpoint, of a region or of patients."""
    all_scanned = name == "vdr" and plan.truth.denominator == "scanned"
    true_positives = chosen = 0
    for positive, true in zip(found, known, strict=True):
        counted = (name == "cdr" or positive is not None) and (all_scanned or true is not None)
        if counted and (positive or name in AMONG_ALL):
            chosen += 1
            true_positives += bool(positive and true)
    return true_positives, chosen


def _noting_unread(row: Row, found: Sequence[bool | None], has_datum: Sequence[bool]) -> Row:
    """Return the rate of all with a reference datum with how many of them have no result; another one as it is."""
    if not row.quantity.endswith("-cdr"):
        return row
    count = sum(datum and one is None for one, datum in zip(found, has_datum, strict=True))
    test = row.index if row.quantity.startswith("index-") else row.comparator
    words = f"{count} of them without a result under {test} count{'s' if count == 1 else ''} as not found"
    return row.noting(words if count else "")


def _table(
    index: Sequence[bool | None], comparator: Sequence[bool | None], known: Sequence[bool | None], plan: Plan
) -> TruthTable:
    """Count those with both results and a known truth."""
    counts = Counter(zip(index, comparator, known, strict=True))
    names = dict(zip(SIDES, _tests(plan), strict=True))
    diseased, healthy = (
        PairedTable(
            counts[True, True, true],
            counts[True, False, true],
            counts[False, True, true],
            counts[False, False, true],
            **names,
        )
        for true in (True, False)
    )
    return TruthTable(diseased, healthy)


def _found_by_neither(origin: Source, standard: ReferenceStandard) -> int:
    """Return how many patients have a reference datum though both tests were negative."""
    index, comparator = (_read(origin, test, None).positive for test in _tests(origin.plan))
    every = zip(index, comparator, standard.has_datum, strict=True)
    return sum(datum and one is False and other is False for one, other, datum in every)


def truth_warnings(record: Mapping[str, Any]) -> list[str]:
    """Say how many patients were verified whom the plan says nobody verified.

    Examples
    --------
    >>> truth_warnings({"neither": 1})
    ['1 patient found by neither test has a reference datum; by truth.verified only positives were verified']
    """
    if not (n := record["neither"]):
        return []
    who = "1 patient found by neither test has" if n == 1 else f"{n} patients found by neither test have"
    return [f"{who} a reference datum; by truth.verified only positives were verified"]


def _record(origin: Source, standard: ReferenceStandard, tested: dict[str, list[Estimate]]) -> dict[str, Any]:
    """Return what displays need: how the truth was known, and whether the success rule is met."""
    plan = origin.plan.truth
    diseased = standard.diseased
    record: dict[str, Any] = {
        "standards": [{"name": name, "n": n} for name, n in standard.used.items()],
        "datum": sum(standard.has_datum),
        "diseased": sum(one is True for one in diseased),
        "not_diseased": sum(one is False for one in diseased),
        "unknown": sum(one is None for one in diseased),
        "partly": sum(standard.partly),
        "verified": plan.verified,
        "neither": 0 if plan.verified == "all" else _found_by_neither(origin, standard),
        "endpoints": list(endpoints(origin.plan)),
        "success": None,
    }
    if plan.success and plan.bar is not None:
        needed = int(plan.readers_needed) if len(tested) > 1 else 1
        met, by = succeeded(tested, plan.bar, needed)
        record["success"] = {
            "endpoints": list(plan.success),
            "bar": plan.bar,
            "readers_needed": needed,
            "readers": len(tested),
            "met_by": list(by),
            "met": met,
        }
    return record
