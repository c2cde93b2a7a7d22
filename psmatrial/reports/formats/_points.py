"""Numbers of a column split into parts that stand on their points: "28/50 (56%)" above "4/50 (8%)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

NUMBER = re.compile(r"[<>\u2264\u2265]?(?:(?<![\d%])[+\u2212-])?(?:\d[\d,]*|\u221e)(\.\d+)?%?")
# Four counts in a row, "9/19/4/18", and a range as others print it, "41-70", are read as one.
READ_AS_ONE = re.compile("#/#/#|#[-\u2013]#")
# How wide the signs of numbers are in Libertinus Serif with tabular figures, in em: plain, then strong.
SIGNS = {
    **dict.fromkeys("0123456789", (0.465, 0.514)),
    **dict.fromkeys(".,", (0.22, 0.244)),
    **dict.fromkeys("<>", (0.55, 0.512)),
    **dict.fromkeys("\u2264\u2265", (0.527, 0.527)),
    "+": (0.55, 0.537),
    "\u2212": (0.55, 0.54),
    "-": (0.338, 0.358),
    "%": (0.637, 0.637),
    "\u221e": (0.785, 0.809),
}

Part = tuple[str, str, str]
Piece = tuple[float, str]


def pieces(cells: Sequence[dict[str, Any]]) -> list[list[Piece]]:
    """Return each cell of a column of numbers as texts, each with the gap before it.

    Cells of one form, such as "2.67 (0.64 to 15.61)", get gaps that put their numbers on common points when the
    column stands on its right edge. Other cells are returned whole.

    Parameters
    ----------
    cells
        Cells of an outline: ``text`` and whether it is ``strong``.

    Returns
    -------
    list
        For each cell pairs of a gap in em and a text; the last text may be empty.

    Examples
    --------
    >>> pieces([{"text": "4.75", "strong": False}, {"text": "12.00", "strong": False}])
    [[(0.465, '4.75')], [(0.0, '12.00')]]
    """
    split = [_split(cell["text"]) for cell in cells]
    widest: dict[str, list[list[float]]] = {}
    for cell, (form, parts, _) in zip(cells, split, strict=True):
        for own, most in zip(_widths(parts, strong=cell["strong"]), widest.setdefault(form, _none(parts)), strict=True):
            most[:] = map(max, most, own)
    return [_spaced(cell, *found, widest[found[0]]) for cell, found in zip(cells, split, strict=True)]


def _split(text: str) -> tuple[str, list[Part], str]:
    """Return the form of a text, each number as what stands before it, whole part and rest, and what follows."""
    parts, start = [], 0
    for match in NUMBER.finditer(text):
        point = match.start(1) if match[1] else match.end() - match[0].endswith("%")
        parts.append((text[start : match.start()], text[match.start() : point], text[point : match.end()]))
        start = match.end()
    form = NUMBER.sub("#", text)
    return (text, [], text) if READ_AS_ONE.search(form) else (form, parts, text[start:])


def _none(parts: Sequence[Part]) -> list[list[float]]:
    """Return widths of nothing."""
    return [[0.0, 0.0] for _ in parts]


def _widths(parts: Sequence[Part], *, strong: bool) -> list[list[float]]:
    """Return how wide whole part and rest of each number are, in em."""
    return [[sum(SIGNS[sign][strong] for sign in words) for words in part[1:]] for part in parts]


def _spaced(
    cell: dict[str, Any], form: str, parts: Sequence[Part], after: str, widest: Sequence[Sequence[float]]
) -> list[Piece]:
    """Return a cell in pieces: what is lacking stands before a number, before its bracket, or after a denominator."""
    del form
    found: list[Piece] = []
    gap = 0.0
    for (before, whole, rest), own, most in zip(parts, _widths(parts, strong=cell["strong"]), widest, strict=True):
        left, right = (round(limit - width, 4) for limit, width in zip(most, own, strict=True))
        if before.endswith("/"):
            right, left = left + right, 0.0
        head = before.removesuffix("(")
        found += [(gap, head)] if head else []
        gap = left if head else gap + left
        found.append((gap, before[len(head) :] + whole + rest))
        gap = right
    return [*found, (gap, after)] if gap or after or not found else found
