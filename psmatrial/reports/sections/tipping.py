"""How many missing or equivocal scans, fallen which way, would reverse the conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.reports.document import Paragraph, Section
from psmatrial.reports.sections._blocks import shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the grids in words, then the map."""
    grids = results.further.get("tipping")
    if not grids:
        return None
    pair = results.plan["contrasts"][0]
    words = tuple(Paragraph(_words(grid, pair)) for grid in grids)
    return Section("tipping", "Tipping point", (*words, *shown(results, drawings, "figure:tipping")))


def _words(grid: Mapping[str, Any], pair: Mapping[str, str]) -> str:
    """Say what one grid found."""
    kind, missing = grid["kind"], grid["missing"]
    if kind == "imagined":
        head = f"No result is missing. Had {missing} more patients been scanned, "
    else:
        head = f"{missing} patients have a {kind} result. Had they been read with both tests, "
    named = {"index_only": f"found by {pair['index']} only", "comparator_only": f"found by {pair['comparator']} only"}
    fewest = [(grid[f"fewest_{side}"], side) for side in named if grid[f"fewest_{side}"] is not None]
    conclusion = f"the conclusion of the planned test ({grid['conclusion']}, {grid['method']})"
    if not fewest:
        return f"{head}no way in which they could have fallen would reverse {conclusion}."
    parts = " or ".join(f"{count} of them {named[side]}" for count, side in fewest)
    share = f" ({numbers.percent(grid['share'])} of the missing)" if kind != "imagined" else ""
    return (
        f"{head}{parts}, the others concordant, would have reversed {conclusion}{share}. "
        f"Of {grid['ways']} ways in which they could have fallen, {grid['reversals']} reverse it."
    )
