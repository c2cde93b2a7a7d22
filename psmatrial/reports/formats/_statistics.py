"""A row of the results taken apart: one statistic a number, under the names that R's tidy output has for them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from psmatrial.analysis.catalogue import entry_of
from psmatrial.analysis.results import Row, plain
from psmatrial.analysis.units import UNITS
from psmatrial.displays import numbers
from psmatrial.displays.outcome_words import OUTCOME, shown
from psmatrial.displays.sentences import brief
from psmatrial.model import CELLS

# Rows that count and estimate nothing.
COUNTED = (UNITS, "events")
PLACES = ("index", "comparator", "region", "reader")
LABELS = {
    "estimate": "Estimate",
    "conf.low": "CI Lower Bound",
    "conf.high": "CI Upper Bound",
    "conf.level": "CI Confidence Level",
    "statistic": "Statistic",
    "parameter": "Degrees of Freedom",
    "p.value": "p-value",
    "adj.p.value": "Adjusted p-value",
    "n": "n",
    "N": "N",
    "p": "%",
    "N_obs": "N Observed",
    "n_both": "n found by both tests",
    "n_index_only": "n found by the index test only",
    "n_comparator_only": "n found by the comparator only",
    "n_neither": "n found by neither test",
    "method": "Method",
    "alternative": "Alternative Hypothesis",
}


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number, or word, of a row: ``value`` is what JSON can hold, ``text`` how it is printed, empty for None."""

    name: str
    value: Any
    text: str

    @property
    def label(self) -> str:
        """What the statistic is called in words."""
        return LABELS[self.name]


def statistics(row: Row) -> list[Statistic]:
    """Return the statistics of a row: those that it has, and those that it should have had, as None.

    An estimate has a level, and with it a value and limits; a test has a p-value. What else a row has depends on its
    method, so that it is absent where it is None. ``p`` stands where the estimate is the share of n in N.

    Parameters
    ----------
    row
        Any row of the results.

    Returns
    -------
    list of Statistic
        Its method is always among them.

    Examples
    --------
    >>> row = Row("r", quantity="equality", method="exact", statistic=19.0, p_value=0.0026, n=50)
    >>> [(one.name, one.value, one.text) for one in statistics(row)][:2]
    [('statistic', 19.0, '19.0000'), ('p.value', 0.0026, '0.0026')]
    >>> [one.value for one in statistics(Row("r", quantity="rate-difference", method="tango", level=0.95))][:4]
    [None, None, None, 0.95]
    """
    texts = _texts(row)
    found = {
        "estimate": row.value,
        "conf.low": row.low,
        "conf.high": row.high,
        "conf.level": row.level,
        "statistic": row.statistic,
        "parameter": row.df,
        "p.value": row.p_value,
        "adj.p.value": row.p_adjusted,
        "n": row.numerator,
        "N": row.denominator,
        "p": row.value if _is_share(row) else None,
        "N_obs": row.n,
        **{f"n_{cell}": getattr(row, cell) for cell in CELLS},
        "method": method_label(row),
        "alternative": row.alternative,
    }
    expected = _expected(row)
    return [
        Statistic(name, plain(value), texts.get(name, "" if value is None else str(value)))
        for name, value in found.items()
        if value is not None or name in expected
    ]


def method_label(row: Row) -> str:
    """Return the printed name of a row's method, its short name where the catalogue has no other.

    Examples
    --------
    >>> method_label(Row("r", quantity="equality", method="exact"))
    'exact McNemar'
    """
    entry = entry_of(row.quantity, row.method)
    return str(entry.label) if entry else row.method


def groups(row: Row) -> list[tuple[str, str | None]]:
    """Return what a row is of, each as a name and its level; a level of None is all levels together.

    Examples
    --------
    >>> groups(Row("r", index="PSMA", comparator="fluciclovine", stratum_by="psa", stratum="<0.5"))
    [('index', 'PSMA'), ('comparator', 'fluciclovine'), ('psa', '<0.5')]
    """
    named = [(name, getattr(row, name)) for name in PLACES]
    found: list[tuple[str, str | None]] = [(name, level) for name, level in named if level is not None]
    by = row.stratum_by
    if by is None or (by == "region" and row.region is not None):
        return found
    return [*found, (f"stratum by {by}" if by in PLACES else by, row.stratum)]


def _expected(row: Row) -> tuple[str, ...]:
    """Return what a row must have: an estimate its limits, a test its p-value, a count nothing more."""
    if row.level is not None:
        return ("estimate", "conf.low", "conf.high")
    if row.quantity in COUNTED or row.value is not None:
        return ()
    return ("p.value",)


def _is_share(row: Row) -> bool:
    """Return whether the value of a row is the share of its numerator in its denominator, not another measure."""
    if row.value is None or not row.denominator or row.numerator is None:
        return False
    return math.isclose(row.value, row.numerator / row.denominator, abs_tol=1e-12)


def _texts(row: Row) -> dict[str, str]:
    """Return numbers as the report prints them, with one digit more than its tables."""
    value, low, high = _estimate_texts(row)
    found = {
        "estimate": value if row.value is not None else "",
        "conf.low": low if row.low is not None else "",
        "conf.high": high if row.high is not None else "",
        "conf.level": numbers.level(row.level),
        "statistic": numbers.decimal(row.statistic, 4),
        "p.value": numbers.p_value(row.p_value),
        "adj.p.value": numbers.p_value(row.p_adjusted),
        "p": value,
    }
    return {name: "" if text == numbers.ABSENT else text for name, text in found.items()}


def _estimate_texts(row: Row) -> tuple[str, str, str]:
    """Return a value and its limits as text."""
    if row.endpoint == OUTCOME:
        value, limits = shown(row, 1)
        low, _, high = limits.partition(" to ")
        return value, low, high
    if row.value is None or row.p_value is not None:
        return numbers.decimal(row.value, 4), numbers.decimal(row.low, 4), numbers.decimal(row.high, 4)
    value, _, limits = brief(row).removesuffix(")").partition(" (")
    low, _, high = limits.partition(" to ")
    return value, low, high
