"""Many plain rows at once: each different text is looked at as in any other row, and equal texts are only counted.

A block in which anything is not plain, or not known yet, is handed back to be read row by row, so that messages and
answers have one source. What is done here to every row is done by arrays, not by a loop.
"""

from __future__ import annotations

import numpy as np

from psmatrial.data.cells import Cells
from psmatrial.data.engine import Engine, Lines
from psmatrial.data.identifiers import Extras
from psmatrial.data.keys import Numbers
from psmatrial.data.meanings import Meanings
from psmatrial.data.people import People
from psmatrial.data.sheet import InBlocks
from psmatrial.data.sources.csv import CELL_LIMIT


class Blocks:
    """What is known of the texts of a file in long form, to take blocks of rows of which nothing is new or wrong."""

    def __init__(self, rows: InBlocks, cells: Cells, extras: Extras, engine: Engine) -> None:
        """Begin with what the cells know."""
        self.engine = engine
        roles = cells.columns.roles
        self.cells = cells
        self.extras = extras
        self.encoding, self.sign, self.width = rows.encoding, rows.sign, len(cells.sheet.header)
        self.at_patient = roles["patient_id"]
        self.at_psa = roles.get("psa", -1)
        self.people = People(cells)
        self.meanings = Meanings(cells, rows.sign)

    def taken(self, first: int, block: bytes) -> int | None:
        """Take all rows of a block and return how many, or take none and return None.

        Parameters
        ----------
        first
            Number of the first line.
        block
            Lines that each end with a line feed, without a quotation mark.
        """
        found = self.engine.fields(block, self.encoding, self.sign, self.width)
        if found and len(block) > CELL_LIMIT and found.longest(0, self.width - 1) > CELL_LIMIT:
            found = None
        meant = found and self.meanings.of(found)
        patients = self._patients(found, first) if found and meant and self._extras_pass(found) else None
        if not (found and meant and patients is not None):
            self.people.number_all()
            return None
        # Of several results for one place the first is kept, the others are told row by row.
        slots, codes = meant
        for row in self.engine.keep(self.cells.ledger, slots, codes, patients, first):
            self.cells.ledger.again(int(patients[row]), int(slots[row]), int(codes[row]), first + row)
        return len(found)

    def _extras_pass(self, found: Lines) -> bool:
        """Return whether nothing identifies in the columns that are not analysed."""
        places = [place for place, _, _ in self.extras.columns]
        return self.extras.pass_all([found.texts(place, np.flatnonzero(found.changes(place))) for place in places])

    def _patients(self, found: Lines, first: int) -> Numbers | None:
        """Return the patient of each row, or None where an id or a PSA must be looked at alone."""
        begins = found.changes(self.at_patient)
        heads = np.flatnonzero(begins)
        psa = found.texts(self.at_psa, heads) if self.at_psa >= 0 else []
        numbers = self.people.numbers(found.texts(self.at_patient, heads), psa, (heads + first).tolist())
        if numbers is None:
            return None
        patients = np.repeat(np.array(numbers), np.diff(heads, append=len(found)))
        if self.at_psa >= 0:
            # Rows that neither begin a patient nor change the PSA have what the row before them has.
            others = np.flatnonzero(found.changes(self.at_psa) & ~begins)
            agree = self.people.psa_agrees
            if not (agree(numbers, psa) and agree(patients[others].tolist(), found.texts(self.at_psa, others))):
                return None
        return patients
