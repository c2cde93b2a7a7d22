"""Each patient's time, how follow-up ended, and the group: from the cells of the plan's columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psmatrial.analysis.found import FOUND, MISSED, found
from psmatrial.analysis.plan_further import SCANS, Outcome
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.values import told
from psmatrial.errors import InputError, Problem, UsageError, choices
from psmatrial.models.survival.follow_up import CENSORED, COMPETING, EVENT, FollowUp

ALL = "all"
MOST_GROUPS = 8
RESULTS = {MISSED: "negative", FOUND: "positive"}
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\Z")
_FLAG = re.compile(r"[0-9]+\Z")

Cells = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Followed:
    """The patients who are analysed: follow-up, group and stratum of each, the groups in order, who is left out."""

    follow_up: FollowUp
    groups: tuple[str, ...]
    strata: tuple[str, ...]
    names: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]

    def part(self, name: str) -> FollowUp:
        """Return the follow-up of one group."""
        return self.follow_up.of(k for k, group in enumerate(self.groups) if group == name)


def followed(origin: Source) -> Followed:
    """Return the follow-up of a cohort as the plan reads it.

    Raises
    ------
    InputError
        If a cell is no time, or no value that the plan knows.
    UsageError
        If the groups are not those of the plan, too many, or only one.
    """
    outcome, columns = origin.plan.outcome, origin.cohort.patient_columns
    problems: list[Problem] = []
    file = origin.cohort.source
    times = list(_times(columns[outcome.time], origin, problems))
    ends = list(_ends(columns[outcome.event or outcome.censor], outcome, file, problems))
    if problems:
        raise InputError(problems)
    groups, lacking = _groups(origin)
    strata: Cells = columns[outcome.strata] if outcome.strata else [ALL] * origin.cohort.n
    kept, left_out = [], Counter[str]()
    for place, cells in enumerate(zip(times, ends, groups, strata, strict=True)):
        reasons = ("no time", "nothing said of how follow-up ended", lacking, f"no value in {outcome.strata!r}")
        reason = next((text for cell, text in zip(cells, reasons, strict=True) if cell is None), "")
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
    )


def _times(cells: Cells, origin: Source, problems: list[Problem]) -> Iterator[float | None]:
    """Yield the time of each patient; None where the cell is empty."""
    column, comma = origin.plan.outcome.time, origin.plan.input.decimal == ","
    for place, cell in enumerate(cells):
        text = cell.replace(",", ".") if cell and comma else cell
        if text is None or _NUMBER.match(text):
            yield None if text is None else float(text)
            continue
        below = text[:1] in "-−" and _NUMBER.match(text[1:])
        what = "is below 0" if below else "is no time"
        hint = "Follow-up begins at 0: check the dates." if below else "Write a plain number with a decimal point."
        problems.append(Problem(f"{told(cell or '')} {what}{_of(place)}.", hint, origin.cohort.source, None, column))
        yield None


def _of(place: int) -> str:
    """Say which patient of the file it is, without the patient's id."""
    return f" (patient {place + 1} of the file)"


def _ends(cells: Cells, outcome: Outcome, file: str, problems: list[Problem]) -> Iterator[int | None]:
    """Yield how the follow-up of each patient ended; None where the cell is empty."""
    known = dict.fromkeys(outcome.event_values, EVENT)
    known |= dict.fromkeys(outcome.censor_values, CENSORED) | dict.fromkeys(outcome.competing_values, COMPETING)
    refused: dict[str, int] = {}
    for place, cell in enumerate(cells):
        end = None if cell is None else known.get(cell)
        if cell is not None and outcome.censor and _FLAG.match(cell):
            end = CENSORED if int(cell) else EVENT
        if cell is not None and end is None and cell not in refused:
            refused[cell] = place
        yield end
    for value, place in refused.items():
        column = outcome.event or outcome.censor
        if outcome.censor:
            text, hint = "is no censoring flag", "A censoring flag is 0 for the event and 1 or more for censored."
        else:
            text = "is named by the plan neither as event nor as censored"
            hint = "Add it to event_values, censor_values or competing_values under [outcome]."
        problems.append(Problem(f"{told(value)} {text}{_of(place)}.", hint, file, None, column))


def _groups(origin: Source) -> tuple[Cells, str]:
    """Return the group of each patient, and why one would have none."""
    outcome, plan = origin.plan.outcome, origin.plan
    if not outcome.by:
        return [ALL] * origin.cohort.n, ""
    if outcome.by in SCANS:
        test = getattr(plan.contrasts[0], outcome.by)
        codes = found(origin, test, primary_place(plan).region)
        return [RESULTS.get(code) for code in codes], f"no result under {test}"
    cells = origin.cohort.patient_columns[outcome.by]
    seen = sorted({cell for cell in cells if cell is not None})
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
    names = [name for name in outcome.groups if name in groups] or sorted(set(groups)) or [ALL]
    if len(names) > MOST_GROUPS:
        text = f"the column {outcome.by!r} makes {len(names)} groups, more than {MOST_GROUPS}."
        raise UsageError(text, "Name a column of few groups under [outcome] by.")
    return tuple(names)
