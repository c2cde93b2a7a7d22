"""What a recovery answers, in brief."""

from __future__ import annotations

from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import facts

TRIAL = {"n": "50", "index": "56%", "comparator": "26%"}


def found(printed, level=0.95, **options):
    """Return the recovery of what is printed."""
    return recover(facts(printed, level), **options)


def cells(recovery):
    """Return the cells of the tables that fit."""
    return [fit.table.cells for fit in recovery.tables]


def also(recovery, reason):
    """Return what tables match that fit for a reason that is not counted."""
    return {one.table.cells: one.matches for one in recovery.also if one.reason == reason}
