"""The plan of a command line: a file, if one is named, and the options that beat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from psmatrial.analysis.lock import Lock, lock_named, read_lock
from psmatrial.analysis.plan import SECTIONS, Plan
from psmatrial.analysis.plan_checks import checked
from psmatrial.analysis.plan_file import read_plan
from psmatrial.commands._options import split_columns
from psmatrial.errors import Problem, UsageError, choices
from psmatrial.model import Contrast

# Key of the plan to what says it on the command line.
OPTIONS = {
    "level": "--level",
    "primary.margin": "--margin",
    "primary.ratio_margin": "--ratio-margin",
    "contrasts": "--index and --comparator",
}


def planned(given: Mapping[str, Any]) -> Plan:
    """Return the plan that options and plan file state together; without a plan file the locked plan is the plan.

    Raises
    ------
    UsageError
        If either cannot be used.
    """
    path = given.get("plan_path") or given.get("lock_path")
    plan = read_plan(path) if path else Plan()
    if given.get("drop_identifiers"):
        plan = replace(plan, input=replace(plan.input, drop_identifiers=True))
    columns, results = split_columns(given.get("columns") or ())
    plan = replace(plan, columns={**plan.columns, **columns}, results=results or plan.results)
    plan = replace(plan, contrasts=_contrasts(plan, given.get("index"), given.get("comparator")))
    if (level := given.get("level")) is not None:
        plan = replace(plan, level=level)
    for name in ("margin", "ratio_margin"):
        if (value := given.get(name)) is not None:
            plan = replace(plan, primary=replace(plan.primary, **{name: value}))
    if (only := given.get("only")) is not None:
        plan = replace(plan, report=replace(plan.report, sections=_sections(only)))
    return checked_options(plan)


def checked_options(plan: Plan) -> Plan:
    """Return a plan that is right but for what options say in it.

    Raises
    ------
    UsageError
        With everything that is wrong, by the names of the options.
    """
    try:
        return checked(plan, "options")
    except UsageError as error:
        raise UsageError([_as_option(problem) for problem in error.problems]) from None


def _as_option(problem: Problem) -> Problem:
    """Return a problem with the option in the place of the key of the plan."""
    option = OPTIONS.get(problem.column)
    return replace(problem, file="", column=option) if option else problem


def locked(given: Mapping[str, Any]) -> Lock | None:
    """Return the locked plan that an option names, or that the plan file is.

    Raises
    ------
    UsageError
        If what ``--lock`` names is not locked, or a locked plan was changed.
    """
    if path := given.get("lock_path"):
        return lock_named(path)
    return read_lock(path) if (path := given.get("plan_path")) else None


def _contrasts(plan: Plan, index: str | None, comparator: str | None) -> tuple[Contrast, ...]:
    """Return the contrasts with the tests that options name; one option alone completes the plan's first contrast."""
    if index is None and comparator is None:
        return plan.contrasts
    if index is not None and comparator is not None:
        return (Contrast(index, comparator),)
    if not plan.contrasts:
        raise UsageError("--index and --comparator go together.", "Name both tests.")
    first = plan.contrasts[0]
    return (Contrast(index or first.index, comparator or first.comparator), *plan.contrasts[1:])


def _sections(text: str) -> tuple[str, ...]:
    """Return the sections of a comma-separated list, each known."""
    names = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for name in names:
        if name not in SECTIONS:
            raise UsageError(f"there is no section {name!r}.", choices(name, SECTIONS))
    if not names:
        raise UsageError("--only names no section.", f"Accepted: {', '.join(SECTIONS)}.")
    return names
