"""What the part of a plan on time to an event may not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

from psmatrial.analysis.plan_further import SCANS, Outcome
from psmatrial.analysis.plan_key import stated

if TYPE_CHECKING:
    from psmatrial.analysis.plan import Plan

CENSORING = re.compile(r"cnsr|cens", re.IGNORECASE)
EVENT = re.compile(r"event|evnt|death|dead|died|status", re.IGNORECASE)
NEEDED = 'For example time = "months", event = "status", event_values = ["1"], censor_values = ["0"].'


def wrong_outcome(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield place, problem and remedy of what a plan says of its outcome that cannot be done.

    Examples
    --------
    >>> from psmatrial.analysis.plan import Plan
    >>> plan = Plan(outcome=Outcome(time="months", event="CNSR"))
    >>> [text for _, text, _ in wrong_outcome(plan)]
    ["'CNSR' by its name says who is censored, and the plan does not state which of its values are the event."]
    """
    outcome = plan.outcome
    if not outcome.time:
        if given := stated(outcome):
            yield "outcome.time", f"{given[0]} is given, and no column of times.", NEEDED
        return
    yield from _wrong_ends(outcome)
    yield from _wrong_values(outcome)
    yield from _wrong_times(outcome)
    yield from _wrong_groups(outcome)
    if plan.clusters.lesion:
        text = "an outcome is one of patients, and a file of lesions has only the patients with a lesion."
        yield "outcome.time", text, "Give the outcomes in a file of their own, one row a patient."


def _wrong_ends(outcome: Outcome) -> Iterator[tuple[str, str, str]]:
    """Check that the plan says without doubt which patients had the event."""
    if bool(outcome.event) == bool(outcome.censor):
        both = "event and censor are both given" if outcome.event else "neither event nor censor is given"
        yield "outcome.event", f"{both}: name one column that says how follow-up ended.", NEEDED
    elif outcome.event and not outcome.event_values and CENSORING.search(outcome.event):
        text = (
            f"{outcome.event!r} by its name says who is censored, and the plan does not state which of its values are "
            "the event."
        )
        yield "outcome.event", text, f'Write censor = "{outcome.event}" (0 is the event), or state event_values.'
    elif CENSORING.search(outcome.event) and any(_is_flag(value) for value in outcome.event_values):
        text = f"{outcome.event!r} by its name is 1 where a patient is censored, and the plan calls that the event."
        yield "outcome.event_values", text, f'Write censor = "{outcome.event}" (0 is the event), or rename the column.'
    elif EVENT.search(outcome.censor) and not CENSORING.search(outcome.censor):
        text = f"{outcome.censor!r} by its name says who had the event; in a censoring flag 0 is the event."
        yield "outcome.censor", text, f'Write event = "{outcome.censor}" with event_values, or rename the column.'
    elif outcome.event and not outcome.event_values:
        text = "the plan does not state which values of the column are the event: 1 may be, or may be censored."
        yield "outcome.event_values", text, NEEDED


def _is_flag(value: str) -> bool:
    """Return whether a value is a whole number above 0, which in a censoring flag is a patient censored."""
    return value.isdecimal() and int(value) > 0


def _wrong_values(outcome: Outcome) -> Iterator[tuple[str, str, str]]:
    """Check that every value means one thing, and that a censoring flag has none named."""
    seen: dict[str, str] = {}
    for name in ("event_values", "censor_values", "competing_values"):
        values: tuple[str, ...] = getattr(outcome, name)
        if values and outcome.censor:
            text = "in a censoring flag 0 is the event and 1 or more is censored: no values are named."
            yield f"outcome.{name}", text, "Remove it, or name the column with event."
        for value in values:
            if seen.setdefault(value, name) != name or values.count(value) > 1:
                yield f"outcome.{name}", f"{value!r} stands there or in {seen[value]} already.", "Name it once."


def _wrong_times(outcome: Outcome) -> Iterator[tuple[str, str, str]]:
    """Check times and horizon."""
    for place, numbers in (("times", outcome.times), ("tau", () if outcome.tau is None else (outcome.tau,))):
        for number in numbers:
            if not (isfinite(number) and number > 0):
                yield f"outcome.{place}", f"{number:g} is not a time above 0.", "Give times in the unit of the column."
    if len(set(outcome.times)) < len(outcome.times):
        yield "outcome.times", "a time stands there twice.", "Name it once."


def _wrong_groups(outcome: Outcome) -> Iterator[tuple[str, str, str]]:
    """Check the groups."""
    if len(set(outcome.groups)) < len(outcome.groups):
        yield "outcome.groups", "a group stands there twice.", "Name it once."
    if outcome.groups and not outcome.by:
        yield "outcome.by", "groups are named, and no column of them.", 'Write by = "arm", or whatever it is called.'
    if outcome.groups and outcome.by in SCANS:
        yield "outcome.groups", "results of a scan are positive and negative.", "Remove the groups."
