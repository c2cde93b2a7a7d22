"""How missing results would have to fall to reverse the conclusion: every way on one map."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Canvas
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._map import Map, draw_cells
from psmatrial.displays.figures._map_words import conclusion, draw_key, draw_words, plot_and_words
from psmatrial.displays.style import Style, settings
from psmatrial.displays.words.tipping import tipping_sentence, told_grids
from psmatrial.errors import InputError
from psmatrial.stats.methods import method as catalogued
from psmatrial.stats.printed import exact
from psmatrial.stats.tipping import MOST_ALONG

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn


def figure(results: Results) -> Figure | None:
    """Return the map of the first grid; None where there is none."""
    grids = told_grids(results)
    if not grids or len(grids[0]["cells"]) < 2:
        return None
    chart = Map(_filled(grids[0]), _rows.names(results))
    tests, primary = chart.tests, results.row(str(results.primary["row"]))
    note = _rows.illustration_note([primary]).removeprefix("* ")
    header = (f"found by {tests.index} only", f"found by {tests.comparator} only", "p", "reverses")
    return Figure(
        name="tipping",
        title="What would reverse the conclusion",
        caption=_caption(chart),
        alt=f"{tipping_sentence(chart.grid, tests.index, tests.comparator)} {note}".rstrip(),
        draw=partial(_drawn, chart, note),
        data=(header, *((i, j, p, "yes" if reverses else "no") for i, j, p, reverses in grids[0]["cells"])),
        illustration=primary.illustration,
    )


def _filled(grid: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a grid with the ways that were passed over along its edges.

    They reverse the conclusion from the first on that does.
    """
    if grid["missing"] <= MOST_ALONG:
        return grid
    across, up = (grid["fewest_index_only"], grid["fewest_comparator_only"])
    most = [max(cell[side] for cell in grid["cells"]) for side in (0, 1)]
    cells = [[i, 0, None, across is not None and i >= across] for i in range(most[0] + 1)]
    cells += [[0, j, None, up is not None and j >= up] for j in range(1, most[1] + 1)]
    return {**grid, "cells": cells, "ways": len(cells), "reversals": sum(bool(cell[3]) for cell in cells)}


def _caption(chart: Map) -> str:
    """Say what the map shows."""
    grid, tests = chart.grid, chart.tests
    try:
        test = f"the {catalogued('equality', grid['method']).label} test"
    except InputError:
        test = "the planned test"
    error = numbers.level(1 - exact(grid["level"]))
    whom = f"{grid['missing']} more patients" if grid["kind"] == "imagined" else "these patients"
    return (
        f"Each cell is one way in which {whom} could have fallen: so many found by {tests.index} only (across), so "
        f"many by {tests.comparator} only (up), the others concordant. Hatched: {test} at {error} would no longer "
        f"conclude “{conclusion(chart)}”."
    )


@settings()
def _drawn(chart: Map, note: str, style: Style) -> Drawn:
    """Lay the map out."""
    plot, words = plot_and_words(chart, style)
    height = max(plot.foot + words.foot(style), words.key_top + words.key_tops(style)[-1])
    canvas = Canvas(style, height, note)
    draw_cells(canvas, plot, chart)
    draw_words(canvas, plot, chart, words)
    draw_key(canvas, words)
    return canvas.figure
