"""What the plan of a trial is told with on a terminal: tables, assumptions, and what has to be known of the tests."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import floor, log10

from psmatrial.analysis.assumed import GIVEN, HALFWAY, INDEPENDENT, LEAST
from psmatrial.analysis.power import SCORE, Design
from psmatrial.displays import numbers
from psmatrial.displays.terminal import WIDTH
from psmatrial.displays.words.english import in_points
from psmatrial.stats.power.critical import UNCONDITIONAL

ASSUMED = {
    GIVEN: "Assumed",
    LEAST: "If the tests agree as often as such rates allow",
    HALFWAY: "Halfway between",
    INDEPENDENT: "If one test finds patients independently of the other",
}
MOST_PLACES = 6
_LABEL, _COLUMN = 22, 13
# Tests whose error never exceeds what is allowed.
_KEEPING = ("exact", UNCONDITIONAL, "corrected")


def wide(texts: Iterable[str]) -> int:
    """Return how wide columns are that hold these texts."""
    return max([_COLUMN, *(len(text) + 2 for text in texts)])


def columns(heads: Sequence[str], cells: Mapping[str, Sequence[str]], width: int, corner: str = "") -> list[str]:
    """Return a line a test; many columns go on below.

    Examples
    --------
    >>> columns(["n = 50"], {"exact": ["69.9%"]}, 10)
    ['                          n = 50', '  exact                    69.9%']
    """
    lines: list[str] = []
    together = (WIDTH - _LABEL) // width
    for start in range(0, len(heads), together):
        some = slice(start, start + together)
        lines.append(f"{corner:{_LABEL}}" + "".join(f"{head:>{width}}" for head in heads[some]))
        lines += [
            f"  {test:{_LABEL - 2}}" + "".join(f"{cell:>{width}}" for cell in of[some]) for test, of in cells.items()
        ]
    return lines


def paragraphs(notes: Iterable[str]) -> list[str]:
    """Return notes as lines, an empty one before each."""
    return [line for note in notes for line in ("", *textwrap.wrap(note, WIDTH))]


def error_of(design: Design) -> str:
    """Return the error that a test may make."""
    sides = 1.0 if design.margin is None else 2.0
    return numbers.level(round((1.0 - design.level) / sides, 12))


def sided(design: Design) -> str:
    """Return of how many sides tests are, and the error that they may make."""
    return f"{'two-sided' if design.margin is None else 'one-sided'} at {error_of(design)}"


def exceeding(design: Design, tests: Sequence[str]) -> list[str]:
    """Return what has to be known of the errors of tests."""
    notes = []
    if free := [test for test in tests if test not in _KEEPING]:
        keep = "" if SCORE in free else "; exact tests keep it"
        notes.append(f"The error of {' and '.join(free)} can exceed {error_of(design)}{keep}.")
    if SCORE in tests:
        notes.append("Tango's score test: the lower limit of the interval will lie above the margin.")
    return notes


def enrolment_note(dropout: Decimal, enrolled: Iterable[tuple[int, int | None]]) -> str:
    """Return how many to enrol for numbers of patients that were given."""
    each = ", ".join(dict.fromkeys(f"{enrol} for n = {n}" for n, enrol in enrolled))
    return f"n are patients with both tests. If {lost(dropout)} of those enrolled will not have both, enrol {each}."


def lost(dropout: Decimal) -> str:
    """Return the part of patients without both tests as it was typed.

    Examples
    --------
    >>> lost(Decimal("0.10")), lost(Decimal("0.333"))
    ('10%', '33.3%')
    """
    return f"{(100 * dropout).normalize():f}%"


def points(value: float, places: int) -> str:
    """Return a difference in percentage points."""
    return in_points(numbers.points(value, min(places, _decimals(value))))


def percent(value: float) -> str:
    """Return a proportion in percent with the decimals it needs."""
    return numbers.percent(value, telling(value))


def telling(value: float) -> int:
    """Return how many decimals a proportion needs in percent: two, or as many as tell it from 0 and 1."""
    least = min(abs(value), abs(1.0 - abs(value)))
    needed = -floor(log10(least)) - 2 if least else 0
    return min(_decimals(value), max(2, needed), MOST_PLACES)


def _decimals(value: float) -> int:
    """Return how many decimals a proportion has in percent."""
    exponent = Decimal(str(round(value, 8))).normalize().as_tuple().exponent
    return max(0, -int(exponent) - 2)
