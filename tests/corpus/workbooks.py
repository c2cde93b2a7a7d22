"""Workbooks: what stands where nobody looks, and what only looks like a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.corpus.case import HEADER, NAMES, ROWS, Case, accepted, refused
from tests.data.sources.workbook import grid, workbook

_TRIAL: dict[int, list[Any]] = {line: list(row) for line, row in enumerate([HEADER.split(","), *ROWS], start=1)}
_ERROR = '<c t="e"><v>#REF!</v></c>'


def cases() -> Iterator[Case]:
    """Yield the cases."""
    numbers = {line: [*row[:5], float(row[5])] if line > 1 else row for line, row in _TRIAL.items()}
    for name, tabs in (
        ("a workbook", {"Reads": grid(_TRIAL)}),
        ("a workbook with numbers", {"Reads": grid(numbers)}),
        ("an empty sheet beside", {"Notes": grid({}), "Reads": grid(_TRIAL)}),
        ("a formula with its value", {"Reads": _with(2, "result", '<c t="str"><f>A1</f><v>positive</v></c>')}),
    ):
        yield accepted(name, b"", **_book(tabs))
    for name, column, value, words in (
        ("a formula without its value", "result", "<c><f>A1</f></c>", "without a stored value"),
        ("an error for a PSA", "psa", _ERROR, "the formula of the cell failed"),
        ("an error for a result", "result", _ERROR, "the formula of the cell failed"),
        ("a truth value for a result", "result", '<c t="b"><v>1</v></c>', "'TRUE' is not a result"),
        ("a date for a PSA", "psa", '<c s="1"><v>43160</v></c>', "a date"),
        ("a date for a patient", "patient_id", '<c s="1"><v>43160</v></c>', "a date"),
    ):
        yield refused(f"{name} in a workbook", b"", (2, column, words), **_book({"Reads": _with(2, column, value)}))
    yield refused("hidden rows", b"", (3, "", "hidden"), **_book({"Reads": grid(_TRIAL, hidden=(3,))}))
    yield refused("merged names", b"", (1, "", "merged"), **_book({"Reads": grid(_TRIAL, merged=("A1:B1",))}))
    yield refused(
        "a stray cell below",
        b"",
        (30, "", "the row has 7 cells"),
        **_book({"Reads": grid({**_TRIAL, 30: [*[None] * 6, "x"]})}),
    )
    two = {"A": grid(_TRIAL), "B": grid(_TRIAL)}
    yield refused("two sheets with rows", b"", (None, "", "sheet"), **_book(two))
    yield refused("a hidden sheet first", b"", (None, "", "hidden"), **_book(two, A="hidden"))
    yield refused("no rows in a workbook", b"", (None, "", "no cells"), **_book({"Reads": grid({})}))


def _with(line: int, column: str, value: str) -> str:
    """Return the small trial with another cell."""
    rows = {at: list(row) for at, row in _TRIAL.items()}
    rows[line][NAMES.index(column)] = value
    return grid(rows)


def _book(tabs: Mapping[str, str], **states: str) -> dict[str, Any]:
    """Return what makes a case a workbook of these sheets."""
    return {"file": "reads.xlsx", "make": lambda path: workbook(path, tabs, states=states)}
