"""Columns of one code a patient, counted and joined: of a trial without arrays, of many thousand patients with them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from functools import reduce
from math import prod
from operator import add, or_
from typing import Any

_MANY = 20_000
_MOST_COUNTED = 1 << 20
_FEW = 16
_MOST_CODED = 1 << 62

Tally = dict[tuple[int, ...], int]


def tallied(*columns: bytes | array[int]) -> Tally:
    """Return how many patients have each combination of codes, in rising order whatever that of the patients.

    Parameters
    ----------
    columns
        One code a patient, in the same order of patients in all: bytes, or an array of type ``"I"`` of numbers that run
        from 0 without large gaps.

    Raises
    ------
    ValueError
        If the columns are not equally long.

    Examples
    --------
    >>> tallied(bytes([1, 1, 0]), bytes([1, 1, 2]))
    {(0, 2): 1, (1, 1): 2}
    """
    # The loop refuses columns of other lengths; arrays would stretch one of length 1.
    if len(columns[0]) < _MANY or len({*map(len, columns)}) > 1:
        return dict(sorted(Counter(zip(*columns, strict=True)).items()))
    return _by_arrays(columns) or dict(sorted(Counter(zip(*columns, strict=True)).items()))


def _by_arrays(columns: Sequence[bytes | array[int]]) -> Tally:
    """Return the same for many patients; nothing where there are too many combinations for one number each."""
    import numpy as np

    arrays: list[Any] = [
        np.frombuffer(column, np.uint8 if isinstance(column, bytes) else np.uint32) for column in columns
    ]
    codes: list[Any] = [np.arange(int(numbers.max()) + 1) for numbers in arrays]
    if prod(map(len, codes)) > _MOST_COUNTED:
        codes = [np.flatnonzero(np.bincount(numbers)) for numbers in arrays]
        arrays = [np.searchsorted(present, numbers) for present, numbers in zip(codes, arrays, strict=True)]
    shape = prod(map(len, codes))
    if shape > _MOST_CODED:
        return {}
    kind = np.min_scalar_type(shape)
    joint = arrays[0].astype(kind)
    for numbers, present in zip(arrays[1:], codes[1:], strict=True):
        joint *= kind.type(len(present))
        joint += numbers.astype(kind, copy=False)
    if shape <= _MOST_COUNTED:
        # To count few codes one by one is quicker than to make indices of all.
        few = shape <= _FEW
        counts = np.array([np.count_nonzero(joint == code) for code in range(shape)]) if few else np.bincount(joint)
        seen = np.flatnonzero(counts)
        counts = counts[seen]
    else:
        seen, counts = np.unique(joint, return_counts=True)
    parts = np.unravel_index(seen, tuple(map(len, codes)))
    named = [present[part].tolist() for present, part in zip(codes, parts, strict=True)]
    return dict(zip(zip(*named, strict=True), counts.tolist(), strict=True))


def joined(columns: Sequence[bytes | bytearray]) -> bytes:
    """Return, patient by patient, the bits that any of several columns has.

    Examples
    --------
    >>> list(joined([bytes([1, 0]), bytes([2, 0])]))
    [3, 0]
    """
    return _together(columns, or_)


def added(columns: Sequence[bytes | bytearray]) -> bytes:
    """Return, patient by patient, the sum of several columns, which must stay below 256.

    Examples
    --------
    >>> list(added([bytes([1, 0]), bytes([1, 3])]))
    [2, 3]
    """
    return _together(columns, add)


def _together(columns: Sequence[bytes | bytearray], operation: Callable[[Any, Any], Any]) -> bytes:
    """Return columns combined two by two: few patients as the digits of one number, many in arrays."""
    if len(columns) == 1:
        return bytes(columns[0])
    n = len(columns[0])
    if n < _MANY:
        number: int = reduce(operation, (int.from_bytes(column) for column in columns))
        return number.to_bytes(n)
    import numpy as np

    found: bytes = reduce(operation, (np.frombuffer(column, np.uint8) for column in columns)).tobytes()
    return found
