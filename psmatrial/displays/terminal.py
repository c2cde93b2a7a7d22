"""Tables on a terminal, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psmatrial.analysis.results import WITHHELD, Row
from psmatrial.analysis.units import UNITS
from psmatrial.displays import numbers
from psmatrial.displays.agreement_numbers import DIFFERENCE
from psmatrial.displays.outcome_words import OUTCOME, outcome_value
from psmatrial.displays.quantity_scales import AS_RATIO, IN_PERCENT, IN_POINTS, scale_of
from psmatrial.displays.sentences import PAIRWISE
from psmatrial.displays.words.english import in_points
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.rate import one_sided_note

WIDTH = 80
TITLES = {
    "equality": "p, equal detection",
    "rate-difference": "Difference, percentage points (index - comparator)",
    "rate-ratio": "Ratio of rates (index / comparator)",
    "odds-ratio": "Conditional odds ratio (index only / comparator only)",
    "rate-difference-margin": "Difference above the margin, one-sided p",
    "rate-ratio-margin": "Ratio above the margin, one-sided p",
    "index-rate": "Detection rate, index",
    "comparator-rate": "Detection rate, comparator",
}


def table_text(table: PairedTable, rows: Sequence[Row], tipped: Mapping[str, Any] | None = None) -> str:
    """Return the 2x2 table, every number for it, and its tipping point as text."""
    lines = [
        f"{'':18}comparator +  comparator -   total",
        _counts("index +", table.both, table.index_only),
        _counts("index -", table.comparator_only, table.neither),
        _counts("total", table.comparator_positive, table.n - table.comparator_positive),
    ]
    quantity = ""
    for row in rows:
        if row.quantity != quantity:
            quantity = row.quantity
            lines += ["", _title(row)]
        lines.append(_line(row))
    if tipped:
        from psmatrial.displays.words.tipping import tipping_sentence

        lines += ["", *textwrap.wrap(tipping_sentence(tipped), WIDTH)]
    if notes := _one_sided(rows) + _notes(rows):
        lines += ["", *(part for note in notes for part in textwrap.wrap(note, WIDTH, subsequent_indent="  "))]
    return "\n".join(lines)


def _title(row: Row) -> str:
    """Return the heading of a quantity, with the side on which it is tested."""
    title = TITLES[row.quantity]
    if row.quantity.endswith("-margin"):
        return title.replace("above", "below") if row.alternative == "less" else title
    return f"{title}, one-sided ({row.alternative})" if row.alternative in {"greater", "less"} else title


def _notes(rows: Sequence[Row]) -> list[str]:
    """Return what rows have to say, each said once; the quantity alone is named where all of its methods say it."""
    every = Counter(row.quantity for row in rows)
    said: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        for note in filter(None, (_without_side(note, row.level) for note in row.notes)):
            said.setdefault(note, {}).setdefault(row.quantity, []).append(row.method)
    return [
        "; ".join(
            quantity if len(methods) == every[quantity] else f"{quantity} {', '.join(methods)}"
            for quantity, methods in by_quantity.items()
        )
        + f": {note}"
        for note, by_quantity in said.items()
    ]


def _one_sided(rows: Sequence[Row]) -> list[str]:
    """Return one line for all one-sided intervals; the headings name the side."""
    levels = sorted({row.level for row in rows if row.level is not None and row.alternative in {"greater", "less"}})
    return [f"every interval marked one-sided: {one_sided_note(level)}" for level in levels]


def _without_side(note: str, level: float | None) -> str:
    """Return a note without what is said once for all one-sided intervals."""
    words = "" if level is None else one_sided_note(level)
    return "; ".join(part for part in note.split("; ") if part != words)


def _counts(heading: str, first: int, second: int) -> str:
    return f"{heading:18}{first:12}{second:14}{first + second:8}"


def _line(row: Row) -> str:
    """Return one method's line: its number, and its interval or statistic."""
    if row.p_value is not None or row.quantity == "equality":
        return f"  {row.method:26}{numbers.p_value(row.p_value):>10}"
    if row.quantity == "rate-difference":
        value, interval = numbers.points_of(row, 1), numbers.points_interval(row.low, row.high, 1)
    elif row.quantity in ("rate-ratio", "odds-ratio"):
        value, interval = numbers.ratio_of(row), numbers.ratio_interval(row.low, row.high)
    else:
        value, interval = numbers.percent(row.value, 1), numbers.rate_interval(row.low, row.high, 1)
    return f"  {row.method:26}{value:>10}  {interval:>18}"


def explanation_text(found: Mapping[str, Any]) -> str:
    """Return one number opened, as text: table, formula, reference, and the other methods' answers."""
    row, method, inputs = found["row"], found["method"], found["inputs"]
    value = _value(row)
    lines = [row["id"], f"  {', '.join((value, *_beside(row, said=value)))}", ""]
    if inputs:
        index, comparator = row["index"] or "index", row["comparator"] or "comparator"
        wide = max(len(index), len(comparator)) + 4
        first, second = "-+" if found["counted"] == "negative" else "+-"
        cells = [f"a {inputs['a']}", f"b {inputs['b']}", f"c {inputs['c']}", f"d {inputs['d']}"]
        lines += [
            f"  {'':{wide}}{comparator} {first}   {comparator} {second}",
            f"  {f'{index} {first}':{wide}}{cells[0]:{len(comparator) + 5}}{cells[1]}",
            f"  {f'{index} {second}':{wide}}{cells[2]:{len(comparator) + 5}}{cells[3]}      n {inputs['n']}",
            "",
        ]
    for name in ("label", "formula", "filled", "reference", "prefer", "weakness"):
        text = found["filled"] if name == "filled" else method and method[name]
        # Where no number stands in the formula, it is not said twice.
        if text and not (name == "filled" and method and text == method["formula"]):
            heading = {"label": "method", "filled": "with the numbers"}.get(name, name)
            lines += textwrap.wrap(f"{heading}: {text}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    if named := "; ".join(f"{name} {_part(value)}" for name, value in found["parts"].items()):
        lines += textwrap.wrap(f"where: {named}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    if row["note"]:
        lines += textwrap.wrap(f"note: {row['note']}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    if found["strata"]:
        lines += ["", "  The strata (both / index only / comparator only / neither):"]
        lines += [f"    {one['stratum']:28}{' / '.join(str(one[name]) for name in CELLS)}" for one in found["strata"]]
    if found["others"]:
        lines += [
            "",
            "  The same by the other methods:",
            *(f"    {other['method']:28}{_value(other)}" for other in found["others"]),
        ]
    return "\n".join(lines)


def _part(value: float | Sequence[float]) -> str:
    """Return the value of something that a formula names, or its two limits."""
    limits = [value] if isinstance(value, float | int) else value
    return " to ".join(numbers.decimal(limit, 4) for limit in limits)


def _beside(row: Mapping[str, Any], *, said: str) -> Iterator[str]:
    """Yield what a test has beside its p-value, unless it was said with it."""
    stated = "statistic" in said
    if row["statistic"] is not None and not stated:
        statistic = float(row["statistic"])
        yield f"statistic {numbers.decimal(statistic, 0 if statistic.is_integer() else 4)}"
    if row["df"] is not None and not stated:
        yield f"df {row['df']}"
    if row["p_adjusted"] is not None:
        yield f"adjusted p {numbers.p_value(row['p_adjusted'])}"


def _value(row: Mapping[str, Any]) -> str:
    """Return the number of a row in brief."""
    if row["endpoint"] == OUTCOME:
        return outcome_value(Row(**row))
    if row["p_value"] is not None:
        return f"{'unadjusted ' if row['quantity'] == PAIRWISE else ''}{numbers.p_phrase(row['p_value'])}"
    if row["value"] is None and WITHHELD in row["note"]:
        return "p withheld" if row["quantity"].endswith(("equality", "-margin", "-equivalence")) else "withheld"
    if row["quantity"] == UNITS:
        return numbers.count(row["n"])
    return _estimate(row)


def _estimate(row: Mapping[str, Any]) -> str:
    """Return an estimate and its limits on the scale of its quantity; a rate that has no table with its counts."""
    scale = scale_of(row["quantity"])
    value, low, high = (float(item) if item is not None else None for item in (row["value"], row["low"], row["high"]))
    if scale == IN_POINTS:
        limits = "interval withheld" if WITHHELD in row["note"] else numbers.points_interval(low, high, 1)
        return f"{in_points(numbers.points(value, 1, (low, high)))} ({limits})"
    if scale == AS_RATIO:
        return f"{numbers.ratio(value, (low, high))} ({numbers.ratio_interval(low, high)})"
    if scale != IN_PERCENT:
        text = numbers.decimal(value, 4)
        text = numbers.signed(text) if row["quantity"] == DIFFERENCE else text
        return f"{text} ({numbers.decimal(low, 4)} to {numbers.decimal(high, 4)})"
    of = "" if row["both"] is not None or row["denominator"] is None else f"{row['numerator']}/{row['denominator']}, "
    return f"{of}{numbers.percent(value, 1)} ({numbers.rate_interval(low, high, 1)})"


def catalogue_text(entries: Sequence[Mapping[str, str | bool]]) -> str:
    """Return the catalogue as text, one paragraph a method."""
    lines: list[str] = []
    quantity = ""
    for entry in entries:
        if entry["quantity"] != quantity:
            quantity = str(entry["quantity"])
            lines += [quantity, "=" * len(quantity), ""]
        mark = " (experimental)" if entry["experimental"] else ""
        lines += textwrap.wrap(f"{entry['name']}: {entry['label']}{mark}", WIDTH, subsequent_indent="  ")
        for field in ("formula", "reference", "prefer", "weakness"):
            lines += textwrap.wrap(f"{field}: {entry[field]}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        lines.append("")
    return "\n".join(lines).rstrip()
