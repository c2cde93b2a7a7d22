"""What can be said of a file only after its last row."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.data.advice import naming
from psmatrial.data.alike import check_alike, in_one
from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.forms import identifying_text
from psmatrial.data.identifiers import named_persons, numbered_by_hospital
from psmatrial.data.ledger import Ledger
from psmatrial.data.limits import limit_parts
from psmatrial.data.rules import Layout
from psmatrial.data.slips import check_slips
from psmatrial.data.values import told
from psmatrial.errors import Problem, choices

_WHOLE = frozenset(
    {"PATIENT", "WHOLEPATIENT", "OVERALL", "ANY", "ANYREGION", "ALL", "ALLREGIONS", "TOTAL", "WHOLEBODY"}
)


def check_whole(cells: Cells, layout: Layout, rows: int) -> None:
    """Add what can be said only after the last row."""
    problems, ledger, columns = cells.problems, cells.ledger, cells.columns
    if not rows and not problems.found:
        problems.add("the file has a line of column names and no rows.", "Was the export cut?")
    ledger.check_unclear()
    ledger.check_names()
    check_alike(ledger)
    check_slips(cells, layout)
    _check_ids(cells)
    _check_regions(cells)
    gaps = cells.gaps
    gaps.check()
    if gaps.rule.days is not None and gaps.place < 0:
        text = f"the plan limits the days between scans, and there is no column {told(gaps.rule.column)}."
        problems.add(text, "Name the column of days between the scans under [gap] in the plan.")
    present = {place[0] for place in ledger.slots}
    if rows and not problems.found:
        for name in sorted(set(layout.modalities) - present):
            problems.add(f"the file has no row for the planned modality {name!r}.", choices(name, sorted(present)))
    of_row = (("reader", layout.readers, layout.row_reader), ("region", layout.regions, layout.row_region))
    for role, planned, named in of_row:
        known = named or role in columns.roles or any(place[PLACES.index(role)] for place in columns.wide.values())
        if len(planned) > 1 and not known:
            text = f"{len(planned)} {role}s are planned, but the file does not tell {role}s apart."
            problems.add(text, f"Name the column: {naming(problems.file, role)}.")


def _check_ids(cells: Cells) -> None:
    """Add that the patients are kept under what looks like the numbers of a hospital, or under their names."""
    ledger = cells.ledger
    hint = "Give each patient a study number, such as CAL-001."
    if (place := numbered_by_hospital(ledger.patients)) is not None:
        kind = identifying_text(ledger.patients[place]) or "a medical record number"
        cells.problems.identified("patient_id", kind, ledger.patient_lines[place], hint)
    if (place := named_persons(ledger.patients)) is not None:
        cells.problems.identified("patient_id", "a name", ledger.patient_lines[place], hint)


def _check_regions(cells: Cells) -> None:
    """Add that a result of the whole patient stands among those of regions: it would count twice."""
    regions = dict.fromkeys(place[2] for place in cells.ledger.slots if place[2])
    whole = [name for name in regions if in_one(name) in _WHOLE]
    if cells.planned["region"] or not whole or len(regions) == len(whole):
        return
    text = f"the region {told(whole[0])} stands beside {told(next(name for name in regions if name not in whole))}."
    hint = "A result of the whole patient is no region: remove these rows, or name the regions under [endpoints]."
    line = min(cells.ledger.slot_lines[slot] for place, slot in cells.ledger.slots.items() if place[2] == whole[0])
    cells.problems.add(text, hint, line=line, column="region")


def row_warnings(cells: Cells) -> list[Problem]:
    """Return what was accepted and should be looked at."""
    ledger, name = cells.ledger, cells.sheet.name
    warnings = list(cells.left_out)
    if cells.empty_rows:
        warnings.append(Problem(f"{_counted(cells.empty_rows, 'row')} without any value: left out.", file=name))
    if cells.gaps.place >= 0:
        warnings += cells.gaps.warnings(len(ledger.patients))
    if "psa" not in cells.columns.roles:
        return warnings
    different = set(ledger.psa)
    limits = _places(ledger.psa, {text for text in different if text and limit_parts(text)})
    if limits:
        text = f"PSA is a limit (such as {ledger.psa[limits[0]]}) in {_counted(len(limits), 'patient')}:"
        hint = "it decides the stratum, and nothing else is made of it."
        warnings.append(Problem(text, hint, name, ledger.psa_lines[limits[0]], "psa"))
    zero = _places(ledger.psa, {text for text in different if text and not text.strip("0.")})
    if zero:
        text = f"PSA is 0 in {_counted(len(zero), 'patient')}."
        hint = "Is it a value below the limit of the assay?"
        warnings.append(Problem(text, hint, name, ledger.psa_lines[zero[0]], "psa"))
    if some := len(_late(ledger) | cells.blank_psa):
        text = f"PSA stands on some rows only of {_counted(some, 'patient')}: it is taken for all of them."
        warnings.append(Problem(text, file=name, column="psa"))
    if missing := ledger.psa.count(""):
        text = f"PSA is missing in {_counted(missing, 'patient')}: in no PSA stratum."
        warnings.append(Problem(text, file=name, column="psa"))
    return warnings


def _late(ledger: Ledger) -> set[int]:
    """Return the patients whose PSA does not stand on their first row."""
    if ledger.psa_lines == ledger.patient_lines:
        return set()
    firsts = zip(ledger.psa_lines, ledger.patient_lines, strict=True)
    return {place for place, (given, first) in enumerate(firsts) if given and given != first}


def plan_warnings(cells: Cells) -> list[Problem]:
    """Return which planned readers and regions never occur."""
    warnings = []
    for part, role in enumerate(PLACES):
        places = [place for place in cells.ledger.slots if role != "reader" or cells.is_compared(place[0])]
        present = {place[part] for place in places}
        if role == "modality" or not any(present):
            continue
        if role == "region":
            present |= {cells.region_names.get(name, name) for name in present}
        for name in cells.expected[role]:
            if name not in present:
                beside = " of a test that is compared" if len(places) < len(cells.ledger.slots) else ""
                text = f"the planned {role} {name!r} has no row{beside}: missing in every patient."
                warnings.append(Problem(text, file=cells.sheet.name))
    return warnings


def _places(texts: Sequence[str], wanted: set[str]) -> list[int]:
    """Return where any of some texts stands."""
    return [place for place, text in enumerate(texts) if text in wanted] if wanted else []


def _counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
