"""What the words of many rows mean: modality, reader and region as a slot of the ledger, the result as a code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.engine import Lines
from psmatrial.data.keys import EIGHT, Key, Numbers, Part, key, keys

_LONGEST = 64


class Meanings:
    """The kinds of rows that are known, to be found for many rows at once."""

    def __init__(self, cells: Cells, sign: str) -> None:
        """Begin with none, in lines whose cells are separated by a sign."""
        roles = cells.columns.roles
        self.cells = cells
        self.sign = sign
        self.at = [*(roles[role] for role in PLACES if role in roles), roles["result"]]
        self._know({}, _side_by_side(self.at))

    def of(self, fields: Lines) -> tuple[Numbers, Numbers] | None:
        """Return slot and code of each row, or None where a word is new or too long."""
        where = fields.known(self.keys)
        if (unknown := np.flatnonzero(where < 0)).size:
            if not self._learn(fields, unknown):
                return None
            where = fields.known(self.keys)
        return self.slots[where], self.codes[where]

    def _know(self, kinds: dict[Key, tuple[int, int]], parts: Sequence[Part]) -> None:
        """Take these kinds of rows, each with its slot and code, as those that are known."""
        self.kinds = dict(sorted(kinds.items()))
        slots = [slot for slot, _ in self.kinds.values()]
        # Numbers of two bytes are sorted fastest.
        self.slots = np.array(slots, np.uint16 if max(slots, default=0) < 1 << 16 else np.uint32)
        self.codes = np.array([code for _, code in self.kinds.values()], np.uint8)
        self.keys = keys(parts, self.kinds)

    def _learn(self, fields: Lines, rows: Numbers) -> bool:
        """Learn what some rows mean, and return False if a word is new or too long, or two kinds are mixed alike."""
        if max(fields.longest(place, place) for place in self.at) > _LONGEST:
            return False
        parts = [part._replace(words=self._words(fields, part)) for part in self.keys.parts]
        found = dict(self.kinds)
        if parts != list(self.keys.parts):
            found.clear()
            rows = np.arange(len(fields))
        for texts in set(zip(*(fields.texts(place, rows) for place in self.at), strict=True)):
            slot = self.cells.slots.get(texts[:-1] if len(texts) > 2 else texts[0])
            code = self.cells.codes.get(texts[-1])
            if slot is None or code is None:
                return False
            cell = dict(zip(self.at, texts, strict=True))
            joined = [self.sign.join(cell[place] for place in range(part.first, part.last + 1)) for part in parts]
            found[key(joined, [part.words for part in parts], fields.encoding)] = slot, code
        alike = len({one.mixed for one in found}) < len(found)
        if not alike:
            self._know(found, parts)
        return not alike

    def _words(self, fields: Lines, part: Part) -> int:
        """Return how many words the columns of a part have at most, in these lines or before."""
        return max(part.words, -(-fields.longest(part.first, part.last) // EIGHT))


def _side_by_side(places: Iterable[int]) -> list[Part]:
    """Return columns as parts of a line, those that stand side by side together."""
    parts: list[Part] = []
    for place in sorted(places):
        if parts and parts[-1].last == place - 1:
            parts[-1] = parts[-1]._replace(last=place)
        else:
            parts.append(Part(place, place, 1))
    return parts
