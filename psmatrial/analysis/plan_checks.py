"""What a plan may not say: names that no method has, numbers outside their range, rules that contradict each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import inf

from psmatrial.analysis.lesion_plan import wrong_lesion_plan
from psmatrial.analysis.outcome_plan import wrong_outcome
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_key import stated
from psmatrial.analysis.plan_model import wrong_model
from psmatrial.analysis.plan_types import wrong_types
from psmatrial.analysis.slugs import region_slug
from psmatrial.data.rules import DOUBLING_TIME, ROLES
from psmatrial.data.strata import PSA_PRESETS, parsed_bins
from psmatrial.data.values import shown
from psmatrial.errors import Problem, UsageError, choices
from psmatrial.menu import Menu
from psmatrial.stats.agreement.methods import AGREEMENT
from psmatrial.stats.methods import methods

HIGHEST_LEVEL = 0.9999
ROUNDED = 1e-9
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def checked(plan: Plan, name: str = "the plan") -> Plan:
    """Return the plan if it can be carried out.

    Raises
    ------
    UsageError
        With everything that is wrong in it.
    """
    problems = [Problem(text, hint, name, None, place) for place, text, hint in wrong(plan)]
    if problems:
        raise UsageError(problems)
    return plan


def wrong(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield place, problem and remedy of everything that is wrong.

    Examples
    --------
    >>> [place for place, _, _ in wrong(Plan(level=95, id="../up"))]
    ['id', 'level']
    """
    if types := list(wrong_types(plan)):
        yield from types
        return
    if plan.id and not (SLUG.fullmatch(plan.id) and len(plan.id) <= 60):
        yield (
            "id",
            f"{shown(plan.id)} is not a folder's name.",
            "Use at most 60 lower case letters, digits and hyphens, such as calais2019.",
        )
    if not 0.5 <= plan.level <= HIGHEST_LEVEL:
        yield (
            "level",
            f"{plan.level!r} is not a confidence level.",
            f"Give a proportion from 0.5 to {HIGHEST_LEVEL}, such as 0.95.",
        )
    for pair in plan.contrasts:
        if pair.index == pair.comparator:
            yield "contrasts", f"{pair.index!r} is compared with itself.", "Name two tests."
    yield from _wrong_names(plan)
    yield from _wrong_columns(plan)
    yield from wrong_lesion_plan(plan) if plan.clusters.lesion else _wrong_methods(plan)
    yield from _wrong_margins(plan)
    yield from _wrong_reading(plan)
    yield from _wrong_ties(plan)
    if plan.gap.days is not None and plan.gap.days < 0:
        yield "gap.days", f"{plan.gap.days:g} is below 0.", "Give the limit in days, such as 15."
    yield from _wrong_endpoints(plan)
    yield from wrong_outcome(plan)
    yield from wrong_model(plan)
    yield from _wrong_baseline(plan)
    yield from _wrong_agreement(plan)
    yield from _wrong_management(plan)
    yield from _wrong_truth(plan)


def _wrong_truth(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check the plan of a reference standard."""
    if stated(plan.truth):
        from psmatrial.analysis.truth import wrong_truth

        yield from ((f"truth.{key}", text, hint) for key, text, hint in wrong_truth(plan))


def _wrong_agreement(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check names of coefficients against the catalogue."""
    known = [entry.name for entry in AGREEMENT]
    for word in plan.agreement.coefficients:
        if word.strip() and word not in known:
            yield "agreement.coefficients", f"there is no {word!r}.", choices(word, known)


def _wrong_management(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check that a change of treatment has two columns to be told from."""
    planned = plan.management
    if stated(planned) and (planned.before == planned.after or not (planned.before and planned.after)):
        place = f"management.{'after' if planned.after else 'before'}"
        yield place, "a change is told from two columns.", "Give before and after, not the same."


def _wrong_baseline(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check that a named history of PSA values is used, and that categories are columns of the file."""
    used = (*plan.baseline.columns, *plan.model.covariates)
    if plan.baseline.psa_history and DOUBLING_TIME not in used:
        text = f"a file is named, and {DOUBLING_TIME} is neither in baseline.columns nor in model.covariates."
        yield "baseline.psa_history", text, f'Add it, such as columns = ["{DOUBLING_TIME}"].'
    for name in plan.baseline.categories:
        if name not in plan.baseline.columns:
            yield "baseline.categories", f"{name!r} is not one of baseline.columns.", "Add it to them."
        elif name == DOUBLING_TIME and plan.baseline.psa_history:
            yield "baseline.categories", f"{name!r} is computed, and a number.", "Leave it out."


def _wrong_names(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check that lists of names name each thing once."""
    pairs = tuple(f"{pair.index} and {pair.comparator}" for pair in plan.contrasts)
    for place, names in (
        ("contrasts", pairs),
        ("reading.readers", plan.reading.readers),
        ("endpoints.regions", plan.endpoints.regions),
        ("multiplicity.families", plan.multiplicity.families),
        ("report.sections", plan.report.sections),
        ("report.figures", plan.report.figures),
        ("baseline.columns", plan.baseline.columns),
        ("baseline.categories", plan.baseline.categories),
        ("agreement.coefficients", plan.agreement.coefficients),
        ("truth.endpoints", plan.truth.endpoints),
        ("truth.success", plan.truth.success),
        ("region_names", tuple(plan.region_names)),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield place, f"{name!r} stands there {times} times.", "Name it once."
            elif not name.strip():
                yield place, "one of the names is empty.", "Leave it out, or name it."


def _wrong_endpoints(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check endpoints and strata: that the ids of their rows differ, and that every bin is one."""
    slugs = {"patient": "the patient endpoint"}
    for region in plan.endpoints.regions:
        before = slugs.setdefault(region_slug(region), region)
        if before != region:
            yield "endpoints.regions", f"{region!r} and {before!r} give their rows the same id.", "Rename one of them."
    if not plan.endpoints.patient and plan.primary.endpoint == "patient" and not plan.clusters.lesion:
        yield "primary.endpoint", "the primary endpoint is patient, but endpoints.patient is false.", ""
    primary = plan.primary.endpoint
    if plan.endpoints.regions and region_slug(primary) not in slugs and not plan.clusters.lesion:
        text = f"the primary endpoint {primary!r} is not one of the plan."
        yield "primary.endpoint", text, choices(primary, list(slugs))
    yield from _wrong_strata(plan)


def _wrong_strata(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check bins, given weights and scores; these two need one number a stratum."""
    strata = plan.strata
    try:
        parsed_bins(strata.bins)
    except UsageError as error:
        yield from (("strata.bins", problem.text, problem.hint) for problem in error.problems)
    count = len(strata.bins or PSA_PRESETS.get(strata.preset, ()))
    for place, numbers in (("strata.given", strata.given), ("strata.scores", strata.scores)):
        if numbers and len(numbers) != count:
            yield place, f"{len(numbers)} numbers for {count} strata.", "Give one for each stratum, in their order."
    if bool(strata.given) != (strata.weights == "given"):
        yield "strata.given", "weights given and strata.given go together.", "For example given = [0.5, 0.3, 0.2]."
    elif strata.given and min(strata.given) < 0:
        yield "strata.given", f"{min(strata.given):g} is not a share of patients.", "Shares are 0 or more and sum to 1."
    elif strata.given and abs(sum(strata.given) - 1) > ROUNDED:
        yield "strata.given", f"the weights sum to {sum(strata.given):g}.", "Shares are 0 or more and sum to 1."


def _wrong_columns(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check where the plan says that things stand."""
    for role in plan.columns:
        if role not in ROLES:
            yield "columns", f"{role!r} is not a role.", choices(role, ROLES)
    for column, facts in plan.results.items():
        if "modality" not in facts or set(facts) - {"modality", "reader", "region"}:
            yield f"results.{column}", "a result column has a modality and may have a reader and a region.", ""
    for name, planned in plan.region_names.items():
        if not planned.strip():
            yield "region_names", f"{name!r} goes to a region without a name.", "Name it, or leave the line out."
    if plan.measured.column and plan.results:
        text = "a measured column is read from files with one row a reading, and this plan has result columns."
        yield "measured.column", text, "Give the readings in long form."


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
    """Check that margins can be margins and gates gates."""
    margin, ratio = plan.primary.margin, plan.primary.ratio_margin
    if margin is not None and not -1 < margin < 1:
        yield "primary.margin", f"{margin!r} is not between -1 and 1.", "Give a proportion such as -0.10 for 10 points."
    if ratio is not None and not 0 < ratio < inf:
        yield "primary.ratio_margin", f"{ratio!r} is not a number above 0.", "Give a ratio such as 0.80."
    if plan.multiplicity.gatekeeping and plan.multiplicity.method == "none":
        yield "multiplicity.gatekeeping", "families that are not adjusted cannot be gates.", 'Write method = "holm".'
    if plan.primary.equivalence and margin is None and ratio is None and not plan.clusters.lesion:
        yield "primary.equivalence", "equivalence is planned without a margin.", "Give primary.margin or ratio_margin."
    if plan.primary.equivalence and (margin == 0 or ratio == 1):
        yield "primary.equivalence", "the margin leaves no room for equivalence.", "Give one such as -0.10, or 0.80."


def _wrong_reading(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check that the rule has the reader it needs."""
    reading = plan.reading
    if reading.rule == "reader" and not reading.reader:
        yield "reading.reader", "the rule is reader, but no reader is named.", 'Write reader = "R1".'
    if reading.rule == "reader" and reading.readers and reading.reader not in reading.readers:
        yield "reading.reader", f"{reading.reader!r} is not a planned reader.", choices(reading.reader, reading.readers)
    drawable = Menu("displays/figures", "figure").names()
    for name in plan.report.figures:
        if name not in drawable:
            yield "report.figures", f"there is no figure {name!r}.", choices(name, drawable)


def _wrong_ties(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Check who settles a tie, and that the rule knows any."""
    reading = plan.reading
    if reading.rule != "majority" and reading.tie != "missing":
        hint = 'Take tie out, or write rule = "majority".'
        yield "reading.tie", f"tie {reading.tie!r} is given, and the rule {reading.rule!r} knows no ties.", hint
    if reading.tie == "adjudicator" and not reading.adjudicator:
        yield "reading.adjudicator", "ties go to an adjudicator, but none is named.", 'Write adjudicator = "R3".'
    if reading.adjudicator and reading.tie != "adjudicator":
        hint = 'Write tie = "adjudicator", or take the adjudicator out.'
        yield "reading.adjudicator", f"{reading.adjudicator!r} is named, but ties do not go to an adjudicator.", hint
    if reading.adjudicator and reading.adjudicator in reading.readers:
        yield (
            "reading.adjudicator",
            f"{reading.adjudicator!r} votes already.",
            "An adjudicator is not one of the readers.",
        )
