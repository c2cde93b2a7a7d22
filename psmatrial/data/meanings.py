"""What the words of many rows mean: modality, reader and region as a slot of the ledger, the result as a code."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.fields import EIGHT, Fields, Numbers

_LONGEST = 64
_SPREAD, _MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
_WORD = (1 << 64) - 1


class _Kind(NamedTuple):
    """One kind of row: its words mixed to one number, the words, and what they mean."""

    mixed: int
    words: tuple[int, ...]
    slot: int
    code: int


class Meanings:
    """The kinds of rows that are known, to be found for many rows at once."""

    def __init__(self, cells: Cells) -> None:
        """Begin with none."""
        roles = cells.columns.roles
        self.cells = cells
        self.at = [*(roles[role] for role in PLACES if role in roles), roles["result"]]
        self.counts = [1] * len(self.at)
        self._know(set())

    def of(self, fields: Fields) -> tuple[Numbers, Numbers] | None:
        """Return slot and code of each row, or None where a word is new or too long."""
        longest = [fields.longest(place) for place in self.at]
        if max(longest) > _LONGEST:
            return None
        counts = [max(count, -(-size // EIGHT)) for count, size in zip(self.counts, longest, strict=True)]
        if counts != self.counts:
            self.counts = counts
            self._know(set())
        words = [one for place, count in zip(self.at, counts, strict=True) for one in fields.numbers(place, count)]
        mixed = _mixed(words)
        while True:
            where = np.searchsorted(self.mixed, mixed)
            known = self.mixed[where] == mixed
            for one, expected in zip(words, self.words, strict=True):
                known &= expected[where] == one
            if known.all():
                return self.slots[where], self.codes[where]
            if not self._learn(fields, words, mixed, np.flatnonzero(~known)):
                return None

    def _know(self, kinds: set[_Kind]) -> None:
        """Take these kinds of rows as those that are known, with one more at the end that no row is."""
        self.kinds = kinds
        known = [*sorted(kinds), _Kind(_WORD, (_WORD,) * sum(self.counts), 0, 0)]
        self.mixed = np.array([kind.mixed for kind in known], np.uint64)
        self.words = np.array([kind.words for kind in known], np.uint64).T
        self.slots = np.array([kind.slot for kind in known], np.uint16)
        self.codes = np.array([kind.code for kind in known], np.uint8)

    def _learn(self, fields: Fields, words: list[Numbers], mixed: Numbers, rows: Numbers) -> bool:
        """Learn what some rows mean, and return False if a word of one is new or two kinds are mixed alike."""
        texts = zip(*(fields.texts(place, rows) for place in self.at), strict=True)
        found = set()
        for key, row in dict(zip(texts, rows.tolist(), strict=True)).items():
            slot = self.cells.slots.get(key[:-1] if len(key) > 2 else key[0])
            code = self.cells.codes.get(key[-1])
            if slot is None or code is None:
                return False
            found.add(_Kind(int(mixed[row]), tuple(int(one[row]) for one in words), slot, code))
        alike = len({kind.mixed for kind in self.kinds | found}) < len(self.kinds) + len(found)
        if not alike:
            self._know(self.kinds | found)
        return not alike


def _mixed(words: list[Numbers]) -> Numbers:
    """Return one number a row, mixed from all of its words."""
    mixed = np.zeros(len(words[0]), np.uint64)
    for at, one in enumerate(words):
        mixed += one * np.uint64(_SPREAD * (2 * at + 1) & _WORD)
    mixed ^= mixed >> np.uint64(29)
    return mixed * np.uint64(_MIX)
