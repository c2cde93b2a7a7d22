"""The power of a trial to come, or the patients it needs, on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import floor, log10

from psmatrial.analysis.assumed import GIVEN, HALFWAY, INDEPENDENT, LEAST, Assumption
from psmatrial.analysis.power import SCORE, Design, Planned
from psmatrial.displays import numbers
from psmatrial.displays.terminal import WIDTH
from psmatrial.displays.words.english import in_points
from psmatrial.stats.power.critical import UNCONDITIONAL

_LABEL, _COLUMN = 22, 13
_AGREEING = {
    LEAST: "If the tests agree as often as such rates allow",
    HALFWAY: "Halfway between",
    INDEPENDENT: "If one test finds patients independently of the other",
}
# Tests whose error never exceeds what is allowed, and those whose smallest number of patients is not proved.
_KEEPING, _SEARCHED = ("exact", UNCONDITIONAL), (UNCONDITIONAL, SCORE)
_MOST_PLACES = 6


def power_text(assumptions: Sequence[Assumption], design: Design, found: Sequence[Planned]) -> str:
    """Return every answer as text: for each assumption a line a test, for each question a column.

    Parameters
    ----------
    assumptions, design
        What is assumed and asked.
    found
        The answers, in the order of ``psmatrial.analysis.power.planned``.
    """
    lines = textwrap.wrap(_question(design), WIDTH)
    width = max([_COLUMN, *(len(text) + 2 for one in found for text in (_asked(one), _cell(one)))])
    for assumption in assumptions:
        answers = [one for one in found if one.assumption == assumption]
        lines += ["", *textwrap.wrap(_told(assumption), WIDTH), *_table(answers, width)]
        if design.dropout is not None and not design.patients:
            told = f"Patients to enrol if {_lost(design.dropout)} of them will not have both tests:"
            lines += ["", *textwrap.wrap(told, WIDTH), *_table([_to_enrol(one) for one in answers], width)]
    return "\n".join([*lines, *_notes(assumptions, design, found)])


def _question(design: Design) -> str:
    """Return what is asked, in words."""
    what = "a difference" if design.margin is None else f"a difference above {_points(design.margin, _MOST_PLACES)}"
    sides = "two-sided" if design.margin is None else "one-sided"
    asked = "Power" if design.patients else "Patients needed"
    return f"{asked} to find {what}, {sides} at {_error(design)}"


def _error(design: Design) -> str:
    """Return the error that a test may make."""
    sides = 1.0 if design.margin is None else 2.0
    return numbers.level(round((1.0 - design.level) / sides, 12))


def _told(assumption: Assumption) -> str:
    """Return an assumption in words."""
    truth = assumption.truth
    first, second, together = map(_percent, (truth.index_only, truth.comparator_only, truth.discordant))
    head = "Assumed" if assumption.name == GIVEN else _AGREEING[assumption.name]
    parts = f"{first} found by the index test only, {second} by the comparator only"
    return f"{head}: {parts} (difference {_points(truth.difference, _places(truth.difference))}, {together} discordant)"


def _table(answers: Sequence[Planned], width: int) -> list[str]:
    """Return a line a test; many questions go on below."""
    tests = list(dict.fromkeys(one.test for one in answers))
    by_test = {test: [one for one in answers if one.test == test] for test in tests}
    lines: list[str] = []
    together = (WIDTH - _LABEL) // width
    for start in range(0, len(by_test[tests[0]]), together):
        some = {test: found[start : start + together] for test, found in by_test.items()}
        lines.append(f"{'':{_LABEL}}" + "".join(f"{_asked(one):>{width}}" for one in some[tests[0]]))
        lines += [f"  {test:{_LABEL - 2}}" + "".join(f"{_cell(one):>{width}}" for one in some[test]) for test in tests]
    return lines


def _to_enrol(one: Planned) -> Planned:
    """Return an answer with the patients to enrol in place of those needed."""
    return replace(one, n=one.enrol, stays=one.enrol_stays)


def _asked(one: Planned) -> str:
    """Return the head of a column."""
    return f"n = {one.n}" if one.target is None else f"power {_percent(one.target)}"


def _cell(one: Planned) -> str:
    """Return an answer, with the number of patients from which on power stays where that is another one."""
    if one.target is None:
        return _power(one)
    if one.n is None:
        return f"> {one.more_than}"
    return f"{one.n} ({one.stays})" if one.stays != one.n else str(one.n)


def _power(one: Planned) -> str:
    """Return a power with one decimal; what is not certain is not printed as 100%, nor what is possible as 0%."""
    value = one.power
    if value is None:
        return numbers.percent(None)
    if value >= 0.9995 and not set(one.assumption.truth) <= {0.0, 1.0}:
        return "> 99.9%"
    return "< 0.1%" if 0.0 < value < 0.0005 else numbers.percent(value, 1)


def _notes(assumptions: Sequence[Assumption], design: Design, found: Sequence[Planned]) -> list[str]:
    """Return what has to be known of the numbers."""
    tests = list(dict.fromkeys(one.test for one in found))
    notes = list(dict.fromkeys(one.note for one in found if one.note))
    if any(one.stays not in (None, one.n) for one in found):
        notes.append(
            "In brackets: from so many on power stays, as far as was looked; in between some numbers have less."
        )
    if searched := [test for test in _SEARCHED if any(one.looked and one.test == test for one in found)]:
        notes.append(f"By {' and '.join(searched)} the smallest of the numbers that were looked at, not by proof.")
    if design.dropout is not None and design.patients:
        notes.append(_enrolment(design.dropout, found))
    notes += _errors(assumptions, design, tests)
    return [line for note in notes for line in ("", *textwrap.wrap(note, WIDTH))]


def _enrolment(dropout: Decimal, found: Sequence[Planned]) -> str:
    """Return how many to enrol for numbers of patients that were given."""
    each = ", ".join(dict.fromkeys(f"{one.enrol} for n = {one.n}" for one in found))
    return f"n are patients with both tests. If {_lost(dropout)} of those enrolled will not have both, enrol {each}."


def _lost(dropout: Decimal) -> str:
    """Return the part of patients without both tests as it was typed."""
    return f"{(100 * dropout).normalize():f}%"


def _errors(assumptions: Sequence[Assumption], design: Design, tests: Sequence[str]) -> list[str]:
    """Return what has to be known of the errors of the tests."""
    notes = []
    if any(not one.truth.difference > (design.margin or 0.0) for one in assumptions) and design.margin is not None:
        notes.append("Where the difference is not above the margin, this is how often the test errs.")
    if design.margin is None and any(one.truth.difference == 0.0 for one in assumptions):
        notes.append("Where there is no difference, this is how often the test errs, in each direction.")
    exceeding = [test for test in tests if test not in (*_KEEPING, "corrected")]
    if exceeding:
        keep = "" if SCORE in exceeding else "; exact tests keep it"
        notes.append(f"The error of {' and '.join(exceeding)} can exceed {_error(design)}{keep}.")
    if SCORE in tests:
        notes.append("Tango's score test: the lower limit of the interval will lie above the margin.")
    return notes


def _points(value: float, places: int) -> str:
    """Return a difference in percentage points."""
    return in_points(numbers.points(value, min(places, _decimals(value))))


def _percent(value: float) -> str:
    """Return a proportion in percent with the decimals it needs."""
    return numbers.percent(value, _places(value))


def _places(value: float) -> int:
    """Return how many decimals a proportion needs in percent: two, or as many as tell it from 0 and 1."""
    least = min(abs(value), abs(1.0 - abs(value)))
    telling = -floor(log10(least)) - 2 if least else 0
    return min(_decimals(value), max(2, telling), _MOST_PLACES)


def _decimals(value: float) -> int:
    """Return how many decimals a proportion has in percent."""
    exponent = Decimal(str(round(value, 8))).normalize().as_tuple().exponent
    return max(0, -int(exponent) - 2)
