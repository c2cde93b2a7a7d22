"""Readings while they are read: compact, each with the line it came from."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from psmatrial.data.lesion_rows import lesion_hint
from psmatrial.data.limits import psa_order
from psmatrial.data.problems import Problems
from psmatrial.data.rules import RESULTS
from psmatrial.data.values import folded, told

FEW_CELLS, MOST_CELLS = 8_000_000, 64_000_000
# Of more places than few, there must be readings for so many.
_LEAST_FILLED = 0.1
_FIRST = 64
_MOST_DIGITS = 40
# Equivocal and non-evaluable in one place: which of them counts depends on the plan, unless a further one is found.
UNCLEAR = 255
# Two lesions in one place, in any order, whatever the plan lets equivocal count as.
JOINT = {
    **{frozenset((code,)): code for code in (*range(1, 5), UNCLEAR)},
    **{frozenset((1, code)): 1 for code in (*range(2, 5), UNCLEAR)},
    **{frozenset((code, UNCLEAR)): UNCLEAR for code in range(2, 5)},
    frozenset((2, 3)): 3,
    frozenset((2, 4)): 4,
    frozenset((3, 4)): UNCLEAR,
}


class Ledger:
    """One column of result codes per modality, reader and region (a slot), one place in it per patient.

    A code is 0 where there was no row, else 1 to 4 in the order of ``RESULTS``.
    """

    def __init__(self, problems: Problems, *, lesions: bool = False) -> None:
        """Begin without patients and slots; with lesions, one place of a patient may have several rows."""
        self.problems = problems
        self.lesions = lesions
        self.patients: list[str] = []
        self.patient_lines = array("I")
        self.psa: list[str] = []
        self.psa_lines = array("I")
        self.blank_psa = 0
        self.slots: dict[tuple[str, str, str], int] = {}
        self.slot_lines = array("I")
        self.codes: list[bytearray] = []
        self.lines: list[array[int]] = []
        self.capacity = _FIRST
        # The line on which a place of a patient became unclear, by slot and patient.
        self.unclear: dict[tuple[int, int], int] = {}
        # Readings that are known to come, where all patients are there before them; else how many a line can have.
        self.promised = 0
        self.readings_a_line = 1

    def patient(self, name: str, line: int) -> int:
        """Return the number of a patient seen for the first time."""
        self.patients.append(name)
        self.patient_lines.append(line)
        self.psa.append("")
        self.psa_lines.append(0)
        if len(self.patients) > self.capacity:
            self._grow()
        return len(self.patients) - 1

    def people(self, names: Sequence[str], lines: Sequence[int], psa: Sequence[str]) -> None:
        """Add patients seen for the first time on these lines, each with a PSA value or an empty text."""
        first = array("I", lines)
        given = first if "" not in psa else [line if text else 0 for line, text in zip(first, psa, strict=True)]
        self.patients.extend(names)
        self.patient_lines.extend(first)
        self.psa.extend(psa)
        self.psa_lines.extend(given)
        if len(self.patients) > self.capacity:
            self._grow()

    def slot(self, place: tuple[str, str, str], line: int) -> int:
        """Return the number of a modality, reader and region, a new one if need be."""
        if place not in self.slots:
            self._check_size(self.capacity, len(self.slots) + 1, len(self.patients), line)
            self.slots[place] = len(self.slots)
            self.slot_lines.append(line)
            self.codes.append(bytearray(self.capacity))
            self.lines.append(array("I", bytes(4 * self.capacity)))
        return self.slots[place]

    def psa_given(self, patient: int, text: str, line: int) -> bool:
        """Keep a PSA value; another number than on an earlier row of the patient is a problem, and returns False."""
        known = self.psa[patient]
        if not known:
            self.psa[patient] = text
            self.psa_lines[patient] = line
        elif known != text and psa_order(known) != psa_order(text):
            self.problems.add(
                f"patient {told(self.patients[patient])} has PSA {_short(text)} here and {_short(known)} on "
                f"{self.problems.unit} {self.psa_lines[patient]}.",
                "Give one PSA per patient: the value at the time of the scans.",
                line=line,
                column="psa",
            )
            return False
        return True

    def again(self, patient: int, slot: int, code: int, line: int) -> None:
        """Add the problem of a second row for what has been read, or join it with the first where rows are lesions."""
        if self.lesions:
            joint = self.codes[slot][patient] = JOINT[frozenset((self.codes[slot][patient], code))]
            if joint == UNCLEAR:
                self.unclear.setdefault((slot, patient), line)
            return
        place, what = self._place(slot)
        where = f"{self.problems.unit} {self.lines[slot][patient]}"
        before = RESULTS[self.codes[slot][patient] - 1]
        said = f"the same result {before!r}" if RESULTS[code - 1] == before else f"another result, {before!r}"
        absent = [role for role, name in zip(("reader", "region"), place[1:], strict=True) if not name]
        hint = "Keep one of the two rows."
        if absent:
            column = f"The file has no {' and no '.join(absent)} column"
            hint = f"{column}: {'one of them' if absent[1:] else 'it'} may be missing."
        hint = lesion_hint(self.problems.header) or hint
        self.problems.add(
            f"patient {told(self.patients[patient])} has a second row for {what}; {where} has {said}.",
            hint,
            line=line,
            column="result",
        )

    def check_unclear(self) -> None:
        """Add the places of patients whose lesions have no joint result now that all are known."""
        for (slot, patient), line in self.unclear.items():
            if self.codes[slot][patient] == UNCLEAR:
                where = f"{self.problems.unit} {self.lines[slot][patient]}"
                lesions = f"equivocal and non-evaluable lesions in {self._place(slot)[1]}"
                text = f"patient {told(self.patients[patient])} has {lesions}; {where} is the first."
                hint = "Which of the two counts would depend on the plan: give this place one result."
                self.problems.add(text, hint, line=line, column="result")

    def _place(self, slot: int) -> tuple[tuple[str, str, str], str]:
        """Return modality, reader and region of a slot, and the same in words."""
        place = next(place for place, number in self.slots.items() if number == slot)
        named = zip(("modality", "reader", "region"), place, strict=True)
        return place, ", ".join(f"{role} {told(name)}" for role, name in named if name)

    def check_names(self) -> None:
        """Add the names that differ only by case or Unicode form: they are meant to be one."""
        for role, names, lines in self.named():
            self._check_folded(role, names, lines)

    def named(self) -> Iterator[tuple[str, Sequence[str], Sequence[int]]]:
        """Yield role, names and the line of each name's first row: patients, then tests, readers and regions."""
        yield "patient_id", self.patients, self.patient_lines
        for part, role in enumerate(("modality", "reader", "region")):
            first: dict[str, int] = {}
            for place, slot in self.slots.items():
                first.setdefault(place[part], self.slot_lines[slot])
            yield role, list(first), list(first.values())

    def _check_folded(self, role: str, names: Sequence[str], lines: Sequence[int]) -> None:
        """Add the names of one role that are equal once folded."""
        joined = "\n".join(names)
        # All names differ as they are written, so they differ folded where folding leaves them as they are.
        if joined.isascii() and joined in {joined.upper(), joined.lower()}:
            return
        if len({folded(name) for name in names}) == len(names):
            return
        first: dict[str, int] = {}
        for number, name in enumerate(names):
            before = first.setdefault(folded(name), number)
            if before != number:
                other = f"{told(names[before])} on {self.problems.unit} {lines[before]}"
                text = f"{told(name)} differs from {other} only by case or by how its letters are encoded."
                self.problems.add(text, "Write it one way.", line=lines[number], column=role)

    def _grow(self) -> None:
        """Make room for all patients, an eighth more whenever one has none: the same steps if many come at once."""
        capacity = self.capacity
        while capacity < len(self.patients):
            patients, line = capacity + 1, self.patient_lines[capacity]
            capacity = patients + patients // 8
            self._check_size(capacity, len(self.slots), patients, line)
        for codes, lines in zip(self.codes, self.lines, strict=True):
            codes.extend(bytes(capacity - self.capacity))
            lines.frombytes(bytes(4 * (capacity - self.capacity)))
        self.capacity = capacity

    def _check_size(self, capacity: int, slots: int, patients: int, line: int) -> None:
        """Refuse a file of which most would be empty places, given how many patients there are up to a line."""
        places = capacity * slots
        if places <= FEW_CELLS:
            return
        if places <= MOST_CELLS and (self.promised or line * self.readings_a_line) >= places * _LEAST_FILLED:
            return
        text = f"more than {patients} patients with {slots} combinations of modality, reader and region."
        self.problems.add(
            text, "Does one of these columns hold something else, such as a lesion or a scan number?", line=line
        )
        self.problems.refuse()


def _short(text: str) -> str:
    """Return a number as typed, cut where it has more digits than a person reads."""
    return text if len(text) <= _MOST_DIGITS else f"{text[:_MOST_DIGITS]}..."
