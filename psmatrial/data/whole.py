"""What can be said of a file only after its last row."""

from __future__ import annotations

from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.rules import Layout
from psmatrial.errors import Problem, choices


def check_whole(cells: Cells, layout: Layout, rows: int) -> None:
    """Add what can be said only after the last row."""
    problems, ledger, columns = cells.problems, cells.ledger, cells.columns
    if not rows and not problems.found:
        problems.add("the file has a line of column names and no rows.", "Was the export cut?")
    ledger.check_names()
    present = {place[0] for place in ledger.slots}
    if rows and not problems.found:
        for name in sorted(set(layout.modalities) - present):
            problems.add(f"the file has no row for the planned modality {name!r}.", choices(name, sorted(present)))
    for role, planned in (("reader", layout.readers), ("region", layout.regions)):
        known = role in columns.roles or any(place[PLACES.index(role)] for place in columns.wide.values())
        if len(planned) > 1 and not known:
            text = f"{len(planned)} {role}s are planned, but the file does not tell {role}s apart."
            problems.add(text, f"Name the column: --column {role}=NAME.")


def row_warnings(cells: Cells) -> list[Problem]:
    """Return what was accepted and should be looked at."""
    ledger, name = cells.ledger, cells.sheet.name
    warnings = []
    if cells.empty_rows:
        warnings.append(Problem(f"{_counted(cells.empty_rows, 'row')} without any value: left out.", file=name))
    if "psa" not in cells.columns.roles:
        return warnings
    zero = [place for place, text in enumerate(ledger.psa) if text and not text.strip("0.")]
    if zero:
        text = f"PSA is 0 in {_counted(len(zero), 'patient')}."
        hint = "Is it a value below the limit of the assay?"
        warnings.append(Problem(text, hint, name, ledger.psa_lines[zero[0]], "psa"))
    firsts = zip(ledger.psa_lines, ledger.patient_lines, strict=True)
    late = {place for place, (given, first) in enumerate(firsts) if given and given != first}
    if some := len(late | cells.blank_psa):
        text = f"PSA stands on some rows only of {_counted(some, 'patient')}: it is taken for all of them."
        warnings.append(Problem(text, file=name, column="psa"))
    if missing := ledger.psa.count(""):
        text = f"PSA is missing in {_counted(missing, 'patient')}: in no PSA stratum."
        warnings.append(Problem(text, file=name, column="psa"))
    return warnings


def plan_warnings(cells: Cells) -> list[Problem]:
    """Return which planned readers and regions never occur."""
    warnings = []
    for part, role in enumerate(PLACES):
        present = {place[part] for place in cells.ledger.slots}
        if role == "modality" or not any(present):
            continue
        for name in cells.planned[role]:
            if name not in present:
                text = f"the planned {role} {name!r} has no row: missing in every patient."
                warnings.append(Problem(text, file=cells.sheet.name))
    return warnings


def _counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
