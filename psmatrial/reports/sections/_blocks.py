"""Blocks that several sections are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.menu import Menu
from psmatrial.reports.document import Block, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

TABLES = Menu("displays/tables", "table")


def shown(results: Results, drawings: Drawings, *names: str) -> tuple[Block, ...]:
    """Return the named tables and figures that the results have something for, in this order.

    A name is a table's, or a figure's with ``figure:`` before it.
    """
    blocks: list[Block] = []
    for name in names:
        kind, _, rest = name.rpartition(":")
        if kind == "figure":
            block: Block | None = drawings.drawing(rest) if rest in results.plan["report"]["figures"] else None
        else:
            block = TABLES.load(rest).table(results)
        if block is not None:
            blocks.append(block)
    return tuple(blocks)


def of_contrast(table: Table, view: Results, number: int) -> Table:
    """Return a table of a further contrast (its number from 0) under a name and title of its own."""
    pair = view.plan["contrasts"][0]
    words = f"{pair['index']} against {pair['comparator']}"
    return replace(table, name=f"{table.name}-{number + 1}", title=f"{table.title}: {words}")


def section_of(name: str, title: str, blocks: tuple[Block, ...]) -> Section | None:
    """Return a section, or None where it would be empty."""
    return Section(name, title, blocks) if blocks else None
