"""Many sets of printed numbers on a terminal: one line a row, and whether one test explains all their p-values."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from psmatrial.displays.recovery import REASONS, beyond_patients, counts_are_whole, misprint_words
from psmatrial.displays.recovery_names import WIDTH
from psmatrial.stats.recover import NONE, UNIQUE, Recovery

_LABEL, _MIDDLE = 20, 31


def rows_text(rows: Sequence[tuple[str, Recovery]]) -> str:
    """Return one line a row: its label, the verdict, the table, and the tests that give the printed p-value.

    Parameters
    ----------
    rows
        Labels and what was recovered.
    """
    lines = [f"{'':{_LABEL}}  {'verdict':9}{'table':>22}  p fits by"]
    lines += [line for label, found in rows for line in _row(label, found)]
    return "\n".join([*lines, *_together([found for _, found in rows])])


def _row(label: str, found: Recovery) -> list[str]:
    """Return one row; what is too long for its column goes on below, and what would explain that nothing fits."""
    verdict = "one count" if len(found.proportions) == 1 and counts_are_whole(found) else found.verdict
    middle = f"{verdict}{_what(found):>{_MIDDLE - len(verdict)}}"
    columns = (
        textwrap.wrap(label, _LABEL),
        [middle],
        textwrap.wrap(", ".join(tests(found)), WIDTH - _LABEL - _MIDDLE - 4, break_on_hyphens=False),
    )
    parts = zip_longest(*columns, fillvalue="")
    lines = [f"{first:{_LABEL}}  {second:{_MIDDLE}}  {third}".rstrip() for first, second, third in parts]
    return lines + [f"  {line}" for line in textwrap.wrap(_why(found), WIDTH - 2, break_on_hyphens=False)]


def tests(found: Recovery) -> list[str]:
    """Return the tests under which some fitting table gives the printed p-value."""
    return list(dict.fromkeys(name for matches, _ in found.tables.kinds() for name in matches.get("p", ())))


def _what(found: Recovery) -> str:
    """Return the one table or count that fits, or how many do."""
    if found.proportions:
        ((x, n), *others) = found.proportions
        least = "" if counts_are_whole(found) else "at least "
        return f"{least}{len(found.proportions)} counts" if others or least else f"{x}/{n}"
    if found.verdict == UNIQUE:
        return "/".join(map(str, found.tables[0].table.cells))
    more = "more than " if found.tables and not found.complete else ""
    return f"{more}{len(found.tables)} tables"


def _why(found: Recovery) -> str:
    """Return what would explain a row that nothing fits."""
    if found.verdict != NONE:
        return ""
    if beyond := beyond_patients(found.facts):
        return " ".join(beyond)
    if found.nearest:
        nearest = found.nearest[0]
        parts = [misprint_words(one, nearest.level) for one in nearest.misprints]
        others = ", among others" if nearest.others or found.nearest[1:] else ""
        return f"{'Misprints' if parts[1:] else 'A misprint'} would explain it: {' and '.join(parts)}{others}."
    if found.also:
        return f"Some fit {REASONS[found.also[0].reason]}."
    if not found.complete:
        return "The search stopped before any was found."
    return "Not all methods were tried." if found.not_tried else "Nothing explains it."


def _together(found: Sequence[Recovery]) -> list[str]:
    """Return whether one test gives all printed p-values."""
    printed = [one for one in found if "p" in one.facts.numbers]
    sets = [set(tests(one)) for one in printed if one.tables]
    if len(sets) < 2:
        return []
    which = "every printed p" if len(sets) == len(printed) else "every printed p of the rows that a table fits"
    shared = set.intersection(*sets)
    if shared:
        order = dict.fromkeys(name for one in found for name in tests(one) if name in shared)
        return ["", *textwrap.wrap(f"One test gives {which}: {' or '.join(order)}.", WIDTH, break_on_hyphens=False)]
    return ["", *textwrap.wrap(f"No one test gives {which}: mixed methods.", WIDTH)]
