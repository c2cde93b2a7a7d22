"""How the file of another program is read beside our rows: columns, names of rows, scale and rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction

from psmatrial.analysis.comparison import AS_PRINTED, DIFFERS, EQUAL
from psmatrial.analysis.differences import COUNTS, NUMBERS, P_VALUES, TOLERANCE, checked_tolerance, close
from psmatrial.stats.printed import Number, Printed

MISSING = ("", ".", "NA", "NaN")
SCALED = ("value", "low", "high", "statistic")
EXACT = (*COUNTS, "level")
TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Closeness:
    """When two numbers are equal: to so many decimals as printed, or within a relative or absolute tolerance.

    ``decimals`` is a number of digits after the point, or ``"typed"``: as many as each cell has.
    """

    relative: float = TOLERANCE
    absolute: float = 0.0
    decimals: int | str | None = None

    @property
    def words(self) -> str:
        """Say it, as it stands beside each number.

        Examples
        --------
        >>> Closeness(decimals=4).words, Closeness(1e-8, 0.001).words
        ('4 decimals', 'relative 1e-08 or absolute 0.001')
        """
        if self.decimals is not None:
            one = self.decimals == 1
            return "as typed" if self.decimals == TYPED else f"{self.decimals} decimal{'' if one else 's'}"
        stated = {"relative": self.relative, "absolute": self.absolute}
        return " or ".join(f"{word} {size:g}" for word, size in stated.items() if size) or "exact"

    def verdict(self, ours: Number, theirs: Printed, column: str) -> str:
        """Return whether our number, on their scale, is the one that they wrote.

        Examples
        --------
        >>> from psmatrial.stats.printed_text import printed_number
        >>> Closeness(decimals=2).verdict(4.745, printed_number("4.75"), "value")
        'equal-as-printed'
        >>> Closeness().verdict(4.745, printed_number("4.75"), "value")
        'differs'
        """
        if self.decimals is None:
            first, second = float(ours), float(theirs.value)
            near = close(first, second, column, self.relative) or abs(first - second) <= self.absolute
            return EQUAL if near else DIFFERS
        unit = theirs.unit if self.decimals == TYPED else Decimal(1).scaleb(-int(self.decimals))
        low, high = Printed(theirs.text, theirs.value, unit).window()
        return AS_PRINTED if low <= ours <= high else DIFFERS


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for some rows and columns only; what it does not state is None."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    scale: Fraction | None = None
    closeness: Closeness | None = None
    skip: bool | None = None

    def holds(self, row_id: str, column: str) -> bool:
        """Return whether it holds for a number.

        Examples
        --------
        >>> Rule(("*.odds-ratio.*",), ()).holds("patient.all.odds-ratio.wald", "low")
        True
        """
        named = not self.columns or column in self.columns
        return named and (not self.rows or any(fnmatchcase(row_id, pattern) for pattern in self.rows))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row of ours stands in their file: their key, and columns that hold for this row alone."""

    key: str
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ForeignMap:
    """A mapping in full.

    Parameters
    ----------
    keys
        Columns whose words, joined by ``separator``, name a row of theirs.
    columns
        Our column to theirs; None for those of their file that are named like ours.
    rows
        Our id to where it stands; what is not named stands under its id.
    rules
        Scale and closeness for all numbers or for some; of several that hold, the last one counts.
    missing
        Words for "there is none", in any case.
    decimal
        The sign before the decimals of their numbers.
    name
        The file of the mapping, for messages.
    """

    keys: tuple[str, ...] = ("id",)
    separator: str = "|"
    columns: Mapping[str, str] | None = None
    rows: Mapping[str, Sequence[Origin]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    missing: tuple[str, ...] = MISSING
    decimal: str = "."
    name: str = ""

    @property
    def called(self) -> str:
        """What a message calls it: one that nobody gave is still to be written.

        Examples
        --------
        >>> ForeignMap().called, ForeignMap(name="map.toml").called
        ('a mapping (--map)', 'the mapping')
        """
        return "the mapping" if self.name else "a mapping (--map)"

    def columns_in(self, header: Sequence[str]) -> dict[str, str]:
        """Return our columns with theirs, in our order.

        Examples
        --------
        >>> ForeignMap().columns_in(["id", "p_value", "note"])
        {'p_value': 'p_value'}
        """
        if self.columns is None:
            return {name: name for name in NUMBERS if name in header}
        return {name: self.columns[name] for name in NUMBERS if name in self.columns}

    def held_to(self, tolerance: float) -> ForeignMap:
        """Return the mapping with another tolerance for all numbers; rules for some of them stay above it.

        Raises
        ------
        UsageError
            If it is not from 0 to below 1.
        """
        checked_tolerance(tolerance)
        general = [rule for rule in self.rules if not rule.rows and not rule.columns]
        special = [rule for rule in self.rules if rule.rows or rule.columns]
        return replace(self, rules=(*general, Rule((), (), None, Closeness(tolerance)), *special))

    def scale(self, row_id: str, column: str) -> Fraction:
        """Return by what a number of ours is multiplied to stand on their scale."""
        stated = [rule.scale for rule in self.rules if rule.scale is not None and rule.holds(row_id, column)]
        return stated[-1] if stated and column in SCALED else Fraction(1)

    def skips(self, row_id: str, column: str) -> bool:
        """Return whether a number is not to be compared, such as a statistic that the other program calls otherwise."""
        stated = [rule.skip for rule in self.rules if rule.skip is not None and rule.holds(row_id, column)]
        return bool(stated and stated[-1])

    def closeness(self, row_id: str, column: str) -> Closeness:
        """Return when a number counts as equal; counts and the level always exactly."""
        stated = [rule.closeness for rule in self.rules if rule.closeness is not None and rule.holds(row_id, column)]
        return stated[-1] if stated and column not in EXACT else Closeness()


def is_p(column: str) -> bool:
    """Return whether a column holds p-values, which other programs print as bounds where they are small.

    Examples
    --------
    >>> is_p("p_value"), is_p("low")
    (True, False)
    """
    return column in P_VALUES
