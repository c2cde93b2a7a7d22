"""The two tables that every group of 2x2 tables gets: detection rates with their difference, and counts with tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.units import OF_UNITS
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import whom
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.methods import method

TWO_FAMILIES = "; the further regions are one family, the patient is another"


@dataclass(frozen=True, slots=True)
class Group:
    """One 2x2 table with its rows by quantity and method, and the heading it gets."""

    heading: str
    rows: Mapping[tuple[str, str], Row]

    @property
    def first(self) -> Row:
        """Any row: it carries the place and the counts."""
        return next(iter(self.rows.values()))


def endpoint_heading(row: Row) -> str:
    """Return the printed name of a row's endpoint: only its first letter is raised, "M1a LN" stays as it is."""
    if row.endpoint == "patient":
        return "Patient, any region"
    together = "All lesions" if row.unit == "lesion" else "All regions together"
    name = row.region or (together if row.quantity in OF_UNITS else row.endpoint) or ""
    return name[:1].upper() + name[1:]


def groups(rows: Sequence[Row], heading: str) -> list[Group]:
    """Return the rows of 2x2 tables by their place, in their order; ``heading`` is endpoint, stratum or reader.

    A table of which not even the rates may be shown is not among them.
    """
    found: dict[tuple[object, ...], dict[tuple[str, str], Row]] = {}
    for row in rows:
        if _of_table(row):
            place = (row.index, row.comparator, row.endpoint, row.reader, row.stratum_by, row.stratum)
            found.setdefault(place, {})[row.quantity, row.method] = row
    made = []
    for table in found.values():
        if all(row.both is None and row.numerator is None for row in table.values()):
            continue
        first = next(iter(table.values()))
        text = {"endpoint": endpoint_heading(first), "stratum": first.stratum, "reader": first.reader}[heading]
        made.append(Group(text or "", table))
    return made


def _of_table(row: Row) -> bool:
    """Return whether a row is of one 2x2 table, also where its cells are withheld."""
    there = row.both is not None or row.withheld or row.quantity in ("index-rate", "comparator-rate")
    return there and row.quantity not in OF_UNITS


def main_contrast(results: Results, **wanted: object) -> tuple[Row, ...]:
    """Return the rows of the first contrast that have the fields wanted."""
    pair = results.plan["contrasts"][0]
    return results.select(index=pair["index"], comparator=pair["comparator"], **wanted)


def detection(results: Results, name: str, title: str, heading: str, found: Sequence[Group]) -> Table | None:
    """Return detection rates, difference and planned test, one row a group; None without groups."""
    if not found:
        return None
    planned = results.plan["primary"]
    adjusted = bool(families_adjusted(found))
    first = found[0].first
    columns = [
        Column(heading),
        Column("found", "number", group=first.index or ""),
        Column("interval, %", "number", group=first.index or ""),
        Column("found", "number", group=first.comparator or ""),
        Column("interval, %", "number", group=first.comparator or ""),
        Column("points", "number", group="Difference"),
        Column("interval", "number", group="Difference"),
        Column("p", "number"),
    ]
    columns += [Column("adjusted p", "number")] if adjusted else []
    rows = tuple(_detection_row(group, planned, adjusted=adjusted) for group in found)
    return Table(
        name,
        title,
        tuple(columns),
        rows,
        detection_notes(results, found, adjusted=adjusted),
        any_illustration(rows, results),
    )


def _detection_row(group: Group, planned: Mapping[str, str], *, adjusted: bool) -> tuple[Cell, ...]:
    """Return the cells of one group."""
    index, other = (group.rows[quantity, planned["rate"]] for quantity in ("index-rate", "comparator-rate"))
    difference = group.rows["rate-difference", planned["difference"]]
    test = group.rows["equality", planned["test"]]
    cells = [Cell(group.heading)]
    for rate in (index, other):
        cells += [
            Cell(numbers.share(rate.numerator, rate.denominator), rate.id),
            Cell(numbers.rate_interval(rate.low, rate.high), rate.id),
        ]
    cells += [
        Cell(numbers.points_of(difference), difference.id),
        Cell(numbers.points_interval(difference.low, difference.high), difference.id),
        Cell(numbers.p_value(test.p_value), test.id, strong=True),
    ]
    return (*cells, Cell(numbers.p_value(test.p_adjusted), test.id)) if adjusted else tuple(cells)


def detection_notes(results: Results, found: Sequence[Group], *, adjusted: bool) -> tuple[str, ...]:
    """Return the footnotes that name denominator, method, side and level, and what the rows have to say."""
    planned = results.plan["primary"]
    level = numbers.level(results.plan["level"])
    labels = [method("index-rate", planned["rate"]).label, method("rate-difference", planned["difference"]).label]
    test = method("equality", planned["test"]).label
    found_in = f"Found: patients positive of those {whom(results)}."
    intervals = f"Intervals are two-sided at {level}: rates {labels[0]}, difference {labels[1]}."
    notes = [f"{found_in} {intervals} p: {test}, two-sided."]
    if adjusted:
        families = results.plan["multiplicity"]
        gate = ", never below those of the families before it (gatekeeping)" if families["gatekeeping"] else ""
        label = further_method("adjustment", families["method"]).label
        apart = TWO_FAMILIES if len(families_adjusted(found)) > 1 else ""
        notes.append(f"Adjusted p: {label} within the family{gate}{apart}.")
    notes += row_notes(
        [(group.heading, row) for group in found for row in group.rows.values() if _planned(row, planned)]
    )
    return tuple(notes)


def families_adjusted(found: Sequence[Group]) -> set[str | None]:
    """Return of which units p-values are adjusted: regions and the patient are each a family of their own."""
    rows = [row for group in found for row in group.rows.values() if row.quantity == "equality"]
    return {row.unit for row in rows if row.p_adjusted is not None}


def _planned(row: Row, planned: Mapping[str, str]) -> bool:
    """Return whether a row is the planned one of its quantity."""
    keys = {"equality": "test", "rate-difference": "difference", "odds-ratio": "odds_ratio"}
    return row.method == planned[keys.get(row.quantity, "rate")]


def row_notes(rows: Sequence[tuple[str, Row]]) -> list[str]:
    """Return what rows have to say, each said once, with the headings of the rows that say it."""
    said: dict[str, list[str]] = {}
    for heading, row in rows:
        for note in row.notes:
            said.setdefault(note, []).append(heading)
    return [f"{', '.join(dict.fromkeys(headings))}: {note}" for note, headings in said.items()]


def dash_notes(rows: Sequence[tuple[str, Row]]) -> list[str]:
    """Return why a number has no limits or a test no p, each said once, with the headings of its rows."""
    return row_notes([(heading, row) for heading, row in rows if row.low is None and row.p_value is None])


def counts(results: Results, name: str, title: str, heading: str, found: Sequence[Group]) -> Table | None:
    """Return the four cells, the conditional odds ratio and every test of equality, one row a group."""
    found = [group for group in found if group.first.both is not None]
    if not found:
        return None
    planned = results.plan["primary"]
    further = results.plan["methods"]["equality"]
    names = dict.fromkeys((planned["test"], *further))
    tests = [key for name in names if (key := ("equality", name)) in found[0].rows]
    first = found[0].first
    columns = (
        Column(heading),
        Column("both", "number", group="Found by"),
        Column(f"{first.index} only", "number", group="Found by"),
        Column(f"{first.comparator} only", "number", group="Found by"),
        Column("neither", "number", group="Found by"),
        Column("value", "number", group="Conditional odds ratio"),
        Column("interval", "number", group="Conditional odds ratio"),
        *(Column(name, "number", group="p, equal detection") for _, name in tests),
    )
    rows = tuple(_counts_row(group, planned, tests) for group in found)
    level = numbers.level(results.plan["level"])
    label = method("odds-ratio", planned["odds_ratio"]).label
    note = (
        f"Odds ratio: conditional, {first.index} only over {first.comparator} only; not a risk ratio and not the "
        f"cross-product of the four cells; two-sided {level} interval, {label}. All tests are two-sided; the planned "
        f"one is {planned['test']}. Counts: patients {whom(results)}."
    )
    notes = (note, *row_notes([(group.heading, group.rows["odds-ratio", planned["odds_ratio"]]) for group in found]))
    return Table(name, title, columns, rows, notes, any_illustration(rows, results))


def _counts_row(group: Group, planned: Mapping[str, str], tests: Sequence[tuple[str, str]]) -> tuple[Cell, ...]:
    """Return the cells of one group."""
    first = group.first
    odds = group.rows["odds-ratio", planned["odds_ratio"]]
    cells = (first.both, first.index_only, first.comparator_only, first.neither)
    return (
        Cell(group.heading),
        *(Cell(numbers.count(cell), first.id) for cell in cells),
        Cell(numbers.ratio_of(odds), odds.id),
        Cell(numbers.ratio_interval(odds.low, odds.high), odds.id),
        *(
            Cell(numbers.p_value(group.rows[key].p_value), group.rows[key].id, strong=key[1] == planned["test"])
            for key in tests
        ),
    )


def any_illustration(rows: Sequence[Sequence[Cell]], results: Results) -> bool:
    """Return whether any number shown is not determined by the publication."""
    by_id = {row.id: row for row in results}
    return any(by_id[cell.row].illustration for cells in rows for cell in cells if cell.row)
