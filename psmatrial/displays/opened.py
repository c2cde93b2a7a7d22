"""Numbers opened, in words: the table behind each, the formula with its counts, and the other methods' answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from psmatrial.analysis.explain import Explanation, explanation, method_of
from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.outcome_words import OUTCOME, heading_of, of_outcome
from psmatrial.displays.policies import with_result
from psmatrial.displays.quantity_names import QUANTITIES
from psmatrial.displays.sentences import PAIRWISE, brief, place, sentence, value_text
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.further_methods import further_method

GATE = " and by the families before it"
EVERY_TEST = ", with a result under every test"
# What tells tables apart that stand in one place: whom they count, by the beginning of the quantity.
OF_SOME = {
    "sensitivity": ", with disease",
    "specificity": ", without disease",
    "pairwise": EVERY_TEST,
}
WITHOUT = ", not from one 2x2 table"
TEXTS = (("Reference", "reference"), ("When to prefer it", "prefer"), ("Its weakness", "weakness"))


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: headings of its columns, and rows that each begin with their heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One number opened: ``facts`` are terms with their texts, ``others`` methods with their answers, its own first."""

    row: str
    heading: str
    method: str
    value: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The numbers of one table: where it stands, the table itself, and each number opened."""

    place: str
    grid: Grid | None
    numbers: tuple[Opened, ...]


def opened(results: Results, ids: Iterable[str]) -> tuple[Behind, ...]:
    """Return rows opened, gathered by place and by the table they rest on, in the order in which they come.

    Parameters
    ----------
    results
        The results; nothing is computed that they do not hold.
    ids
        Ids of rows; those that the results do not have are passed over.

    Returns
    -------
    tuple of Behind
        One a table, or a set of strata; one a place for what rests on no single table; each row once.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> (behind,) = opened(compare(*example()), ["patient.all.equality.exact"])
    >>> behind.grid.rows[0], behind.numbers[0].value
    (('PSMA +', '9', '19', '28'), 'p = 0.0026, statistic 19')
    """
    by_id = {row.id: row for row in results}
    gathered: dict[tuple[object, ...], dict[tuple[object, ...], list[Explanation]]] = {}
    for row_id in dict.fromkeys(ids):
        if row_id in by_id:
            row = by_id[row_id]
            one = explanation(results, row)
            stands = (row.index, row.comparator, row.endpoint, row.reader, row.stratum_by, row.stratum)
            gathered.setdefault(stands, {}).setdefault((one.table, one.counted), []).append(one)
    labels = {entry[kind]: entry["label"] for entry in _panel(results) for kind in ("difference", "test")}
    return tuple(
        _behind(results, found, labels.get, WITHOUT if table is None and len(tables) > 1 else "")
        for tables in gathered.values()
        for (table, _), found in tables.items()
    )


def square(table: PairedTable, counted: str = "positive") -> Grid:
    """Return a 2x2 table with its margins; ``counted`` is the result of both tests that its first cell counts.

    Examples
    --------
    >>> square(PairedTable(9, 19, 4, 18)).rows[2]
    ('total', '13', '37', '50')
    >>> square(PairedTable(20, 5, 4, 0), "negative").rows[1]
    ('index +', '4', '0', '4')
    """
    both, index_only, comparator_only, neither = table.cells
    found, missed = table.comparator_positive, table.n - table.comparator_positive
    first, second = ("+", numbers.MINUS) if counted == "positive" else (numbers.MINUS, "+")
    rows = (
        (f"{table.index} {first}", both, index_only, table.index_positive),
        (f"{table.index} {second}", comparator_only, neither, table.n - table.index_positive),
        ("total", found, missed, table.n),
    )
    columns = (f"{table.comparator} {first}", f"{table.comparator} {second}", "total")
    return Grid(columns, tuple((head, *map(str, counts)) for head, *counts in rows))


def amount(text: str, row: Row) -> float | None:
    """Return the full precision of the number that a cell begins with: the field of its row that prints like this.

    Examples
    --------
    >>> row = Row("r", value=0.3, low=0.121318, high=0.46237, p_value=0.000012)
    >>> amount("+30", row), amount("12 to 46", row), amount("<0.0001", row), amount("7", row)
    (0.3, 0.121318, 1.2e-05, None)
    """
    if row.denominator and text.startswith(f"{row.numerator}/{row.denominator}"):
        return row.value
    if text.startswith("<") and row.p_value is not None:
        return min(p for p in (row.p_value, row.p_adjusted) if p is not None)
    match = re.match(r"[+\u2212]?(?:\d+(?:\.(\d+))?|\u221e)", text)
    if match is None:
        return None
    places = len(match[1] or "")
    shown = match[0].lstrip("+")
    limits = text.startswith(f"{match[0]} to ")
    fields = (row.low,) if limits else (row.value, row.statistic, row.low, row.p_adjusted, row.p_value)
    for field in fields:
        if field is not None and shown in {numbers.decimal(field, places), numbers.points(field, places).lstrip("+")}:
            return field
    return None


def _panel(results: Results) -> Iterable[dict[str, Any]]:
    """Return the entries of the robustness panel, if there is one."""
    panel: dict[str, list[dict[str, Any]]] = results.further.get("robustness") or {}
    return panel.get("rows", [])


def _behind(results: Results, found: list[Explanation], label: Callable[[str], str | None], apart: str) -> Behind:
    """Return the numbers of one table; ``apart`` tells them from those of another one in the same place."""
    first = found[0]
    where = place(results, first.row, label(first.row.id) or "")
    some = OF_SOME.get(first.row.quantity.partition("-")[0], "")
    apart = apart or (with_result(results, some) if some == EVERY_TEST else some)
    if first.table is not None:
        grid: Grid | None = square(first.table, first.counted)
    elif first.strata:
        pair = (f"{first.row.index} only", f"{first.row.comparator} only")
        rows = tuple((str(one.stratum), *(numbers.count(getattr(one, cell)) for cell in CELLS)) for one in first.strata)
        grid = Grid(("both", *pair, "neither"), rows)
    else:
        grid = None
    return Behind(f"{where}{apart}", grid, tuple(_opened(results, one, where) for one in found))


def _opened(results: Results, one: Explanation, where: str) -> Opened:
    """Return one number opened."""
    row, method, unit = one.row, one.method or {}, (of_outcome(results) or {"unit": ""})["unit"]
    heading = QUANTITIES.get(row.quantity, row.quantity.replace("-", " ").capitalize())
    if row.endpoint == OUTCOME:
        heading = heading_of(row, unit)
    named = heading.format(index=row.index or "index", comparator=row.comparator or "comparator")
    label = method.get("label", row.method)
    facts = [("Formula", method.get("formula", "")), ("With the numbers", _worked(one)), ("Where", _parts(one))]
    facts += [(term, method.get(name, "")) for term, name in TEXTS]
    facts += [("Adjusted p", _adjusted(results, row))] if row.p_adjusted is not None else []
    facts += [("Note", note) for note in row.note.split(" | ")]
    others = [(label, brief(row)), *((_label(other), brief(other)) for other in one.others)]
    return Opened(
        row.id,
        named,
        label,
        value_text(row, unit),
        sentence(row, where, label, unit),
        tuple((term, text) for term, text in facts if text),
        tuple(others) if len(others) > 1 else (),
    )


def _worked(one: Explanation) -> str:
    """Return the formula with the numbers put in and the p-value it gives; empty where no number stands in it."""
    text, row = one.filled or "", one.row
    if not text or one.method is None or text == one.method["formula"]:
        return ""
    if row.p_value is None:
        return text
    phrase = numbers.p_phrase(row.p_value)
    head, _, degrees = text.partition(" on ")
    if row.statistic is not None and text.startswith("χ² = ") and degrees.endswith("df"):
        return f"{head} = {numbers.decimal(row.statistic, 4)} on {degrees}, {phrase}"
    if re.search(r"(?:^|; )p = [^;]*$", text) and not re.search(r", \S+ [=~]", text):
        return f"{text}{phrase[1:]}"
    return f"{text}; {phrase}"


def _parts(one: Explanation) -> str:
    """Return the values of what a formula names."""
    found = []
    for name, value in one.parts.items():
        if isinstance(value, tuple):
            found.append(f"{name} {numbers.decimal(value[0], 4)} to {numbers.decimal(value[1], 4)}")
        else:
            found.append(f"{name} = {numbers.decimal(value, 4)}")
    return "; ".join(found)


def _adjusted(results: Results, row: Row) -> str:
    """Return the adjusted p-value with its method."""
    planned, pairs = results.plan["multiplicity"], row.quantity == PAIRWISE
    entry = further_method("adjustment", "holm" if pairs else planned["method"])
    gate = GATE if planned["gatekeeping"] and not pairs else ""
    how = f"{entry.label} within its family{gate}: {entry.formula}. {entry.reference}"
    return f"{numbers.p_value(row.p_adjusted)}, {how}"


def _label(row: Row) -> str:
    """Return the printed name of a row's method."""
    entry = method_of(row)
    return str(entry.label) if entry else row.method
