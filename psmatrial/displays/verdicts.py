"""Verdicts on printed numbers in words and symbols, and what was recomputed as text beside the print."""

from __future__ import annotations

import math
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

from psmatrial.analysis.printed_checks.deciding import noted
from psmatrial.analysis.printed_checks.finding import Finding
from psmatrial.analysis.reproduce import Item, Reproduction
from psmatrial.data.study import NOT_SEEN
from psmatrial.displays import numbers

WIDTH = 80
SYMBOLS = {
    "reproduced": "✓",
    "needs-method": "≈",
    "several-tables": "?",
    "not-reproduced": "✗",
    "not-checkable": "–",
}
WORDS = {
    "reproduced": "reproduced",
    "needs-method": "needs another method",
    "several-tables": "several tables fit",
    "not-reproduced": "not reproduced",
    "not-checkable": "not checkable",
}
AGREES = "agrees"
MOST_DECIMALS = 8
DEEP = " " * 6


def finding_text(one: Finding) -> str:
    """Return the verdict of a finding with its symbol; what nothing contradicts, but nothing gives either, agrees.

    Examples
    --------
    >>> bar = Finding("o.index.threshold", "41", "reproduced", implied=("lower limit", 41.25))
    >>> finding_text(bar), finding_text(Finding("o.index.percent", "56", "reproduced"))
    ('✓ agrees', '✓ reproduced')
    """
    return f"{SYMBOLS[one.verdict]} {_word(one)}"


def _word(one: Finding) -> str:
    """Return the verdict of a finding in words."""
    return AGREES if one.implied and one.verdict == "reproduced" else WORDS[one.verdict]


def given_text(one: Finding) -> str:
    """Return what was recomputed of a number; where it cannot be, what was looked at instead, by its name.

    Examples
    --------
    >>> given_text(Finding("o.odds-ratio", "4.8", "reproduced", computed=4.75))
    '4.750'
    >>> given_text(Finding("o.index.agreement", "94.7", "reproduced", implied=("implied chance agreement", 88.478)))
    'implied chance agreement 88.478'
    """
    if one.implied:
        return f"{one.implied[0]} {computed_text(one.printed, one.implied[1])}"
    return computed_text(one.printed, one.computed)


def _decimals(printed: str) -> int:
    """Return how many decimals a print has, written out where it is a power of ten."""
    power = re.search(r"(?:e|10\^?)[-\u2212\u207b](\w+)", printed, re.IGNORECASE)
    more = int(unicodedata.normalize("NFKC", power[1])) if power else 0
    return more + max((len(digits) for digits in re.findall(r"[.,\u00b7](\d+)", printed)), default=0)


def computed_text(printed: str, computed: Any) -> str:
    """Return what was recomputed with two decimals more than the print has, so that its rounding can be seen.

    Examples
    --------
    >>> computed_text("4.8", 4.75), computed_text("41-70", [41.2544, 70.0093]), computed_text("<0.001", 0.0489)
    ('4.750', '41.25 to 70.01', '0.04890')
    >>> computed_text("0,0026", 0.002599), computed_text("2.6×10⁻³", 0.002599), computed_text("41,70", [41.25, 70.0])
    ('0.002599', '0.002599', '41.25 to 70.00')
    """
    if computed is None:
        return numbers.ABSENT
    if isinstance(computed, int):
        return str(computed)
    if isinstance(computed, list | tuple):
        if len(computed) == 2:
            return " to ".join(computed_text(printed.replace(",", " "), one) for one in computed)
        return "/".join(map(str, computed))
    value = float(computed)
    places = min(MOST_DECIMALS, 2 + _decimals(printed))
    if 0 < value < 10**-places and math.isfinite(value):
        return f"<{numbers.decimal(10**-places, places)}"
    return numbers.decimal(value, places)


def run_text(runs: Sequence[Reproduction], *, every: bool) -> str:
    """Return runs as text, at most 80 columns wide; ``every`` shows the reproduced items too."""
    lines: list[str] = []
    for run in runs:
        shown = [item for item in run.items if every or not _plain(item)]
        lines += _heading(run)
        for item in shown:
            lines += _item(item)
        if every or shown:
            lines.append("")
    return "\n".join([*lines, *([] if lines and not lines[-1] else [""]), *_end(runs)])


def _plain(item: Item) -> bool:
    """Return whether an item goes without saying where all studies are shown."""
    one = item.finding
    return item.as_expected and one.verdict in ("reproduced", "not-checkable")


def _heading(run: Reproduction) -> list[str]:
    """Return the lines that begin a study."""
    counts = f"seen {run.reproduced(seen=True)} of {run.checked} reproduced"
    if run.checked_recalled:
        counts += f"; recalled {run.reproduced(seen=False)} of {run.checked_recalled}"
    mark = "" if run.as_expected else "  ! not as expected"
    first = f"{run.study.id:28}{counts}{mark}"
    return [first] if len(first) <= WIDTH else [run.study.id, f"  {counts}{mark}"]


def _item(item: Item) -> list[str]:
    """Return the lines of one item."""
    one = item.finding
    printed = "" if one.printed == NOT_SEEN else f": printed {one.printed}"
    first = f"  {SYMBOLS[one.verdict]} {one.item}{printed}"
    if one.implied or one.computed is not None:
        first += f", {'' if one.implied else 'computed '}{given_text(one)}"
    tail = _word(one) + (f" ({one.method})" if one.method else "") + ("" if one.seen else ", recalled")
    lines = _filled(f"{first.strip()}: {tail}", "  ")
    if one.note and (one.verdict != "reproduced" or noted(one)):
        lines += _filled(one.note)
    if item.reason and one.verdict != "not-checkable":
        before = "as expected" if item.as_expected else f"expected: {WORDS[item.expected]}"
        lines += _filled(f"{before}: {item.reason}")
    elif item.stated and not item.as_expected:
        lines += _filled(f"expected: {WORDS[item.expected]}")
    return lines


def _filled(text: str, indent: str = DEEP) -> list[str]:
    """Return text in lines that break at spaces, not in names with hyphens."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=DEEP, break_on_hyphens=False)


def _end(runs: Sequence[Reproduction]) -> list[str]:
    """Return the counts over all studies: numbers that were seen and numbers that are recalled, apart."""
    seen = f"{sum(run.reproduced(seen=True) for run in runs)} of {sum(run.checked for run in runs)}"
    recalled = f"{sum(run.reproduced(seen=False) for run in runs)} of {sum(run.checked_recalled for run in runs)}"
    if not any(run.checked or run.checked_recalled for run in runs):
        return ["Nothing to check: no printed numbers here that can be held against one another."]
    unlike = sum(not item.as_expected for run in runs for item in run.items)
    lines = [f"Seen in a source: {seen} checked numbers reproduced."]
    if any(run.checked_recalled for run in runs):
        lines.append(f"Recalled, to be verified: {recalled}.")
    lines.append("Every checked number is as expected." if not unlike else f"Not as expected: {unlike}.")
    return lines


def listing_text(studies: Sequence[tuple[str, str, str]]) -> str:
    """Return the registry as text: id, kind and title of each study."""
    lines = []
    for name, kind, title in studies:
        lines.append(f"{name:29}{kind}")
        lines += textwrap.wrap(title, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join(lines)
