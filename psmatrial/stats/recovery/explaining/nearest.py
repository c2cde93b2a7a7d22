"""When nothing fits: which single printed value, if it were a misprint, would explain all the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice
from math import inf

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import Number, Printed
from psmatrial.stats.printed_text import Share
from psmatrial.stats.recovery.candidates import Fit, Rules, Search
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.explaining.also import LEVELS
from psmatrial.stats.recovery.facts import Facts
from psmatrial.stats.recovery.intervals import NESTED, FittingIntervals
from psmatrial.stats.recovery.p.p_values import TESTS
from psmatrial.stats.recovery.quantities import counted, observed

_MOST_TABLES = 300
# What a table counts for whose values are put in the place of misprints.
_TRIED = 20
_MOST_PAIRS = 45
_LISTED = 3
_QUICK_P = TESTS[:4]
# A p-value with a last digit of this or less is written out with a power of ten.
_LONG = 1e-9


@dataclass(frozen=True, slots=True)
class Misprint:
    """One printed value and what the others would have in its place.

    Parameters
    ----------
    piece
        Which value, such as ``p`` or ``index_ci.high``.
    printed
        What is printed.
    would_be
        What would be printed in its place by ``method``.
    method
        The method of the value, empty where there is but one way to compute it.
    distance
        How far the number is from the printed one.
    """

    piece: str
    printed: str
    would_be: str
    method: str
    distance: float

    @property
    def strokes(self) -> int:
        """How many signs are typed otherwise."""
        return strokes(self.printed, self.would_be.removeprefix("<"))


@dataclass(frozen=True, slots=True)
class Nearest:
    """A table that fits all printed values but the ones named.

    Parameters
    ----------
    table
        The table that is nearest to what is printed.
    misprints
        The values it does not fit: one, or two where no single one explains the rest.
    level
        Level of the intervals.
    tables
        How many tables fit all other values, with what would be printed in place of a number of patients or a rate; at
        most 300.
    others
        Whether something else in its place would do as well, or may because not all was tried.
    whole
        Whether all tables that fit were counted.
    """

    table: PairedTable
    misprints: tuple[Misprint, ...]
    level: float
    tables: int
    others: bool
    whole: bool

    @property
    def strokes(self) -> int:
        """How many signs are typed otherwise."""
        return sum(one.strokes for one in self.misprints)


def nearest(facts: Facts, rules: Rules) -> list[Nearest]:
    """Return every single value that explains by itself why nothing fits, those with the fewest other signs first.

    Intervals are tried at their level, and at other usual ones where that explains nothing. Where no single value
    does, the three nearest tables that fit all but two.

    Parameters
    ----------
    facts
        What is printed, and fits no table.
    rules
        What counts as a fit, and how much is tried.
    """
    pieces = facts.pieces()
    if len(pieces) < 2:
        return []
    found = _without(facts, [(piece,) for piece in pieces], rules)
    limits = [piece for piece in pieces if "_ci." in piece]
    if limits and not any("_ci." in one.misprints[0].piece for one in found):
        for level in LEVELS:
            if level != facts.level:
                found += _without(replace(facts, level=level), [(piece,) for piece in limits], rules)
    if not found:
        pairs = list(islice(combinations([piece for piece in pieces if not _is_size(piece)], 2), _MOST_PAIRS))
        found = sorted(_without(facts, pairs, rules), key=lambda one: one.strokes)[:_LISTED]
    return sorted(found, key=lambda one: (one.strokes, abs(one.level - facts.level)))


def _without(facts: Facts, dropped: Sequence[tuple[str, ...]], rules: Rules) -> list[Nearest]:
    """Return what explains the rest, of the values that may be dropped; each has its part of what may be tried."""
    # Of one rate alone the counts say everything; beside others they are one of what is in question.
    rules, effort = replace(rules, one_each=bool(facts.one_rate)), rules.effort or Effort()
    found: list[Nearest | None] = []
    for place, pieces in enumerate(dropped):
        own = replace(rules, effort=effort.part(len(dropped) - place))
        one = _counted(facts, pieces[0], own) if len(pieces) == 1 and _is_counted(facts, pieces[0]) else None
        found.append(one or _explained(facts, pieces, own))
    return [one for one in found if one is not None]


def _is_counted(facts: Facts, piece: str) -> bool:
    """Return whether a value is the one number of patients, or all that is printed of a rate of so many."""
    key = piece.partition(".")[0]
    if piece == "n":
        return not any(share.n for share in facts.shares.values())
    return key in facts.shares and key not in facts.without(piece).shares and len(facts.patients) == 1


def _counted(facts: Facts, piece: str, rules: Rules) -> Nearest | None:
    """Return the table with the likeliest count in the place of a misprint with which the rest fits."""
    found: Nearest | None = None
    for instead in _with_counts(facts, piece):
        if rules.effort and not rules.effort.affords(_TRIED):
            return found and replace(found, others=True)
        fits = list(islice(Search(instead, rules), 1 if found else _MOST_TABLES))
        if fits and found:
            return replace(found, others=True)
        if fits:
            whole = len(fits) < _MOST_TABLES
            found = Nearest(
                *_misprinted(facts, (piece,), fits[0], rules), facts.level, len(fits), others=False, whole=whole
            )
    return found


def _with_counts(facts: Facts, piece: str) -> Iterator[Facts]:
    """Go through the facts with every count in the place of one, numbers of patients from the printed one outwards."""
    others = facts.without(piece)
    if piece == "n":
        said, ends = facts.patients[0], _near_size(facts, others).n or (1, 1)
        for n in sorted(range(ends[0], ends[1] + 1), key=lambda n: abs(n - said)):
            yield replace(others, n=(n, n))
        return
    (n,), key, printed = facts.patients, piece.partition(".")[0], facts.piece(piece)
    share = facts.shares[key].share

    def rank(x: int) -> tuple[int, float]:
        text = share.alike(Fraction(x, n)) if share else str(x)
        said = float(share.value) * n if share else int(printed)
        return strokes(printed, text), abs(x - said)

    for x in sorted(range(n + 1), key=rank):
        yield replace(others, shares={**others.shares, key: Share(x)})


def _explained(facts: Facts, pieces: tuple[str, ...], rules: Rules) -> Nearest | None:
    """Return the table that is nearest to what is printed in some places, None where the rest does not fit either."""
    others = facts.without(*pieces)
    if any(_is_size(piece) for piece in pieces):
        others = _near_size(facts, others)
    if not others.pieces():
        return None
    effort = rules.effort or Effort()
    fits = [fit for fit in islice(Search(others, rules), _MOST_TABLES) if effort.affords(_TRIED)]
    options = [(table, found) for table, found in (_misprinted(facts, pieces, fit, rules) for fit in fits) if found]
    if not options:
        return None
    table, misprinted = min(
        options, key=lambda option: (sum(one.strokes for one in option[1]), sum(one.distance for one in option[1]))
    )
    texts = [one.would_be for one in misprinted]
    whole = len(fits) < _MOST_TABLES and not effort.spent
    others_do = not whole or any([one.would_be for one in found] != texts for _, found in options)
    return Nearest(table, misprinted, facts.level, len(fits), others_do, whole)


def _misprinted(
    facts: Facts, pieces: tuple[str, ...], fit: Fit, rules: Rules
) -> tuple[PairedTable, tuple[Misprint, ...]]:
    """Return a table and what is nearest to the print in each of some places."""
    found = [min(_instead(facts, piece, fit, rules), key=lambda one: (one.strokes, one.distance)) for piece in pieces]
    return fit.table, tuple(found)


def _is_size(piece: str) -> bool:
    """Return whether a value is a number of patients."""
    return piece == "n" or piece.endswith(".n")


def _near_size(facts: Facts, others: Facts) -> Facts:
    """Return facts without a printed number of patients, with those from half of it to its double instead."""
    if others.n or any(share.n for share in others.shares.values()):
        return others
    said = max([*(share.n or 0 for share in facts.shares.values()), (facts.n or (0, 0))[0]])
    return replace(others, n=(max(1, said // 2), min(2 * said, 2000)))


def _instead(facts: Facts, piece: str, fit: Fit, rules: Rules) -> Iterator[Misprint]:
    """Return what could stand in a value's place for a table, at least one thing."""
    key, _, part = piece.partition(".")
    if part in ("low", "high"):
        printed: Printed = getattr(facts.intervals[key], part)
        asked = FittingIntervals(key, facts.intervals[key], facts.level)
        quick = [name for name in asked.names if name not in NESTED]
        for name in fit.matches.get(key) or rules.kept(key, quick) or quick:
            yield _value(piece, printed, name, asked.limits(name, fit.table)[0 if part == "low" else 1])
    elif key == "p":
        for name in rules.kept(key, _QUICK_P) or _QUICK_P:
            p = mcnemar(fit.table, name).p_value
            misprint = _value(piece, facts.numbers[key], name, p)
            yield _above_zero(misprint) if facts.numbers[key].unit > _LONG else _in_short(misprint, p)
    elif _is_size(piece):
        said = int(facts.piece(piece)) if part else (facts.n or (0, 0))[0]
        yield Misprint(piece, str(said), str(fit.table.n), "", abs(fit.table.n - said))
    elif part == "count":
        there = counted(key, fit.table)
        yield Misprint(piece, facts.piece(piece), str(there), "", abs(there - int(facts.piece(piece))))
    else:
        share = facts.shares[key].share if part else None
        yield _value(piece, share or facts.numbers[key], "", observed(key, fit.table))


def _value(piece: str, printed: Printed, method: str, value: Number | None) -> Misprint:
    """Return a value as it would be printed in a place."""
    distance = abs(float(value) - float(printed.value)) if value is not None else inf
    return Misprint(piece, printed.text.strip(), printed.alike(value), method, distance)


def _above_zero(p: Misprint) -> Misprint:
    """Return a p-value that would be printed as 0, which none is, as below the smallest number with such digits."""
    if p.would_be.strip("0."):
        return p
    nothing = p.would_be if "." in p.would_be else "0.0"
    return replace(p, would_be=f"<{nothing[:-1]}1")


def _in_short(p: Misprint, value: float | None) -> Misprint:
    """Return a p-value of more decimals than anyone reads with two digits and a power of ten."""
    return replace(p, would_be=f"{value or 0.0:.2g}".replace("e-0", "e-"))


def strokes(one: str, other: str) -> int:
    """Return how many signs have to be put in, taken out or changed to make one text the other.

    Examples
    --------
    >>> strokes("62.3", "65.3"), strokes("64%", "63%")
    (1, 1)
    """
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        after = [row]
        for column, right in enumerate(other, 1):
            after.append(min(before[column] + 1, after[-1] + 1, before[column - 1] + (left != right)))
        before = after
    return before[-1]
