"""Many plain rows at once: each different text is looked at as in any other row, and equal texts are only counted.

A block in which anything is not plain, or not known yet, is handed back to be read row by row, so that messages and
answers have one source. What is done here to every row is done by the built-in types, not by a loop.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Protocol, runtime_checkable

from psmatrial.data.cells import TOTALS, Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.forms import identifying_text, nothing_identifying
from psmatrial.data.identifiers import Extras
from psmatrial.data.runs import Heads, Runs
from psmatrial.data.sheet import Sheet
from psmatrial.data.sources.csv import CELL_LIMIT
from psmatrial.data.values import psa_flaw

_LONGEST_NAME = 200
_MOST_PSA = 50_000

Key = tuple[str, ...]
Kept = tuple[bytearray, "array[int]", int, int]


@runtime_checkable
class InBlocks(Protocol):
    """Rows that can also be had as blocks of whole lines."""

    def blocks(self) -> Iterator[tuple[int, str]]:
        """Go through the lines below the header: number of the first line, and lines that each end with a line feed."""

    def of_block(self, first: int, text: str) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows of one block, each with its line."""


class Blocks:
    """What is known of the texts of a file in long form, to take blocks of rows of which nothing is new or wrong."""

    def __init__(self, sheet: Sheet, cells: Cells, extras: Extras) -> None:
        """Begin with what the cells know."""
        roles = cells.columns.roles
        self.cells = cells
        self.extras = extras
        self.sign = sheet.separator
        self.width = len(sheet.header)
        self.names = frozenset(sheet.header)
        self.at_patient = roles["patient_id"]
        self.at_psa = roles.get("psa", -1)
        self.at_key = [*(roles[role] for role in PLACES if role in roles), roles["result"]]
        self.runs = Runs(cells, self.sign, self.at_key)
        self.kept: dict[Key, Kept] = {}
        self.good_psa: dict[str, str] = {}

    def taken(self, first: int, text: str) -> int | None:
        """Take all rows of a block and return how many, or take none and return None.

        Parameters
        ----------
        first
            Number of the first line.
        text
            Lines that each end with a line feed, without a quotation mark.
        """
        if len(text) > CELL_LIMIT:
            return None
        if self.runs.useful and (heads := self.runs.heads(text, first)):
            return self._taken_runs(heads)
        flat = self._cells(text)
        kept = flat and self._kept(flat)
        if not (flat and kept):
            return None
        each = range(first, first + len(kept))
        step = self.width + 1
        patients = self._patients(lambda place: flat[place::step], each)
        if patients is None:
            return None
        again = self.cells.ledger.again
        for line, patient, (codes, lines, code, slot) in zip(each, patients, kept, strict=True):
            if codes[patient]:
                again(patient, slot, code, line)
            else:
                codes[patient] = code
                lines[patient] = line
        return len(kept)

    def _taken_runs(self, heads: Heads) -> int | None:
        """Take a block in which the rows of a patient stand together."""
        fresh = len(self.cells.ledger.patients)
        patients = self._patients(heads.column, heads.lines)
        if patients is None:
            return None
        self.runs.keep(heads, patients, fresh)
        return sum(map(len, heads.held))

    def _cells(self, text: str) -> list[str] | None:
        """Return the cells of all lines one after another, a line feed after each row, if each row has its width."""
        flat = text.replace("\n", f"{self.sign}\n{self.sign}").split(self.sign)
        flat.pop()
        step = self.width + 1
        rows, ragged = divmod(len(flat), step)
        return None if ragged or flat[self.width :: step].count("\n") != rows else flat

    def _kept(self, flat: list[str]) -> list[Kept] | None:
        """Return where each result belongs, or None where a name or a word is new."""
        columns = [flat[place :: self.width + 1] for place in self.at_key]
        kept = list(map(self.kept.get, zip(*columns, strict=True)))
        if None not in kept:
            return kept  # type: ignore[return-value]
        for key in dict.fromkeys(zip(*columns, strict=True)):
            slot = self.cells.slots.get(key[:-1] if len(key) > 2 else key[0])
            code = self.cells.codes.get(key[-1])
            if slot is None or code is None:
                return None
            if key not in self.kept:
                self.kept[key] = self.cells.ledger.codes[slot], self.cells.ledger.lines[slot], code, slot
                self.runs.learn(key, slot, code)
        return [self.kept[key] for key in zip(*columns, strict=True)]

    def _patients(self, column: Callable[[int], list[str]], lines: Sequence[int]) -> list[int] | None:
        """Return the patient of each row, or None where an id, a PSA or another cell must be looked at alone."""
        ids = column(self.at_patient)
        psa = column(self.at_psa) if self.at_psa >= 0 else []
        if not self.extras.pass_all([column(place) for place, _, _ in self.extras.columns]):
            return None
        patients = self._numbers(ids, psa, lines)
        return None if psa and patients and not self._psa_agrees(patients, psa) else patients

    def _numbers(self, ids: list[str], psa: list[str], lines: Sequence[int]) -> list[int] | None:
        """Return the number of the patient of each row, new ones if need be, or None where one is not plain."""
        numbers = self.cells.numbers
        found = list(map(numbers.get, ids))
        if None not in found:
            return found  # type: ignore[return-value]
        unknown = [place for place, number in enumerate(found) if number is None]
        firsts = {ids[place]: place for place in reversed(unknown)}
        places = sorted(firsts.values())
        fresh = [ids[place] for place in places]
        values = self.psa_values([psa[place] for place in places]) if psa else [""] * len(fresh)
        if values is None or not self.names_pass(fresh):
            return None
        numbers.update(zip(fresh, count(len(self.cells.ledger.patients)), strict=False))
        self.cells.ledger.people(fresh, [lines[place] for place in places], values)
        for place in unknown:
            found[place] = numbers[ids[place]]
        return found  # type: ignore[return-value]

    def names_pass(self, fresh: list[str]) -> bool:
        """Return whether all new ids are plain: a False may also mean that they must be looked at one by one."""
        joined = "\n".join(fresh)
        if not (joined.isascii() and joined.replace("\n", "").isprintable()) or "" in fresh:
            return False
        if " " in joined and list(map(str.strip, fresh)) != fresh:
            return False
        if not self.names.isdisjoint(fresh) or not TOTALS.isdisjoint(joined.lower().split("\n")):
            return False
        return max(map(len, fresh)) <= _LONGEST_NAME and nothing_identifying(fresh)

    def psa_values(self, texts: list[str]) -> list[str] | None:
        """Return PSA values without surrounding spaces, or None where something is wrong with one."""
        values = list(map(self.good_psa.get, texts))
        if None not in values:
            return values  # type: ignore[return-value]
        if len(self.good_psa) > _MOST_PSA:
            self.good_psa.clear()
        for text in texts:
            value = text.strip(" ")
            new = value and text not in self.good_psa
            if new and (identifying_text(value) or psa_flaw(value, self.cells.bins)[0]):
                return None
            self.good_psa[text] = value
        return [self.good_psa[text] for text in texts]

    def _psa_agrees(self, patients: list[int], psa: list[str]) -> bool:
        """Return whether each row has the PSA of its patient or none, after noting who has none somewhere."""
        values = self.cells.ledger.psa
        known = list(map(values.__getitem__, patients))
        if known == psa:
            return True
        rows = zip(patients, known, psa, strict=True)
        other = [(patient, text.strip(" ")) for patient, one, text in rows if one != text]
        if any(text and text != values[patient] for patient, text in other):
            return False
        self.cells.blank_psa.update(patient for patient, text in other if not text and values[patient])
        return True
