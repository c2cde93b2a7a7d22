"""Days between the two scans of a patient, against the limit of the plan.

Dates would identify a patient; a number of days does not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from psmatrial.data.forms import identifying_text
from psmatrial.data.problems import Problems
from psmatrial.data.rules import Gap
from psmatrial.data.values import told
from psmatrial.errors import Problem

LONGEST = 3650


@dataclass(slots=True)
class Gaps:
    """The days between scans that a file gives, each patient's once, with the line it came from."""

    rule: Gap
    place: int
    problems: Problems
    days: dict[int, tuple[str, int]] = field(default_factory=dict)
    known: set[tuple[int, str]] = field(default_factory=set)

    def take(self, patient: int | None, line: int, text: str) -> None:
        """Keep the days of a row, or add what is wrong with them: once, though each row of the patient has it."""
        value = text.strip(" ")
        if patient is None or not value or (patient, value) in self.known:
            return
        self.known.add((patient, value))
        before = self.days.get(patient)
        if kind := identifying_text(value):
            hint = "Give the days between the two scans as a whole number."
            self.problems.identified(self.rule.column, kind, line, hint)
        elif flaw := _flaw(value):
            self.problems.add(*flaw, line=line, column=self.rule.column)
        elif before is None:
            self.days[patient] = value, line
        elif int(before[0]) != int(value):
            text = f"the patient has {int(value)} days here and {int(before[0])} on {self.problems.unit} {before[1]}."
            self.problems.add(text, "Give one gap per patient.", line=line, column=self.rule.column)

    def too_long(self) -> dict[int, tuple[str, int]]:
        """Return the patients beyond the limit."""
        limit = self.rule.days
        return {patient: given for patient, given in self.days.items() if limit is not None and int(given[0]) > limit}

    def check(self) -> None:
        """Add the patients beyond the limit where the plan refuses them."""
        if self.rule.beyond != "refuse":
            return
        for days, line in self.too_long().values():
            text = f"the scans are {int(days)} days apart, more than the {limit_text(self.rule)} that the plan allows."
            hint = 'Correct the file, or write beyond = "exclude" under [gap] in the plan.'
            self.problems.add(text, hint, line=line, column=self.rule.column)

    def warnings(self, patients: int) -> list[Problem]:
        """Return who is left out, and of whom it is not known whether the scans were too far apart."""
        file, column = self.problems.file, self.rule.column
        found = []
        if self.rule.days is None:
            text = "the file tells the days between scans, and the plan has no limit for them:"
            return [Problem(text, "write days = N under [gap].", file, column=column)]
        if beyond := len(self.too_long()):
            words = "left out" if self.rule.beyond == "exclude" else "kept"
            found.append(Problem(f"{_counted(beyond)} with {reason(self.rule)}: {words}.", file=file, column=column))
        if unknown := patients - len(self.days):
            found.append(Problem(f"the gap is missing in {_counted(unknown)}: kept.", file=file, column=column))
        return found

    def leaving(self) -> frozenset[int]:
        """Return the patients whom the plan leaves out."""
        return frozenset(self.too_long() if self.rule.beyond == "exclude" else ())

    def left_out(self) -> Counter[str]:
        """Return how many patients the plan leaves out, by reason."""
        leaving = len(self.leaving())
        return Counter({reason(self.rule): leaving} if leaving else {})


def reason(rule: Gap) -> str:
    """Return the reason of an exclusion.

    Examples
    --------
    >>> reason(Gap("scan_gap_days", 15))
    'scans more than 15 days apart'
    """
    return f"scans more than {limit_text(rule)} apart"


def limit_text(rule: Gap) -> str:
    """Return the limit in words."""
    return f"{rule.days:g} day{'' if rule.days == 1 else 's'}"


def _flaw(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a number of days and what to do, or None."""
    if text.startswith("-") and text[1:].isdecimal():
        return f"{told(text)} is below 0.", "Give the days between the two scans, whichever came first."
    if not (text.isascii() and text.isdecimal()):
        return f"{told(text)} is not a number of days.", "Give a whole number, or leave the cell empty."
    if Decimal(text) > LONGEST:
        return f"{told(text)} days are more than ten years.", "Is it a date or a serial number?"
    return None


def _counted(number: int) -> str:
    """Return a number of patients."""
    return f"{number} patient{'' if number == 1 else 's'}"
