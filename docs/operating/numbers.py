"""What was asked, the files that hold the answers, and the answers as the page and its pictures use them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from psmatrial.stats.methods import CATALOGUE

FOLDER = Path(__file__).resolve().parent
LEVEL = 0.95
SIZES = (10, 20, 30, 50, 100, 200)
LARGEST_COSTLY = 50
DISCORDANCE = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
STEPS = 40
BOTH = (0.1, 0.5, 0.9)
RATES = tuple((2 * step + 1) / 200 for step in range(100))
CURVE = tuple(step / 200 for step in range(1, 200))
# The trial of Calais et al.: 0.38 found by the index test only, 0.08 by the comparator only, 9 of 27 others by both.
TRIAL, TRIAL_BOTH, TRIAL_SIZE = (0.46, 0.30), 9 / 27, 50
ALTERNATIVES = (TRIAL, (0.40, 0.20), (0.20, 0.10))
# Under equality: where the test's error is looked at, and up to where it is averaged.
EQUAL = tuple(step / 50 for step in range(1, 51))
USUAL = max(DISCORDANCE)
GIVEN = "odds-ratio-given"
HEADERS = {
    "rates": ("method", "n", "rate", "covered"),
    "tests": ("quantity", "method", "n", "discordance", "difference", "rejected"),
    "intervals": (
        *("quantity", "method", "n", "discordance", "both", "difference"),
        *("lowest", "at", "mean", "below95", "below94", "width", "too_high", "too_low"),
    ),
}
Cell = str | int | float
Row = tuple[Cell, ...]
Rows = dict[str, list[Row]]


class Summary(NamedTuple):
    """An interval at one number of patients, over many truths; ``discordance`` and ``at`` are those of the lowest."""

    lowest: float
    discordance: float | None
    at: float
    mean: float
    below95: float
    below94: float
    width: float
    too_high: float
    too_low: float

    @property
    def kept(self) -> bool:
        """Whether the truth is held at the level wherever it was looked at."""
        return self.lowest >= LEVEL


class Error(NamedTuple):
    """A test of equality at one number of patients.

    ``largest`` is its largest error at any discordance, ``usual`` the largest and ``mean`` the mean at up to 60%.
    """

    largest: float
    usual: float
    mean: float
    power: dict[tuple[float, float], float]

    @property
    def kept(self) -> bool:
        """Whether the error is nowhere above what the level leaves."""
        return self.largest <= 1.0 - LEVEL + 1e-9


def methods(quantity: str) -> list[str]:
    """Return the names of the methods of a quantity that are in the numbers."""
    entry = quantity.removesuffix("-given")
    return [item.name for item in CATALOGUE if item.quantity == entry]


def labels(quantity: str) -> dict[str, str]:
    """Return what each method of a quantity is called in print."""
    return {item.name: item.label for item in CATALOGUE if item.quantity == quantity.removesuffix("-given")}


def rows_in(name: str) -> list[dict[str, str]]:
    """Return the lines of one file."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def add(name: str, rows: list[Row]) -> None:
    """Write lines at the end of one file."""
    path = FOLDER / f"{name}.csv"
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerows([HEADERS[name], *rows] if new else rows)


def sort() -> None:
    """Put the lines of every file into the order of the catalogue."""
    order = {(entry.quantity, entry.name): place for place, entry in enumerate(CATALOGUE)}
    for name, header in HEADERS.items():
        rows = rows_in(name)
        rows.sort(key=lambda row: (order[_asked(row)], int(row["n"])))
        (FOLDER / f"{name}.csv").unlink()
        add(name, [tuple(row[column] for column in header) for row in rows])


def _asked(row: dict[str, str]) -> tuple[str, str]:
    """Return quantity and method of a line, as the catalogue has them."""
    return row.get("quantity", "index-rate").removesuffix("-given"), row["method"]


@cache
def _lines() -> dict[tuple[str, str, int], list[dict[str, str]]]:
    """Return the lines about intervals by quantity, method and number of patients."""
    found: dict[tuple[str, str, int], list[dict[str, str]]] = {}
    for row in rows_in("intervals"):
        found.setdefault((row["quantity"], row["method"], int(row["n"])), []).append(row)
    return found


def summary(quantity: str, method: str, n: int, discordance: float | None = None) -> Summary | None:
    """Return an interval over every truth that was looked at, or over those with one discordance; None if not asked."""
    rows = [row for row in _lines().get((quantity, method, n), []) if not row["difference"]]
    rows = [row for row in rows if discordance is None or float(row["discordance"]) == discordance]
    return _summary(rows) if rows else None


def at_trial(quantity: str, method: str) -> Summary:
    """Return an interval at the rates of the trial."""
    return _summary([row for row in _lines()[quantity, method, TRIAL_SIZE] if row["difference"]])


def _summary(rows: list[dict[str, str]]) -> Summary:
    """Return several lines as one; each stands for equally many truths."""
    worst = min(rows, key=lambda row: float(row["lowest"]))
    means = [sum(float(row[column]) for row in rows) / len(rows) for column in HEADERS["intervals"][8:]]
    discordance = float(worst["discordance"]) if worst["discordance"] else None
    return Summary(float(worst["lowest"]), discordance, float(worst["at"]), *means)


@cache
def errors() -> dict[tuple[str, int], Error]:
    """Return every test of equality by method and number of patients."""
    found: dict[tuple[str, int], list[dict[str, str]]] = {}
    for row in rows_in("tests"):
        found.setdefault((row["method"], int(row["n"])), []).append(row)
    return {key: _error(rows) for key, rows in found.items()}


def _error(rows: list[dict[str, str]]) -> Error:
    """Return the lines about one test as one."""
    [largest] = [float(row["rejected"]) for row in rows if not row["discordance"]]
    places = {(float(row["discordance"]), float(row["difference"])): float(row["rejected"]) for row in rows[1:]}
    equal = [value for (psi, delta), value in places.items() if delta == 0.0 and psi <= USUAL]
    power = {place: places[place] for place in ALTERNATIVES}
    return Error(largest, max(equal), sum(equal) / len(equal), power)


def error_curve(method: str, n: int) -> list[tuple[float, float]]:
    """Return the error of a test at each discordance."""
    rows = [row for row in rows_in("tests") if row["method"] == method and int(row["n"]) == n and row["discordance"]]
    return [(float(row["discordance"]), float(row["rejected"])) for row in rows if not float(row["difference"])]


def rate_curve(method: str) -> list[tuple[float, float]]:
    """Return the coverage of an interval of a rate at each rate, with as many patients as in the trial."""
    return [(float(row["rate"]), float(row["covered"])) for row in rows_in("rates") if row["method"] == method]
