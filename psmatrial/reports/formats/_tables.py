"""What files of tables share: the tables of an outline in their order, their notes, and columns that fit a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psmatrial.analysis.results import ILLUSTRATION

# A longer word is broken rather than let it take the room of other columns.
LONGEST_WORD = 20


def tables(page: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the tables of an outline, in reading order.

    Examples
    --------
    >>> tables({"sections": [{"blocks": [{"kind": "paragraph"}, {"kind": "table", "number": "Table 1"}]}]})
    [{'kind': 'table', 'number': 'Table 1'}]
    """
    return [block for section in page["sections"] for block in section["blocks"] if block["kind"] == "table"]


def notes(table: dict[str, Any]) -> list[str]:
    """Return what stands under a table as plain text, the mark of an illustration first.

    Examples
    --------
    >>> notes({"illustration": True, "footnotes": [[{"text": "Tango, "}, {"text": "doi:10.1/x"}]]})
    ['illustration: not determined by the publication', 'Tango, doi:10.1/x']
    """
    mark = [ILLUSTRATION] if table["illustration"] else []
    return mark + ["".join(run["text"] for run in runs) for runs in table["footnotes"]]


def widths(table: dict[str, Any], room: int) -> list[int]:
    """Return the width of each column in characters, so that together they fit into the room if they can.

    Columns that need little get what they need; the others share the rest and wrap. Numbers are never broken.

    Parameters
    ----------
    table
        A table of an outline.
    room
        How many characters fit beside each other.

    Returns
    -------
    list of int
        At least 1 each; more than the room together only where numbers and words alone take more.

    Examples
    --------
    >>> column = {"heading": "Item", "kind": "text"}
    >>> widths({"columns": [column, column], "rows": [[{"text": "1"}, {"text": "a " * 40}]], "groups": []}, 30)
    [4, 26]
    """
    columns = [[row[place]["text"] for row in table["rows"]] for place in range(len(table["columns"]))]
    whole, least = [], []
    for column, texts in zip(table["columns"], columns, strict=True):
        words = [word for text in (column["heading"], *texts) for word in text.split()]
        unbroken = texts if column["kind"] == "number" else []
        whole.append(max(1, *map(len, (column["heading"], *texts))))
        word = min(LONGEST_WORD, max(map(len, words), default=1))
        least.append(max([word, *map(len, unbroken)]))
    _make_room_for_groups(table["groups"], whole)
    return _shared(whole, least, room)


def _make_room_for_groups(groups: Sequence[dict[str, Any]], whole: list[int]) -> None:
    """Widen the columns below a heading that is longer than they are together."""
    for group in groups:
        places = range(group["start"], group["start"] + group["span"])
        lacking = min(len(group["text"]), 3 * LONGEST_WORD) - sum(whole[place] for place in places)
        for place in places:
            whole[place] += max(0, -(-lacking // group["span"]))


def _shared(whole: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths between what columns need and what they could take: the highest limit that fits for all."""
    low, high = 1, max(whole, default=1)
    while low < high:
        limit = (low + high + 1) // 2
        low, high = (limit, high) if sum(_held(whole, least, limit)) <= room else (low, limit - 1)
    return _held(whole, least, low)


def _held(whole: Sequence[int], least: Sequence[int], limit: int) -> list[int]:
    """Return widths that are held below a limit where they can be."""
    return [max(min(need, most), min(most, limit)) for most, need in zip(whole, least, strict=True)]
