"""Results of many rows kept at once, each beside those of its patient."""

from __future__ import annotations

import numpy as np

from psmatrial.data.keys import Numbers


def keep(kept: Numbers, lines: Numbers, rows: Numbers, patients: Numbers, codes: Numbers, first: int) -> Numbers:
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
