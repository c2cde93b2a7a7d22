"""Who read what: patterns of readings with their counts of patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from psmatrial.errors import InputError, choices
from psmatrial.model import checked_count

Pattern = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """Categories, and how many patients were read in which pattern.

    Parameters
    ----------
    categories
        Two or more categories that a reader could choose from, whether or not one did.
    patterns
        The category that each reader gave, None where a reading is missing, as a tuple of two readers or more; and
        the number of patients who were read so. An adjudicator is not a reader.

    Raises
    ------
    InputError
        If categories repeat or are fewer than two, patterns have different lengths, hold another category, or have
        something else than a count.

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos", "pos"): 9, ("pos", "neg"): 3, ("neg", None): 1})
    >>> read.readers, read.patients
    (2, 13)
    """

    categories: tuple[str, ...]
    patterns: Mapping[Pattern, int]

    def __post_init__(self) -> None:
        """Refuse what are not ratings, and keep plain integers."""
        _check_categories(self.categories)
        _check_lengths(self.patterns)
        for pattern in self.patterns:
            check_pattern(self.categories, pattern)
        object.__setattr__(self, "patterns", plain_counts(self.patterns))

    @property
    def readers(self) -> int:
        """Readers, those without any reading too."""
        return max(map(len, self.patterns), default=0)

    @property
    def patients(self) -> int:
        """Patients, those with fewer than two readings too."""
        return sum(self.patterns.values())


@dataclass(frozen=True, slots=True)
class Readings:
    """One pattern of two readings or more: how many patients have it, and how often it holds each category."""

    pattern: Pattern
    patients: int
    given: tuple[int, ...]
    known: int = field(init=False)

    def __post_init__(self) -> None:
        """Count the readings."""
        object.__setattr__(self, "known", sum(self.given))

    @property
    def agreeing(self) -> Fraction:
        """Share of the pairs of readings that agree."""
        return Fraction(sum(r * (r - 1) for r in self.given), self.known * (self.known - 1))


def usable(ratings: Ratings) -> tuple[Readings, ...]:
    """Return the patterns that say something about agreement: those of patients with two readings or more.

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos", "neg"): 3, ("neg", None): 1, ("neg", "neg"): 0})
    >>> [(kind.patients, kind.given) for kind in usable(read)]
    [(3, (1, 1))]
    """
    return tuple(
        Readings(pattern, count, tuple(map(pattern.count, ratings.categories)))
        for pattern, count in ratings.patterns.items()
        if count and readings_of(pattern) > 1
    )


def pair_of(ratings: Ratings, first: int, second: int) -> Ratings:
    """Return the readings of two readers, named by their places from 0.

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos", "pos", "neg"): 3, ("neg", "pos", "neg"): 1})
    >>> dict(pair_of(read, 1, 2).patterns)
    {('pos', 'neg'): 4}
    """
    both = Counter[Pattern]()
    for pattern, count in ratings.patterns.items():
        both[pattern[first], pattern[second]] += count
    return Ratings(ratings.categories, both)


def readings_of(pattern: Pattern) -> int:
    """Return how many readers gave a category.

    Examples
    --------
    >>> readings_of(("pos", None, "pos"))
    2
    """
    return len(pattern) - pattern.count(None)


def check_pattern(categories: Sequence[str], pattern: Pattern) -> None:
    """Refuse a pattern with a category that is not among those named.

    Examples
    --------
    >>> check_pattern(("pos", "neg"), ("pos", None))
    """
    for category in pattern:
        if category is not None and category not in categories:
            raise InputError(f"category {category!r} is not known.", choices(str(category), list(categories)))


def plain_counts(patterns: Mapping[Any, int]) -> dict[Any, int]:
    """Return patterns with their counts of patients as plain integers; what is not a count is refused.

    Examples
    --------
    >>> plain_counts({("pos", "neg"): 3})
    {('pos', 'neg'): 3}
    """
    return {
        pattern: checked_count(count, f"the number of patients with the readings {pattern}")
        for pattern, count in patterns.items()
    }


def _check_categories(categories: Sequence[str]) -> None:
    """Refuse fewer than two categories, and one that stands twice."""
    if len(set(categories)) != len(categories) or len(categories) < 2:
        raise InputError(
            f"the categories {', '.join(map(repr, categories)) or '(none)'} are not two or more different ones.",
            "Name each category that a reader could choose, once.",
        )


def _check_lengths(patterns: Mapping[Pattern, int]) -> None:
    """Refuse patterns of fewer than two readers, and of different numbers of readers."""
    first = next(iter(patterns), None)
    for pattern in patterns:
        if first is None or len(pattern) != len(first) or len(pattern) < 2:
            raise InputError(
                f"the readings {pattern} have no place.",
                "Give one category a reader, None where missing, for the same two readers or more.",
            )
