"""Paired tables of several studies and strata, pooled: from a file to rows, over every table that fits the print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from psmatrial.analysis.pooling_rows import Spread, merged, pooled_rows, study_rows
from psmatrial.analysis.recovery import said_level
from psmatrial.analysis.results import Row, row_record
from psmatrial.data.table_rows import Printed, TableRow, misfit, read_table_rows
from psmatrial.errors import InputError, Problem, UsageError
from psmatrial.model import CELLS, PairedTable, checked_level
from psmatrial.stats.pooling.effects import effects
from psmatrial.stats.pooling.heterogeneity import Studies, tau_squared
from psmatrial.stats.pooling.measures import measure
from psmatrial.stats.pooling.pooled import averaged_effects, random_methods
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import KEYS, Facts, facts

MOST_COMBINATIONS = 2000
MOST_GROUPS = 50
QUANTITIES = ("rate-difference", "rate-ratio", "odds-ratio")
ESTIMATED = ("reml", "dl")
_NOBODY = Studies((0.0,), (1.0,))


@dataclass(frozen=True, slots=True)
class Settings:
    """What is pooled and how.

    Parameters
    ----------
    quantities
        What is pooled, of ``MEASURES``.
    estimators
        Of the variance between studies; the first one also gives its interval, I squared and the prediction.
    level
        Confidence level, a proportion; that of printed intervals too, where their row says none.
    correction
        Added to each count of a study that has a count of 0.
    by
        The column by which studies are grouped; empty for none.
    index, comparator
        Names of the two tests.
    """

    quantities: tuple[str, ...] = QUANTITIES
    estimators: tuple[str, ...] = ESTIMATED
    level: float = 0.95
    correction: float = 0.0
    by: str = ""
    index: str = "index"
    comparator: str = "comparator"

    @property
    def methods(self) -> tuple[str, ...]:
        """Every average: fixed effect, then random effects with normal and Knapp-Hartung intervals."""
        return ("fixed", *random_methods(self.estimators))

    def checked(self) -> Settings:
        """Return the settings if they can be used.

        Raises
        ------
        InputError
            If a quantity or an estimator is not known, or a number is outside of its range.
        """
        checked_level(self.level)
        for quantity in self.quantities:
            measure(quantity)
        for estimator in self.estimators:
            tau_squared(_NOBODY, estimator)
        effects((), "rate-difference", self.correction)
        return self


@dataclass(frozen=True, slots=True)
class Candidates:
    """One row of the file with every table that fits it."""

    row: TableRow
    tables: tuple[PairedTable, ...]


@dataclass(frozen=True, slots=True)
class Pooling:
    """Everything that was pooled: displays, reports and JSON are made from this alone.

    Parameters
    ----------
    name, sha256
        The file.
    settings
        What was pooled and how.
    studies
        The rows of the file with their tables.
    groups
        The groups of studies, in the order of the file; empty without any.
    combinations
        How many combinations of tables fit.
    rows
        One number a row: those of the studies first, then of all studies, then of each group.
    spreads
        Smallest and largest values over the combinations, by the row's id; only for rows that vary.
    weights
        Shares of the studies in the averages over all of them, by quantity and method; of the first combination.
    """

    name: str
    sha256: str
    settings: Settings
    studies: tuple[Candidates, ...]
    groups: tuple[str, ...]
    combinations: int
    rows: tuple[Row, ...]
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, tuple[float | None, ...]]] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """Return the document that ``pool --json`` prints, as plain values."""
        return {
            "schema": 1,
            "input": self.name,
            "input_sha256": self.sha256,
            "index": self.settings.index,
            "comparator": self.settings.comparator,
            "level": self.settings.level,
            "correction": self.settings.correction,
            "by": self.settings.by or None,
            "groups": list(self.groups),
            "combinations": self.combinations,
            "studies": [self._study(place, one) for place, one in enumerate(self.studies)],
            "results": [row_record(row) for row in self.rows],
            "ranges": {name: spread.record() for name, spread in self.spreads.items()},
        }

    def _study(self, place: int, one: Candidates) -> dict[str, Any]:
        """Return one row of the file as plain values."""
        weights = {
            quantity: {method: shares[place] for method, shares in found.items()}
            for quantity, found in self.weights.items()
        }
        return {
            "study": one.row.study,
            "stratum": one.row.stratum or None,
            "group": one.row.group or None,
            "line": one.row.line,
            "printed": dict(one.row.texts),
            "tables": [dict(zip(CELLS, table.cells, strict=True)) for table in one.tables],
            "weights": weights,
        }


def pool(path: Path, settings: Settings | None = None) -> Pooling:
    """Pool the paired tables of a file.

    Parameters
    ----------
    path
        One table a row, with its four counts, or with what a paper prints of it: then every table that fits is pooled.
    settings
        What is pooled and how; by default difference, ratio and conditional odds ratio by REML and
        DerSimonian-Laird.

    Raises
    ------
    InputError
        With every problem of the file; if no table fits what a row prints; if the tables that fit can be combined in
        more than 2,000 ways.
    UsageError
        If the file has no column to group by, or that makes more than 50 groups.
    """
    settings = (settings or Settings()).checked()
    file = read_table_rows(path, Printed((*KEYS, "level"), lambda texts: _facts(texts, settings.level)), settings.by)
    studies = _candidates(file.rows, settings, file.name)
    count = prod(len(one.tables) for one in studies)
    if count > MOST_COMBINATIONS:
        raise InputError(_too_many(studies, count, file.name))
    groups = tuple(dict.fromkeys(one.row.group for one in studies)) if settings.by else ()
    if len(groups) > MOST_GROUPS:
        text = f"{file.name}: the column {settings.by!r} makes {len(groups):,} groups, more than {MOST_GROUPS}."
        raise UsageError(text, "Group by a column with fewer values.")
    rows, spreads = merged([*study_rows(studies, settings), *pooled_rows(studies, groups, settings)])
    first = [one.tables[0] for one in studies]
    weights = {quantity: _weights(first, quantity, settings) for quantity in settings.quantities}
    return Pooling(file.name, file.sha256, settings, tuple(studies), groups, count, rows, spreads, weights)


def _facts(texts: Mapping[str, str], level: float) -> Facts:
    """Return what is printed of one table."""
    said = texts.get("level", "")
    printed = {key: text for key, text in texts.items() if key != "level"}
    return facts(printed, said_level(said) if said else None, otherwise=level)


def _candidates(rows: Sequence[TableRow], settings: Settings, name: str) -> list[Candidates]:
    """Return every table that fits each row; all rows that none fits are refused together."""
    found: list[Candidates] = []
    problems: list[Problem] = []
    for row in rows:
        cells, tried = [row.counts] if row.counts else [], ""
        if row.printed is not None:
            recovered = recover(row.printed, explain=False)
            if not recovered.tables and recovered.not_tried:
                recovered = recover(row.printed)
            tried = ", by the methods that were tried" if recovered.not_tried else ""
            cells = [fit.cells for fit in recovered.tables]
            if not recovered.complete:
                text = f"{row.label}: more than {len(cells):,} tables fit what is printed."
                problems.append(misfit(row, name, text, "Give more of its printed numbers, or its four counts."))
        if not cells:
            text = f"{row.label}: no 2x2 table fits what is printed{tried}."
            problems.append(misfit(row, name, text, "psmatrial recover says which number stands out."))
        tables = (PairedTable(*one, index=settings.index, comparator=settings.comparator) for one in cells)
        found.append(Candidates(row, tuple(tables)))
    if problems:
        raise InputError(problems)
    return found


def _too_many(studies: Sequence[Candidates], count: int, name: str) -> Problem:
    """Return the refusal of more combinations than are pooled."""
    most = sorted(studies, key=lambda one: -len(one.tables))[:3]
    words = ", ".join(f"{one.row.label} {len(one.tables)}" for one in most if len(one.tables) > 1)
    number = f"{count:,}" if count < 10**9 else "more than a thousand million"
    return Problem(
        f"the tables that fit the print can be combined in {number} ways ({words}), more than {MOST_COMBINATIONS:,}.",
        "Give these studies more of their printed numbers (p, interval, odds ratio) or their four counts, or pool the "
        "others without them.",
        name,
    )


def _weights(tables: Sequence[PairedTable], quantity: str, settings: Settings) -> dict[str, tuple[float | None, ...]]:
    """Return the share of each study in the averages, None where it does not enter."""
    found = effects(tables, quantity, settings.correction)
    shares: dict[str, tuple[float | None, ...]] = {}
    for method in ("fixed", *settings.estimators):
        averaged = averaged_effects(found, method, settings.level)
        left: Iterator[float] = iter(averaged.weights if averaged else ())
        shares[method] = tuple(None if one.value is None else next(left) for one in found.studies)
    return shares
