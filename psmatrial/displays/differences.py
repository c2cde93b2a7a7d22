"""Two results beside each other on a terminal, at most 80 columns wide: what changed in meaning first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from psmatrial.analysis.comparison import Comparison, Difference
from psmatrial.analysis.differences import COUNTS, TEXTS
from psmatrial.analysis.patients_moved import PLACES
from psmatrial.displays.difference_words import (
    CELL_WORDS,
    KINDS,
    in_full,
    ours,
    place_words,
    printed_number,
    summary,
    theirs,
    verdict_words,
)
from psmatrial.displays.lettering import printable
from psmatrial.displays.terminal import WIDTH
from psmatrial.displays.words.english import counted

MOST_ROWS = 20
MOST_NAMES = 10
MOST_PATIENTS = 50


def comparison_text(found: Comparison) -> str:
    """Return a comparison as text.

    Examples
    --------
    >>> from psmatrial.analysis.comparison import Comparison, Difference
    >>> one = Difference("a", "n", 50, 50, 0, "exact", "equal")
    >>> print(comparison_text(Comparison({"name": "interim"}, {"name": "final"}, (one,))))
    First:  interim
    Second: final
    The one number that was compared is equal.
    """
    lines = [*_sides(found), *_wrapped(summary(found))]
    lines += _meaning(found)
    for title, part in (("Primary result", found.primary), ("Patients", found.patients), ("Plan", found.plan)):
        lines += _places(title, part)
    if found.moved is not None:
        lines += _moved(found.moved)
    lines += _numbers(found)
    words = ("Rows of ours that they do not have", "Rows of theirs that no row of ours stands beside")
    if not found.foreign:
        words = ("Rows only in the first", "Rows only in the second")
    lines += _names(words[0], found.only_first)
    lines += _names(words[1], found.only_second)
    lines += _names("Columns and numbers that were not checked", found.not_checked)
    if found.further:
        said = ", ".join(f"{printable(key)} {count}" for key, count in found.further.items())
        lines += ["", *_wrapped(f"Beside rows, values under these keys of results.json differ: {said}.")]
    return "\n".join(lines)


def _wrapped(text: str, indent: str = "", more: str = "") -> list[str]:
    """Return a text in lines."""
    after = indent + more
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=after, break_on_hyphens=False)


def _sides(found: Comparison) -> Iterator[str]:
    """Yield what the two are: name, input with the beginning of its hash, version."""
    heads = ("Ours:   ", "Theirs: ") if found.foreign else ("First:  ", "Second: ")
    for head, side in zip(heads, (found.first, found.second), strict=True):
        said = [str(side.get("name", "")), *(["a blind rehearsal"] if side.get("blind") else [])]
        if side.get("input"):
            said.append(f"input {side['input']} (SHA-256 {str(side.get('input_sha256', ''))[:12]})")
        versions = side.get("versions")
        if isinstance(versions, Mapping) and "psmatrial" in versions:
            said.append(f"psmatrial {versions['psmatrial']}")
        if side.get("mapping"):
            said.append(f"mapping {side['mapping']}")
        yield from _wrapped(head + printable(", ".join(said)), "", " " * len(head))


def _meaning(found: Comparison) -> list[str]:
    """Return what changed in meaning."""
    lines = ["", "Changed in meaning"] if found.meaning else []
    for change in found.meaning[:MOST_ROWS]:
        lines.append(f"  {printable(change.id)}{' (primary test)' if change.primary else ''}")
        lines.append(f"    {KINDS[change.kind]}: {change.first} → {change.second}")
    return lines + _rest(len(found.meaning) - MOST_ROWS, "change")


def _rest(count: int, noun: str, plural: str = "") -> list[str]:
    """Return the line that counts what is not printed."""
    return [f"  ... and {counted(count, f'more {noun}', plural and f'more {plural}')}; --json has all"] * (count > 0)


def _places(title: str, part: Sequence[tuple[str, Any, Any]]) -> list[str]:
    """Return places with their first and second value."""
    lines = ["", title] if part else []
    for place, first, second in part:
        lines += _wrapped(f"{place_words(place)}: {in_full(first)} → {in_full(second)}", "  ", "    ")
    return lines


def _numbers(found: Comparison) -> list[str]:
    """Return the numbers that differ, row by row."""
    rows = [(name, list(members)) for name, members in groupby(found.differences, key=lambda one: one.id)]
    lines = ["", "Numbers that differ"] if rows else []
    told: set[tuple[str, str, Any, Any]] = set()
    for name, members in rows[:MOST_ROWS]:
        lines.append(printable(name))
        quantity = found.rows[name][0].quantity if name in found.rows else ""
        for one in members:
            # Every row of a table has its counts: they are said with the first of them.
            count = (name.partition(f".{quantity}.")[0], one.column, one.first, one.second)
            if one.column not in COUNTS or count not in told:
                lines += _foreign(one) if found.foreign else _pair(one, quantity)
            if one.column in COUNTS and not found.foreign:
                told.add(count)
        if lines[-1] == printable(name):
            lines[-1] += ": counts as above"
    return lines + _rest(len(rows) - MOST_ROWS, "row")


def _pair(one: Difference, quantity: str) -> list[str]:
    """Return one number of two results: as printed, and in full where that says more."""
    head = f"  {one.column:15} "
    if one.column in TEXTS:
        words = "the words differ" if one.column == "note" else f"{in_full(one.first)} → {in_full(one.second)}"
        return _wrapped(head + words, "", " " * 6)
    short = " → ".join(printed_number(quantity, one.column, value) for value in (one.first, one.second))
    full = " → ".join(map(in_full, (one.first, one.second)))
    if short == full:
        return [head + short]
    whole = f"{head}{short:18}  {full}"
    return [whole] if len(whole) <= WIDTH else [head + short, f"{'':20}{full}"]


def _foreign(one: Difference) -> list[str]:
    """Return one number of ours beside theirs."""
    allowed = f" ({one.tolerance})" if one.tolerance != "exact" else ""
    words = f"{verdict_words(one.verdict, foreign=True)}{allowed}: ours {ours(one)}, theirs {theirs(one)}"
    return _wrapped(f"  {one.column:15} {words}", "", " " * 18)


def _names(title: str, names: Sequence[str]) -> list[str]:
    """Return a list of names."""
    if not names:
        return []
    lines = ["", f"{title}: {len(names)}"]
    lines += [f"  {printable(name)}" for name in names[:MOST_NAMES]]
    return lines + _rest(len(names) - MOST_NAMES, "name")


def _moved(moved: Mapping[str, Any]) -> list[str]:
    """Return how patients moved, with their ids where they may be shown."""
    both = counted(moved["in_both"], "patient")
    lines = ["", *_wrapped(f"Patients, by id: {both} in both, of whom {moved['changed']} changed their cell.")]
    table = [[CELL_WORDS[first], *(_n(moved, first, second) for second in PLACES)] for first in PLACES]
    table.append(["added", *(moved["added"][cell] for cell in PLACES)])
    heads = [CELL_WORDS[cell] for cell in PLACES]
    lines.append(f"  {'first / second':17}" + "".join(f"{head:>{len(head) + 2}}" for head in [*heads, "gone"]))
    for row, cell in zip(table, [*PLACES, ""], strict=True):
        counts = "".join(f"{n:>{len(head) + 2}}" for n, head in zip(row[1:], heads, strict=True))
        gone = f"{moved['gone'][cell]:>6}" if cell else ""
        lines.append(f"  {row[0]:17}{counts}{gone}")
    ids = moved["ids"] or {}
    said = [
        *(f"{one['id']}: {CELL_WORDS[one['first']]} → {CELL_WORDS[one['second']]}" for one in ids.get("changed", ())),
        *(f"{one['id']}: added, {CELL_WORDS[one['second']]}" for one in ids.get("added", ())),
        *(f"{one['id']}: gone, was {CELL_WORDS[one['first']]}" for one in ids.get("gone", ())),
    ]
    lines += [f"  {printable(text)}" for text in said[:MOST_PATIENTS]]
    return lines + _rest(len(said) - MOST_PATIENTS, "patient")


def _n(moved: Mapping[str, Any], first: str, second: str) -> int:
    """Return how many patients went from one cell to another."""
    return sum(int(one["n"]) for one in moved["transitions"] if (one["first"], one["second"]) == (first, second))
