"""What was recovered behind printed numbers, on a terminal: the verdict, and the table value by value."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

from psmatrial.displays import numbers
from psmatrial.model import PairedTable
from psmatrial.stats.printed import TRUNCATED, Number, Printed, fixed
from psmatrial.stats.recover import NONE, UNIQUE, Recovery
from psmatrial.stats.recovery.also import Also
from psmatrial.stats.recovery.candidates import Fit
from psmatrial.stats.recovery.computed import Computed, computed
from psmatrial.stats.recovery.facts import INTERVALS, Facts
from psmatrial.stats.recovery.nearest import Misprint
from psmatrial.stats.recovery.trust import COUNTS, MIXED, trust

WIDTH = 80
DRAWN = 3
LISTED = 20
NAMES: Mapping[str, str] = {
    "n": "patients",
    "index": "index rate",
    "comparator": "comparator rate",
    "both": "found by both",
    "index_only": "by index only",
    "comparator_only": "by comparator only",
    "neither": "by neither",
    "agreement": "agreement",
    "difference": "difference",
    "ratio": "ratio of rates",
    "odds_ratio": "odds ratio",
    "kappa": "kappa",
    "p": "p",
}
PARTS: Mapping[str, str] = {
    "low": "lower limit",
    "high": "upper limit",
    "count": "count",
    "n": "denominator",
    "share": "percentage",
}
REASONS: Mapping[str, str] = {
    "truncation": "if a value was truncated, not rounded",
    "one-sided": "if a value is one-sided",
    "other tests": "by another kind of test or odds ratio",
    "another level": "if an interval has another level",
    "another method than the one named": "by another method than the one named",
}


def recovery_text(found: Recovery) -> str:
    """Return a recovery as text: the verdict, the tables value by value, and what else would explain the print."""
    parts = [_wrapped(verdict_sentence(found))]
    if found.proportions:
        counts = [line for place in found.proportions.items() for line in _proportion(found.facts, *place)]
        parts.append(counts[:LISTED])
    elif len(found.tables) <= DRAWN:
        parts += [part for fit in found.tables for part in (_drawn(fit.table), _values(fit, found))]
    else:
        parts.append(_listed(found))
    parts += [_range(found), _misprints(found), _also(found)]
    if found.not_tried:
        parts.append(
            _wrapped(f"Not tried, because too many tables remain: {', '.join(found.not_tried)}. --thorough tries them.")
        )
    return "\n\n".join("\n".join(part) for part in parts if part)


def verdict_sentence(found: Recovery) -> str:
    """Return the verdict in one or two sentences."""
    if found.verdict == NONE:
        words = "None: no 2x2 table fits all printed values, rounded and two-sided."
        if not found.complete:
            words = "None was found before the search stopped."
        reasons = list(dict.fromkeys(one.reason for one in found.also))
        if reasons:
            return f"{words} Some fit {_series([REASONS[reason] for reason in reasons], 'or')}."
        return words
    if found.proportions:
        count = len(found.proportions)
        return f"{'One count fits' if count == 1 else f'{count} counts fit'}{_method_words(found)}."
    if found.verdict == UNIQUE:
        return f"Unique: exactly one 2x2 table fits{_method_words(found)}."
    best = trust(found.tables[0].matches, dict.fromkeys(found.named))
    alike = sum(trust(fit.matches, dict.fromkeys(found.named)).rank == best.rank for fit in found.tables)
    count = len(found.tables)
    words = f"Several: {'more than ' if not found.complete else ''}{count} tables fit"
    if alike < count:
        return f"{words}, {alike} of them by {best.words.partition(' (')[0]}, the others by {MIXED}."
    return f"{words}{_method_words(found)}."


def _method_words(found: Recovery) -> str:
    """Return by which methods the tables fit."""
    words = trust(found.tables[0].matches, dict.fromkeys(found.named)).words
    if found.verdict != UNIQUE and not found.proportions:
        words = words.partition(" (")[0]
    return "" if words == COUNTS else f", by {words}"


def _drawn(table: PairedTable) -> list[str]:
    """Return a table with labelled cells."""
    rows = (
        ("index +", table.both, table.index_only),
        ("index -", table.comparator_only, table.neither),
        ("total", table.comparator_positive, table.n - table.comparator_positive),
    )
    return [
        f"{'':12}comparator +  comparator -   total",
        *(f"{name:12}{first:12}{second:14}{first + second:8}" for name, first, second in rows),
    ]


def _values(fit: Fit, found: Recovery) -> list[str]:
    """Return each printed value beside the recomputed one and the methods that give it."""
    lines = [f"  {'':20}{'printed':>16}  {'recomputed':>17}  by"]
    for key, values in computed(fit, found.facts).items():
        printed = found.facts.texts[key]
        name = _name(key)
        for place, one in enumerate(values):
            first = (name[:20], printed[:16]) if place == 0 else ("", "")
            number = _number(key, found.facts, one)
            lines.append(f"  {first[0]:20}{first[1]:>16}  {number:>17}  {_by(key, fit, one)}".rstrip())
    return [line[:WIDTH] for line in lines]


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


def _listed(found: Recovery) -> list[str]:
    """Return the first tables, one a line."""
    lines = ["both/index only/comparator only/neither"]
    for fit in found.tables[:LISTED]:
        telling = {_name(key): ", ".join(names) for key, names in fit.matches.items() if _telling(names)}
        methods = "; ".join(f"{name} by {names}" for name, names in telling.items())
        lines.append(textwrap.shorten(f"{_cells(fit.table):20}{methods}", WIDTH - 2, placeholder=" ..."))
    if (more := len(found.tables) - LISTED) > 0:
        lines.append(f"... and {more} more; --json lists them")
    return [f"  {line}" for line in lines]


def _telling(names: Sequence[str]) -> bool:
    """Return whether the methods of a value say anything."""
    return tuple(names) not in (("observed",), ("conditional",))


def _proportion(facts: Facts, place: tuple[int, int], matches: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one count that fits, with the methods of its interval."""
    x, n = place
    methods = next((names for key, names in matches.items() if key in INTERVALS), ())
    by = f": the interval is that of {_series(methods, 'or')}" if methods else ""
    level = f" (level {facts.level:g})" if by else ""
    return _wrapped(f"{x}/{n} ({numbers.percent(x / n, 1)}){by}{level}.")


def _range(found: Recovery) -> list[str]:
    """Return the range of p over all tables with the printed rates."""
    if found.p_range is None:
        return []
    low, high = (numbers.p_value(p) for p in found.p_range)
    return _wrapped(f"The two rates alone allow any exact p from {low} to {high}.")


def _misprints(found: Recovery) -> list[str]:
    """Return which printed values would explain as misprints that nothing fits."""
    if not found.nearest:
        return []
    single = len(found.nearest[0].misprints) == 1
    lines = ["Each of these alone, if it were misprinted, would explain it:"]
    if not single:
        lines = ["No single value would explain it as a misprint. Nearest tables:"]
    for one in found.nearest[:LISTED]:
        parts = [_misprint(misprint, one.level) for misprint in one.misprints]
        if found.facts.one_rate:
            where = ""
        elif single and one.tables > 1:
            where = f" ({one.tables} tables then fit, {_cells(one.table)} for one)"
        else:
            where = f" ({_cells(one.table)})"
        lines += _wrapped(f"- {' and '.join(parts)}{where}", "  ")
    return lines


def _misprint(found: Misprint, level: float) -> str:
    """Return one printed value and what the others give in its place."""
    by = f" by {found.method}" if found.method else ""
    at = f" at level {level:g}" if "_ci." in found.piece else ""
    return f"{_piece(found.piece)}: printed {found.printed}, the rest gives {found.would_be}{by}{at}"


def _also(found: Recovery) -> list[str]:
    """Return the tables that fit only if more is allowed."""
    if not found.also:
        return []
    lines = ["Also, not counted in the verdict:"]
    for one in found.also[:LISTED]:
        lines += _wrapped(f"- {_place(found.facts, one)} fits {REASONS[one.reason]}{_methods(one)}", "  ")
    if (more := len(found.also) - LISTED) > 0:
        lines.append(f"  ... and {more} more; --json lists them")
    return lines


def _place(facts: Facts, one: Also) -> str:
    """Return a table, or its count where only one rate is printed."""
    return f"{one.table.index_positive}/{one.table.n}" if facts.one_rate else _cells(one.table)


def _methods(one: Also) -> str:
    """Return by which methods the values of a table fit."""
    methods = [f"{_name(key)} by {', '.join(names)}" for key, names in one.matches.items() if _telling(names)]
    return f": {'; '.join(methods)}" if methods else ""


def _name(key: str) -> str:
    """Return the name of a printed value.

    Examples
    --------
    >>> _name("odds_ratio_ci"), _name("p")
    ('odds ratio, CI', 'p')
    """
    return f"{NAMES[key.removesuffix('_ci')]}, CI" if key.endswith("_ci") else NAMES[key]


def _piece(piece: str) -> str:
    """Return the name of a single printed value.

    Examples
    --------
    >>> _piece("index_ci.high"), _piece("p"), _piece("index.share")
    ('upper limit of the index rate', 'p', 'percentage of the index rate')
    """
    key, _, part = piece.partition(".")
    name = NAMES[key.removesuffix("_ci")]
    return f"{PARTS[part]} of the {name}" if part else f"number of {name}" if key == "n" else name


def _cells(table: PairedTable) -> str:
    """Return the four counts with slashes."""
    return "/".join(map(str, table.cells))


def _series(words: Sequence[str], last: str = "and") -> str:
    """Join words as English does."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Return a text in lines that fit the terminal."""
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent)
