"""The power of a trial to come, or the patients it needs, on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace

from psmatrial.analysis.assumed import Assumption
from psmatrial.analysis.power import SCORE, Design, Planned
from psmatrial.displays import numbers
from psmatrial.displays import power_words as words
from psmatrial.displays.terminal import WIDTH
from psmatrial.stats.power.critical import UNCONDITIONAL

# Tests whose smallest number of patients is not proved.
_SEARCHED = (UNCONDITIONAL, SCORE)


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
    width = words.wide(text for one in found for text in (_asked(one), _cell(one)))
    for assumption in assumptions:
        answers = [one for one in found if one.assumption == assumption]
        lines += ["", *textwrap.wrap(_told(assumption), WIDTH), *_table(answers, width)]
        if design.dropout is not None and not design.patients:
            told = f"Patients to enrol if {words.lost(design.dropout)} of them will not have both tests:"
            lines += ["", *textwrap.wrap(told, WIDTH), *_table([_to_enrol(one) for one in answers], width)]
    return "\n".join([*lines, *words.paragraphs(_notes(assumptions, design, found))])


def _question(design: Design) -> str:
    """Return what is asked, in words."""
    margin = design.margin
    what = "a difference" if margin is None else f"a difference above {words.points(margin, words.MOST_PLACES)}"
    asked = "Power" if design.patients else "Patients needed"
    return f"{asked} to find {what}, {words.sided(design)}"


def _told(assumption: Assumption) -> str:
    """Return an assumption in words."""
    truth = assumption.truth
    first, second, together = map(words.percent, (truth.index_only, truth.comparator_only, truth.discordant))
    parts = f"{first} found by the index test only, {second} by the comparator only"
    difference = words.points(truth.difference, words.telling(truth.difference))
    return f"{words.ASSUMED[assumption.name]}: {parts} (difference {difference}, {together} discordant)"


def _table(answers: Sequence[Planned], width: int) -> list[str]:
    """Return a line a test."""
    tests = list(dict.fromkeys(one.test for one in answers))
    heads = [_asked(one) for one in answers if one.test == tests[0]]
    return words.columns(heads, {test: [_cell(one) for one in answers if one.test == test] for test in tests}, width)


def _to_enrol(one: Planned) -> Planned:
    """Return an answer with the patients to enrol in place of those needed."""
    return replace(one, n=one.enrol, stays=one.enrol_stays, more_than=one.enrol_more_than)


def _asked(one: Planned) -> str:
    """Return the head of a column."""
    return f"n = {one.n}" if one.target is None else f"power {words.percent(one.target)}"


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
        notes.append(words.enrolment_note(design.dropout, [(one.n or 0, one.enrol) for one in found]))
    return notes + _without_difference(assumptions, design) + words.exceeding(design, tests)


def _without_difference(assumptions: Sequence[Assumption], design: Design) -> list[str]:
    """Return what power is called where there is nothing to be found."""
    if design.margin is not None:
        if all(one.truth.difference > design.margin for one in assumptions):
            return []
        return ["Where the difference is not above the margin, this is how often the test errs."]
    if any(one.truth.difference == 0.0 for one in assumptions):
        return ["Where there is no difference, this is how often the test errs, in each direction."]
    return []
