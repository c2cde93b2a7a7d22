"""What ``fields`` and ``kept`` do with arrays, done row by row in compiled loops: for files that take many seconds."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import addressof, c_char
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from psmatrial.data.keys import MIX, SHIFT, Keys, Numbers, factors
from psmatrial.data.ledger import Ledger
from psmatrial.data.machine_code import loops


@dataclass(frozen=True, slots=True)
class CompiledFields:
    """The cells of some lines, as those of ``fields.Fields``.

    Parameters
    ----------
    data
        The bytes of the lines, each ended by a line feed.
    encoding
        How their bytes become text.
    ends
        -1, then where the sign after each cell stands, line by line.
    shape
        Number of bytes, of lines and of cells in a line.
    """

    data: Numbers
    encoding: str
    ends: Numbers
    shape: Numbers

    def __len__(self) -> int:
        """Return the number of lines."""
        return int(self.shape[1])

    def texts(self, place: int, rows: Numbers) -> list[str]:
        """Return the cells of a column in some rows."""
        if not len(rows):
            return []
        cells = np.asarray(rows, np.int64) * self.shape[2] + place
        joined = np.empty(int((self.ends[cells + 1] - self.ends[cells]).sum()), np.uint8)
        loops()["join"](self.data, self.ends, cells, len(cells), joined)
        text: str = joined.tobytes().decode(self.encoding)
        return text.split("\n")[:-1]

    def longest(self, first: int, last: int) -> int:
        """Return how many bytes the longest text of some columns side by side has."""
        width = int(self.shape[2])
        return int((self.ends[last + 1 :: width] - self.ends[first:-1:width]).max()) - 1

    def changes(self, place: int) -> Numbers:
        """Return for each row whether its cell of a column differs from that of the row before."""
        found = np.empty(len(self), bool)
        loops()["changes"](self.data, self.ends, self.shape, place, found)
        return found

    def known(self, keys: Keys) -> Numbers:
        """Return which of some keys each row has, -1 for none."""
        parts, packed = _packed(keys)
        found = np.empty(len(self) + keys.words.shape[1], np.int64)
        loops()["known"](self.data, self.ends, self.shape, parts, packed, found)
        return found[: len(self)]


def fields(block: bytes, encoding: str, sign: str, width: int) -> CompiledFields | None:
    """Return the cells of whole lines, or None if a line has more or fewer than the width: as ``fields.fields``."""
    data = np.frombuffer(block, np.uint8)
    # Each cell has a sign after it.
    ends = np.empty(len(block) + 1, np.int32)
    cells = loops()["split"](data, len(block), ord(sign), width, ends)
    if cells < 0:
        return None
    return CompiledFields(data, encoding, ends[: cells + 1], np.array([len(block), cells // width, width]))


def keep(ledger: Ledger, slots: Numbers, codes: Numbers, patients: Numbers, first: int) -> Sequence[int]:
    """Keep codes and lines where patients have none in a slot, and return the other rows: as ``kept.keep``."""
    readings = np.array([slots, codes, patients], np.int64)
    columns = [addressof(c_char.from_buffer(column)) for column in ledger.codes]
    lines = [column.buffer_info()[0] for column in ledger.lines]
    again = np.empty(len(slots), np.int64)
    others = loops()["keep"](np.array(columns), np.array(lines), readings, len(slots), first, again)
    rows: list[int] = again[:others].tolist()
    return rows


@lru_cache(maxsize=2)
def _packed(keys: Keys) -> tuple[Numbers, Numbers]:
    """Return keys as the loop takes them, with a table in which no more than one place of four is filled."""
    n_keys, n_words = keys.words.shape
    bits = (4 * n_keys).bit_length()
    table = [0] * (1 << bits)
    for number, mixed in enumerate(keys.mixed.tolist()):
        bucket = mixed >> (64 - bits)
        while table[bucket]:
            bucket = (bucket + 1) % len(table)
        table[bucket] = number + 1
    parts = [len(keys.parts), n_words, n_keys, bits, *(number for part in keys.parts for number in part)]
    packed = [np.array([*factors(n_words), SHIFT, MIX], np.uint64), keys.mixed, keys.words.ravel(), np.array(table)]
    return np.array(parts), np.concatenate([numbers.astype(np.uint64) for numbers in packed])
