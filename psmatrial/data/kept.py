"""Results of many rows kept at once, each beside those of its patient."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from psmatrial.data.keys import Numbers
from psmatrial.data.ledger import Ledger


def keep(ledger: Ledger, slots: Numbers, codes: Numbers, patients: Numbers, first: int) -> Sequence[int]:
    """Keep codes and lines where patients have none in a slot, and return the other rows in rising order.

    Parameters
    ----------
    ledger
        Has all of these patients and slots.
    slots, codes, patients
        Those of each row of a block.
    first
        The line of row 0.
    """
    order = np.argsort(slots, kind="stable")
    ends = np.cumsum(np.bincount(slots)).tolist()
    again: list[int] = []
    for slot, (start, end) in enumerate(pairwise([0, *ends])):
        if start < end:
            kept, lines = np.frombuffer(ledger.codes[slot], np.uint8), np.frombuffer(ledger.lines[slot], np.uint32)
            again += _keep(kept, lines, order[start:end], patients, codes, first).tolist()
    return sorted(again)


def _keep(kept: Numbers, lines: Numbers, rows: Numbers, patients: Numbers, codes: Numbers, first: int) -> Numbers:
    """Keep codes and lines of some rows where their patients have none, and return the other rows.

    Parameters
    ----------
    kept, lines
        Code and line by patient, 0 where there is none: they are filled in.
    rows
        Rows of a block in rising order.
    patients, codes
        Patient and code of each row of the block.
    first
        The line of row 0.
    """
    at = patients[rows]
    if not kept[at].any():
        lines[at] = rows + first
        # Of two rows for one place only one stays.
        if (lines[at] == rows + first).all():
            kept[at] = codes[rows]
            return rows[:0]
    free = np.flatnonzero(kept[at] == 0)
    _, places = np.unique(at[free], return_index=True)
    firsts = rows[free[np.sort(places)]]
    kept[patients[firsts]] = codes[firsts]
    lines[patients[firsts]] = firsts + first
    return np.setdiff1d(rows, firsts, assume_unique=True)
