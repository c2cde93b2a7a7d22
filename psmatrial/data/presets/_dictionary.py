"""A REDCap data dictionary: which fields identify, which form a field is on, what its codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from psmatrial.data.rules import Layout
from psmatrial.data.sources.csv import read
from psmatrial.data.values import folded, shown
from psmatrial.errors import InputError, Problem, UsageError

_COLUMNS = {
    "name": ("Variable / Field Name", "field_name"),
    "form": ("Form Name", "form_name"),
    "kind": ("Field Type", "field_type"),
    "codes": ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"),
    "flag": ("Identifier?", "identifier"),
}
_CODED = frozenset({"radio", "dropdown", "checkbox"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its form, whether it is marked as an identifier, and the labels of its codes."""

    form: str
    identifies: bool
    labels: Mapping[str, str]


def dictionary(name: str, folder: Path) -> dict[str, Field]:
    """Return the fields of a data dictionary by their names.

    Parameters
    ----------
    name
        Name of the file, without a folder: it lies beside the data.
    folder
        The folder of the data.

    Raises
    ------
    UsageError
        If the name has a folder in it.
    InputError
        If the file cannot be read or is no data dictionary.
    """
    if name != Path(name).name:
        raise UsageError("the plan's input.dictionary has a folder in it.", "Give the name of a file beside the data.")
    sheet = read(folder / name, Layout())
    places = {}
    for part, titles in _COLUMNS.items():
        found = [title for title in titles if title in sheet.header]
        if not found:
            text = f"there is no column {titles[0]!r}: this is not a REDCap data dictionary."
            raise InputError(Problem(text, "Download it from the project's setup, as CSV.", sheet.name, 1))
        places[part] = sheet.header.index(found[0])
    fields: dict[str, Field] = {}
    for line, cells in sheet.rows:
        if len(cells) != len(sheet.header):
            raise InputError(Problem("the row has another width.", "Download the dictionary again.", sheet.name, line))
        row = {part: cells[place].strip() for part, place in places.items()}
        labels = _labels(row["codes"]) if row["kind"] in _CODED else {}
        if twice := _twice(row["codes"]) if labels else "":
            text = f"the code {shown(twice)} of the field {shown(row['name'])} has two labels."
            raise InputError(Problem(text, "Give each code one label.", sheet.name, line))
        if row["name"] and row["name"] in fields:
            text = f"the field {shown(row['name'])} is there twice."
            raise InputError(Problem(text, "Download the dictionary again.", sheet.name, line))
        fields[row["name"]] = Field(row["form"], row["flag"].lower() in {"y", "yes", "1"}, labels)
    return fields


def _twice(codes: str) -> str:
    """Return a code that has two labels that differ, or an empty string.

    Examples
    --------
    >>> _twice("1, Positive | 1, Negative"), _twice("1, Positive | 0, Negative | ")
    ('1', '')
    """
    labels: dict[str, str] = {}
    for part in codes.split("|"):
        code, _, label = (piece.strip() for piece in part.partition(","))
        if code and labels.setdefault(folded(code), label) != label:
            return code
    return ""


def _labels(codes: str) -> dict[str, str]:
    """Return the labels by code.

    Examples
    --------
    >>> _labels("1, Positive | 0, Negative")
    {'1': 'Positive', '0': 'Negative'}
    """
    pairs = (part.partition(",") for part in codes.split("|"))
    return {code.strip(): label.strip() for code, _, label in pairs if code.strip()}
