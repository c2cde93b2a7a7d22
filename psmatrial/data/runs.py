"""Rows of one patient that stand together: what they share is looked at once, and the lines are split at it.

In most files the rows of a patient follow each other, begin with the same cells and end with the same PSA. Between two
of their middles (reader, modality, region, result) then stands one text, which differs from patient to patient.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from psmatrial.data.cells import Cells

_MOST = 255
_SLACK = 64


@dataclass(slots=True)
class Heads:
    """The runs of a block: what their rows begin and end with, the line of each first row, one byte for each row."""

    sign: str
    low: int
    high: int
    begins: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    held: list[bytes] = field(default_factory=list)

    def column(self, place: int) -> list[str]:
        """Return the cells of the first rows in one of the columns that a run shares."""
        texts, at = (self.begins, place) if place < self.low else (self.ends, place - self.high + 1)
        return [text.split(self.sign)[at] for text in texts]


class Runs:
    """The middles of rows that are known, each with a number below 256 that says place and result."""

    def __init__(self, cells: Cells, sign: str, at_key: Sequence[int]) -> None:
        """Begin with none; ``at_key`` are the positions of modality, reader, region and result."""
        self.cells = cells
        self.sign = sign
        self.order = sorted(range(len(at_key)), key=at_key.__getitem__)
        self.low, self.high = min(at_key), max(at_key) + 1
        self.after = len(cells.sheet.header) - self.high
        self.window = _SLACK
        self.middles: dict[str, int] = {}
        self.slots = bytearray(_MOST + 1)
        self.codes = bytearray(_MOST + 1)
        roles = cells.columns.roles
        together = self.high - self.low == len(at_key)
        self.useful = together and roles["patient_id"] < self.low

    def heads(self, text: str, first: int) -> Heads | None:
        """Return the runs of a block of lines, or None if a middle is new or a row has another width."""
        found = Heads(self.sign, self.low, self.high)
        begins, ends, lines, held = found.begins, found.ends, found.lines, found.held
        sign, number, more_before, after = self.sign, self.middles.__getitem__, range(self.low - 1), range(self.after)
        at, window, line, size = 0, self.window, first, len(text)
        try:
            while at < size:
                stop = cut = close = text.index("\n", at)
                start = text.index(sign, at) + 1
                for _ in more_before:
                    start = text.index(sign, start) + 1
                for _ in after:
                    close = text.rindex(sign, start, close)
                begin, end = text[at:start], text[close:cut]
                last = text.rfind(f"\n{begin}", cut, at + window)
                if last >= 0:
                    stop = text.index("\n", last + 1)
                    if not text.endswith(end, at, stop):
                        return None
                rows = bytes(map(number, text[start : stop - cut + close].split(f"{end}\n{begin}")))
                begins.append(begin)
                ends.append(end)
                lines.append(line)
                held.append(rows)
                line += len(rows)
                window = max(window - window // 16, stop - at + cut - at + _SLACK)
                at = stop + 1
        except (KeyError, ValueError):
            return None
        self.window = window
        self.useful = line - first > 2 * len(held)
        return found

    def learn(self, key: Sequence[str], slot: int, code: int) -> None:
        """Give a number to the middle with these cells, in the order of the key and this meaning."""
        number = len(self.middles)
        if number > _MOST or slot > _MOST:
            self.useful = False
            return
        self.middles[self.sign.join(key[part] for part in self.order)] = number
        self.slots[number], self.codes[number] = slot, code

    def keep(self, heads: Heads, patients: Sequence[int], fresh: int) -> None:
        """Keep the results of all runs; patients from the number ``fresh`` on are new in this block."""
        starts, places = [0], [held.translate(self.slots) for held in heads.held]
        for at, (before, after) in enumerate(pairwise(patients), start=1):
            if after != before + 1 or after <= fresh or places[at] != places[at - 1]:
                starts.append(at)
        for start, end in pairwise([*starts, len(patients)]):
            slots = places[start]
            if patients[start] >= fresh and len(set(slots)) == len(slots):
                self._keep_alike(heads, slots, patients[start], (start, end))
                fresh = patients[start] + end - start
            else:
                for at in range(start, end):
                    self._keep_one(heads.held[at], patients[at], heads.lines[at])

    def _keep_alike(self, heads: Heads, slots: bytes, patient: int, part: tuple[int, int]) -> None:
        """Keep the results of patients who follow each other, without any so far, in the same order of places."""
        start, end = part
        ledger, step, until = self.cells.ledger, len(slots), patient + end - start
        codes = b"".join(heads.held[start:end]).translate(self.codes)
        lines = range(heads.lines[start], heads.lines[start] + len(codes))
        for at, slot in enumerate(slots):
            ledger.codes[slot][patient:until] = codes[at::step]
            ledger.lines[slot][patient:until] = array("I", lines[at::step])

    def _keep_one(self, held: bytes, patient: int, line: int) -> None:
        """Keep the results of one run, row by row."""
        ledger = self.cells.ledger
        for at, number in enumerate(held, start=line):
            slot, code = self.slots[number], self.codes[number]
            if ledger.codes[slot][patient]:
                ledger.again(patient, slot, code, at)
            else:
                ledger.codes[slot][patient] = code
                ledger.lines[slot][patient] = at
