"""The two shapes of a file: one row a reading, or one row a patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.identifiers import Extras
from psmatrial.data.lesion_rows import lesion_hint
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import LARGE, InBlocks, Sheet
from psmatrial.errors import Problem, UsageError


def read_long(sheet: Sheet, cells: Cells) -> int:
    """Read rows of one reading each, and return how many."""
    extras = cells.extras()
    rows = sheet.rows
    if not isinstance(rows, InBlocks) or cells.looks_aside or sheet.size < LARGE:
        return _one_by_one(cells, extras, rows)
    from psmatrial.data.blocks import Blocks
    from psmatrial.data.engine import engine

    blocks, count, first = Blocks(rows, cells, extras, engine(sheet.size)), 0, sheet.header_line + 1
    for block in rows.blocks():
        taken = blocks.taken(first, block)
        count += _one_by_one(cells, extras, rows.of_block(first, block)) if taken is None else taken
        first += taken or block.count(b"\n")
    return count


def _one_by_one(cells: Cells, extras: Extras, rows: Iterable[tuple[int, Sequence[str]]]) -> int:
    """Read rows one after another, and return how many: what a row needs stands in local names."""
    roles, ledger = cells.columns.roles, cells.ledger
    at_patient, at_result, at_psa = roles["patient_id"], roles["result"], roles.get("psa", -1)
    width = len(cells.sheet.header)
    place_of = itemgetter(*(roles[role] for role in PLACES if role in roles))
    number_of, slot_of, code_of = cells.numbers.get, cells.slots.get, cells.codes.get
    filled, lines, known_psa = ledger.codes, ledger.lines, ledger.psa
    looks_aside = cells.looks_aside
    count = 0
    for line, row in rows:
        if len(row) != width:
            cells.odd_row(line, row)
            continue
        patient, slot, code = number_of(row[at_patient]), slot_of(place_of(row)), code_of(row[at_result])
        if patient is None or slot is None or code is None:
            if not cells.odd_row(line, row):
                count += 1
                _first_seen(cells, extras, line, row, place_of(row))
            continue
        count += 1
        if at_psa >= 0 and known_psa[patient] != row[at_psa]:
            cells.psa(patient, line, row[at_psa])
        if extras.columns or looks_aside:
            cells.look_aside(extras, line, row, patient)
        column = filled[slot]
        if column[patient]:
            ledger.again(patient, slot, code, line)
        else:
            column[patient] = code
            lines[slot][patient] = line
    return count


def _first_seen(cells: Cells, extras: Extras, line: int, row: Sequence[str], key: object) -> None:
    """Read a row of which some text is seen for the first time."""
    roles = cells.columns.roles
    patient, slot, code = cells.patient(line, row), cells.slot(line, row, key), cells.code(line, row[roles["result"]])
    if "psa" in roles:
        cells.psa(patient, line, row[roles["psa"]])
    cells.look_aside(extras, line, row, patient)
    if patient is not None and slot is not None and code is not None:
        _keep(cells, patient, slot, code, line)


def read_wide(sheet: Sheet, layout: Layout, cells: Cells, warnings: list[Problem]) -> int:
    """Read rows of one patient each, and return how many."""
    wide = {place: _planned_place(meaning, layout, cells) for place, meaning in cells.columns.wide.items()}
    cells.ledger.readings_a_line = len(wide)
    naming = {"reader": layout.row_reader, "region": layout.row_region}
    named_at = {role: sheet.header.index(column) for role, column in naming.items() if column}
    slots = {} if named_at else {place: cells.ledger.slot(wide[place], 1) for place in wide}
    blanks = dict.fromkeys(wide, 0)
    extras = cells.extras()
    at_psa = cells.columns.roles.get("psa", -1)
    count = 0
    for line, row in sheet.rows:
        if cells.odd_row(line, row):
            continue
        count += 1
        before = len(cells.ledger.patients)
        patient = cells.patient(line, row)
        if patient is not None and patient < before and not layout.repeats:
            first = cells.ledger.patient_lines[patient]
            hint = lesion_hint(sheet.header) or "A file with one result column per test has one row per patient."
            text = f"the patient of {sheet.unit} {first} is there again."
            cells.problems.add(text, hint, line=line, column="patient_id")
            continue
        if at_psa >= 0:
            cells.psa(patient, line, row[at_psa])
        cells.look_aside(extras, line, row, patient)
        for place in wide:
            blanks[place] += not row[place].strip(" ")
        filled = {place: meaning for place, meaning in wide.items() if row[place].strip(" ")}
        if filled and named_at:
            slots = cells.row_slots(line, {role: row[at] for role, at in named_at.items()}, filled)
        _keep_wide(cells, slots if filled else {}, line, row, patient)
    warnings += [_blank(sheet, place, blank) for place, blank in blanks.items() if blank and not layout.repeats]
    return count


def _blank(sheet: Sheet, place: int, blank: int) -> Problem:
    """Return the warning that some cells of a result column are empty."""
    text = f"{blank} empty cell{'s count' if blank > 1 else ' counts'} as no reading."
    return Problem(text, file=sheet.name, column=sheet.header[place])


def _keep_wide(cells: Cells, slots: dict[int, int], line: int, row: Sequence[str], patient: int | None) -> None:
    """Keep the results of one row of a wide file."""
    for place, slot in slots.items():
        text = row[place]
        if not text.strip(" "):
            continue
        code = cells.codes.get(text) or cells.code(line, text, cells.sheet.header[place])
        if patient is not None and code is not None:
            _keep(cells, patient, slot, code, line)


def _keep(cells: Cells, patient: int, slot: int, code: int, line: int) -> None:
    """Keep one result, unless there is one already."""
    if cells.ledger.codes[slot][patient]:
        cells.ledger.again(patient, slot, code, line)
    else:
        cells.ledger.codes[slot][patient] = code
        cells.ledger.lines[slot][patient] = line


def _planned_place(place: tuple[str, str, str], layout: Layout, cells: Cells) -> tuple[str, str, str]:
    """Return the modality, reader and region of a result column, if they are planned."""
    for role, name, planned in zip(PLACES, place, (layout.modalities, layout.readers, layout.regions), strict=True):
        known = not planned or name in planned or (role == "reader" and layout.may_read(name, place[0]))
        if name and not known:
            text = f"a result column is given to {name!r}, not a planned {role}."
            raise UsageError(text, cells.instead(name, role, planned))
    return place
