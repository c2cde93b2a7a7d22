"""How wide the columns of a table are on paper, worked out from its words, since a word processor's guess differs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from psmatrial.reports.formats._paper import ROOM

# How wide the letters of Arial are, in em; all others are about as wide as a digit, and those beyond Latin one em.
EM = {
    **dict.fromkeys("ijl'", 0.222),
    **dict.fromkeys(" ,.:;/\\|!ftI[]", 0.278),
    **dict.fromkeys("()-r`", 0.333),
    **dict.fromkeys("ckszvxyJ", 0.5),
    **dict.fromkeys("+<>=~\u2212\u2264\u2265", 0.584),
    **dict.fromkeys("FTZ", 0.611),
    **dict.fromkeys("ABEKPSVXY&", 0.667),
    **dict.fromkeys("CDHNRUw", 0.722),
    **dict.fromkeys("GOQ\u221e", 0.778),
    **dict.fromkeys("mM", 0.833),
    **dict.fromkeys("W%@\u2026", 0.95),
}
DIGIT = 0.556
BOLD = 1.07
LATIN = 0x2E80
SIZES = (9.0, 8.5, 8.0)
# What stands left and right of the words of a cell together, in points, with a little for what is not exact.
SPARE = 9.0
# A table with room to spare is this many times as wide as its words, and no narrower than its titles want.
AIR, NARROWEST = 1.6, 400.0
# Words are broken where they are longer than this share of the page; a column of text asks for no more than this one.
LONGEST_WORD, LONGEST_TEXT = 0.2, 0.5
# A column has room for this, in points: where Arial is replaced by a wider letter, a heading of one word stays whole.
SHORTEST = 24.0


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text in Arial is, in points.

    Examples
    --------
    >>> round(width("28/50", 10), 2)
    25.02
    """
    ems = sum(EM.get(letter, DIGIT if ord(letter) < LATIN else 1.0) for letter in text)
    return ems * size * (BOLD if bold else 1.0)


def columns(table: dict[str, Any]) -> tuple[list[float], float]:
    """Return the widths of a table's columns and the size of its letters.

    Letters are as large as lets every number and every word stand unbroken, from 9 points down to 8. A table that does
    not need the page gets some air between its columns; one that needs more breaks its texts, and where even 8 points
    are too many, all columns give way alike.

    Parameters
    ----------
    table
        A table of an outline.

    Returns
    -------
    tuple
        Widths and size, in points.

    Examples
    --------
    >>> heads = [{"heading": "n", "kind": "number", "grouped": False}] * 2
    >>> columns({"columns": heads, "groups": [], "rows": []})
    ([200.0, 200.0], 9.0)
    """
    if not table["columns"]:
        return [], SIZES[0]
    for size in SIZES:
        least, wanted = _least(table, size), _wanted(table, size)
        if sum(least) <= ROOM:
            break
    if sum(least) > ROOM:
        return [ROOM * one / sum(least) for one in least], size
    if sum(wanted) <= ROOM:
        full = min(ROOM, max(AIR * sum(wanted), NARROWEST))
        return [one * full / sum(wanted) for one in wanted], size
    share = (ROOM - sum(least)) / sum(most - one for one, most in zip(least, wanted, strict=True))
    return [one + (most - one) * share for one, most in zip(least, wanted, strict=True)], size


def height(table: dict[str, Any], widths: Sequence[float], size: float) -> float:
    """Return about how high the rows of a table are together, in points."""
    rows = (
        max((_lines(cell["text"], room, size) for cell, room in zip(row, widths, strict=True)), default=1)
        for row in table["rows"]
    )
    return sum(1.2 * size * lines + 4 for lines in rows)


def _lines(text: str, room: float, size: float) -> int:
    """Return about how many lines a text takes."""
    return max(1, math.ceil(1.05 * width(text, size) / max(room - SPARE, 1)))


def _cells(table: dict[str, Any], place: int) -> list[tuple[str, bool]]:
    """Return the texts of a column below its heading, each with whether it is strong."""
    return [(row[place]["text"], row[place]["strong"]) for row in table["rows"]]


def _least(table: dict[str, Any], size: float) -> list[float]:
    """Return the widths at which no number is broken and no word but a very long one."""
    found = []
    for place, column in enumerate(table["columns"]):
        whole = column["kind"] == "number"
        texts = [(text, strong) for text, strong in _cells(table, place)]
        parts = [(part, strong) for text, strong in texts for part in ([text] if whole else text.split())]
        parts += [(part, True) for part in column["heading"].split()]
        widest = max((width(part, size, bold=strong) for part, strong in parts), default=0.0)
        found.append(max(min(widest, LONGEST_WORD * ROOM), SHORTEST) + SPARE)
    return found


def _wanted(table: dict[str, Any], size: float) -> list[float]:
    """Return the widths at which every text stands on one line, up to a limit; groups count for their columns."""
    found = []
    for place, column in enumerate(table["columns"]):
        texts = [*_cells(table, place), (column["heading"], True)]
        widest = max(width(text, size, bold=strong) for text, strong in texts)
        found.append(max(min(widest, LONGEST_TEXT * ROOM), SHORTEST) + SPARE)
    for group in table["groups"]:
        members = range(group["start"], group["start"] + group["span"])
        lacking = min(width(group["text"], size, bold=True), 0.3 * ROOM) + SPARE - sum(found[one] for one in members)
        for one in members:
            found[one] += max(lacking, 0.0) / group["span"]
    return found
