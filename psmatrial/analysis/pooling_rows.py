"""The rows of studies and of what is pooled over them, each once for every combination of tables that fit the print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import NOTE_JOIN, Row
from psmatrial.analysis.rows import Place, row_of, safe
from psmatrial.analysis.slugs import slug
from psmatrial.model import Estimate, HypothesisTest, PairedTable
from psmatrial.stats.pooling.effects import Effects, effects
from psmatrial.stats.pooling.measures import measure
from psmatrial.stats.pooling.pooled import (
    averaged_effects,
    heterogeneity,
    pooled_estimate,
    predicted,
    study_estimate,
    subgroups_differ,
)
from psmatrial.stats.pooling.small_studies import rank_test, regression_test
from psmatrial.stats.printed import half_away

if TYPE_CHECKING:
    from psmatrial.analysis.pooling import Candidates, Settings

POOLED = "pooled"
MOST_NOTES = 4
# With fewer tables the tests of small studies say nothing, with more the ranks of all pairs take long.
FEWEST_ASYMMETRY, MOST_ASYMMETRY = 10, 1000
VARYING = ("value", "low", "high", "statistic", "p_value")


@dataclass(frozen=True, slots=True)
class Spread:
    """Smallest and largest of each number of a row over the combinations of tables, and how many those are."""

    combinations: int
    value: tuple[float, float] | None = None
    low: tuple[float, float] | None = None
    high: tuple[float, float] | None = None
    statistic: tuple[float, float] | None = None
    p_value: tuple[float, float] | None = None

    def record(self) -> dict[str, Any]:
        """Return the ranges as plain values.

        Examples
        --------
        >>> Spread(2, value=(0.1, 0.2)).record()["value"]
        [0.1, 0.2]
        """
        ends = {name: getattr(self, name) for name in VARYING}
        return {"combinations": self.combinations} | {name: list(pair) if pair else None for name, pair in ends.items()}


def study_rows(studies: Sequence[Candidates], settings: Settings) -> Iterator[list[Row]]:
    """Yield, study by study and quantity by quantity, the row of each table that fits."""
    for one, place in zip(studies, _study_places(studies), strict=True):
        for quantity in settings.quantities:
            estimates = (
                study_estimate(measure(quantity), table, settings.level, settings.correction) for table in one.tables
            )
            yield [row_of(estimate, table, place) for estimate, table in zip(estimates, one.tables, strict=True)]


def pooled_rows(studies: Sequence[Candidates], groups: Sequence[str], settings: Settings) -> Iterator[list[Row]]:
    """Yield every pooled row for each combination of tables, of all studies first, then group by group."""
    yield from _by_row(_combined(studies, Place(POOLED, unit="study", stratum="all"), settings))
    places = _group_places(groups, settings.by)
    for group, place in zip(groups, places, strict=True):
        members = [one for one in studies if one.row.group == group]
        yield from _by_row(_combined(members, place, settings))
    if len(groups) > 1:
        yield from _by_row(_compared(studies, groups, settings))


def merged(rows: Iterable[list[Row]]) -> tuple[tuple[Row, ...], dict[str, Spread]]:
    """Return one row for each list of the same row over combinations, and the ranges of those that vary.

    A row that varies keeps its value only where that is the same in all; its limits hold all intervals, its p-value is
    the largest.
    """
    found: list[Row] = []
    spreads: dict[str, Spread] = {}
    for same in rows:
        first = same[0]
        ranges = {name: _range(same, name) for name in VARYING}
        if len(same) == 1 or all(pair is None or pair[0] == pair[1] for pair in ranges.values()):
            found.append(first)
            continue
        spreads[first.id] = Spread(len(same), **ranges)
        found.append(_hull(same, ranges))
    return tuple(found), spreads


def _hull(same: Sequence[Row], ranges: dict[str, tuple[float, float] | None]) -> Row:
    """Return the row that stands for all combinations."""
    value, statistic = (_only(ranges[name]) for name in ("value", "statistic"))
    low, high, p_value = ranges["low"], ranges["high"], ranges["p_value"]
    absent = sum(all(getattr(row, name) is None for name in ("value", "p_value")) for row in same)
    of = "combinations of the tables" if same[0].endpoint == POOLED else "tables"
    words = [f"hull over {len(same)} {of} that fit the print"]
    words += [
        f"{name.replace('_', ' ')} {half_away(pair[0], 4)} to {half_away(pair[1], 4)}"
        for name, pair in ranges.items()
        if pair and pair[0] != pair[1] and abs(pair[0]) + abs(pair[1]) < 1e9
    ]
    if absent:
        words.append(f"not defined in {absent} of them")
    row = replace(
        same[0],
        value=value,
        low=low[0] if low else None,
        high=high[1] if high else None,
        statistic=statistic,
        p_value=p_value[1] if p_value else None,
        note=NOTE_JOIN.join(["; ".join(words), *_some_notes(same)]),
    )
    # Which studies enter may vary: as many as in any combination.
    return replace(
        row,
        df=row.df if len({one.df for one in same}) == 1 else None,
        numerator=_most(one.numerator for one in same),
        n=_most(one.n for one in same),
        both=None,
        index_only=None,
        comparator_only=None,
        neither=None,
    )


def _most(counts: Iterable[int | None]) -> int | None:
    """Return the largest count there is."""
    return max((count for count in counts if count is not None), default=None)


def _some_notes(same: Sequence[Row]) -> list[str]:
    """Return the notes of combinations; what concerns some of them only says how many, the most frequent first.

    The same note with another number in it is counted as one.
    """
    said: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for row in same:
        for note in row.notes:
            key = re.sub(r"[\d.]+", "", note)
            said.setdefault(key, set()).add(note)
            counts[key] += 1
    shown = [(_alike(said[key]), count) for key, count in counts.most_common(MOST_NOTES)]
    return [note if count == len(same) else f"in {count} of {len(same)}: {note}" for note, count in shown]


def _alike(notes: set[str]) -> str:
    """Return one of the notes that differ in a number only, without the number where it says less than its bound."""
    note = min(notes)
    return note if len(notes) == 1 else re.sub(r" is [\d.]+, below", " is below", note)


def _range(same: Sequence[Row], name: str) -> tuple[float, float] | None:
    """Return the smallest and the largest of one number, None where no row has it."""
    values = [value for row in same if (value := getattr(row, name)) is not None]
    return (min(values), max(values)) if values else None


def _only(pair: tuple[float, float] | None) -> float | None:
    """Return a number that does not vary."""
    return pair[0] if pair and pair[0] == pair[1] else None


def _by_row(combinations: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Turn rows by combination into combinations by row."""
    yield from (list(same) for same in zip(*combinations, strict=True))


def _combined(studies: Sequence[Candidates], place: Place, settings: Settings) -> Iterator[list[Row]]:
    """Yield all rows of a place for each combination of the tables of its studies."""
    names = tuple(one.row.label for one in studies)
    for tables in product(*(one.tables for one in studies)):
        parts = (_answers(tables, names, quantity, (place, settings)) for quantity in settings.quantities)
        yield list(chain.from_iterable(parts))


def _answers(
    tables: Sequence[PairedTable], names: Sequence[str], quantity: str, where: tuple[Place, Settings]
) -> list[Row]:
    """Return every pooled number of one quantity for one combination of tables."""
    place, settings = where
    found, level, leading = effects(tables, quantity, settings.correction), settings.level, settings.estimators[0]
    rows = [_averaged(found, names, method, where) for method in settings.methods]
    others: list[Estimate | HypothesisTest] = [
        *heterogeneity(found, level, leading),
        predicted(found, leading, level),
        predicted(found, f"{leading}-knapp-hartung", level),
    ]
    if FEWEST_ASYMMETRY <= len(tables) <= MOST_ASYMMETRY:
        others += [regression_test(found), rank_test(found)]
    return [*rows, *(_row(one, found, place, settings) for one in others)]


def _averaged(found: Effects, names: Sequence[str], method: str, where: tuple[Place, Settings]) -> Row:
    """Return the row of one average, with its test of no difference."""
    place, settings = where
    row = _row(pooled_estimate(found, method, settings.level, names), found, place, settings)
    averaged = averaged_effects(found, method, settings.level)
    if averaged is None or found.measure.scale == "logit":
        return row
    return replace(row, statistic=averaged.statistic, df=averaged.df, p_value=averaged.p_value)


def _row(one: Estimate | HypothesisTest, found: Effects, place: Place, settings: Settings) -> Row:
    """Return the row of a number over studies: how many enter, of how many, stand as numerator and denominator."""
    row = row_of(one, None, place)
    return replace(
        row,
        index=settings.index,
        comparator=settings.comparator,
        numerator=len(found.values),
        denominator=len(found.studies),
        n=found.n,
    )


def _compared(studies: Sequence[Candidates], groups: Sequence[str], settings: Settings) -> Iterator[list[Row]]:
    """Yield the tests that groups have the same average for each combination of tables."""
    members = [[place for place, one in enumerate(studies) if one.row.group == group] for group in groups]
    place = Place(POOLED, unit="study", stratum_by=slug(settings.by), stratum="all")
    leading = settings.estimators[0]
    for tables in product(*(one.tables for one in studies)):
        rows = []
        for quantity in settings.quantities:
            parts = [effects([tables[i] for i in places], quantity, settings.correction) for places in members]
            test = subgroups_differ([(part, leading) for part in parts], settings.level)
            rows.append(_row(test, effects(tables, quantity, settings.correction), place, settings))
        yield rows


def _study_places(studies: Sequence[Candidates]) -> list[Place]:
    """Return where each study's rows stand; two whose names give the same id are told apart by a number."""
    taken = {(POOLED, "all")}
    places = []
    for one in studies:
        base, stratum = slug(one.row.study), one.row.stratum or "all"
        name, number = base, 2
        while (name, safe(stratum)) in taken or name == POOLED:
            name, number = f"{base}-{number}", number + 1
        taken.add((name, safe(stratum)))
        places.append(Place(name, unit="study", stratum=stratum))
    return places


def _group_places(groups: Sequence[str], by: str) -> list[Place]:
    """Return where the rows of each group stand, told apart where their labels give the same id."""
    taken: set[str] = {"all"}
    places = []
    for group in groups:
        label, number = group, 2
        while safe(label) in taken:
            label, number = f"{group}-{number}", number + 1
        taken.add(safe(label))
        places.append(Place(POOLED, unit="study", stratum_by=slug(by), stratum=label))
    return places
