"""CDISC Dataset-JSON 1.1: one dataset with its columns and rows, numbers with the digits they are written with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from psmatrial.data.problems import Problems
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Number, Sheet, checked_header
from psmatrial.data.sources._bytes import changed, hashed, opened, stamp
from psmatrial.errors import InputError, Problem

LARGEST = 64 << 20
_NOT_ONE = "this is not Dataset-JSON: it has no"
_EXPORT = "Export the dataset as Dataset-JSON 1.1, or save it as CSV in UTF-8."


def read(path: Path, layout: Layout | None = None) -> Sheet:  # noqa: ARG001  # every source is told the layout
    """Return the cells of a dataset in Dataset-JSON 1.1.

    Parameters
    ----------
    path
        A regular file of at most 64 MiB.
    layout
        Nothing in it is needed: the file says everything.

    Returns
    -------
    Sheet
        Rows count from 1, as in the dataset; null is an empty cell.

    Raises
    ------
    InputError
        If the file is too large or not Dataset-JSON 1.1, or its rows are fewer than it says; going through the rows
        raises it for cells that are neither text, number, truth value nor null.
    """
    file = hashed(path)
    if file.size > LARGEST:
        text = f"the file is larger than {LARGEST >> 20} MiB."
        raise InputError(Problem(text, "Save the dataset as SAS transport, CSV or Parquet.", file.name))
    with opened(path) as raw:
        content = _parsed(raw.read(), file.name)
    if stamp(path) != file.stamp:
        raise changed(file.name)
    rows = _checked(content, file.name)
    names = [one.get("name") if isinstance(one, dict) else None for one in content["columns"]]
    header = checked_header([name if isinstance(name, str) else "" for name in names], file.name, 0)
    found = _Rows(rows, file.name, header)
    return Sheet(header, found, file.name, file.sha256, file.size, "Dataset-JSON", header_line=0, unit="row")


def _parsed(raw: bytes, name: str) -> dict[str, Any]:
    """Return the outermost object of a JSON text."""
    try:
        content = json.loads(
            raw.decode("utf-8-sig"),
            parse_float=Number,
            parse_int=Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
    except UnicodeDecodeError:
        raise InputError(Problem("the file is not UTF-8, as JSON must be.", _EXPORT, name)) from None
    except json.JSONDecodeError as error:
        raise InputError(Problem(f"this is not JSON: {error.msg}.", _EXPORT, name, error.lineno)) from None
    except RecursionError:
        raise InputError(Problem("the JSON is nested too deeply.", _EXPORT, name)) from None
    except ValueError as error:
        raise InputError(Problem(f"this is not JSON: {error}.", _EXPORT, name)) from None
    if not isinstance(content, dict) or not isinstance(content.get("datasetJSONVersion"), str):
        raise InputError(Problem(f"{_NOT_ONE} datasetJSONVersion.", _EXPORT, name))
    return content


def _refuse_constant(word: str) -> NoReturn:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys are there once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _checked(content: dict[str, Any], name: str) -> list[Any]:
    """Return the rows of a dataset, once it is known to be whole."""
    if not content["datasetJSONVersion"].startswith("1.1"):
        raise InputError(Problem("this is Dataset-JSON of another version than 1.1.", _EXPORT, name))
    for key in ("columns", "rows"):
        if not isinstance(content.get(key), list):
            raise InputError(Problem(f"{_NOT_ONE} {key}.", _EXPORT, name))
    rows: list[Any] = content["rows"]
    if "records" in content and str(content["records"]) != str(len(rows)):
        text = f"the file says that it has {str(content['records'])[:20]} rows and has {len(rows)}."
        raise InputError(Problem(text, "Was the export cut?", name))
    return rows


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a dataset."""

    rows: list[Any]
    name: str
    header: Sequence[str]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Go through the rows; cells that are no values are told at the end."""
        problems = Problems(self.name, unit="row")
        for number, row in enumerate(self.rows, start=1):
            if not isinstance(row, list):
                problems.add("the row is not a list of cells.", _EXPORT, line=number)
                continue
            bad = [place for place, value in enumerate(row) if isinstance(value, list | dict)]
            for place in bad:
                column = self.header[place] if place < len(self.header) else ""
                problems.add("the cell holds more than one value.", _EXPORT, line=number, column=column)
            if not bad:
                yield number, [_text(value) for value in row]
        problems.refuse()


def _text(value: Any) -> str:
    """Return a value as it is seen: no exponent, null empty."""
    if isinstance(value, Number):
        return _plain(value)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(number: Number) -> Number:
    """Return a number without exponent; one whose exponent is absurd stays as it is, to be refused by what it means."""
    if "e" not in number.lower():
        return number
    try:
        value = Decimal(number)
        return Number(format(value, "f")) if abs(value.adjusted()) < 30 else number
    except InvalidOperation:
        return number
