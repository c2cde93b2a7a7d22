"""Columns that say one thing of a patient, the same on every row: age group, prior treatment, treatment planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from psmatrial.data.columns import named_column
from psmatrial.data.forms import identifying_text
from psmatrial.data.problems import Problems
from psmatrial.data.values import invisible, told

LONGEST = 100


@dataclass(slots=True)
class PatientColumns:
    """The named columns of a file: each patient's value once, with the line it came from."""

    places: Mapping[str, int]
    problems: Problems
    checks: Mapping[str, Callable[[str], tuple[str, str] | None]] = field(default_factory=dict)
    given: dict[str, dict[int, tuple[str, int]]] = field(default_factory=dict)
    bad: set[tuple[str, str]] = field(default_factory=set)

    def take(self, patient: int | None, line: int, cells: Sequence[str]) -> None:
        """Keep what a row says, or add what is wrong with it; an empty cell says nothing."""
        if patient is None:
            return
        for name, place in self.places.items():
            value = cells[place].strip(" ")
            known = self.given[name].get(patient)
            if not value or (known is not None and known[0] == value) or (name, value) in self.bad:
                continue
            if kind := identifying_text(value):
                self.bad.add((name, value))
                self.problems.identified(name, kind, line)
            elif flaw := _flaw(value) or (self.checks[name](value) if name in self.checks else None):
                self.bad.add((name, value))
                self.problems.add(*flaw, line=line, column=name)
            elif known is None:
                self.given[name][patient] = value, line
            else:
                text = f"the patient has {told(value)} here and {told(known[0])} on {self.problems.unit} {known[1]}."
                self.problems.add(text, "Give one value per patient.", line=line, column=name)

    def column(self, name: str, patients: Sequence[int]) -> tuple[str | None, ...]:
        """Return the value of each of these patients, None where the file has none."""
        given = self.given[name]
        return tuple(given[patient][0] if patient in given else None for patient in patients)


def patient_columns(
    names: Sequence[str],
    header: Sequence[str],
    problems: Problems,
    checks: Mapping[str, Callable[[str], tuple[str, str] | None]] | None = None,
) -> PatientColumns:
    """Return the columns of these names, ready to be read.

    Parameters
    ----------
    names, header
        The columns, and all of the file.
    problems
        Takes what is wrong with a cell.
    checks
        By column, what returns the flaw of a cell and the remedy, or None.

    Raises
    ------
    UsageError
        If the file has no such column.

    Examples
    --------
    >>> columns = patient_columns(["grade"], ["patient_id", "grade"], Problems("reads.csv"))
    >>> columns.take(0, 2, ["P01", " 3 "])
    >>> columns.column("grade", [0, 1])
    ('3', None)
    """
    places = {name: named_column(name, header) for name in names}
    return PatientColumns(places, problems, checks or {}, {name: {} for name in names})


def _flaw(value: str) -> tuple[str, str] | None:
    """Return what is wrong with a value and what to do, or None."""
    if hidden := invisible(value):
        return f"the cell holds {hidden}.", "Type it again."
    if len(value) > LONGEST:
        return f"the cell has {len(value)} characters, more than the {LONGEST} of a category.", "Use a short word."
    return None
