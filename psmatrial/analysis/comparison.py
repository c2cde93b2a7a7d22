"""What a comparison of two results holds: each number beside the other, its verdict, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psmatrial.analysis.meaning import Change
from psmatrial.analysis.results import Row, plain

EQUAL, DIFFERS, ONLY_FIRST, ONLY_SECOND = "equal", "differs", "only-first", "only-second"
AS_PRINTED, WITHIN_BOUND = "equal-as-printed", "within-bound"
HELD = (EQUAL, AS_PRINTED, WITHIN_BOUND)


@dataclass(frozen=True, slots=True)
class Difference:
    """One number beside the other: where, both values, how far apart, what was allowed, and the verdict.

    ``typed`` is the second number as another program wrote it, where one did, and ``scaled`` the first on its scale.
    """

    id: str
    column: str
    first: Any
    second: Any
    difference: float | None
    tolerance: str
    verdict: str
    typed: str = ""
    scaled: float | None = None

    def record(self) -> dict[str, Any]:
        """Return it as plain values."""
        names = ("id", "column", "first", "second", "difference", "tolerance", "verdict")
        record = {name: plain(getattr(self, name)) for name in names}
        return {**record, "typed": self.typed} if self.typed else record


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that was found of two results.

    Parameters
    ----------
    first, second
        What each of them is: ``name``, and of a report its study, input and versions.
    numbers
        Every number that both have or that one has in a row of both, with its verdict.
    texts
        Words of rows that differ: notes, names of tests.
    only_first, only_second
        Ids of rows, or keys of another program's file, that only one has.
    not_checked
        Columns of another program's file that nothing of ours stands beside, and numbers that its mapping skips.
    plan, patients, primary
        Places with first and second value, where these differ.
    meaning
        Changes of what a number says, those of the primary endpoint's test first.
    further
        How many values differ in what figures need beyond rows, by key.
    moved
        Patients whose results changed, where the readings were given.
    foreign
        Whether the second is another program's file.
    rows
        The rows that were compared, by id: the first and, of another report, the second.
    complete
        Whether rows that only one has are differences where the second is another program's file.
    same_source
        Whether both are reports of the same input under the same plan, so that the program makes what differs.
    """

    first: Mapping[str, Any]
    second: Mapping[str, Any]
    numbers: tuple[Difference, ...]
    texts: tuple[Difference, ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    plan: tuple[tuple[str, Any, Any], ...] = ()
    patients: tuple[tuple[str, Any, Any], ...] = ()
    primary: tuple[tuple[str, Any, Any], ...] = ()
    meaning: tuple[Change, ...] = ()
    further: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[str, Any] | None = None
    foreign: bool = False
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    complete: bool = True
    same_source: bool = False

    @property
    def equal(self) -> int:
        """How many numbers are equal."""
        return sum(one.verdict in HELD for one in self.numbers)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What differs, numbers first within each row."""
        unequal = (*(one for one in self.numbers if one.verdict not in HELD), *self.texts)
        order = {name: place for place, name in enumerate(dict.fromkeys(one.id for one in unequal))}
        return tuple(sorted(unequal, key=lambda one: order[one.id]))

    @property
    def differ(self) -> bool:
        """Whether anything differs; which input and versions were used is told and is no difference."""
        alone = (self.only_first or self.only_second) and self.complete
        beside = self.plan or self.patients or self.primary or self.further
        return bool(self.differences or alone or beside or (self.moved and self.moved["differ"]))

    def record(self) -> dict[str, Any]:
        """Return the whole as plain values."""
        parts = ("plan", "patients", "primary")
        return {
            "schema": 1,
            "first": dict(self.first),
            "second": dict(self.second),
            "differ": self.differ,
            "same_source": self.same_source,
            "compared": len(self.numbers),
            "equal": self.equal,
            "meaning": [change.record() for change in self.meaning],
            "differences": [one.record() for one in self.differences],
            "only_first": list(self.only_first),
            "only_second": list(self.only_second),
            "not_checked": list(self.not_checked),
            **{
                part: [{"place": place, "first": one, "second": other} for place, one, other in getattr(self, part)]
                for part in parts
            },
            "further": dict(self.further),
            "patients_moved": None if self.moved is None else dict(self.moved),
        }
