"""What a plan may not say: names that no method has, numbers outside their range, rules that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from psmatrial.analysis.plan import Plan
from psmatrial.data.rules import ROLES
from psmatrial.errors import Problem, UsageError, choices
from psmatrial.menu import Menu
from psmatrial.stats.methods import methods

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def checked(plan: Plan, name: str = "the plan") -> Plan:
    """Return the plan if it can be carried out.

    Raises
    ------
    UsageError
        With everything that is wrong in it.
    """
    problems = [Problem(text, hint, name, None, place) for place, text, hint in _wrong(plan)]
    if problems:
        raise UsageError(problems)
    return plan


def _wrong(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield place, problem and remedy of everything that is wrong."""
    if plan.id and not (SLUG.fullmatch(plan.id) and len(plan.id) <= 60):
        yield (
            "id",
            f"{plan.id!r} is not a folder's name.",
            "Use lower case letters, digits and hyphens, such as calais2019.",
        )
    if not 0.5 <= plan.level < 1:
        yield (
            "level",
            f"{plan.level!r} is not a confidence level.",
            "Give a proportion from 0.5 to below 1, such as 0.95.",
        )
    for pair in plan.contrasts:
        if pair.index == pair.comparator:
            yield "contrasts", f"{pair.index!r} is compared with itself.", "Name two tests."
    yield from _wrong_columns(plan)
    yield from _wrong_methods(plan)
    yield from _wrong_margins(plan)
    yield from _wrong_reading(plan)


def _wrong_columns(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check where the plan says that things stand."""
    for role in plan.columns:
        if role not in ROLES:
            yield "columns", f"{role!r} is not a role.", choices(role, ROLES)
    for column, facts in plan.results.items():
        if "modality" not in facts or set(facts) - {"modality", "reader", "region"}:
            yield f"results.{column}", "a result column has a modality and may have a reader and a region.", ""


def _wrong_methods(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check method names against the catalogue."""
    primary, further = plan.primary, plan.methods
    for place, quantity, names in (
        ("primary.test", "equality", (primary.test,)),
        ("primary.difference", "rate-difference", (primary.difference,)),
        ("primary.odds_ratio", "odds-ratio", (primary.odds_ratio,)),
        ("primary.rate", "index-rate", (primary.rate,)),
        ("methods.equality", "equality", further.equality),
        ("methods.rate_difference", "rate-difference", further.rate_difference),
        ("methods.rate_ratio", "rate-ratio", further.rate_ratio),
        ("methods.odds_ratio", "odds-ratio", further.odds_ratio),
        ("methods.rate", "index-rate", further.rate),
    ):
        known = [method.name for method in methods(quantity)]
        for word in names:
            if word not in known:
                yield place, f"there is no method {word!r} for {quantity}.", choices(word, known)


def _wrong_margins(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check that margins can be margins."""
    margin, ratio = plan.primary.margin, plan.primary.ratio_margin
    if margin is not None and not -1 < margin < 1:
        yield "primary.margin", f"{margin!r} is not between -1 and 1.", "Give a proportion such as -0.10 for 10 points."
    if ratio is not None and ratio <= 0:
        yield "primary.ratio_margin", f"{ratio!r} is not above 0.", "Give a ratio such as 0.80."


def _wrong_reading(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check that the rule has the reader it needs."""
    reading = plan.reading
    if reading.rule == "reader" and not reading.reader:
        yield "reading.reader", "the rule is reader, but no reader is named.", 'Write reader = "R1".'
    if reading.rule == "reader" and reading.readers and reading.reader not in reading.readers:
        yield "reading.reader", f"{reading.reader!r} is not a planned reader.", choices(reading.reader, reading.readers)
    if reading.tie == "adjudicator" and not reading.adjudicator:
        yield "reading.adjudicator", "ties go to an adjudicator, but none is named.", 'Write adjudicator = "R3".'
    if reading.adjudicator and reading.adjudicator in reading.readers:
        yield (
            "reading.adjudicator",
            f"{reading.adjudicator!r} votes already.",
            "An adjudicator is not one of the readers.",
        )
    drawable = Menu("displays/figures", "figure").names()
    for name in plan.report.figures:
        if name not in drawable:
            yield "report.figures", f"there is no figure {name!r}.", choices(name, drawable)
    if not plan.endpoints.patient and plan.primary.endpoint == "patient":
        yield "primary.endpoint", "the primary endpoint is patient, but endpoints.patient is false.", ""
