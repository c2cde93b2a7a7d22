"""Earlier PSA values of the patients, from a file of their own: one row a measurement, in months or days, no dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from psmatrial.data.cells import TOTALS
from psmatrial.data.decimals import COMMA_HINT, COMMA_TEXT, comma_columns, with_decimal_points
from psmatrial.data.forms import identifying_text
from psmatrial.data.identifiers import Extras, identifying_name, named_persons, numbered_by_hospital
from psmatrial.data.limits import limit_parts
from psmatrial.data.problems import Problems, other_width
from psmatrial.data.sheet import Sheet
from psmatrial.data.values import comma_flaw, folded, invisible, psa_flaw, told
from psmatrial.errors import InputError, Problem

DAYS_A_MONTH = 365.25 / 12
COLUMNS = ("patient_id", "psa")
TIMES = ("month", "day")
LONGEST_YEARS = 100
_NUMBER = re.compile(r"[-−]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\Z")
_NO_DATE = "Dates identify: count months before or after the scan in a column month, such as -12.5, or days in day."


@dataclass(frozen=True, slots=True)
class PsaHistory:
    """The earlier PSA values of a cohort.

    Parameters
    ----------
    values
        One tuple a patient of the cohort: day (from any origin of the patient) and PSA in ng/mL, 0 where only a limit
        is known.
    others
        Patients of the file who are not in the cohort.
    source, sha256, size, rows
        File name, hash and number of its bytes, measurements read.
    notes
        What was accepted while the file was read: its encoding, a decimal comma.
    """

    values: tuple[tuple[tuple[float, float], ...], ...]
    others: int
    source: str
    sha256: str
    size: int
    rows: int
    notes: tuple[Problem, ...] = ()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was accepted and should be looked at, among it patients of whom there are no readings."""
        if not self.others:
            return self.notes
        patients, are = ("patient", "is") if self.others == 1 else ("patients", "are")
        text = f"{self.others} {patients} of the PSA history {are} not in the readings."
        return (*self.notes, Problem(text, file=self.source))


def psa_history(sheet: Sheet, patients: Sequence[str], *, comma: bool = False) -> PsaHistory:
    """Return the PSA values of a file of measurements, for the patients of a cohort.

    Parameters
    ----------
    sheet
        Columns ``patient_id``, ``psa`` and one of ``month`` and ``day``, numbers from any origin.
    patients
        Ids of the cohort, in its order.
    comma
        Whether the plan says that numbers have a decimal comma; one that is certain is accepted with a note.

    Raises
    ------
    InputError
        With all problems of the file: a missing column, a date, a cell that is no number, a measurement twice.

    Examples
    --------
    >>> rows = [(2, ["P1", "-6", "0.2"]), (3, ["P1", "0", "0.4"]), (4, ["P9", "0", "<0.1"])]
    >>> found = psa_history(Sheet(("patient_id", "month", "psa"), rows, "psa.csv", "", 0, "utf-8"), ["P1", "P2"])
    >>> found.values, found.others
    ((((-182.625, 0.2), (0.0, 0.4)), ()), 1)
    """
    try:
        return _history(sheet, patients, comma=comma)
    except InputError as error:
        if comma or "psa" not in sheet.header:
            raise
        psa, *times = _numbers(sheet)
        places = comma_columns(sheet, error.problems, psa, times)
        if not places:
            raise
    notes = [Problem(COMMA_TEXT, COMMA_HINT, sheet.name, column=sheet.header[place]) for place in places]
    return _history(replace(sheet, warnings=(*sheet.warnings, *notes)), patients, comma=True)


def _numbers(sheet: Sheet) -> list[int]:
    """Return the positions of the columns of numbers."""
    return [sheet.header.index(name) for name in ("psa", *TIMES) if name in sheet.header]


def _history(sheet: Sheet, patients: Sequence[str], *, comma: bool) -> PsaHistory:
    """Return the PSA values of a file whose decimal sign is known."""
    problems = Problems(sheet.name, sheet.tab, sheet.unit)
    problems.header = sheet.header
    _check_header(sheet, problems)
    problems.refuse()
    time = next(name for name in TIMES if name in sheet.header)
    if comma:
        sheet = with_decimal_points(sheet, _numbers(sheet), problems)
    reader = _Reader(sheet.header, time, problems)
    for line, cells in sheet.rows:
        reader.take(line, cells)
    names = list(reader.measured)
    reader.check_names(patients)
    if not reader.rows and not problems.found:
        problems.add("the file has a line of column names and no rows.", "Was the export cut?")
    if (place := numbered_by_hospital(names)) is not None:
        text = "the number of the patient looks like a medical record number."
        problems.add(text, "Give study numbers.", line=reader.first[names[place]], column="patient_id")
    if (place := named_persons(names)) is not None:
        text = "the patients seem to stand there under their names, which are not repeated here."
        problems.add(text, "Give study numbers.", line=reader.first[names[place]], column="patient_id")
    if names and not set(map(folded, names)) & set(map(folded, patients)):
        problems.add("none of its patients is among those of the readings.", "Write patient_id as it stands there.")
    problems.refuse()
    known = set(patients)
    return PsaHistory(
        tuple(tuple(reader.measured.get(patient, {}).values()) for patient in patients),
        sum(name not in known for name in names),
        sheet.name,
        sheet.sha256,
        sheet.size,
        reader.rows,
        sheet.warnings,
    )


def _check_header(sheet: Sheet, problems: Problems) -> None:
    """Add what is wrong with the column names."""
    line = sheet.header_line
    for place, name in enumerate(sheet.header, start=1):
        if kind := identifying_text(name):
            problems.add(
                f"the name of column {place} looks like {kind}.", "Is the line of column names missing?", line=line
            )
        elif kind := identifying_name(name):
            hint = _NO_DATE if kind == "a date" else "Remove the column. Its values are not repeated here."
            problems.add(f"by its name, the column holds {kind}.", hint, line=line, column=name)
    for name in COLUMNS:
        if name not in sheet.header:
            problems.add(f"there is no column {name!r}.", "A PSA history has patient_id, month and psa.", line=line)
    times = [name for name in TIMES if name in sheet.header]
    if len(times) != 1:
        text = "there are columns 'month' and 'day'." if times else "there is no column 'month' and no column 'day'."
        problems.add(text, f"Give one of them. {_NO_DATE}", line=line)


@dataclass(slots=True)
class _Reader:
    """What was read so far: by patient and time the day and the PSA, each with the line it came from."""

    header: Sequence[str]
    time: str
    problems: Problems
    measured: dict[str, dict[float, tuple[float, float]]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, float], int] = field(default_factory=dict)
    rows: int = 0
    extras: Extras = field(init=False)

    def __post_init__(self) -> None:
        """Look at the columns that are not used, for what identifies."""
        used = {*COLUMNS, self.time}
        self.extras = Extras((place, name) for place, name in enumerate(self.header) if name not in used)

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Keep the measurement of a row, or add what is wrong with it; an empty row says nothing."""
        if not any(cell.strip() for cell in cells):
            return
        if odd := self._odd(cells):
            self.problems.add(*odd, line=line)
            return
        self.rows += 1
        for name, kind in self.extras.found(cells):
            self.problems.add(f"the cell holds what looks like {kind}.", "Remove the column.", line=line, column=name)
        patient, time, psa = (cells[self.header.index(name)].strip(" ") for name in ("patient_id", self.time, "psa"))
        flaws = {"patient_id": _patient_flaw(patient), self.time: _time_flaw(time, self.time), "psa": _psa_flaw(psa)}
        for column, flaw in flaws.items():
            if flaw:
                self.problems.add(*flaw, line=line, column=column)
        if not any(flaws.values()):
            self._keep(patient, float(time.replace("−", "-")), psa, line)

    def _odd(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Return why a row is no measurement and what to do, or None."""
        if len(cells) != len(self.header):
            text = other_width(len(cells), len(self.header))
            return text, "Write each cell, empty or not, between its separators."
        if tuple(cell.strip(" ") for cell in cells) == tuple(self.header):
            return "the line of column names is there again.", "Remove this line."
        if cells[self.header.index("patient_id")].strip().lower() in TOTALS:
            return "this looks like a row of totals.", "Remove it: each row is one value."
        return None

    def check_names(self, patients: Sequence[str]) -> None:
        """Add the ids that only case or Unicode form tells from one of the readings, or from one another."""
        meant = {folded(name): (name, "one of the readings") for name in patients}
        for name, line in self.first.items():
            known, where = meant.setdefault(folded(name), (name, f"one on {self.problems.unit} {line}"))
            if known != name:
                text = f"{told(name)} differs from {told(known)}, {where},"
                text += " only by case or by how its letters are encoded."
                self.problems.add(text, "Write it one way.", line=line, column="patient_id")

    def _keep(self, patient: str, time: float, psa: str, line: int) -> None:
        """Keep a measurement, unless there is one of this time."""
        if before := self.lines.get((patient, time)):
            text = f"the patient has a PSA of this {self.time} on {self.problems.unit} {before} already."
            self.problems.add(text, f"Give one value a {self.time}.", line=line, column=self.time)
            return
        self.lines[patient, time] = line
        self.first.setdefault(patient, line)
        day = time if self.time == "day" else time * DAYS_A_MONTH
        self.measured.setdefault(patient, {})[time] = day, 0.0 if limit_parts(psa) else float(psa)


def _patient_flaw(text: str) -> tuple[str, str] | None:
    """Return what is wrong with the id of a patient and what to do, or None."""
    if not text:
        return "there is no patient.", "Give the study number."
    if kind := identifying_text(text):
        return f"the cell holds what looks like {kind}.", "Give the study number. The value is not repeated here."
    if hidden := invisible(text):
        return f"the cell holds {hidden}.", "Type it again."
    return None


def _time_flaw(text: str, column: str) -> tuple[str, str] | None:
    """Return what is wrong with a number of months or days and what to do, or None."""
    if not text:
        return "there is no time.", f"Give the {column} of the measurement, or remove the row."
    if kind := identifying_text(text):
        return f"the cell holds what looks like {kind}.", _NO_DATE
    if not _NUMBER.match(text):
        hint = "Write a plain number with a decimal point."
        return comma_flaw(text) or (f"{told(text)} is not a number of {column}s.", hint)
    if abs(float(text.replace("−", "-"))) > LONGEST_YEARS * (12 if column == "month" else 366):
        return f"{told(text)} {column}s are more than {LONGEST_YEARS} years.", "Is it a date or a serial number?"
    return None


def _psa_flaw(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a PSA value and what to do, or None; a limit such as <0.1 is accepted."""
    if not text:
        return "there is no PSA.", "Give the value in ng/mL, or remove the row."
    flaw = psa_flaw(text)
    return flaw if flaw[0] else None
