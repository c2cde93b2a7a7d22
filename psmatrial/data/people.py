"""Many patients at once: ids and PSA values of which nothing is new or wrong, or that are all plain."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import count, islice
from operator import lt

from psmatrial.data.cells import LONGEST_NAME, TOTALS, Cells
from psmatrial.data.forms import identifying_text, nothing_identifying
from psmatrial.data.values import psa_flaw

_MOST_PSA = 50_000


class People:
    """The patients of one sheet; what is not plain is handed back with None or False, to be looked at cell by cell."""

    def __init__(self, cells: Cells) -> None:
        """Begin with what the cells know."""
        self.cells = cells
        self.names = frozenset(cells.sheet.header)
        self.good_psa: dict[str, str] = {}
        self.grouped = self.rising = True
        self.numbered = self.seen = 0

    def numbers(self, ids: list[str], psa: list[str], lines: Sequence[int]) -> list[int] | None:
        """Return the numbers of patients, new ones if need be, or None where an id or a first PSA is not plain.

        Parameters
        ----------
        ids
            Patient ids as typed; one may stand there several times.
        psa
            The PSA beside each, as typed; no value at all where the file has no such column.
        lines
            The line of each.
        """
        numbers = self.cells.numbers
        if self.grouped:
            # Where the rows of a patient stand together, only the first id can be one of the block before.
            patients = self.cells.ledger.patients
            n, start = len(patients), int(ids[:1] == patients[-1:])
            self.grouped = self._all_new(ids[start:], psa[start:], lines[start:])
            if self.grouped:
                return list(range(n - start, len(patients)))
        self.number_all()
        found = list(map(numbers.get, ids))
        if None not in found:
            return found  # type: ignore[return-value]
        unknown = [place for place, number in enumerate(found) if number is None]
        fresh = [ids[place] for place in unknown]
        if len(set(fresh)) < len(fresh):
            unknown = sorted(dict(zip(reversed(fresh), reversed(unknown), strict=True)).values())
            fresh = [ids[place] for place in unknown]
        values = self.psa_values([psa[place] for place in unknown]) if psa else [""] * len(fresh)
        if values is None or not self.names_pass(fresh):
            return None
        numbers.update(zip(fresh, count(len(self.cells.ledger.patients)), strict=False))
        self.cells.ledger.people(fresh, [lines[place] for place in unknown], values)
        return list(map(numbers.__getitem__, ids))

    def number_all(self) -> None:
        """Give those patients their numbers who were all new when they were added."""
        patients = self.cells.ledger.patients
        self.cells.numbers.update(zip(patients[self.numbered :], count(self.numbered), strict=False))
        self.numbered = len(patients)

    def _all_new(self, ids: list[str], psa: list[str], lines: Sequence[int]) -> bool:
        """Return whether some patients are plain and all new, and add them if so: each is looked up but once."""
        values = self.psa_values(psa) if psa else [""] * len(ids)
        if values is None or not (ids and self.names_pass(ids)):
            return not ids
        if self._rising(ids):
            self.cells.ledger.people(ids, lines, values)
            return True
        # A number is an object of its own, which nearly no patient needs: none is given before one does.
        known: dict[str, int | None] = self.cells.numbers  # type: ignore[assignment]
        if self.rising:
            self.rising = False
            deque(map(known.setdefault, self.cells.ledger.patients), maxlen=0)
        before = len(known)
        deque(map(known.setdefault, ids), maxlen=0)
        if len(known) - before == len(ids):
            self.cells.ledger.people(ids, lines, values)
            return True
        self.number_all()
        for name in set(ids):
            if known[name] is None:
                del known[name]
        return False

    def _rising(self, ids: list[str]) -> bool:
        """Return whether all patients so far and these stand in rising order, so that no two can be the same."""
        if self.rising:
            unseen = [*self.cells.ledger.patients[max(0, self.seen - 1) :], *ids]
            if all(map(lt, unseen, islice(unseen, 1, None))):
                self.seen = len(self.cells.ledger.patients) + len(ids)
                return True
        return False

    def names_pass(self, fresh: list[str]) -> bool:
        """Return whether all new ids are plain: a False may also mean that they must be looked at one by one."""
        joined = "".join(fresh)
        if not (joined.isascii() and joined.isprintable()) or "" in fresh:
            return False
        if " " in joined and list(map(str.strip, fresh)) != fresh:
            return False
        if not self.names.isdisjoint(fresh) or not TOTALS.isdisjoint(map(str.lower, fresh)):
            return False
        return max(map(len, fresh)) <= LONGEST_NAME and nothing_identifying(fresh)

    def psa_values(self, texts: list[str]) -> list[str] | None:
        """Return PSA values without surrounding spaces, or None where something is wrong with one."""
        if len(self.good_psa) > _MOST_PSA:
            self.good_psa.clear()
        for text in set(texts).difference(self.good_psa):
            value = text.strip(" ")
            if value and (identifying_text(value) or psa_flaw(value, self.cells.bins)[0]):
                return None
            self.good_psa[text] = value
        return list(map(self.good_psa.__getitem__, texts))

    def psa_agrees(self, patients: Sequence[int], psa: list[str]) -> bool:
        """Return whether each cell has the PSA of its patient or none, after noting who has none somewhere."""
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
