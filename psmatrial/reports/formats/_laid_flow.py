"""The way of the patients on paper: a box a step, who left beside it, and each way to count below the last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psmatrial.reports.formats._paper import HAIR, LIGHT, QUIET, Band, Box, Grid, Item, Line, Run

# A box of the flow takes the first two columns, a way to count the last three.
WIDTHS = (50.0, 190.0, 26.0, 334.0)
DOWN = "\u2193"
NOTHING = Box((Line("Flow Left", ()),))


def flow(block: dict[str, Any]) -> Iterator[Item]:
    """Yield the flow as one grid; it stays on a page where it fits.

    Parameters
    ----------
    block
        A flow of an outline.
    """
    bands: list[Band] = []
    for box in block["boxes"]:
        if bands:
            bands.append(_arrow())
        bands.append(_step(box))
    branches = block.get("branches", [])
    bands += [_arrow()] if branches else []
    bands += [_branch(branch) for branch in branches]
    if bands:
        yield Grid(WIDTHS, tuple(bands), "Flow of the patients")
        yield Line("Report Note", ())


def _arrow() -> Band:
    """Return the way to the next box."""
    return Band((Box((Line("Flow Box", (Run(DOWN),)),), span=2), NOTHING, NOTHING))


def _step(box: dict[str, Any]) -> Band:
    """Return a box with its count, and beside it who left and why."""
    inside = (Line("Flow Count", (Run(box["count"]),)), Line("Flow Box", (Run(box["label"]),)))
    left = tuple(Line("Flow Left", (Run(f"{count} ", bold=True), Run(why))) for count, why in box["left"])
    rule = Box((Line("Flow Box", (Run("\u2192"),)),), middle=True) if left else NOTHING
    return Band(
        (Box(inside, span=2, top=LIGHT, bottom=LIGHT, sides=LIGHT), rule, Box(left, middle=True) if left else NOTHING)
    )


def _branch(branch: dict[str, Any]) -> Band:
    """Return a way to count: how many it analyses and what the tests found; the planned one is strong."""
    head = (Run(f"{branch['count']} ", bold=True), Run(branch["label"], bold=branch["planned"]))
    cells: list[Run] = []
    for count, what in branch["cells"]:
        cells += [Run(f"{count} ", bold=True), Run(f"{what}    ")]
    lines = (Line("Flow Way", head), Line("Flow Left", tuple(cells)))
    return Band((NOTHING, Box(lines, span=3, top=HAIR, bottom=HAIR, sides=HAIR, colour=QUIET)))
