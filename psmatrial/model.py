"""The nouns of a paired comparison: tables of counts, estimates and tests."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, SupportsIndex, get_args

from psmatrial.errors import InputError, choices

Alternative = Literal["two-sided", "greater", "less"]
ALTERNATIVES: tuple[str, ...] = get_args(Alternative)
CELLS = ("both", "index_only", "comparator_only", "neither")


def checked_alternative(alternative: str) -> str:
    """Return ``alternative`` if it is one of ``two-sided``, ``greater``, ``less``, else raise InputError."""
    if not isinstance(alternative, str) or alternative not in ALTERNATIVES:
        raise InputError(f"alternative {alternative!r} is not known.", choices(alternative, ALTERNATIVES))
    return alternative


def checked_level(level: float) -> float:
    """Return a confidence level strictly between 0 and 1 as a plain float, of full precision, else raise InputError.

    Examples
    --------
    >>> import numpy as np
    >>> type(checked_level(np.float32(0.5)))
    <class 'float'>
    """
    try:
        between = 0.0 < level < 1.0
    except TypeError:
        raise InputError(f"level {level!r} is not a number.", "Give a proportion such as 0.95.") from None
    if not between:
        raise InputError(f"level {level!r} is not between 0 and 1.", "Give a proportion such as 0.95.")
    return float(level)


def whole_number(count: SupportsIndex, name: str) -> int:
    """Return a whole number as a plain int, which cannot overflow as those of numpy do, else raise InputError.

    Examples
    --------
    >>> import numpy as np
    >>> whole_number(np.int8(100), "both") + 100
    200
    """
    try:
        number = None if isinstance(count, bool) else operator.index(count)
    except TypeError:
        number = None
    if number is None:
        raise InputError(f"{name} is {count!r}, which is not a whole number.", "Give a count of patients.")
    return number


def checked_count(count: SupportsIndex, name: str) -> int:
    """Return a whole number, 0 or more, as a plain int, else raise InputError."""
    number = whole_number(count, name)
    if number < 0:
        raise InputError(f"{name} is {number}, which is below 0.", "Give a count of patients.")
    return number


@dataclass(frozen=True, slots=True)
class PairedTable:
    """Counts of patients who had both tests, by who was found by which test.

    Four named counts instead of a matrix: a matrix whose rows were swapped looks like any other.

    Parameters
    ----------
    both, index_only, comparator_only, neither
        Whole numbers of patients, 0 or more; those of numpy become plain ones.
    index, comparator
        Names of the two tests.

    Raises
    ------
    InputError
        If a count is negative or not a whole number.

    Examples
    --------
    >>> calais = PairedTable(9, 19, 4, 18, index="PSMA", comparator="fluciclovine")
    >>> calais.n, calais.discordant, calais.index_positive, calais.comparator_positive
    (50, 23, 28, 13)
    """

    both: int
    index_only: int
    comparator_only: int
    neither: int
    index: str = "index"
    comparator: str = "comparator"

    def __post_init__(self) -> None:
        """Refuse what is not a count, and keep plain integers."""
        # Recovery makes tables by the hundred thousand: good ones are told in one look.
        a, b, c, d = self.both, self.index_only, self.comparator_only, self.neither
        if type(a) is type(b) is type(c) is type(d) is int and a >= 0 and b >= 0 and c >= 0 and d >= 0:
            return
        for name, count in zip(CELLS, self.cells, strict=True):
            object.__setattr__(self, name, checked_count(count, name))

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """The four counts in the order both, index_only, comparator_only, neither."""
        return self.both, self.index_only, self.comparator_only, self.neither

    @property
    def n(self) -> int:
        """Patients who had both tests."""
        return self.both + self.index_only + self.comparator_only + self.neither

    @property
    def discordant(self) -> int:
        """Patients found by one test only."""
        return self.index_only + self.comparator_only

    @property
    def index_positive(self) -> int:
        """Patients found by the index test."""
        return self.both + self.index_only

    @property
    def comparator_positive(self) -> int:
        """Patients found by the comparator."""
        return self.both + self.comparator_only

    def swapped(self) -> PairedTable:
        """Return the same patients with index test and comparator exchanged."""
        return replace(
            self,
            index_only=self.comparator_only,
            comparator_only=self.index_only,
            index=self.comparator,
            comparator=self.index,
        )


def checked_table(table: PairedTable) -> PairedTable:
    """Return a PairedTable, else raise InputError: which cell of a matrix is which cannot be told."""
    if not isinstance(table, PairedTable):
        raise InputError(
            f"the table is of the type {type(table).__name__}, not a PairedTable.",
            "Give PairedTable(both, index_only, comparator_only, neither).",
        )
    return table


@dataclass(frozen=True, slots=True)
class Contrast:
    """Which test is compared with which: differences are index minus comparator."""

    index: str
    comparator: str


def tests_of(contrasts: Iterable[Contrast]) -> tuple[str, ...]:
    """Return the tests that are compared, each once, in their order.

    Examples
    --------
    >>> tests_of([Contrast("PSMA", "fluciclovine"), Contrast("PSMA", "MRI")])
    ('PSMA', 'fluciclovine', 'MRI')
    """
    return tuple(dict.fromkeys(name for pair in contrasts for name in (pair.index, pair.comparator)))


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its limits; it cannot exist without its method.

    ``value`` is None where the quantity is not defined (an odds ratio without discordant patients);
    ``low`` and ``high`` are None only where nothing can be said (no patients), and may be infinite.
    A one-sided estimate (``alternative`` not ``two-sided``) has its whole error on one side.
    ``note`` says in words why a value is absent or a limit is unusual.
    """

    quantity: str
    value: float | None
    low: float | None
    high: float | None
    level: float
    method: str
    n: int
    note: str = ""
    alternative: str = "two-sided"


@dataclass(frozen=True, slots=True)
class HypothesisTest:
    """A test with its p-value; ``note`` says in words what a degenerate table does to it.

    ``p_value`` is None only where nothing can be said (no patients).
    """

    method: str
    p_value: float | None
    statistic: float | None = None
    df: int | None = None
    alternative: str = "two-sided"
    note: str = ""
    quantity: str = "equality"


@dataclass(frozen=True, slots=True)
class MethodWords:
    """What is said of one method: its name in a plan, its label in print, its formula and where it comes from."""

    quantity: str
    name: str
    label: str
    formula: str
    reference: str
    prefer: str
    weakness: str


@dataclass(frozen=True, slots=True)
class Method(MethodWords):
    """One entry of the catalogue: it feeds dispatch, ``psmatrial methods``, the methods text and its references.

    ``compute`` takes ``(table, level, alternative)`` and returns an Estimate or, for ``equality``, a HypothesisTest
    (which ignores the level).
    """

    compute: Callable[[PairedTable, float, str], Estimate | HypothesisTest]
    experimental: bool = False
    costly: bool = False
