"""What the words of many rows mean: modality, reader and region as a slot of the ledger, the result as a code."""

from __future__ import annotations

import numpy as np

from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.fields import Fields
from psmatrial.data.keys import EIGHT, Key, Numbers, key, keys

_LONGEST = 64


class Meanings:
    """The kinds of rows that are known, to be found for many rows at once."""

    def __init__(self, cells: Cells) -> None:
        """Begin with none."""
        roles = cells.columns.roles
        self.cells = cells
        self.at = [*(roles[role] for role in PLACES if role in roles), roles["result"]]
        self.counts = [1] * len(self.at)
        self._know({})

    def of(self, fields: Fields) -> tuple[Numbers, Numbers] | None:
        """Return slot and code of each row, or None where a word is new or too long."""
        where = fields.known(self.keys)
        if (unknown := np.flatnonzero(where < 0)).size:
            if not self._learn(fields, unknown):
                return None
            where = fields.known(self.keys)
        return self.slots[where], self.codes[where]

    def _know(self, kinds: dict[Key, tuple[int, int]]) -> None:
        """Take these kinds of rows, each with its slot and code, as those that are known."""
        self.kinds = dict(sorted(kinds.items()))
        self.keys = keys(self.at, self.counts, self.kinds)
        slots = [slot for slot, _ in self.kinds.values()]
        # Numbers of two bytes are sorted fastest.
        self.slots = np.array(slots, np.uint16 if max(slots, default=0) < 1 << 16 else np.uint32)
        self.codes = np.array([code for _, code in self.kinds.values()], np.uint8)

    def _learn(self, fields: Fields, rows: Numbers) -> bool:
        """Learn what some rows mean, and return False if a word is new or too long, or two kinds are mixed alike."""
        longest = [fields.longest(place) for place in self.at]
        if max(longest) > _LONGEST:
            return False
        counts = [max(count, -(-size // EIGHT)) for count, size in zip(self.counts, longest, strict=True)]
        if counts != self.counts:
            self.counts = counts
            self._know({})
            rows = np.arange(len(fields))
        found = dict(self.kinds)
        for texts in set(zip(*(fields.texts(place, rows) for place in self.at), strict=True)):
            slot = self.cells.slots.get(texts[:-1] if len(texts) > 2 else texts[0])
            code = self.cells.codes.get(texts[-1])
            if slot is None or code is None:
                return False
            found[key(texts, self.counts, fields.encoding)] = slot, code
        alike = len({one.mixed for one in found}) < len(found)
        if not alike:
            self._know(found)
        return not alike
