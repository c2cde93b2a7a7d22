"""Each patient's time, how follow-up ended, and the group: from the cells of the plan's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psmatrial.analysis.found import FOUND, MISSED, found_alone
from psmatrial.analysis.plan_further import SCANS, Outcome
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.level_order import level_order
from psmatrial.data.values import told
from psmatrial.errors import InputError, Problem, UsageError, choices
from psmatrial.models.survival.follow_up import CENSORED, COMPETING, EVENT, FollowUp

ALL = "all"
MOST_GROUPS = 8
RESULTS = {MISSED: "negative", FOUND: "positive"}

Cells = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Followed:
    """The patients who are analysed: follow-up, group and stratum of each, the groups in order, who is left out.

    ``members`` says of each patient of the file whether he is one of them.
    """

    follow_up: FollowUp
    groups: tuple[str, ...]
    strata: tuple[str, ...]
    names: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]
    members: tuple[bool, ...] = ()

    def part(self, name: str) -> FollowUp:
        """Return the follow-up of one group."""
        return self.follow_up.of(k for k, group in enumerate(self.groups) if group == name)


def followed(origin: Source) -> Followed:
    """Return the follow-up of a cohort as the plan reads it; its cells were looked at when the file was read.

    Raises
    ------
    InputError
        If a group is not a planned one.
    UsageError
        If a planned group has no patient, or the groups are too many.
    """
    outcome, columns = origin.plan.outcome, origin.cohort.patient_columns
    times = list(_times(columns[outcome.time]))
    ends = list(_ends(columns[outcome.event or outcome.censor], outcome))
    groups, lacking = _groups(origin)
    strata: Cells = columns[outcome.strata] if outcome.strata else [ALL] * origin.cohort.n
    kept, left_out, members = list[int](), Counter[str](), list[bool]()
    for place, cells in enumerate(zip(times, ends, groups, strata, strict=True)):
        reasons = ("no time", "nothing said of how follow-up ended", lacking, f"no value in {outcome.strata!r}")
        reason = next((text for cell, text in zip(cells, reasons, strict=True) if cell is None), "")
        members.append(not reason)
        if reason:
            left_out[reason] += 1
        else:
            kept.append(place)
    return Followed(
        FollowUp(tuple(times[k] or 0.0 for k in kept), tuple(ends[k] or 0 for k in kept)),
        tuple(groups[k] or "" for k in kept),
        tuple(strata[k] or "" for k in kept) if outcome.strata else (),
        _names(outcome, [groups[k] or "" for k in kept]),
        tuple(sorted(left_out.items())),
        tuple(members),
    )


def follow_up_summary(data: Followed) -> dict[str, Any]:
    """Return who is followed up: patients, events, longest time, each group, and who is left out, as plain values.

    Examples
    --------
    >>> data = Followed(FollowUp((2.0, 5.0), (1, 0)), ("A", "B"), (), ("A", "B"), ())
    >>> found = follow_up_summary(data)
    >>> found["events"], found["longest"], found["groups"][1]
    (1, 5.0, {'group': 'B', 'n': 1, 'events': 0, 'competing_events': 0})
    """
    return {
        **_counted(data.follow_up),
        "longest": data.follow_up.longest,
        "groups": [{"group": name, **_counted(data.part(name))} for name in data.names],
        "left_out": [{"reason": reason, "n": n} for reason, n in data.left_out],
    }


def _counted(part: FollowUp) -> dict[str, int]:
    """Return the numbers of patients and events."""
    return {"n": part.n, "events": part.events, "competing_events": part.ends.count(COMPETING)}


def _times(cells: Cells) -> Iterator[float | None]:
    """Yield the time of each patient; None where the cell is empty."""
    yield from (None if text is None else float(text) for text in cells)


def _ends(cells: Cells, outcome: Outcome) -> Iterator[int | None]:
    """Yield how the follow-up of each patient ended; None where the cell is empty."""
    known = dict.fromkeys(outcome.event_values, EVENT)
    known |= dict.fromkeys(outcome.censor_values, CENSORED) | dict.fromkeys(outcome.competing_values, COMPETING)
    for cell in cells:
        if cell is None:
            yield None
        elif outcome.censor:
            yield CENSORED if int(cell) else EVENT
        else:
            yield known[cell]


def _groups(origin: Source) -> tuple[Cells, str]:
    """Return the group of each patient, and why one would have none."""
    outcome, plan = origin.plan.outcome, origin.plan
    if not outcome.by:
        return [ALL] * origin.cohort.n, ""
    if outcome.by in SCANS:
        test = getattr(plan.contrasts[0], outcome.by)
        codes = found_alone(origin, test, primary_place(plan).region)
        return [RESULTS.get(code) for code in codes], f"no result under {test}"
    cells = origin.cohort.patient_columns[outcome.by]
    seen = level_order({cell for cell in cells if cell is not None})
    for name in seen if outcome.groups else ():
        if name not in outcome.groups:
            text = f"{told(name)} in column {outcome.by!r} is not a planned group."
            raise InputError(Problem(text, choices(name, outcome.groups), origin.cohort.source))
    for name in outcome.groups:
        if name not in seen:
            raise UsageError(f"no patient is in the planned group {name!r}.", choices(name, seen))
    return cells, f"no value in {outcome.by!r}"


def _names(outcome: Outcome, groups: Sequence[str]) -> tuple[str, ...]:
    """Return the groups in their order, the reference first."""
    names = [name for name in outcome.groups if name in groups] or level_order(set(groups)) or [ALL]
    if len(names) > MOST_GROUPS:
        text = f"the column {outcome.by!r} makes {len(names)} groups, more than {MOST_GROUPS}."
        raise UsageError(text, "Name a column of few groups under [outcome] by.")
    return tuple(names)
