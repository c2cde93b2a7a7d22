"""What a paper prints about one pair of rates, and which single values it consists of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache, partial
from math import ceil, floor, inf
from types import MappingProxyType
from typing import Any

from psmatrial.errors import InputError, Problem, UsageError, choices
from psmatrial.model import checked_level
from psmatrial.stats.printed import Printed
from psmatrial.stats.printed_text import (
    LARGEST_N,
    Interval,
    Share,
    printed_difference,
    printed_interval,
    printed_number,
    printed_p,
    printed_patients,
    printed_share,
)
from psmatrial.stats.recovery.scales import beside_count, beside_rates, between_limits

MOST_PATIENTS = 1000
# Of a unit of the last digit: nearer than this to the end of its window a number is rounded.
_ROUNDING = 1e-6
SHARES = ("index", "comparator", "both", "index_only", "comparator_only", "neither", "agreement")
NUMBERS = ("difference", "ratio", "odds_ratio", "kappa", "p")
# The quantity of the catalogue to which a printed interval belongs.
INTERVALS: Mapping[str, str] = MappingProxyType(
    {
        "index_ci": "index-rate",
        "comparator_ci": "comparator-rate",
        "difference_ci": "rate-difference",
        "ratio_ci": "rate-ratio",
        "odds_ratio_ci": "odds-ratio",
    }
)
KEYS: tuple[str, ...] = (
    *("n", "index", "index_ci", "comparator", "comparator_ci", "difference", "difference_ci", "ratio", "ratio_ci"),
    *("odds_ratio", "odds_ratio_ci", "p", "kappa", "agreement", "both", "index_only", "comparator_only", "neither"),
)


def _within(text: str, least: int, most: float, what: str) -> Printed:
    """Return a number without a unit, checked to be one that can be."""
    found = printed_number(text)
    if not least <= found.value <= most:
        raise InputError(f"{text!r}: {what}.", "Give it as it is printed, such as 0.62 or 4.8.")
    return found


_READERS: Mapping[str, Callable[[str], Any]] = {
    "n": printed_patients,
    **dict.fromkeys(SHARES, printed_share),
    **dict.fromkeys(("ratio", "odds_ratio"), partial(_within, least=0, most=inf, what="a ratio is not below 0")),
    "kappa": partial(_within, least=-1, most=1, what="a kappa is from -1 to 1"),
    "difference": printed_difference,
    "p": printed_p,
    **dict.fromkeys(("index_ci", "comparator_ci"), partial(printed_interval, kind="rate")),
    "difference_ci": partial(printed_interval, kind="difference"),
    **dict.fromkeys(("ratio_ci", "odds_ratio_ci"), partial(printed_interval, kind="ratio")),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is printed; made by ``facts``.

    Parameters
    ----------
    n
        Smallest and largest number of patients, or None where none is printed.
    shares, numbers, intervals
        What is printed, by key.
    level
        Level of all intervals, a proportion.
    texts
        What was typed, by key.
    """

    n: tuple[int, int] | None = None
    shares: Mapping[str, Share] = field(default_factory=dict)
    numbers: Mapping[str, Printed] = field(default_factory=dict)
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    level: float = 0.95
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def patients(self) -> range:
        """Every number of patients that the printed ones allow; 1 to 1000 where none is printed."""
        said = [(share.n, share.n) for share in self.shares.values() if share.n is not None]
        said += [self.n] if self.n else []
        ranges = said or [(1, MOST_PATIENTS)]
        return range(max(low for low, _ in ranges), min(high for _, high in ranges) + 1)

    @property
    def both_rates(self) -> bool:
        """Whether the rates of both tests are printed."""
        return {"index", "comparator"} <= self.shares.keys()

    @property
    def one_rate(self) -> str:
        """``index`` or ``comparator`` where nothing but that rate and its interval is printed, else empty."""
        keys = {*self.shares, *self.numbers, *self.intervals}
        return next((key for key in ("index", "comparator") if keys and keys <= {key, f"{key}_ci"}), "")

    def pieces(self) -> tuple[str, ...]:
        """Return the single printed values, any of which could be a misprint: ``index.count``, ``index_ci.low``."""
        found = ["n"] if self.n else []
        found += [f"{key}.{part}" for key, share in self.shares.items() for part in _parts(share)]
        found += list(self.numbers)
        found += [f"{key}.{part}" for key, interval in self.intervals.items() for part in _parts(interval)]
        return tuple(found)

    def without(self, *pieces: str) -> Facts:
        """Return the facts as if some of the single values were not printed."""
        gone: dict[str, set[str]] = {}
        for piece in pieces:
            key, _, part = piece.partition(".")
            gone.setdefault(key, set()).add(part)
        shares = {key: replace(share, **dict.fromkeys(gone.get(key, ()))) for key, share in self.shares.items()}
        intervals = {key: replace(limits, **dict.fromkeys(gone.get(key, ()))) for key, limits in self.intervals.items()}
        return replace(
            self,
            n=None if "n" in gone else self.n,
            shares={key: share for key, share in shares.items() if _parts(share)},
            numbers={key: number for key, number in self.numbers.items() if key not in gone},
            intervals={key: limits for key, limits in intervals.items() if _parts(limits)},
        )

    def piece(self, name: str) -> str:
        """Return the text of a single printed value.

        Examples
        --------
        >>> facts({"index": "66/104 (64%)"}).piece("index.share")
        '64%'
        """
        key, _, part = name.partition(".")
        if not part:
            return self.texts[key]
        value = getattr(self.shares.get(key) or self.intervals[key], part)
        return value.text if isinstance(value, Printed) else str(value)


def facts(texts: Mapping[str, str], level: float | None = None, *, otherwise: float = 0.95) -> Facts:
    """Return what is printed, read from texts.

    Parameters
    ----------
    texts
        Texts by key, of ``KEYS``: what is printed for the number of patients, the rates, their contrasts with
        intervals, the p-value, kappa and agreement between the two tests, and the four cells.
    level
        Level of the intervals, a proportion; None where it is the one printed before their limits.
    otherwise
        The level where none is given and none is printed.

    Raises
    ------
    UsageError
        If there is no such key.
    InputError
        If a text cannot be read, or says another level than the one given or another text; the column of each problem
        is its key.

    Examples
    --------
    >>> facts({"n": "50", "odds_ratio_ci": "90% CI 1.6-19.2"}).level
    0.9
    >>> read = facts({"n": "50", "index": "56%", "p": "0.0026"})
    >>> read.patients, read.pieces()
    (range(50, 51), ('n', 'index.share', 'p'))
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, text in texts.items():
        if key not in _READERS:
            raise UsageError(f"{key!r} is not a printed value that is understood.", choices(key, KEYS))
        try:
            found[key] = _READERS[key](text)
            _check_patients(found[key], text)
        except InputError as error:
            problems += [replace(problem, column=key) for problem in error.problems]
    if problems:
        raise InputError(problems)
    intervals = {key: found[key] for key in INTERVALS if key in found}
    return _scaled(
        Facts(
            found.get("n"),
            {key: found[key] for key in SHARES if key in found},
            {key: found[key] for key in NUMBERS if key in found},
            intervals,
            checked_level(_level(texts, intervals, level, otherwise)),
            dict(texts),
        )
    )


def _scaled(read: Facts) -> Facts:
    """Return the facts with every rate and the difference in the scale that the numbers beside it tell."""
    patients = read.patients
    known = patients and (read.n or any(share.n for share in read.shares.values()))
    most = patients[-1] if known else LARGEST_N
    shares = {key: beside_count(printed_share(read.texts[key], most), patients) for key in read.shares}
    for key, share in shares.items():
        if share.share is not None and share.count is None:
            shares[key] = replace(share, share=between_limits(share.share, read.intervals.get(f"{key}_ci")))
    numbers = dict(read.numbers)
    if "difference" in numbers:
        numbers["difference"] = between_limits(numbers["difference"], read.intervals.get("difference_ci"))
        if "index" in shares and "comparator" in shares and "difference_ci" not in read.intervals:
            rates = shares["index"], shares["comparator"]
            numbers["difference"] = beside_rates(numbers["difference"], rates, patients)
    return replace(read, shares=shares, numbers=numbers)


def _level(texts: Mapping[str, str], intervals: Mapping[str, Interval], given: float | None, otherwise: float) -> float:
    """Return the one level of all intervals: given, else printed before their limits, else the other one."""
    level, source = given, "the level given is"
    for key, limits in intervals.items():
        if limits.level is None:
            continue
        if level is not None and abs(limits.level - level) > _ROUNDING:
            text = f"{texts[key]!r} says level {limits.level:g}, and {source} {level:g}."
            raise InputError(
                Problem(text, "There is one level for all intervals: leave out what does not have it.", column=key)
            )
        level, source = limits.level, f"{texts[key]!r} says"
    return otherwise if level is None else level


def _check_patients(item: object, text: str) -> None:
    """Refuse a total of more patients than can be searched."""
    if isinstance(item, Share) and (item.n or 0) > LARGEST_N:
        raise InputError(f"{text!r} has more than {LARGEST_N} patients.", "Larger tables are not searched.")


@lru_cache(maxsize=4096)
def counts(share: Share, n: int, *, truncation: bool = False) -> range:
    """Return every number of patients of n that is printed like this: they follow one another.

    Examples
    --------
    >>> counts(printed_share("56%"), 50), counts(printed_share("56%"), 1000)
    (range(28, 29), range(555, 566))
    """
    low, high = (0, n) if share.count is None else (share.count, min(share.count, n))
    printed = share.share
    if printed is not None:
        window, (least, most) = printed.window(truncation=truncation), certain(printed, truncation=truncation)

        def fits(count: int) -> bool:
            return least < count / n < most or printed.fits(Fraction(count, n), truncation=truncation)

        low = max(low, ceil(min(n * window[0], n + 1) - 1e-6))
        high = min(high, floor(max(n * window[1], -1) + 1e-6))
        # Whatever lies between two counts that fit does too.
        while low <= high and not fits(low):
            low += 1
        while low <= high and not fits(high):
            high -= 1
    return range(low, high + 1)


def certain(printed: Printed, *, truncation: bool = False) -> tuple[float, float]:
    """Return numbers between which whatever lies is printed like this; the first above the last where none need be.

    What fits a bound is always asked.

    Examples
    --------
    >>> [round(end, 4) for end in certain(printed_p("0.26"))], certain(printed_p("<0.05"))
    ([0.255, 0.265], (inf, -inf))
    """
    low, high = printed.window(truncation=truncation)
    slack = _ROUNDING * float(printed.unit)
    return (low + slack, high - slack) if printed.relation == "=" else (inf, -inf)


def _parts(item: Share | Interval) -> tuple[str, ...]:
    """Return which parts of a printed share or interval are there."""
    names = ("count", "n", "share") if isinstance(item, Share) else ("low", "high")
    return tuple(name for name in names if getattr(item, name) is not None)
