"""Lines of plain text as arrays: where each cell begins and ends, and its bytes as numbers, eight in one.

Two cells are the same text where they have the same numbers, for no text holds a NUL character.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from psmatrial.data.keys import EIGHT, Keys, Numbers, Part, mixed

FEED = 10
_LONGEST = 128
MASKS = np.array([(1 << 8 * kept) - 1 for kept in range(EIGHT + 1)], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Fields:
    """The cells of some lines.

    Parameters
    ----------
    data
        The bytes of the lines, each ended by a line feed, and a few more.
    encoding
        How their bytes become text.
    starts, ends
        Where each cell begins and where the sign after it stands: one row a line, one column a column.
    words
        Eight bytes from each byte of the lines on, as one number.
    """

    data: Numbers
    encoding: str
    starts: Numbers
    ends: Numbers
    words: Numbers

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.ends)

    def texts(self, place: int, rows: Numbers) -> list[str]:
        """Return the cells of a column in some rows."""
        if not len(rows):
            return []
        starts, ends = self.starts[rows, place], self.ends[rows, place]
        # Their bytes one after another, each with the sign that follows it, which becomes a line feed.
        after = np.cumsum(ends - starts + 1)
        bytes_of = np.arange(after[-1]) + np.repeat(ends + 1 - after, ends - starts + 1)
        joined = self.data[bytes_of]
        joined[after - 1] = FEED
        text: str = joined.tobytes().decode(self.encoding)
        return text.split("\n")[:-1]

    def longest(self, first: int, last: int) -> int:
        """Return how many bytes the longest text of some columns side by side has."""
        return int((self.ends[:, last] - self.starts[:, first]).max())

    def numbers(self, part: Part) -> list[Numbers]:
        """Return the text of some columns as numbers of eight bytes each; what is beyond their count is left out."""
        start = self.starts[:, part.first]
        length = self.ends[:, part.last] - start
        found = [self.words[start] & MASKS[np.minimum(length, EIGHT)]]
        for at in range(EIGHT, EIGHT * part.words, EIGHT):
            left = np.clip(length - at, 0, EIGHT)
            found.append(self.words[start + np.minimum(length, at)] & MASKS[left])
        return found

    def changes(self, place: int) -> Numbers:
        """Return for each row whether its cell of a column differs from that of the row before; long cells may not."""
        found = np.ones(len(self), bool)
        longest = self.longest(place, place)
        if longest <= _LONGEST:
            found[1:] = False
            for numbers in self.numbers(Part(place, place, -(-longest // EIGHT))):
                found[1:] |= numbers[1:] != numbers[:-1]
        return found

    def known(self, keys: Keys) -> Numbers:
        """Return which of some keys each row has, -1 for none."""
        words = [one for part in keys.parts for one in self.numbers(part)]
        one_each = mixed(words)
        where = np.searchsorted(keys.mixed, one_each)
        same = keys.mixed[where] == one_each
        for part in keys.parts:
            if self.longest(part.first, part.last) > EIGHT * part.words:
                same &= self.ends[:, part.last] - self.starts[:, part.first] <= EIGHT * part.words
        for one, expected in zip(words, keys.words.T, strict=True):
            same &= expected[where] == one
        where[~same] = -1
        return where


def fields(block: bytes, encoding: str, sign: str, width: int) -> Fields | None:
    r"""Return the cells of whole lines, or None if a line has more or fewer than the width.

    Parameters
    ----------
    block
        Lines that each end with a line feed, without a quotation mark, in an encoding that has both signs as one byte.
    encoding
        That encoding.
    sign
        What separates the cells.
    width
        Cells that each line must have.

    Examples
    --------
    >>> found = fields(b"P01,0.5\nP02,12\n", "utf-8", ",", 2)
    >>> found.texts(1, np.array([0, 1])), found.changes(0).tolist()
    (['0.5', '12'], [True, True])
    """
    data = np.frombuffer(block + bytes(EIGHT), np.uint8)
    feeds = data == FEED
    ends = np.flatnonzero(feeds | (data == ord(sign)))
    rows, ragged = divmod(len(ends), width)
    if ragged or np.count_nonzero(feeds) != rows or not feeds[ends[width - 1 :: width]].all():
        return None
    starts = np.empty_like(ends)
    starts[0] = 0
    np.add(ends[:-1], 1, out=starts[1:])
    words = np.ndarray((len(block) + 1,), "<u8", buffer=data, strides=(1,))
    return Fields(data, encoding, starts.reshape(rows, width), ends.reshape(rows, width), words)
