"""The texts of several columns taken together, as numbers by which the rows that have them are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

EIGHT = 8
SPREAD, MIX, SHIFT = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 29
_WORD = (1 << 64) - 1

Numbers = np.ndarray[Any, np.dtype[Any]]


class Key(NamedTuple):
    """The texts of one row: their bytes eight in a word, the words mixed to one number, and the words."""

    mixed: int
    words: tuple[int, ...]


class Part(NamedTuple):
    """Columns that stand side by side, from the first to the last, and how many words their text has."""

    first: int
    last: int
    words: int


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Keys in rising order, to be looked up.

    Parameters
    ----------
    parts
        The columns.
    mixed
        The words of each key mixed, and at the end a number above all.
    words
        The words themselves: one row a key.
    """

    parts: tuple[Part, ...]
    mixed: Numbers
    words: Numbers


def keys(parts: Sequence[Part], known: Iterable[Key]) -> Keys:
    """Return keys for rows to be compared with."""
    all_of = [*sorted(known), Key(_WORD, (_WORD,) * sum(part.words for part in parts))]
    words = np.array([key.words for key in all_of], np.uint64)
    return Keys(tuple(parts), np.array([key.mixed for key in all_of], np.uint64), words)


def key(texts: Iterable[str], counts: Iterable[int], encoding: str) -> Key:
    """Return the key of the texts of the parts of one row, which have so many words.

    Examples
    --------
    >>> key(["R1,PSMA"], [1], "utf-8").words == (int.from_bytes(b"R1,PSMA", "little"),)
    True
    """
    coded = zip((text.encode(encoding) for text in texts), counts, strict=True)
    words = [
        int.from_bytes(one[at : at + EIGHT], "little") for one, count in coded for at in range(0, EIGHT * count, EIGHT)
    ]
    return Key(int(mixed([np.array([word], np.uint64) for word in words])[0]), tuple(words))


def factors(count: int) -> list[int]:
    """Return by what each of so many words is multiplied before all are added."""
    return [SPREAD * (2 * at + 1) & _WORD for at in range(count)]


def mixed(words: Sequence[Numbers]) -> Numbers:
    """Return one number a row, mixed from all of its words."""
    found = np.zeros(len(words[0]), np.uint64)
    for one, factor in zip(words, factors(len(words)), strict=True):
        found += one * np.uint64(factor)
    found ^= found >> np.uint64(SHIFT)
    return found * np.uint64(MIX)
