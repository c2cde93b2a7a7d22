"""The power of a trial to come, or the patients it needs, on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from decimal import Decimal

from psmatrial.analysis.assumed import GIVEN, HALFWAY, INDEPENDENT, LEAST, Assumption
from psmatrial.analysis.power import SCORE, Design, Planned
from psmatrial.displays import numbers
from psmatrial.displays.terminal import WIDTH

_COLUMN, _LABEL = 13, 22
_MOST_COLUMNS = (WIDTH - _LABEL) // _COLUMN
_AGREEING = {
    LEAST: "If the tests agree as often as such rates allow",
    HALFWAY: "Halfway between",
    INDEPENDENT: "If one test finds patients independently of the other",
}
_KEEPING = ("exact", "exact-unconditional")


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
    for assumption in assumptions:
        answers = [one for one in found if one.assumption == assumption]
        lines += ["", *textwrap.wrap(_told(assumption), WIDTH), *_table(answers)]
    return "\n".join([*lines, *_notes(design, found)])


def _question(design: Design) -> str:
    """Return what is asked, in words."""
    error = numbers.level(round(1.0 - design.level, 12))
    if design.margin is None:
        what = f"a difference, two-sided at {error}"
    else:
        half = numbers.level(round((1.0 - design.level) / 2.0, 12))
        what = f"a difference above {numbers.points(design.margin, _places(design.margin))} points, one-sided at {half}"
    return f"Power to find {what}" if design.patients else f"Patients needed to find {what}"


def _told(assumption: Assumption) -> str:
    """Return an assumption in words."""
    truth = assumption.truth
    first, second, together = map(_percent, (truth.index_only, truth.comparator_only, truth.discordant))
    difference = numbers.points(truth.difference, _places(truth.difference))
    head = "Assumed" if assumption.name == GIVEN else _AGREEING[assumption.name]
    parts = f"{first} found by the index test only, {second} by the comparator only"
    return f"{head}: {parts} (difference {difference} points, {together} discordant)"


def _table(answers: Sequence[Planned]) -> list[str]:
    """Return a line a test; many questions go on below."""
    tests = list(dict.fromkeys(one.test for one in answers))
    by_test = {test: [one for one in answers if one.test == test] for test in tests}
    lines: list[str] = []
    for start in range(0, len(by_test[tests[0]]), _MOST_COLUMNS):
        some = {test: found[start : start + _MOST_COLUMNS] for test, found in by_test.items()}
        lines.append(f"{'':{_LABEL}}" + "".join(f"{_asked(one):>{_COLUMN}}" for one in some[tests[0]]))
        lines += [
            f"  {test:{_LABEL - 2}}" + "".join(f"{_cell(one):>{_COLUMN}}" for one in some[test]) for test in tests
        ]
    return lines


def _asked(one: Planned) -> str:
    """Return the head of a column."""
    return f"n = {one.n}" if one.target is None else f"power {_percent(one.target)}"


def _cell(one: Planned) -> str:
    """Return an answer, with the number of patients from which on power stays where that is another one."""
    if one.target is None:
        return _power(one.power)
    return f"{one.n} ({one.stays})" if one.stays != one.n else str(one.n)


def _power(value: float) -> str:
    """Return a power with one decimal; what is not certain is not printed as 100%, nor what is possible as 0%."""
    if 0.9995 <= value < 1.0:
        return "> 99.9%"
    return "< 0.1%" if 0.0 < value < 0.0005 else numbers.percent(value, 1)


def _notes(design: Design, found: Sequence[Planned]) -> list[str]:
    """Return what has to be known of the numbers."""
    notes: list[str] = []
    if any(one.stays not in (None, one.n) for one in found):
        notes.append(
            "In brackets: from so many on power stays, as far as was looked; in between some numbers have less."
        )
    free = [one.test for one in found if one.test not in _KEEPING]
    if design.margin is None and free:
        error = numbers.level(round(1.0 - design.level, 12))
        names = " and ".join(dict.fromkeys(name for name in free if name != "corrected"))
        if names:
            notes.append(f"The error of {names} can exceed {error}; exact tests keep it.")
    if any(one.test == SCORE for one in found):
        notes.append("Tango's score test: the lower limit of the interval will lie above the margin.")
    return [line for note in notes for line in ("", *textwrap.wrap(note, WIDTH))]


def _percent(value: float) -> str:
    """Return a proportion in percent with the decimals it needs, at most two."""
    return numbers.percent(value, _places(value))


def _places(value: float) -> int:
    """Return how many decimals a proportion needs in percent, at most two."""
    exponent = Decimal(str(round(value, 4))).normalize().as_tuple().exponent
    return max(0, -int(exponent) - 2)
