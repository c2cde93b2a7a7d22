"""ADaM basic data structure: one row one result of a patient, of the test that the plan gives to its PARAMCD.

USUBJID is the patient and AVALC the result. The plan's ``results`` give each PARAMCD that is a reading its modality,
and where it has one its reader and region; rows of other parameters are left out and counted. Where the dataset has
ANL01FL, only rows with Y are analysed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from psmatrial.data.presets._kept import Selection, problems_of
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet
from psmatrial.data.values import shown
from psmatrial.errors import InputError, Problem, UsageError, choices

_FLAG = "ANL01FL"
_PARTS = ("modality", "reader", "region")


def applied(sheet: Sheet, layout: Layout, path: Path | None) -> tuple[Sheet, Layout]:  # noqa: ARG001
    """Return the rows of the planned parameters in long form.

    Raises
    ------
    InputError
        If there is no PARAMCD, or none of a planned one. Reading the rows raises it for records that were derived or
        imputed (DTYPE).
    UsageError
        If the plan gives no parameter a modality, or not all of them a reader or a region.
    """
    if "PARAMCD" not in sheet.header:
        raise InputError(Problem("there is no column 'PARAMCD'.", "Is this a BDS dataset?", sheet.name))
    at = sheet.header.index("PARAMCD")
    parts = _parts(layout.results)
    if not parts:
        found = sorted({cells[at] for _, cells in sheet.rows if len(cells) > at})
        text = "the preset adam-bds needs to know which PARAMCD is which test."
        hint = 'Give each under [results], such as PSMAPN = {modality = "PSMA", region = "pelvic nodes"}. '
        raise UsageError(text, f"{hint}The file has: {', '.join(map(shown, found[:30]))}.")
    problems = problems_of(sheet)
    selection = Selection(sheet, _Reason(sheet.header, layout.results), problems)
    seen: set[str] = set()
    at_derived = sheet.header.index("DTYPE") if "DTYPE" in sheet.header else -1

    def see(line: int, cells: Sequence[str]) -> None:
        seen.add(cells[at])
        if at_derived >= 0 and cells[at_derived].strip(" "):
            text = "the record was derived or imputed."
            problems.add(text, "Keep the records that were observed.", line=line, column="DTYPE")

    selection.look(see, drop=layout.drop_identifiers)
    for name in layout.results:
        if name not in seen:
            text = f"no record to be analysed has the PARAMCD {shown(name)}."
            problems.add(text, choices(name, sorted(seen)) if seen else "", column="PARAMCD")
    kept = selection.kept()
    names = tuple(f"PARAMCD: {part}" for part in parts)
    meanings = {name: tuple(meaning[part] for part in parts) for name, meaning in layout.results.items()}
    columns = {"patient_id": "USUBJID", "result": "AVALC", **layout.columns, **dict(zip(parts, names, strict=True))}
    rows = _Rows(kept, at, meanings)
    return replace(kept, header=(*kept.header, *names), rows=rows), replace(layout, columns=columns, results={})


def _parts(results: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Return what the plan says of every parameter: modality, and perhaps reader and region."""
    parts = tuple(part for part in _PARTS if any(part in meaning for meaning in results.values()))
    for name, meaning in results.items():
        for part in parts:
            if part not in meaning:
                raise UsageError(f"the PARAMCD {name!r} has no {part}, others have.", "Give it to all or to none.")
    return parts


class _Reason:
    """Why a record is not analysed."""

    def __init__(self, header: Sequence[str], results: Mapping[str, object]) -> None:
        """Find the variables that decide."""
        self.at = header.index("PARAMCD")
        self.results = results
        self.at_flag = header.index(_FLAG) if _FLAG in header else -1

    def __call__(self, _: int, cells: Sequence[str]) -> str:
        """Return the reason, empty for a reading."""
        if cells[self.at] not in self.results:
            return "the plan gives its PARAMCD no test"
        if self.at_flag >= 0 and cells[self.at_flag].strip(" ") != "Y":
            return f"{_FLAG} is not Y"
        return ""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows with what their parameter means in further cells."""

    sheet: Sheet
    at: int
    meanings: Mapping[str, tuple[str, ...]]

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows; one of another width stays as it is, to be refused as such."""
        width = len(self.sheet.header)
        for line, cells in self.sheet.rows:
            yield line, [*cells, *self.meanings[cells[self.at]]] if len(cells) == width else cells
