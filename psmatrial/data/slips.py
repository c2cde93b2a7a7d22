"""Readers and regions that the file seems to misspell: rare names that stand where one like them is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from psmatrial.data.alike import edit, one_slip
from psmatrial.data.cells import Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.ledger import Ledger
from psmatrial.data.rules import Layout
from psmatrial.data.values import folded, told
from psmatrial.errors import Problem

# A word as near as this to another may be two slips away from it; what is as near is doubted, not refused.
_NEAR = 0.85
# A name may be a slip of one that has so many times its readings.
_RARE = 10
# Of more names none is looked at: they are numbers of something.
_MOST = 200
# Capitals as short as this are initials or abbreviations, which differ by a letter and mean another thing.
_SHORT = 5
_WORDS = re.compile(r"[^\W\d_]+|[\W\d_]+")
_DIGITS = re.compile(r"[0-9]+")
_NUMERAL = re.compile(r"[ivx]+\Z")
# From here on a sign can be a whole word: Chinese, Japanese, Korean.
_SIGNS = "\u2e80"
_FOUND = bytes([0]) + bytes([1]) * 255
_WHERE = {"reader": "all readers of what is compared under [reading]", "region": "all regions under [endpoints]"}
# The planned readers vote on what is compared: who reads only a standard is none of them.
_ASIDE = "Correct the file; another reader needs a name that is less alike."


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

    Those that a plan names are none, and with planned readers only those of a standard are looked at. Others that may
    be slips, and may be not, become warnings of the cells.
    """
    for pair in _pairs(cells, layout):
        mine, others = pair.readings
        if pair.misspelt:
            hint = f"Correct the file, or name {_WHERE[pair.role]} in the plan."
            if pair.role == "reader" and (layout.readers or _tests(cells.ledger, pair.name) <= {*layout.standards}):
                hint = _ASIDE
            text = f"{told(pair.name)} looks like {told(pair.other)}: it has {_counted(mine)}, the other {others}."
            cells.problems.add(text, hint, line=pair.line, column=pair.role)
        else:
            text = f"{told(pair.name)} has {_counted(mine)}, {told(pair.other)} has {others}."
            hint = f"Is it another {pair.role}? If not, correct the file."
            cells.doubts.append(Problem(text, hint, cells.sheet.name, pair.line, pair.role))


def _pairs(cells: Cells, layout: Layout) -> Iterator[_Pair]:
    """Yield the doubtful names, each with the most frequent one that it may be."""
    for part, role in enumerate(PLACES):
        # Tests are judged once it is known which of them are compared; lesions have numbers for names.
        judged = cells.planned[role] and not (role == "reader" and layout.standards)
        if role == "modality" or judged or (role == "region" and layout.lesion):
            continue
        readings, lines = _readings(cells.ledger, part)
        wide = (place[part] for place in cells.columns.wide.values())
        named = {*cells.region_names, *cells.planned[role], *wide}
        names = sorted(readings, key=readings.__getitem__)
        found: dict[str, list[_Pair]] = {}
        for name, other in combinations(names if len(names) <= _MOST else (), 2):
            both = readings[name], readings[other]
            rare = both[0] * _RARE <= both[1]
            slip = _slip(folded(name), folded(other))
            doubted = slip or (rare and _near(folded(name), folded(other)) and not _numbered(name, both[1], readings))
            if doubted and name not in named and not _beside(cells.ledger, part, name, other):
                short = name.isupper() and len(name) <= _SHORT
                pair = _Pair(role, name, other, both, lines[name], misspelt=slip and rare and not short)
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


def _tests(ledger: Ledger, reader: str) -> set[str]:
    """Return what a reader read."""
    return {test for test, name, _ in ledger.slots if name == reader}


def _slip(name: str, other: str) -> bool:
    """Return whether one slip in a word makes a name of another one.

    Numerals and another letter at the beginning or end name other things: II and III, T-spine and L-spine. So does
    another sign where each is a word.
    """
    apart = _apart(name, other)
    if apart is None or any(sign >= _SIGNS for sign in edit(*apart)):
        return False
    one, another = apart
    label = len(one) == len(another) and (one[1:] == another[1:] or one[:-1] == another[:-1])
    return one_slip(one, another) and not label and not all(map(_NUMERAL.match, apart))


def _near(name: str, other: str) -> bool:
    """Return whether a name is nearly another one: but for one sign, or nearly but for one word."""
    apart = _apart(name, other)
    signs = edit(name, other)
    return bool(signs < _SIGNS and signs) or (apart is not None and _likeness(*apart) >= _NEAR)


def _apart(name: str, other: str) -> tuple[str, str] | None:
    """Return the only word in which two names differ, None where there is not one such."""
    words, others = _WORDS.findall(name), _WORDS.findall(other)
    apart = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    return apart[0] if len(words) == len(others) and len(apart) == 1 else None


def _likeness(one: str, other: str) -> float:
    """Return how much two words share, from 0 to 1."""
    return SequenceMatcher(None, one, other).ratio()


def _numbered(name: str, most: int, readings: Mapping[str, int]) -> bool:
    """Return whether a rare name is one of several that differ by their numbers alone, as those of trainees may."""
    stem = _DIGITS.sub("", name)
    rare = [other for other, count in readings.items() if count * _RARE <= most and _DIGITS.sub("", other) == stem]
    return len(rare) > 1


def _beside(ledger: Ledger, part: int, name: str, other: str) -> bool:
    """Return whether any reading of one name has one of the other beside it: then neither is a slip of the other."""
    for place, slot in ledger.slots.items():
        if place[part] == name:
            twin = ledger.slots.get((*place[:part], other, *place[part + 1 :]))  # type: ignore[arg-type]  # three names
            if twin is not None and _read(ledger, slot) & _read(ledger, twin):
                return True
    return False


def _read(ledger: Ledger, slot: int) -> int:
    """Return whom there is a reading of, a byte for each patient in one number."""
    return int.from_bytes(ledger.codes[slot].translate(_FOUND), "little")


def _counted(readings: int) -> str:
    """Return a number of readings with its noun."""
    return f"{readings} reading{'' if readings == 1 else 's'}"
