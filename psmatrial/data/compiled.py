"""What ``fields`` and ``kept`` do with arrays, done row by row in compiled loops: for files that take many seconds.

The loops are plain Python that a library compiles when they are first called and keeps compiled beside this file.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from psmatrial.data.fields import FEED, MASKS, Fields
from psmatrial.data.keys import EIGHT, MIX, SHIFT, SPREAD, Keys, Numbers

_compiled = njit(cache=True)

# For eight bytes in one number: the lower seven bits of each, one in each, and the place of each.
_LOW, _ONES, _PLACES = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x0101010101010101), np.uint64(0x0001020304050607)
_ONE, _TOP = np.uint64(1), np.uint64(56)
_EMPTY = -1


class CompiledFields(Fields):
    """The cells of some lines, gone through by compiled loops."""

    def texts(self, place: int, rows: Numbers) -> list[str]:
        """Return the cells of a column in some rows."""
        if not len(rows):
            return []
        joined = np.empty(_total(self.starts, self.ends, place, rows), np.uint8)
        _join(self.data, self.starts, self.ends, place, rows, joined)
        text: str = joined.tobytes().decode(self.encoding)
        return text.split("\n")[:-1]

    def changes(self, place: int) -> Numbers:
        """Return for each row whether its cell of a column differs from that of the row before."""
        found = np.empty(len(self), bool)
        _changes(self.words, MASKS, self.starts[:, place], self.ends[:, place], found)
        return found

    def known(self, keys: Keys) -> Numbers:
        """Return which of some keys each row has, -1 for none."""
        found = np.empty(len(self), np.int64)
        _known(self.words, MASKS, self.starts, self.ends, keys, found)
        return found


def fields(block: bytes, encoding: str, sign: str, width: int) -> Fields | None:
    """Return the cells of whole lines, or None if a line has more or fewer than the width: as ``fields.fields``."""
    data = np.frombuffer(block + bytes(EIGHT), np.uint8)
    words = np.ndarray((len(block) + 1,), "<u8", buffer=data, strides=(1,))
    # Each cell has a sign after it.
    most = len(block) // width + 1
    starts, ends = np.empty((most, width), np.int32), np.empty((most, width), np.int32)
    rows = _split(words, len(block), ord(sign), starts, ends)
    return CompiledFields(data, encoding, starts[:rows], ends[:rows], words) if rows >= 0 else None


def keep(kept: Numbers, lines: Numbers, rows: Numbers, patients: Numbers, codes: Numbers, first: int) -> Numbers:
    """Keep codes and lines of some rows where their patients have none, and return the other rows: as ``kept.keep``."""
    others = rows.copy()
    return others[: _keep(kept, lines, others, patients, codes, first)]


@_compiled
def _split(words: Numbers, size: int, sign: int, starts: Numbers, ends: Numbers) -> int:
    """Fill in where cells begin and end, and return how many lines there are; -1 if one is not as wide as the others.

    Eight bytes are looked at together: of the two signs xor the bytes, those that are 0 become 128, all others 0.
    """
    width = starts.shape[1]
    signs, feeds = np.uint64(sign) * _ONES, np.uint64(FEED) * _ONES
    row = place = start = 0
    for at in range(0, size, EIGHT):
        by_sign, by_feed = words[at] ^ signs, words[at] ^ feeds
        is_feed = ~(((by_feed & _LOW) + _LOW) | by_feed | _LOW)
        found = ~(((by_sign & _LOW) + _LOW) | by_sign | _LOW) | is_feed
        while found:
            first = found & (~found + _ONE)
            found ^= first
            if ((first & is_feed) != 0) != (place == width - 1):
                return -1
            starts[row, place] = start
            ends[row, place] = at + np.int64(((first >> np.uint64(7)) * _PLACES) >> _TOP)
            start = ends[row, place] + 1
            place += 1
            if place == width:
                place = 0
                row += 1
    return row


@_compiled
def _changes(words: Numbers, masks: Numbers, starts: Numbers, ends: Numbers, found: Numbers) -> None:
    """Fill in for each row whether a cell differs from that above."""
    found[:1] = True
    for row in range(1, len(found)):
        before, start = starts[row - 1], starts[row]
        left = ends[row] - start
        differs = ends[row - 1] - before != left
        while left > 0 and not differs:
            differs = ((words[before] ^ words[start]) & masks[min(left, EIGHT)]) != 0
            before += EIGHT
            start += EIGHT
            left -= EIGHT
        found[row] = differs


@_compiled
def _table(mixed: Numbers) -> tuple[Numbers, np.uint64]:
    """Return where each key is looked for first, with four places a key or more, and how far its bits shift for it."""
    bits = 3
    while (1 << bits) < 4 * len(mixed):
        bits += 1
    table, shift = np.full(1 << bits, _EMPTY, np.int64), np.uint64(64 - bits)
    for key in range(len(mixed)):
        bucket = np.int64(mixed[key] >> shift)
        while table[bucket] != _EMPTY:
            bucket = (bucket + 1) % len(table)
        table[bucket] = key
    return table, shift


@_compiled
def _known(words: Numbers, masks: Numbers, starts: Numbers, ends: Numbers, keys: Keys, found: Numbers) -> None:
    """Fill in which key each row has."""
    table, shift = _table(keys.mixed)
    size = len(keys.words)
    row_words = np.empty(size, np.uint64)
    for row in range(len(found)):
        mixed, at, fits = np.uint64(0), 0, True
        for column in range(len(keys.places)):
            start, end = starts[row, keys.places[column]], ends[row, keys.places[column]]
            fits = fits and end - start <= EIGHT * keys.counts[column]
            for _ in range(keys.counts[column]):
                row_words[at] = words[min(start, end)] & masks[min(max(end - start, 0), EIGHT)]
                mixed += row_words[at] * (np.uint64(SPREAD) * np.uint64(2 * at + 1))
                at += 1
                start += EIGHT
        mixed = (mixed ^ (mixed >> np.uint64(SHIFT))) * np.uint64(MIX)
        bucket = np.int64(mixed >> shift)
        while table[bucket] != _EMPTY and keys.mixed[table[bucket]] != mixed:
            bucket = (bucket + 1) % len(table)
        key = table[bucket] if fits else _EMPTY
        at = 0
        while key != _EMPTY and at < size:
            key = key if keys.words[at, key] == row_words[at] else _EMPTY
            at += 1
        found[row] = key


@_compiled
def _total(starts: Numbers, ends: Numbers, place: int, rows: Numbers) -> int:
    """Return how many bytes some cells of a column have, each with the sign after it."""
    total = 0
    for row in rows:
        total += ends[row, place] - starts[row, place] + 1
    return total


@_compiled
def _join(data: Numbers, starts: Numbers, ends: Numbers, place: int, rows: Numbers, joined: Numbers) -> None:
    """Fill in the bytes of some cells of a column, each with a line feed after it."""
    to = 0
    for row in rows:
        for at in range(starts[row, place], ends[row, place]):
            joined[to] = data[at]
            to += 1
        joined[to] = FEED
        to += 1


@_compiled
def _keep(kept: Numbers, lines: Numbers, rows: Numbers, patients: Numbers, codes: Numbers, first: int) -> int:
    """Keep what is new, bring the other rows to the front, and return how many they are."""
    others = 0
    for row in rows:
        patient = patients[row]
        if kept[patient]:
            rows[others] = row
            others += 1
        else:
            kept[patient] = codes[row]
            lines[patient] = row + first
    return others
