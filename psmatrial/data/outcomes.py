"""A file of outcomes alone: one row a patient, no tests, with the same checks as a file of readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from psmatrial.data.columns import RESULT, TEST
from psmatrial.data.problems import Problems, other_width
from psmatrial.data.rules import Layout
from psmatrial.data.schema import Checked, checked
from psmatrial.data.sheet import Sheet

_ABSENT = "there is no column "


def only_outcomes(sheet: Sheet, layout: Layout) -> bool:
    """Return whether a sheet holds outcomes and no tests, and the layout allows it.

    Examples
    --------
    >>> sheet = Sheet(("patient_id", "months"), [(2, ["P1", "5"])], "outcomes.csv", "", 0, "utf-8")
    >>> only_outcomes(sheet, Layout(outcomes=True)), only_outcomes(sheet, Layout())
    (True, False)
    """
    there = {name.lower() for name in sheet.header}
    named = [layout.columns.get(role, role).lower() for role in ("modality", "result")]
    return layout.outcomes and there.isdisjoint(named)


def checked_outcomes(sheet: Sheet, layout: Layout) -> Checked:
    """Return what a sheet of outcomes holds, if nothing is wrong with it.

    Raises
    ------
    InputError
        With all problems of the file, by line; a patient with two rows is one.

    Examples
    --------
    >>> sheet = Sheet(("patient_id", "months"), [(2, ["P1", "5"])], "outcomes.csv", "", 0, "utf-8")
    >>> checked_outcomes(sheet, Layout(outcomes=True, patient_columns=("months",))).ledger.patients
    ['P1']
    """
    _check_rows(sheet, layout)
    columns = {**layout.columns, "modality": TEST, "result": RESULT}
    longer = replace(sheet, header=(*sheet.header, TEST, RESULT), rows=_Longer(sheet.rows), bulk=None)
    found = checked(longer, replace(layout, columns=columns))
    return replace(found, warnings=tuple(item for item in found.warnings if not item.text.startswith(_ABSENT)))


def _check_rows(sheet: Sheet, layout: Layout) -> None:
    """Refuse a file in which a patient has two rows, or a row has other cells than the header."""
    name = layout.columns.get("patient_id", "patient_id")
    if name not in sheet.header:
        return
    place = sheet.header.index(name)
    problems, lines = Problems(sheet.name, sheet.tab, sheet.unit), dict[str, int]()
    problems.header = sheet.header
    for line, cells in sheet.rows:
        if len(cells) != len(sheet.header):
            if any(cell.strip() for cell in cells):
                text = other_width(len(cells), len(sheet.header))
                problems.add(text, "Write each cell, empty or not, between its separators.", line=line)
            continue
        patient = cells[place].strip(" ")
        if patient and lines.setdefault(patient, line) != line:
            text = f"the patient has a row already, {sheet.unit} {lines[patient]}."
            problems.add(text, "A file of outcomes has one row a patient.", line=line, column=name)
    problems.refuse()


@dataclass(frozen=True, slots=True)
class _Longer:
    """Rows with the two cells more; an empty row is left as it is."""

    rows: Iterable[tuple[int, Sequence[str]]]

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows."""
        for line, cells in self.rows:
            yield line, [*cells, TEST, "negative"] if any(cell.strip() for cell in cells) else [*cells, "", ""]
