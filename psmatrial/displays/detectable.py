"""The smallest difference that a trial to come finds, on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from psmatrial.analysis.detectable import Detected
from psmatrial.analysis.fixed import Fixed
from psmatrial.analysis.power import Design
from psmatrial.displays import numbers
from psmatrial.displays import power_words as words
from psmatrial.displays.terminal import WIDTH
from psmatrial.displays.words.english import in_points

_ABSENT = numbers.percent(None)


def detectable_text(assumptions: Sequence[Fixed], design: Design, found: Sequence[Detected]) -> str:
    """Return every answer as text: for each assumption and number of patients a line a test, for each power a column.

    Parameters
    ----------
    assumptions, design
        What is assumed and asked.
    found
        The answers, in the order of ``psmatrial.analysis.detectable.detected``.
    """
    lines = textwrap.wrap(_question(design), WIDTH, break_on_hyphens=False)
    width = words.wide(text for one in found for text in (_asked(one), _cell(one)))
    for fixed in assumptions:
        lines += ["", *textwrap.wrap(_told(fixed), WIDTH)]
        for n in design.patients:
            lines += _table([one for one in found if one.fixed == fixed and one.n == n], width, f"n = {n}")
    return "\n".join([*lines, *words.paragraphs(_notes(design, found))])


def _question(design: Design) -> str:
    """Return what is asked, in words."""
    margin = design.margin
    above = "" if margin is None else f" to be above {words.points(margin, words.MOST_PLACES)}"
    return f"Smallest difference that is found{above}, {words.sided(design)}"


def _told(fixed: Fixed) -> str:
    """Return an assumption in words."""
    parts = []
    if fixed.comparator is not None:
        parts.append(f"{words.percent(fixed.comparator)} found by the comparator")
    if fixed.discordant is not None:
        parts.append(f"{words.percent(fixed.discordant)} discordant")
    return f"{words.ASSUMED[fixed.name]}: {', '.join(parts)}"


def _table(answers: Sequence[Detected], width: int, corner: str) -> list[str]:
    """Return a line a test."""
    tests = list(dict.fromkeys(one.test for one in answers))
    heads = [_asked(one) for one in answers if one.test == tests[0]]
    cells = {test: [_cell(one) for one in answers if one.test == test] for test in tests}
    return words.columns(heads, cells, width, corner)


def _asked(one: Detected) -> str:
    """Return the head of a column."""
    return f"power {words.percent(one.target)}"


def _cell(one: Detected) -> str:
    """Return an answer, to a tenth of a point or, where that is all that there can be, as finely as it was given."""
    if one.difference is None:
        return _ABSENT
    return in_points(numbers.points(one.difference, max(1, words.telling(one.difference))))


def _notes(design: Design, found: Sequence[Detected]) -> list[str]:
    """Return what has to be known of the numbers."""
    tests = list(dict.fromkeys(one.test for one in found))
    notes = [f"{_ABSENT}: {note}" for note in dict.fromkeys(one.note for one in found) if note]
    if any(one.difference is not None for one in found):
        notes.append("Index rate minus comparator rate, rounded up to 0.1 points, so that the power is reached.")
    if design.dropout is not None:
        notes.append(words.enrolment_note(design.dropout, [(one.n, one.enrol) for one in found]))
    return notes + words.exceeding(design, tests)
