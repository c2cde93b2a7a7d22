"""The effects of several studies, ready to be pooled: which study enters with what, and why another does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.pooling.measures import Counts, Measure, measure

EMPTY = "no patients"
UNDEFINED = "not defined with a count of 0"
FLAT = "its variance is 0"
CORRECTED = "{} added to each count"
WIDENED = (
    "the variance of {} is 0: for averages the variance is taken in every study with 1/2 added to the discordant "
    "counts and 2 to the patients; each study's own difference and interval are as observed, and one of no width is "
    "no interval"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one study of n patients enters with; value and variance are None where it cannot, and ``note`` says why.

    ``counts`` are those of its value, ``spread`` those of its variance.
    """

    value: float | None
    variance: float | None
    note: str = ""
    n: int = 0
    counts: Counts = ()
    spread: Counts = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What the studies enter with, in their order.

    Parameters
    ----------
    measure
        What is pooled.
    studies
        One a table.
    note
        What was done to all of them, empty where nothing was.
    """

    measure: Measure
    studies: tuple[Effect, ...]
    note: str = ""

    @property
    def entering(self) -> list[Effect]:
        """The studies that enter."""
        return [one for one in self.studies if one.value is not None]

    @property
    def values(self) -> list[float]:
        """The values of the studies that enter, on the scale of averaging."""
        return [one.value for one in self.studies if one.value is not None and one.variance is not None]

    @property
    def variances(self) -> list[float]:
        """Their variances."""
        return [one.variance for one in self.studies if one.value is not None and one.variance is not None]

    @property
    def n(self) -> int:
        """Patients of the studies that enter."""
        return sum(one.n for one in self.studies if one.value is not None)

    @property
    def left_out(self) -> int:
        """How many studies cannot enter."""
        return sum(one.value is None for one in self.studies)


def effects(tables: Sequence[PairedTable], quantity: str | Measure, correction: float = 0.0) -> Effects:
    """Return what each study enters a pooled estimate with.

    A study whose ratio does not exist, or whose variance is 0, has no weight and is left out; a study without patients
    too. A difference always exists: where the variance of a study is 0, all variances are taken with half a patient
    more on each discordant side, as for strata of one trial. These are for averaging: a study's own interval is that
    of ``study_effect``.

    Parameters
    ----------
    tables
        Counts of patients, one table a study.
    quantity
        What is pooled.
    correction
        Added to each count of a study that could not enter for a count of 0; by default nothing is added, and never
        where differences are pooled.

    Raises
    ------
    InputError
        If there is no such quantity, or the correction is not a number from 0 to 1.

    Examples
    --------
    >>> found = effects([PairedTable(9, 19, 4, 18), PairedTable(0, 8, 0, 42)], "odds-ratio")
    >>> [round(value, 4) for value in found.values], found.left_out, found.studies[1].note
    ([1.5581], 1, 'not defined with a count of 0')
    """
    tables = tuple(tables)
    entry = measure(quantity) if isinstance(quantity, str) else quantity
    if not 0.0 <= correction <= 1.0:
        raise InputError(f"the correction {correction!r} is not between 0 and 1.", "Give one such as 0.5.")
    found = tuple(study_effect(entry, table, correction) for table in tables)
    flat = sum(one.note == FLAT for one in found)
    if entry.quantity == "rate-difference" and flat:
        widened = tuple(_widened(entry, table) for table in tables)
        return Effects(entry, widened, WIDENED.format("one study" if flat == 1 else f"{flat} studies"))
    return Effects(entry, found)


def study_effect(entry: Measure, table: PairedTable, correction: float = 0.0) -> Effect:
    """Return the effect of one study by itself, whatever the others are.

    Examples
    --------
    >>> study_effect(measure("rate-difference"), PairedTable(5, 0, 0, 8)).note
    'its variance is 0'
    """
    if table.n == 0:
        return Effect(None, None, EMPTY)
    counts = entry.counts(table)
    found = _effect(entry, counts, table.n)
    if found.value is not None or not (correction and entry.corrected) or all(counts):
        return found
    added = _effect(entry, tuple(count + correction for count in counts), table.n)
    return replace(added, note=added.note or CORRECTED.format(f"{correction:g}"))


def _effect(entry: Measure, counts: Counts, n: int) -> Effect:
    """Return the effect of these counts."""
    try:
        value, variance = entry.effect(*counts)
    except (ZeroDivisionError, ValueError):
        return Effect(None, None, UNDEFINED, n)
    return Effect(value, variance, "", n, counts, counts) if variance > 0.0 else Effect(None, None, FLAT, n)


def _widened(entry: Measure, table: PairedTable) -> Effect:
    """Return the observed difference with the variance of the strata."""
    if table.n == 0:
        return Effect(None, None, EMPTY)
    a, b, c, d = table.cells
    more = (a + 0.5, b + 0.5, c + 0.5, d + 0.5)
    return Effect((b - c) / table.n, entry.effect(*more)[1], "", table.n, table.cells, more)
