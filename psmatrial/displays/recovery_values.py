"""Each printed value beside the one that a recovered table gives, in columns, on a terminal."""

from __future__ import annotations

import math
import textwrap

from psmatrial.displays import numbers
from psmatrial.displays.recovery_names import WIDTH, name
from psmatrial.stats.printed import TRUNCATED, Number, Printed, fixed
from psmatrial.stats.recover import Recovery
from psmatrial.stats.recovery.candidates import Fit
from psmatrial.stats.recovery.computed import Computed, computed
from psmatrial.stats.recovery.facts import INTERVALS, Facts

# The columns of the values that a table gives: names, and at least for what is printed and recomputed.
_NAME, _PRINTED, _RECOMPUTED = 20, 16, 17


def value_lines(fit: Fit, found: Recovery) -> list[str]:
    """Return each printed value beside the recomputed one and the methods that give it."""
    rows = [
        (name(key) if place == 0 else "", found.facts.texts[key] if place == 0 else "", number, _by(key, fit, one))
        for key, values in computed(fit, found.facts).items()
        for place, one in enumerate(values)
        for number in [_number(key, found.facts, one)]
    ]
    numbers_width = max((_RECOMPUTED, *(len(number) for _, _, number, _ in rows)))
    left = WIDTH - _NAME - numbers_width - max((0, *(len(words) for *_, words in rows))) - 6
    printed_width = min(max(left, _PRINTED), max((_PRINTED, *(len(printed) for _, printed, _, _ in rows))))
    widths = (printed_width, numbers_width)
    return [line for row in [("", "printed", "recomputed", "by"), *rows] for line in _columns(row, widths)]


def _columns(row: tuple[str, str, str, str], widths: tuple[int, int]) -> list[str]:
    """Return one printed value in columns; what is too long goes on below, and is never cut."""
    label, printed, number, words = row
    first, *rest = textwrap.wrap(printed, widths[0]) or [""]
    line = f"  {label:{_NAME}}{first:>{widths[0]}}  {number:>{widths[1]}}"
    below = [f"  {'':{_NAME}}{more:>{widths[0]}}" for more in rest]
    if len(f"{line}  {words}") <= WIDTH:
        return [f"{line}  {words}".rstrip(), *below]
    return [line, *below, f"{words:>{WIDTH}}"]


def _by(key: str, fit: Fit, one: Computed) -> str:
    """Return the method of a recomputed value, or its counts, and how it has to be rounded where that matters."""
    counts = {"index": fit.table.index_positive, "comparator": fit.table.comparator_positive}
    counts |= {"agreement": fit.table.both + fit.table.neither}
    words = one.method
    if key in counts:
        words = f"{counts[key]}/{fit.table.n}"
    elif words == "observed":
        words = ""
    only = [way for way in one.rounding if way != TRUNCATED]
    return f"{words} ({only[0]} only)".strip() if len(only) == 1 and only[0] != "bound" else words


def _number(key: str, facts: Facts, one: Computed) -> str:
    """Return a recomputed value with two digits more than the print, so that its rounding can be followed."""
    if key in INTERVALS:
        limits = facts.intervals[key]
        ends = ((limits.low or limits.high, one.low), (limits.high or limits.low, one.high))
        return " to ".join(_longer(printed, value) for printed, value in ends if printed)
    printed = facts.numbers[key] if key in facts.numbers else facts.shares[key].share
    if printed is None:
        return numbers.percent(one.value, 1)
    return _longer(printed, one.value)


def _longer(printed: Printed, value: Number | None) -> str:
    """Return a value as it is printed, with two digits more."""
    if value is None:
        return "not defined"
    if isinstance(value, float) and math.isinf(value):
        return numbers.INFINITY
    scale = printed.scale
    decimals = -int(printed.unit.as_tuple().exponent) - (2 if scale > 1 else 0)
    shown = value * scale if not isinstance(value, float) else float(value) * scale
    return fixed(shown, min(10, max(0, decimals) + 2)) + ("%" if "%" in printed.text else "")
