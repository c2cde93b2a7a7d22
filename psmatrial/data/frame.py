"""A frame handed over from Python, as the same sheet of text that a file gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from psmatrial.data.sheet import Sheet, checked_header

NAME = "frame"
_MISSING = frozenset({"NoneType", "NAType", "NaTType"})


class Frame(Protocol):
    """What is asked of a frame; a pandas DataFrame has it."""

    @property
    def columns(self) -> Iterable[object]:
        """The column names."""

    def itertuples(self, *, index: bool, name: str | None) -> Iterable[tuple[object, ...]]:
        """Go through the rows."""


def sheet_of(frame: Frame) -> Sheet:
    """Return a frame as a sheet: cells as typed, empty where nothing is there.

    Parameters
    ----------
    frame
        A pandas DataFrame, or anything with its ``columns`` and ``itertuples``. The index is not read.

    Returns
    -------
    Sheet
        Rows count from 1. The hash is that of the cells as text, so that equal frames have equal hashes.

    Raises
    ------
    InputError
        If column names are blank or twice there.
    """
    header = checked_header([text_of(name) for name in frame.columns], NAME, 0)
    rows = [[text_of(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    code = hashlib.sha256()
    size = 0
    for cells in (header, *rows):
        row = ("\x1f".join(cells) + "\x1e").encode("utf-8", "surrogatepass")
        code.update(row)
        size += len(row)
    return Sheet(header, [*enumerate(rows, start=1)], NAME, code.hexdigest(), size, "frame", header_line=0, unit="row")


def text_of(value: object) -> str:
    """Return a value as it would be typed: missing ones empty, floats in full without exponent.

    Examples
    --------
    >>> text_of(0.35), text_of(7.0), text_of(1e-05), text_of(None), text_of(float("nan"))
    ('0.35', '7.0', '0.00001', '', '')
    """
    if isinstance(value, str):
        return str(value)
    if type(value).__name__ in _MISSING:
        return ""
    if isinstance(value, float) or type(value).__name__.startswith("float"):
        number = float(value)  # type: ignore[arg-type]  # numpy's floats say so of themselves
        if number != number:  # noqa: PLR0124  # only NaN differs from itself
            return ""
        return repr(number) if "e" not in repr(number) else format(Decimal(repr(number)), "f")
    return str(value)
