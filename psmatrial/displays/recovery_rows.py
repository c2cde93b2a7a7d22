"""Many sets of printed numbers on a terminal: one line a row, and whether one test explains all their p-values."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from psmatrial.displays.recovery_names import WIDTH
from psmatrial.stats.recover import NONE, UNIQUE, Recovery

_LABEL = 20


def rows_text(rows: Sequence[tuple[str, Recovery]]) -> str:
    """Return one line a row: its label, the verdict, the table, and the tests that give the printed p-value.

    Parameters
    ----------
    rows
        Labels and what was recovered.
    """
    lines = [f"{'':{_LABEL}}  {'verdict':9}{'table':>22}  p fits by"]
    for label, found in rows:
        table = "/".join(map(str, found.tables[0].table.cells)) if found.verdict == UNIQUE else _count(found)
        line = f"{label[:_LABEL]:{_LABEL}}  {found.verdict:9}{table:>22}  {', '.join(tests(found)) or _why(found)}"
        lines.append(line if len(line) <= WIDTH else line[: WIDTH - 3] + "...")
    return "\n".join([*lines, *_together([found for _, found in rows])])


def tests(found: Recovery) -> list[str]:
    """Return the tests under which some fitting table gives the printed p-value."""
    return list(dict.fromkeys(name for fit in found.tables for name in fit.matches.get("p", ())))


def _count(found: Recovery) -> str:
    """Return how many tables fit."""
    return f"{len(found.tables)} tables"


def _why(found: Recovery) -> str:
    """Return what would explain a row that nothing fits."""
    if found.verdict != NONE:
        return ""
    if found.nearest:
        one = found.nearest[0].misprints[0]
        return f"{one.piece}: {one.printed} for {one.would_be}?"
    return found.also[0].reason if found.also else "nothing explains it"


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
        return ["", *textwrap.wrap(f"One test gives {which}: {' or '.join(order)}.", WIDTH)]
    return ["", *textwrap.wrap(f"No one test gives {which}: mixed methods.", WIDTH)]
