"""Cells of a time to an event: the time, and the word or the flag that says how follow-up ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from psmatrial.data.rules import Layout
from psmatrial.data.values import comma_flaw, told

Flaw = tuple[str, str]
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\Z")
_FLAG = re.compile(r"[0-9]+\Z")


def end_checks(layout: Layout) -> dict[str, Callable[[str], Flaw | None]]:
    """Return what looks at a cell of the columns of a time to an event: what is wrong and what to do, or None.

    Examples
    --------
    >>> checks = end_checks(Layout(times=("months",), ends={"status": ("dead",)}))
    >>> checks["months"]("-1"), checks["status"]("dead")
    (("'-1' is below 0.", 'Follow-up begins at 0: check the dates.'), None)
    """
    found: dict[str, Callable[[str], Flaw | None]] = dict.fromkeys(layout.times, _time_flaw)
    for name, values in layout.ends.items():
        found[name] = lambda text, values=values: _end_flaw(text, values)  # type: ignore[misc]
    return found


def _time_flaw(text: str) -> Flaw | None:
    """Return what is wrong with a time."""
    if _NUMBER.match(text):
        return None
    if text[:1] in "-−" and _NUMBER.match(text[1:]):
        return f"{told(text)} is below 0.", "Follow-up begins at 0: check the dates."
    return comma_flaw(text) or (f"{told(text)} is no time.", "Write a plain number with a decimal point.")


def _end_flaw(text: str, values: Sequence[str]) -> Flaw | None:
    """Return what is wrong with how follow-up ended; without values it is a censoring flag."""
    if not values:
        hint = "A censoring flag is 0 for the event and 1 or more for censored."
        return None if _FLAG.match(text) else (f"{told(text)} is no censoring flag.", hint)
    hint = "Add it to event_values, censor_values or competing_values under [outcome]."
    flaw = f"{told(text)} is named by the plan neither as event nor as censored."
    return None if text in values else (flaw, hint)
