"""What was recovered behind printed numbers, on a terminal: the verdict, and the table value by value."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from psmatrial.analysis.recovery import LISTED as MOST
from psmatrial.displays import numbers
from psmatrial.displays.recovery_names import WIDTH, name, piece_name
from psmatrial.displays.recovery_values import value_lines
from psmatrial.model import PairedTable
from psmatrial.stats.printed import PERCENT
from psmatrial.stats.printed_text import LARGEST_N
from psmatrial.stats.recover import MOST_TABLES, NONE, UNIQUE, UNTRIED, Recovery
from psmatrial.stats.recovery.explaining.also import MOST_EXPLAINED, Also
from psmatrial.stats.recovery.explaining.nearest import Misprint
from psmatrial.stats.recovery.facts import INTERVALS, Facts
from psmatrial.stats.recovery.trust import COUNTS, MIXED, trust

DRAWN = 3
LISTED = 20
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
        parts.append(_counts(found))
    elif len(found.tables) <= DRAWN:
        parts += [part for fit in found.tables for part in (_drawn(fit.table), value_lines(fit, found))]
    else:
        parts.append(_listed(found))
    parts += [beyond_patients(found.facts), _totals(found.facts), _range(found), _misprints(found)]
    parts += [_also(found), _unexplained(found)]
    if found.not_tried:
        parts.append(
            _wrapped(f"Not tried, because too many tables remain: {', '.join(found.not_tried)}. --thorough tries them.")
        )
    return "\n\n".join("\n".join(part) for part in parts if part)


def verdict_sentence(found: Recovery) -> str:
    """Return the verdict in one or two sentences."""
    tried = "by the methods that were tried" if found.not_tried else ""
    if found.verdict == NONE:
        words = f"None: no 2x2 table fits all printed values, rounded and two-sided{tried and f', {tried}'}."
        if not found.complete:
            words = "None was found before the search stopped."
        reasons = list(dict.fromkeys(one.reason for one in found.also))
        if reasons:
            return f"{words} Some fit {_series([REASONS[reason] for reason in reasons], 'or')}."
        return words
    if found.proportions:
        count = len(found.proportions)
        words = "One count fits" if count == 1 else f"{count} counts fit"
        return f"{words if counts_are_whole(found) else f'At least {count} counts fit'}{_method_words(found)}."
    if found.verdict == UNIQUE:
        return f"Unique{tried and f' {tried}'}: exactly one 2x2 table fits{_method_words(found)}."
    named = dict.fromkeys(found.named)
    best, count = trust(found.tables[0].matches, named), len(found.tables)
    alike = sum(many for matches, many in found.tables.kinds() if trust(matches, named).rank == best.rank)
    words = f"Several: {'more than ' if not found.complete else ''}{count} tables fit"
    if alike < count:
        return f"{words}, {alike} of them by {best.words.partition(' (')[0]}, the others by {MIXED}."
    return f"{words}{_method_words(found)}."


def counts_are_whole(found: Recovery) -> bool:
    """Return whether every count behind the one rate that is printed was found."""
    return found.stopped_at is None and len(found.proportions) < MOST_TABLES


def _method_words(found: Recovery) -> str:
    """Return by which methods the tables fit."""
    words = trust(found.tables[0].matches, dict.fromkeys(found.named)).words
    if len(found.proportions or found.tables) > 1:
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


def _listed(found: Recovery) -> list[str]:
    """Return the first tables, one a line."""
    lines = ["both/index only/comparator only/neither"]
    for fit in found.tables[:LISTED]:
        telling = {name(key): ", ".join(names) for key, names in fit.matches.items() if _telling(names)}
        methods = "; ".join(f"{name} by {names}" for name, names in telling.items())
        lines.append(textwrap.shorten(f"{_cells(fit.table):20}{methods}", WIDTH - 2, placeholder=" ..."))
    return [f"  {line}" for line in lines + _more(len(found.tables), MOST)]


def _telling(names: Sequence[str]) -> bool:
    """Return whether the methods of a value say anything."""
    return tuple(names) not in (("observed",), ("conditional",))


def _counts(found: Recovery) -> list[str]:
    """Return the first counts that fit the one rate that is printed."""
    places = list(found.proportions.items())
    lines = [line for place in places[:LISTED] for line in _proportion(found.facts, *place)]
    return lines + _more(len(places))


def _more(count: int, listed: int | None = None) -> list[str]:
    """Return how many are not shown, and what lists them; ``listed`` is how many JSON lists unless asked for more."""
    if count <= LISTED:
        return []
    asked = f" --most {count}" if listed is not None and count > listed else ""
    return [f"... and {count - LISTED} more; --json{asked} lists them"]


def _proportion(facts: Facts, place: tuple[int, int], matches: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one count that fits, with the methods of its interval."""
    x, n = place
    methods = next((names for key, names in matches.items() if key in INTERVALS), ())
    by = f": the interval is that of {_series(methods, 'or')}" if methods else ""
    level = f" (level {facts.level:g})" if by else ""
    return _wrapped(f"{x}/{n} ({numbers.percent(x / n, 1)}){by}{level}.")


def beyond_patients(facts: Facts) -> list[str]:
    """Return which rates are more than the patients: mostly percentages without their sign."""
    known = facts.n or any(share.n for share in facts.shares.values())
    most = facts.patients[-1] if known and facts.patients else LARGEST_N
    counts = [share.count for share in facts.shares.values() if share.count is not None and share.share is None]
    return [
        f"{x} is more than {most} patient{'s' * (most > 1)}; a percentage is typed with its sign, {x}%."
        for x in counts
        if most < x <= PERCENT
    ]


def _totals(facts: Facts) -> list[str]:
    """Return that rates of different totals are those of no one table."""
    totals = list(dict.fromkeys(str(share.n) for share in facts.shares.values() if share.n is not None))
    if len(totals) < 2:
        return []
    return _wrapped(
        f"The totals differ, {_series(totals)}: a 2x2 table is of those who had both tests, and only of them."
    )


def _range(found: Recovery) -> list[str]:
    """Return the range of p over all tables with the printed rates."""
    if found.p_range is None:
        return []
    low, high = (numbers.p_value(p) for p in found.p_range)
    if low == high:
        return _wrapped(f"With the two rates alone the exact p is {low}.")
    return _wrapped(f"The two rates alone allow any exact p from {low} to {high}.")


def _misprints(found: Recovery) -> list[str]:
    """Return which printed values would explain as misprints that nothing fits."""
    if not found.nearest:
        return []
    single = len(found.nearest[0].misprints) == 1
    lines = ["Each of these alone, if it were misprinted, would explain it:"]
    if not single:
        lines = ["No single value was found that would explain it as a misprint. Nearest tables:"]
    for one in found.nearest[:LISTED]:
        parts = [misprint_words(misprint, one.level) for misprint in one.misprints]
        parts[-1] += ", among others" if single and one.others else ""
        if found.facts.one_rate:
            where = ""
        elif single and one.tables > 1:
            more = "" if one.whole else " or more"
            where = f" ({one.tables} tables{more} then fit, {_cells(one.table)} for one)"
        else:
            where = f" ({_cells(one.table)})"
        lines += _wrapped(f"- {' and '.join(parts)}{where}", "  ")
    return lines + [f"  {line}" for line in _more(len(found.nearest))]


def _unexplained(found: Recovery) -> list[str]:
    """Return what was tried in vain, where no table fits and nothing explains it, and that not everything was tried."""
    if found.verdict != NONE or not found.complete:
        return []
    if found.nearest or found.also:
        return [f"{UNTRIED[0].upper()}{UNTRIED[1:]}."] if found.basis.endswith(UNTRIED) else []
    return _wrapped(f"{found.basis[0].upper()}{found.basis[1:]}.")


def misprint_words(found: Misprint, level: float) -> str:
    """Return one printed value and what the others give in its place."""
    by = f" by {found.method}" if found.method else ""
    at = f" at level {level:g}" if "_ci." in found.piece else ""
    return f"{piece_name(found.piece)}: printed {found.printed}, the rest gives {found.would_be}{by}{at}"


def _also(found: Recovery) -> list[str]:
    """Return the tables that fit only if more is allowed."""
    if not found.also:
        return []
    lines = ["Also, not counted in the verdict:"]
    for one in found.also[:LISTED]:
        lines += _wrapped(f"- {_place(found.facts, one)} fits {REASONS[one.reason]}{_methods(one)}", "  ")
    more = _more(len(found.also))
    if more and MOST_EXPLAINED in Counter(one.reason for one in found.also).values():
        more = [f"{more[0]}, at most {MOST_EXPLAINED} of a kind"]
    return lines + [f"  {line}" for line in more]


def _place(facts: Facts, one: Also) -> str:
    """Return a table, or its count where only one rate is printed."""
    return f"{one.table.index_positive}/{one.table.n}" if facts.one_rate else _cells(one.table)


def _methods(one: Also) -> str:
    """Return by which methods the values of a table fit."""
    methods = [f"{name(key)} by {', '.join(names)}" for key, names in one.matches.items() if _telling(names)]
    return f": {'; '.join(methods)}" if methods else ""


def _cells(table: PairedTable) -> str:
    """Return the four counts with slashes."""
    return "/".join(map(str, table.cells))


def _series(words: Sequence[str], last: str = "and") -> str:
    """Join words as English does."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Return a text in lines that fit the terminal."""
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
