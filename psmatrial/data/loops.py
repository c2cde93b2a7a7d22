"""Loops over the bytes of some lines, each compiled when this file is imported: see ``machine_code``.

They do row by row what ``fields`` and ``kept`` do with arrays; these are given by their addresses and not checked.
``ends`` begins with -1 and holds, cell by cell and line by line, where the sign after it stands: each cell begins one
byte after the end of the one before. ``shape`` holds the numbers of bytes, of lines and of cells in a line.
"""

from __future__ import annotations

from typing import Any

from numba import cfunc, njit, types
from numpy import int64, uint64

# Arrays by their addresses, which only the compiler knows how to go through.
Address = Any

_to: Any = types.CPointer
_INT, _NUMBERS, _WORDS = types.int64, _to(types.int64), _to(types.uint64)
_BYTES, _PLACES, _LINES = _to(types.uint8), _to(types.int32), _to(types.uint32)
# For eight bytes in one number: the lower seven bits of each, one in each, and the place of each.
_LOW, _ONES, _ORDER = uint64(0x7F7F7F7F7F7F7F7F), uint64(0x0101010101010101), uint64(0x0001020304050607)
_FEED = 10


@njit(inline="always")
def word(data: Address, start: int, end: int, size: int) -> uint64:
    """Return up to eight bytes as one number, the first of them lowest, without those from the end on.

    Of all the data there are so many bytes.
    """
    found, left = uint64(0), min(end, size) - start
    if left <= 0:
        return found
    if start + 8 <= size:
        for at in range(8):
            found |= uint64(data[start + at]) << uint64(8 * at)
        return found if left >= 8 else found & ((uint64(1) << uint64(8 * left)) - uint64(1))
    for at in range(min(left, 8)):
        found |= uint64(data[start + at]) << uint64(8 * at)
    return found


@cfunc(_INT(_BYTES, _INT, _INT, _INT, _PLACES))
def split(data: Address, size: int, sign: int, width: int, ends: Address) -> int:
    """Fill in where cells end, and return how many there are; -1 if a line has more or fewer than the others.

    Eight bytes are looked at together: of the two signs xor the bytes, those that are 0 become 128, all others 0.
    """
    signs, feeds = uint64(sign) * _ONES, uint64(_FEED) * _ONES
    cells = place = 0
    ends[0] = -1
    for at in range(0, size, 8):
        eight = word(data, at, size, size)
        by_sign, by_feed = eight ^ signs, eight ^ feeds
        is_feed = ~(((by_feed & _LOW) + _LOW) | by_feed | _LOW)
        found = ~(((by_sign & _LOW) + _LOW) | by_sign | _LOW) | is_feed
        while found:
            first = found & (~found + uint64(1))
            found ^= first
            place += 1
            if ((first & is_feed) != 0) != (place == width):
                return -1
            cells += 1
            ends[cells] = at + int64(((first >> uint64(7)) * _ORDER) >> uint64(56))
            if place == width:
                place = 0
    return cells


@cfunc(_INT(_BYTES, _PLACES, _NUMBERS, _INT, _BYTES))
def changes(data: Address, ends: Address, shape: Address, place: int, found: Address) -> int:
    """Fill in for each row whether its cell of a column differs from that above, and return for how many."""
    size, rows, width = shape[0], shape[1], shape[2]
    before, before_end, count = 0, -1, 0
    for row in range(rows):
        start, end = ends[row * width + place] + 1, ends[row * width + place + 1]
        differs = end - start != before_end - before
        at = 0
        while not differs and at < end - start:
            differs = word(data, before + at, before_end, size) != word(data, start + at, end, size)
            at += 8
        found[row] = differs
        count += differs
        before, before_end = start, end
    return count


@cfunc(_INT(_BYTES, _PLACES, _NUMBERS, _NUMBERS, _WORDS, _NUMBERS))
def known(data: Address, ends: Address, shape: Address, parts: Address, keys: Address, found: Address) -> int:
    """Fill in which key each row has, -1 for none, and return how many rows have none.

    Parameters
    ----------
    data, ends, shape
        The bytes, and what is said above of their cells.
    parts
        How many parts a key has, how many words, how many keys there are, and how many bits number the places of their
        table; then first column, last column and number of words of each part.
    keys
        By what each word is multiplied before all are added; how far the sum shifts, and by what it is multiplied;
        what is mixed in this way from each key; the words of each; and the table, in which a key is one number higher
        and stands at its first bits or after others that do.
    found
        At its end there is room for the words of a row.
    """
    size, rows, width = shape[0], shape[1], shape[2]
    n_parts, n_words, n_keys, bits = parts[0], parts[1], parts[2], parts[3]
    mixed = n_words + 2
    words = mixed + n_keys
    table = words + n_keys * n_words
    unknown = 0
    for row in range(rows):
        total, at, fits = uint64(0), 0, True
        for part in range(4, 4 + 3 * n_parts, 3):
            start = ends[row * width + parts[part]] + 1
            end = ends[row * width + parts[part + 1] + 1]
            fits &= end - start <= 8 * parts[part + 2]
            for _ in range(parts[part + 2]):
                one = word(data, start, end, size)
                found[rows + at] = int64(one)
                total += one * keys[at]
                at += 1
                start += 8
        total = (total ^ (total >> keys[n_words])) * keys[n_words + 1]
        bucket = int64(total >> uint64(64 - bits))
        key: Any = int64(keys[table + bucket]) - 1 if fits else -1
        while key >= 0 and keys[mixed + key] != total:
            bucket = (bucket + 1) & ((1 << bits) - 1)
            key = int64(keys[table + bucket]) - 1
        at = 0
        while key >= 0 and at < n_words:
            key = key if keys[words + key * n_words + at] == uint64(found[rows + at]) else -1
            at += 1
        found[row] = key
        unknown += key < 0
    return unknown


@cfunc(_INT(_BYTES, _PLACES, _NUMBERS, _INT, _BYTES))
def join(data: Address, ends: Address, cells: Address, count: int, joined: Address) -> int:
    """Fill in the bytes of some cells, each with a line feed after it, and return how many bytes these are."""
    to = 0
    for number in range(count):
        cell = cells[number]
        for at in range(ends[cell] + 1, ends[cell + 1]):
            joined[to] = data[at]
            to += 1
        joined[to] = _FEED
        to += 1
    return to


@cfunc(_INT(_to(_BYTES), _to(_LINES), _NUMBERS, _INT, _INT, _NUMBERS))
def keep(codes: Address, lines: Address, readings: Address, rows: int, first: int, again: Address) -> int:
    """Keep code and line of each row where its patient has none in its slot; put in again, and count, the other rows.

    Readings are the slots of all rows, their codes and their patients.
    """
    others = 0
    for row in range(rows):
        slot, patient = readings[row], readings[2 * rows + row]
        if codes[slot][patient]:
            again[others] = row
            others += 1
        else:
            codes[slot][patient] = readings[rows + row]
            lines[slot][patient] = first + row
    return others


ALL = (split, changes, known, join, keep)
