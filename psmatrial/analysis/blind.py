"""A blind rehearsal: the whole analysis on labels that a seed permuted, and marked so that nobody takes it for real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import plan_of_record
from psmatrial.analysis.plan_further import SCANS
from psmatrial.analysis.results import REHEARSAL, Results
from psmatrial.data.cohort import Cohort
from psmatrial.data.relabelled import relabelled, with_groups_moved
from psmatrial.data.telling import Untold, without_telling
from psmatrial.errors import UsageError
from psmatrial.model import tests_of

SUFFIX = "-blind"
TITLE = "Blind rehearsal"
LONGEST_SEED = 100
PERMUTED = "The labels of {tests} were permuted within each patient"
MOVED = "the values of {column} were dealt out again between patients"
NOT_A_RESULT = (
    "No number here is a result. What hangs on no permuted label, such as who the patients were or how treatment "
    "changed, is as in the data."
)


def checked_seed(seed: str) -> str:
    """Return a seed that can be printed.

    Raises
    ------
    UsageError
        If it is empty, longer than 100 characters or cannot be seen.

    Examples
    --------
    >>> checked_seed("2026")
    '2026'
    """
    if not (seed.strip() and seed.isprintable() and len(seed) <= LONGEST_SEED):
        raise UsageError(
            f"the seed {seed[:20]!r} of a blind run is no text of 1 to {LONGEST_SEED} characters that can be seen.",
            "Give a number or a word, such as --blind 2026.",
        )
    return seed


def blinded(cohort: Cohort, plan: Plan, seed: str | None) -> Cohort:
    """Return the cohort with the labels of what is compared permuted; without a seed as it is.

    Within each patient the tests of all contrasts change places with all that was read or measured under them. Where
    the plan compares outcomes of groups, the groups are dealt out again between patients. What one of the tests has
    alone is left out, as it would tell whose label it was.

    Raises
    ------
    UsageError
        If nothing is compared whose labels could be permuted, or nobody read all the tests.
    """
    if seed is None:
        return cohort
    tests, column = _tests(cohort, plan), _column(plan)
    if not tests and not column:
        raise UsageError(
            "a blind run permutes the labels of tests or groups, and this plan compares none.",
            "Run it without --blind.",
        )
    if tests:
        cohort = relabelled(_untold(cohort, plan).cohort, tests, seed)
        if not any(place[0] in tests for place in cohort.codes):
            text = f"no reader read one region under {_all_of(tests)}: in a blind run each reading would tell its test."
            raise UsageError(
                text, "Run it without --blind, or rehearse on a file in which every reader reads all tests."
            )
        # A count of empty cells is told by the true label.
        told = tuple(warning for warning in cohort.warnings if warning.column not in plan.results)
        cohort = replace(cohort, warnings=told)
    return with_groups_moved(cohort, column, seed) if column else cohort


def rehearsed(results: Results, seed: str, cohort: Cohort) -> Results:
    """Return the results of a blinded cohort, marked as such in their id, their title, every row and a further key.

    The cohort is the one before it was blinded: the mark says how much of it was left out, and why.
    """
    plan = plan_of_record(results.plan)
    tests = tests_of(plan.contrasts)
    parts = [PERMUTED.format(tests=_all_of(tests))] if tests else []
    if column := _column(plan):
        parts.append(MOVED.format(column=column))
    words = "; ".join(parts)
    statement = f"{TITLE}. {words[:1].upper()}{words[1:]} (seed {seed}).{_left_out(cohort, plan)} {NOT_A_RESULT}"
    study = {**results.study, "id": f"{results.study['id']}{SUFFIX}", "title": f"{TITLE}: {results.study['title']}"}
    return replace(
        results,
        study=study,
        rows=tuple(row.noting(REHEARSAL) for row in results.rows),
        further={**results.further, "blind": {"seed": seed, "statement": statement}},
    )


def rehearsal(results: Results) -> Mapping[str, Any] | None:
    """Return seed and statement of a blind rehearsal; None for what is one no more than any result.

    Examples
    --------
    >>> rehearsal(Results({}, {}, {}, {}, {}, (), {"blind": {"seed": "7", "statement": "Blind rehearsal."}}))["seed"]
    '7'
    """
    found: Mapping[str, Any] | None = results.further.get("blind")
    return found


def _untold(cohort: Cohort, plan: Plan) -> Untold:
    """Return the cohort without what one of the compared tests has alone."""
    return without_telling(cohort, _tests(cohort, plan), lesions=bool(plan.clusters.lesion))


def _left_out(cohort: Cohort, plan: Plan) -> str:
    """Say how much the blinded cohort is without, and why; empty where it is nothing."""
    found = _untold(cohort, plan)
    counts = {f"values of {plan.measured.column}": found.values, "readings": found.readings}
    said = " and ".join(f"{number} {things}" for things, number in counts.items() if number)
    return f" Left out, as only some of the tests have them, which would tell whose they are: {said}." if said else ""


def _all_of(tests: Sequence[str]) -> str:
    """Return the names of tests as a sentence lists them."""
    return " and ".join((", ".join(tests[:-1]), tests[-1]))


def _tests(cohort: Cohort, plan: Plan) -> Sequence[str]:
    """Return the tests that are compared; none where the file holds outcomes alone."""
    return tests_of(plan.contrasts) if cohort.modalities else ()


def _column(plan: Plan) -> str:
    """Return the column whose groups are compared; empty where there is none."""
    outcome = plan.outcome
    return outcome.by if outcome.time and outcome.by not in ("", *SCANS) else ""
