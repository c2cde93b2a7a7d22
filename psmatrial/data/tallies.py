"""How many patients have each combination of codes: of a trial in a loop, of a registry of thousands with arrays."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import Any

_MANY = 20_000
_MOST_COUNTED = 1 << 20
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
    if len(columns[0]) < _MANY:
        return dict(sorted(Counter(zip(*columns, strict=True)).items()))
    return _by_arrays(columns) or dict(sorted(Counter(zip(*columns, strict=True)).items()))


def _by_arrays(columns: Sequence[bytes | array[int]]) -> Tally:
    """Return the same for many patients; nothing where there are too many combinations for one number each."""
    import numpy as np

    joint: Any = None
    codes, shape = [], 1
    for column in columns:
        numbers = np.frombuffer(column, np.uint8 if isinstance(column, bytes) else np.uint32)
        counts = np.bincount(numbers)
        present = np.flatnonzero(counts)
        if len(columns) == 1:
            return dict(zip(zip(present.tolist(), strict=True), counts[present].tolist(), strict=True))
        codes.append(present)
        shape *= len(present)
        if shape > _MOST_CODED:
            return {}
        places = np.zeros(present[-1] + 1, np.int64)
        places[present] = np.arange(len(present))
        joint = places[numbers] if joint is None else joint * len(present) + places[numbers]
    if shape <= _MOST_COUNTED:
        counts = np.bincount(joint)
        seen = np.flatnonzero(counts)
        counts = counts[seen]
    else:
        seen, counts = np.unique(joint, return_counts=True)
    parts = np.unravel_index(seen, tuple(map(len, codes)))
    named = [present[part].tolist() for present, part in zip(codes, parts, strict=True)]
    return dict(zip(zip(*named, strict=True), counts.tolist(), strict=True))
