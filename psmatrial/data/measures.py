"""A number measured on a reading, such as SUVmax: the highest of a reader's regions, then the middle of the readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from psmatrial.data.columns import named_column
from psmatrial.data.forms import identifying_text
from psmatrial.data.problems import Problems
from psmatrial.data.values import comma_flaw, told

HIGHEST = 10_000.0
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")


@dataclass(slots=True)
class Measures:
    """One column of numbers, kept by patient, test and reader."""

    name: str
    place: int
    problems: Problems
    highest: dict[tuple[int, str, str], float] = field(default_factory=dict)

    def take(self, patient: int | None, line: int, cells: Sequence[str], modality: str, reader: str) -> None:
        """Keep the number of a row, or add what is wrong with it; an empty cell says nothing."""
        value = cells[self.place].strip(" ")
        if patient is None or not value:
            return
        if not _NUMBER.match(value) or float(value) >= HIGHEST:
            hint = f"Write a plain number from 0 to below {HIGHEST:g}, with a decimal point, or leave the cell empty."
            if kind := identifying_text(value):
                self.problems.identified(self.name, kind, line, hint)
            else:
                flaw = comma_flaw(value) or (f"{told(value)} is not a measured value.", hint)
                self.problems.add(*flaw, line=line, column=self.name)
            return
        key = patient, modality, reader
        self.highest[key] = max(self.highest.get(key, 0.0), float(value))

    def column(self, modality: str, patients: Sequence[int]) -> tuple[float | None, ...]:
        """Return the value of each patient under one test, None where nothing was measured.

        Examples
        --------
        >>> measures = Measures("suvmax", 1, Problems("reads.csv"))
        >>> for reader, value in ("R1", "4.0"), ("R1", "9.5"), ("R2", "8.5"):
        ...     measures.take(0, 2, ["P01", value], "PSMA", reader)
        >>> measures.column("PSMA", [0, 1])
        (9.0, None)
        """
        values: dict[int, list[float]] = {}
        for (patient, name, _), value in self.highest.items():
            if name == modality:
                values.setdefault(patient, []).append(value)
        return tuple(median(values[patient]) if patient in values else None for patient in patients)


def measures(name: str, header: Sequence[str], problems: Problems) -> Measures:
    """Return the measured column of this name, ready to be read; its place is -1 without a name.

    Raises
    ------
    UsageError
        If the file has no such column.

    Examples
    --------
    >>> measures("suvmax", ["patient_id", "suvmax"], Problems("reads.csv")).place
    1
    """
    return Measures(name, named_column(name, header) if name else -1, problems)
