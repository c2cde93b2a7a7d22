"""Quotation marks that only stand around whole cells, so that a cell is the same without them."""

from __future__ import annotations

import numpy as np

_QUOTE, _FEED = ord('"'), ord("\n")


def around_cells_alone(block: bytes, sign: str) -> bool:
    r"""Return whether each quotation mark of some lines begins or ends a cell that holds no sign and no line feed.

    Parameters
    ----------
    block
        Lines that each end with a line feed, in an encoding that has these signs as one byte.
    sign
        What separates the cells.

    Examples
    --------
    >>> around_cells_alone(b'"P01",PSMA\n', ","), around_cells_alone(b'"P01","bone, left"\n', ",")
    (True, False)
    >>> around_cells_alone(b'P01,5" tube\n', ","), around_cells_alone(b'P01,"5"" tube"\n', ",")
    (False, False)
    """
    if b'\n""\n' in block or block.startswith(b'""\n'):
        # Without its marks the line would be blank.
        return False
    # A line feed stands before the first line.
    data = np.frombuffer(b"\n" + block, np.uint8)
    ends = (data == ord(sign)) | (data == _FEED)
    marks = np.flatnonzero(data == _QUOTE)
    first, last = marks[::2], marks[1::2]
    if len(first) != len(last) or not (ends[first - 1].all() and ends[last + 1].all()):
        return False
    # How many cells end before each mark: as many before the second of two as before the first.
    before = np.cumsum(ends, dtype=np.int32)
    return bool((before[first] == before[last]).all())
