"""A frame handed over from Python, as the same sheet of text that a file gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from psmatrial.data.sheet import Number, Sheet, checked_header

NAME = "frame"
_MISSING = frozenset({"NoneType", "NAType", "NaTType"})
# Parts of the names of columns and values that keep fewer digits than Python's floats, with what numpy calls them.
_NARROW = {"halffloat": "float16", "float16": "float16", "float32": "float32", "float[": "float32"}


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
    # The type of a column of categories is that of these.
    types = (getattr(getattr(kind, "categories", None), "dtype", kind) for kind in getattr(frame, "dtypes", ()))
    kinds = list(map(str, types)) or [""] * len(header)
    rows = [list(map(text_of, row, kinds)) for row in frame.itertuples(index=False, name=None)]
    code = hashlib.sha256()
    size = 0
    for cells in (header, *rows):
        row = ("\x1f".join(cells) + "\x1e").encode("utf-8", "surrogatepass")
        code.update(row)
        size += len(row)
    return Sheet(header, [*enumerate(rows, start=1)], NAME, code.hexdigest(), size, "frame", header_line=0, unit="row")


def text_of(value: object, kind: str = "") -> str:
    """Return a value as it would be typed: missing ones empty, floats in full without exponent.

    Parameters
    ----------
    value
        What a cell holds.
    kind
        The type of its column, which may keep fewer digits than the value has here.

    Examples
    --------
    >>> text_of(0.35), text_of(7.0), text_of(1e-05), text_of(None), text_of(float("nan"))
    ('0.35', '7.0', '0.00001', '', '')
    >>> text_of(0.20000000298023224, "float32")
    '0.2'
    """
    if isinstance(value, str):
        return str(value)
    if type(value).__name__ in _MISSING:
        return ""
    if isinstance(value, float) or type(value).__name__.startswith("float"):
        widened = float(value)  # type: ignore[arg-type]  # numpy's floats say so of themselves
        number = as_typed(widened, f"{kind} {type(value).__name__}")
        if number != number:  # noqa: PLR0124  # only NaN differs from itself
            return ""
        return Number(repr(number) if "e" not in repr(number) else format(Decimal(repr(number)), "f"))
    return str(value)


def as_typed(number: float, kind: str) -> float:
    """Return the number that was typed into a column of 16 or 32 bits: the one of the fewest digits that it can be.

    Examples
    --------
    >>> as_typed(0.20000000298023224, "float32"), as_typed(0.20000000298023224, "float64"), as_typed(7.0, "float32")
    (0.2, 0.20000000298023224, 7.0)
    """
    narrow = next((narrow for word, narrow in _NARROW.items() if word in kind.lower()), "")
    if not narrow or number.is_integer():
        return number
    import numpy as np

    return float(str(getattr(np, narrow)(number)))
