"""Readers and regions that the file seems to misspell: rare names that stand where one like them is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations

from psmatrial.data.alike import edit, one_slip
from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.ledger import Ledger
from psmatrial.data.rules import Layout
from psmatrial.data.values import folded, told
from psmatrial.errors import Problem

# Names as near as this are doubted, but not refused: left and right nodes are as near.
_NEAR = 0.8
# What is not refused is doubted where the other name has so many times its readings.
_RARE = 10
# Of more names none is looked at: they are numbers of something.
_MOST = 200
_WORDS = re.compile(r"[^\W\d_]+|[\W\d_]+")
_NUMERAL = re.compile(r"[ivx]+\Z")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A name of a role that may be meant to be the other one, with the readings of both and the line it begins on."""

    role: str
    name: str
    other: str
    readings: tuple[int, int]
    line: int
    misspelt: bool


def check_slips(cells: Cells, layout: Layout) -> None:
    """Add the rare readers and regions that one slip makes of another one, which has no reading beside any of theirs.

    Those that a plan names are none.
    """
    for pair in _pairs(cells, layout):
        if pair.misspelt:
            hint = "Correct the file, or name both in the plan."
            mine, others = pair.readings
            text = f"{told(pair.name)} looks like {told(pair.other)}: it has {_counted(mine)}, the other {others}."
            cells.problems.add(text, hint, line=pair.line, column=pair.role)


def slip_warnings(cells: Cells, layout: Layout) -> list[Problem]:
    """Return which readers and regions may be slips: names that differ by a digit may also be two."""
    warnings = []
    for pair in _pairs(cells, layout):
        if not pair.misspelt:
            mine, others = pair.readings
            text = f"{told(pair.name)} has {_counted(mine)}, {told(pair.other)} has {others}."
            hint = f"Is it another {pair.role}? If not, correct the file."
            warnings.append(Problem(text, hint, cells.sheet.name, pair.line, pair.role))
    return warnings


def _pairs(cells: Cells, layout: Layout) -> Iterator[_Pair]:
    """Yield the doubtful names, each with the most frequent one that it may be."""
    for part, role in enumerate(PLACES):
        # Tests are judged once it is known which of them are compared; lesions have numbers for names.
        if role == "modality" or cells.planned[role] or (role == "region" and layout.lesion):
            continue
        readings, lines = _readings(cells.ledger, part)
        named = {*cells.region_names, *(place[part] for place in cells.columns.wide.values())}
        names = sorted(readings, key=readings.__getitem__)
        found: dict[str, list[_Pair]] = {}
        for name, other in combinations(names if len(names) <= _MOST else (), 2):
            both = readings[name], readings[other]
            slip = _slip(folded(name), folded(other))
            doubted = slip or (both[0] * _RARE <= both[1] and _near(folded(name), folded(other)))
            if doubted and name not in named and not _beside(cells.ledger, part, name, other):
                pair = _Pair(role, name, other, both, lines[name], misspelt=slip and 2 * both[0] < both[1])
                found.setdefault(name, []).append(pair)
        yield from (max(pairs, key=lambda pair: (pair.misspelt, pair.readings)) for pairs in found.values())


def _readings(ledger: Ledger, part: int) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many readings each name of one role has, and on which line it begins."""
    readings: dict[str, int] = {}
    lines: dict[str, int] = {}
    for place, slot in ledger.slots.items():
        if name := place[part]:
            codes, line = ledger.codes[slot], ledger.slot_lines[slot]
            readings[name] = readings.get(name, 0) + len(codes) - codes.count(0)
            lines[name] = min(line, lines.get(name, line))
    return readings, lines


def _slip(name: str, other: str) -> bool:
    """Return whether one slip in a word makes a name of another one.

    Numerals and another letter at the beginning or end name other things: II and III, T-spine and L-spine.
    """
    words, others = _WORDS.findall(name), _WORDS.findall(other)
    apart = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    if len(words) != len(others) or len(apart) != 1:
        return False
    one, another = apart[0]
    label = len(one) == len(another) and (one[1:] == another[1:] or one[:-1] == another[:-1])
    return one_slip(one, another) and not label and not all(map(_NUMERAL.match, apart[0]))


def _near(name: str, other: str) -> bool:
    """Return whether a name is nearly another one."""
    return bool(edit(name, other) or get_close_matches(name, [other], cutoff=_NEAR))


def _beside(ledger: Ledger, part: int, name: str, other: str) -> bool:
    """Return whether any reading of one name has one of the other beside it: then neither is a slip of the other."""
    for place, slot in ledger.slots.items():
        if place[part] == name:
            twin = ledger.slots.get((*place[:part], other, *place[part + 1 :]))  # type: ignore[arg-type]  # three names
            if twin is not None and any(map(min, ledger.codes[slot], ledger.codes[twin])):
                return True
    return False


def _counted(readings: int) -> str:
    """Return a number of readings with its noun."""
    return f"{readings} reading{'' if readings == 1 else 's'}"
