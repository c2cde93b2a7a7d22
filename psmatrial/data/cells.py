"""Cells seen for the first time: what they mean, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from psmatrial.data.advice import comparing, dropping
from psmatrial.data.columns import PLACES, Columns, left_out
from psmatrial.data.end_cells import end_checks
from psmatrial.data.forms import identifying_text
from psmatrial.data.gaps import Gaps
from psmatrial.data.identifiers import Extras
from psmatrial.data.ledger import Ledger
from psmatrial.data.measures import measures
from psmatrial.data.patient_columns import patient_columns
from psmatrial.data.problems import Problems, other_width
from psmatrial.data.rules import RESULTS, Layout
from psmatrial.data.sheet import Sheet
from psmatrial.data.strata import parsed_bins
from psmatrial.data.values import folded, invisible, psa_flaw, result_codes, told
from psmatrial.errors import Problem, choices

LONGEST_NAME = 200
TOTALS = frozenset({"total", "totals", "grand total", "subtotal", "sum", "mean", "median", "average"})


class Cells:
    """The meaning of the cells of one sheet, each text looked at once.

    A text that was found good is kept in ``numbers`` (patients), ``slots`` (modality, reader and region) or ``codes``
    (results), so that a reader of many rows looks there first. A bad one is never kept: every row that has it is
    listed. Surrounding spaces do not count.
    """

    def __init__(self, sheet: Sheet, layout: Layout, columns: Columns, problems: Problems) -> None:
        """Begin with no text known."""
        self.sheet = sheet
        self.columns = columns
        self.problems = problems
        self.ledger = Ledger(problems, lesions=layout.lesions)
        regions = (*layout.regions, *layout.region_names) if layout.regions and not layout.lesion else ()
        self.region_names = layout.region_names
        self.expected = {"reader": layout.readers, "region": () if layout.lesion else layout.regions}
        self.planned = {"modality": layout.modalities, "reader": layout.readers, "region": regions}
        self.compared, self.is_compared, self.may_read = layout.compared, layout.is_compared, layout.may_read
        self.accepted = result_codes(layout.values)
        self.words = (*RESULTS, *layout.values)
        self.numbers: dict[str, int] = {}
        self.slots: dict[object, int] = {}
        self.codes: dict[str, int] = {}
        self.drop = layout.drop_identifiers
        self.analysed = layout.analysed_aside
        self.left_out: list[Problem] = []
        self.doubts: list[Problem] = []
        self.bins = parsed_bins(layout.bins)
        column = layout.gap.column
        self.gaps = Gaps(layout.gap, sheet.header.index(column) if column in sheet.header else -1, problems)
        self.patient_columns = patient_columns(layout.patient_columns, sheet.header, problems, end_checks(layout))
        self.measures = measures(layout.measured, sheet.header, problems)
        self._of_test = [columns.roles.get(role, -1) for role in ("modality", "reader")]
        self.empty_rows = 0
        self.blank_psa: set[int] = set()
        self.bad_psa: set[tuple[int | None, str]] = set()

    def odd_row(self, line: int, cells: Sequence[str]) -> bool:
        """Return whether a row is no reading at all: empty, of another width, a total, or the header once more."""
        width = len(self.sheet.header)
        first = cells[self.columns.roles["patient_id"]].strip() if len(cells) == width else ""
        if not first and not any(cell.strip() for cell in cells):
            self.empty_rows += 1
        elif len(cells) != width:
            text = other_width(len(cells), width)
            self.problems.add(text, self._width_hint(cells), line=line)
        elif first in self.sheet.header and tuple(cell.strip(" ") for cell in cells) == self.sheet.header:
            self.problems.add("the line of column names is there again.", "Remove this line.", line=line)
        elif first.lower() in TOTALS:
            self.problems.add("this looks like a row of totals.", "Remove it: each row is one patient's.", line=line)
        else:
            return False
        return True

    def patient(self, line: int, cells: Sequence[str]) -> int | None:
        """Return the number of a patient, a new one if need be; None after adding what is wrong with the cell."""
        text = cells[self.columns.roles["patient_id"]]
        if text in self.numbers:
            return self.numbers[text]
        name = text.strip(" ")
        if not self._good(name, "patient_id", line):
            return None
        number = self.numbers.get(name)
        if number is None:
            number = self.numbers[name] = self.ledger.patient(name, line)
        self.numbers[text] = number
        return number

    def slot(self, line: int, cells: Sequence[str], key: object) -> int | None:
        """Return the number of a modality, reader and region; None after adding what is wrong with one of them."""
        if key in self.slots:
            return self.slots[key]
        names = []
        for role in PLACES:
            name = cells[self.columns.roles[role]].strip(" ") if role in self.columns.roles else ""
            names.append(name)
            if role in self.columns.roles and not self._allowed(name, role, line, names[:1]):
                return None
        self.slots[key] = self.ledger.slot((names[0], names[1], names[2]), line)
        return self.slots[key]

    def row_slots(self, line: int, said: Mapping[str, str], wide: Mapping[int, tuple[str, str, str]]) -> dict[int, int]:
        """Return the number of each result column of a row that names its reader or region; none if a name is bad."""
        names = {role: text.strip(" ") for role, text in said.items()}
        tests = [test for test, _, _ in wide.values()]
        if not all(self._allowed(name, role, line, tests) for role, name in names.items()):
            return {}
        return {
            place: self.ledger.slot((test, names.get("reader", reader), names.get("region", region)), line)
            for place, (test, reader, region) in wide.items()
        }

    def code(self, line: int, text: str, column: str = "result") -> int | None:
        """Return the code of a result; None after adding that the word is not one."""
        if text in self.codes:
            return self.codes[text]
        word = text.strip(" ")
        code = self.accepted.get(folded(word))
        if code is not None:
            self.codes[text] = code
        elif not word:
            hint = f"Write {RESULTS[3]!r} where the scan could not be read; leave the row out where there was no scan."
            self.problems.add("the cell is empty.", hint, line=line, column=column)
        elif self._good(word, column, line):
            hint = choices(word, self.words)
            joint = ";" if hint.startswith("Did") else "."
            hint = hint.replace("Did", "did", 1)
            self.problems.add(f"{told(word)} is not a result{joint}", hint, line=line, column=column)
        return code

    def psa(self, patient: int | None, line: int, text: str) -> None:
        """Keep the PSA value of a row, or add what is wrong with it: once, though each row of the patient has it."""
        value = text.strip(" ")
        if not value:
            if patient is not None and self.ledger.psa[patient]:
                self.blank_psa.add(patient)
            return
        if kind := identifying_text(value):
            self.problems.identified("psa", kind, line)
            return
        if (patient, value) in self.bad_psa:
            return
        flaw, hint = psa_flaw(value, self.bins)
        if flaw:
            self.problems.add(flaw, hint, line=line, column="psa")
        if flaw or (patient is not None and not self.ledger.psa_given(patient, value, line)):
            self.bad_psa.add((patient, value))

    @property
    def looks_aside(self) -> bool:
        """Whether every row has more to say than who was read how."""
        return self.gaps.place >= 0 or self.measures.place >= 0 or bool(self.patient_columns.places)

    def extras(self) -> Extras:
        """Return the check of the columns that are not analysed."""
        return Extras((place, name) for place, name in self.columns.others.items() if place != self.gaps.place)

    def look_aside(self, extras: Extras, line: int, cells: Sequence[str], patient: int | None) -> None:
        """Look at the days between scans, at what is said of patients, measured, and at columns that are not analysed.

        A column that identifies is refused, or left out where that is asked for and it is not analysed.
        """
        if self.gaps.place >= 0:
            self.gaps.take(patient, line, cells[self.gaps.place])
        if self.patient_columns.places:
            self.patient_columns.take(patient, line, cells)
        if self.measures.place >= 0:
            names = [cells[place].strip(" ") if place >= 0 else "" for place in self._of_test]
            self.measures.take(patient, line, cells, names[0], names[1])
        for column, kind in extras.found(cells):
            if column in self.analysed:
                self.problems.identified(column, kind, line)
            elif self.drop:
                extras.leave_out(column)
                self.left_out.append(left_out(column, kind, self.problems.file, line))
            else:
                hint = f"Remove the column, or give {dropping(self.problems.file)} to leave it out."
                self.problems.identified(column, kind, line, hint)

    def instead(self, name: str, role: str, planned: Sequence[str]) -> str:
        """Return what to do about a name that is not planned."""
        hint = choices(name, planned)
        if role == "reader" and not self.compared:
            hint += f" If the test is not compared: give {comparing(self.problems.file)}."
        return hint

    def _good(self, name: str, role: str, line: int) -> bool:
        """Return whether a name can be used, after adding what is wrong with it."""
        if not name:
            self.problems.add("the cell is empty.", "Fill it in or remove the row.", line=line, column=role)
        elif hidden := invisible(name):
            self.problems.add(f"the cell holds {hidden}.", "Type the word again.", line=line, column=role)
        elif role == "patient_id" and name.isdecimal():
            # Numbers are judged together, once all are known.
            return True
        elif kind := identifying_text(name):
            self.problems.identified(role, kind, line)
        elif len(name) > LONGEST_NAME:
            text = f"the cell has {len(name)} characters, more than the {LONGEST_NAME} of a name."
            self.problems.add(text, "Write a shorter one.", line=line, column=role)
        else:
            return True
        return False

    def _allowed(self, name: str, role: str, line: int, tests: Iterable[str]) -> bool:
        """Return whether a name of a row on some tests is good and planned, after adding that it is not."""
        if not self._good(name, role, line):
            return False
        planned = self.planned[role]
        if not planned or name in planned or (role == "reader" and all(self.may_read(name, test) for test in tests)):
            return True
        hint = self.instead(name, role, planned)
        self.problems.add(f"{told(name)} is not a planned {role}.", hint, line=line, column=role)
        return False

    def _width_hint(self, cells: Sequence[str]) -> str:
        """Return what may have gone wrong in a row that is too short or too long."""
        if len(cells) < len(self.sheet.header):
            return "Fill in the missing cells, or leave them empty between their separators."
        digits = [cell.strip(" ").isdecimal() for cell in cells]
        if self.sheet.separator == "," and any(map(all, pairwise(digits))):
            return "A decimal comma may have split a number: write a decimal point."
        if not self.sheet.separator:
            return "Delete what stands beside the table."
        return "A cell that contains the separator must stand in quotation marks."
