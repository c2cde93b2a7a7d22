"""The rate difference where some patients had one of the two scans only: maximum likelihood over all patients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt
from typing import NamedTuple

from psmatrial.model import Estimate, PairedTable, checked_count, checked_level
from psmatrial.stats.distributions import z_of
from psmatrial.stats.rate import NO_PATIENTS, NO_WIDTH
from psmatrial.stats.stratified_methods import FurtherMethod

QUANTITY, METHOD = "rate-difference", "partially-paired"
NO_PAIRS = "no patient had both scans"
NOT_IDENTIFIED = "the patients with both scans do not tell how the missing results would have fallen"
# A share at 0 is approached by this factor each step; below VANISHED it is 0.
INSIDE = 0.99
VANISHED = 1e-9
CONVERGED = 1e-12
MOST_STEPS = 500
SINGULAR = 1e-9


@dataclass(frozen=True, slots=True)
class OneScan:
    """Patients who had one of the two scans only, by its result.

    Raises
    ------
    InputError
        If a count is negative or not a whole number.

    Examples
    --------
    >>> OneScan(positive=4, negative=2).patients
    6
    """

    positive: int = 0
    negative: int = 0

    def __post_init__(self) -> None:
        """Refuse what is not a count, and keep plain integers."""
        for name, count in (("positive", self.positive), ("negative", self.negative)):
            object.__setattr__(self, name, checked_count(count, name))

    @property
    def patients(self) -> int:
        """Patients with this scan and without the other."""
        return self.positive + self.negative


class _Seen(NamedTuple):
    """Patients of whom it is known that they are in one of these cells; cells are numbered 0 to 3."""

    cells: tuple[int, ...]
    patients: int


def partially_paired(
    table: PairedTable, index_scan: OneScan, comparator_scan: OneScan, level: float = 0.95
) -> Estimate:
    """Estimate the difference of two detection rates from patients with both scans and patients with one.

    A patient with one scan is in either of two cells. How likely each is comes from the patients with both, provided
    that a scan is missing for no reason beyond what the other one showed.

    Parameters
    ----------
    table
        Patients with both scans.
    index_scan, comparator_scan
        Patients with the scan of the index test only, and of the comparator only.
    level
        Confidence level.

    Returns
    -------
    Estimate
        Index minus comparator with Wald limits from the observed information; ``n`` counts all patients. Without
        one-scan patients it is the Wald interval of the table. None without patients who had both scans, and where
        they leave open how missing results would have fallen; ``note`` says so.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Choi and Stablein, Appl Stat 1982;31:260.
    Dempster, Laird and Rubin, J R Stat Soc B 1977;39:1 (EM).

    Examples
    --------
    >>> found = partially_paired(PairedTable(9, 19, 4, 18), OneScan(4, 2), OneScan(1, 3))
    >>> round(found.value, 6), round(found.low, 6), round(found.high, 6)
    (0.310558, 0.148751, 0.472365)
    """
    level = checked_level(level)
    n = table.n + index_scan.patients + comparator_scan.patients
    if table.n == 0:
        return Estimate(QUANTITY, None, None, None, level, METHOD, n, NO_PAIRS if n else NO_PATIENTS)
    seen = [
        *(_Seen((cell,), count) for cell, count in enumerate(table.cells)),
        _Seen((0, 1), index_scan.positive),
        _Seen((2, 3), index_scan.negative),
        _Seen((0, 2), comparator_scan.positive),
        _Seen((1, 3), comparator_scan.negative),
    ]
    shares = _shares(seen, n)
    variance = _variance(seen, shares)
    if variance is None:
        return Estimate(QUANTITY, None, None, None, level, METHOD, n, NOT_IDENTIFIED)
    value, reach = shares[1] - shares[2], z_of(level) * sqrt(variance)
    note = NO_WIDTH if reach == 0.0 else ""
    return Estimate(QUANTITY, value, max(value - reach, -1.0), min(value + reach, 1.0), level, METHOD, n, note)


def _shares(seen: Sequence[_Seen], n: int) -> list[float]:
    """Return the shares of the four cells that make what was seen most likely.

    Each step is one of EM, which never leaves the range, and then one of Newton's as far as it stays inside; the
    logarithm of the likelihood is concave, so that both climb the same hill.
    """
    shares = [(kind.patients + 0.5) / (sum(one.patients for one in seen[:4]) + 2.0) for kind in seen[:4]]
    for _ in range(MOST_STEPS):
        filled = _filled(seen, shares)
        better = _newton(seen, [count / n for count in filled])
        change = max(abs(old - new) for old, new in zip(shares, better, strict=True))
        shares = better
        if change < CONVERGED:
            break
    return [0.0 if share < VANISHED else share for share in shares]


def _filled(seen: Sequence[_Seen], shares: Sequence[float]) -> list[float]:
    """Return the patients of each cell, those with one scan divided as the shares say."""
    filled = [0.0] * 4
    for cells, patients in seen:
        whole = sum(shares[cell] for cell in cells)
        if patients and whole:
            for cell in cells:
                filled[cell] += patients * shares[cell] / whole
    return filled


def _newton(seen: Sequence[_Seen], shares: list[float]) -> list[float]:
    """Return shares after a step of Newton's method, or as they are where it does not climb."""
    rest, free = _parameters(shares)
    slopes, information = _derivatives(seen, shares)
    step = _solved(information, slopes)
    if step is None:
        return shares
    move = [0.0] * 4
    for cell, size in zip(free, step, strict=True):
        move[cell] = size
    move[rest] = -sum(step)
    room = min((-share / size for share, size in zip(shares, move, strict=True) if size < 0.0), default=1.0)
    scale = min(1.0, INSIDE * room)
    moved = [share + scale * size for share, size in zip(shares, move, strict=True)]
    return moved if _likelihood(seen, moved) >= _likelihood(seen, shares) else shares


def _likelihood(seen: Sequence[_Seen], shares: Sequence[float]) -> float:
    """Return the logarithm of the likelihood of what was seen."""
    return fsum(patients * log(sum(shares[cell] for cell in cells)) for cells, patients in seen if patients)


def _parameters(shares: Sequence[float]) -> tuple[int, list[int]]:
    """Return the largest cell, whose share is what the others leave, and the others that are not at 0."""
    rest = max(range(4), key=lambda cell: shares[cell])
    return rest, [cell for cell in range(4) if cell != rest and shares[cell] >= VANISHED]


def _derivatives(seen: Sequence[_Seen], shares: Sequence[float]) -> tuple[list[float], list[list[float]]]:
    """Return the first derivatives of the log likelihood, and the observed information."""
    rest, free = _parameters(shares)
    slopes, information = [0.0] * len(free), [[0.0] * len(free) for _ in free]
    for cells, patients in seen:
        if patients:
            whole = sum(shares[cell] for cell in cells)
            slope = [((cell in cells) - (rest in cells)) / whole for cell in free]
            for row, first in enumerate(slope):
                slopes[row] += patients * first
                for column, second in enumerate(slope):
                    information[row][column] += patients * first * second
    return slopes, information


def _variance(seen: Sequence[_Seen], shares: Sequence[float]) -> float | None:
    """Return the variance of the difference by the inverse observed information, None if that does not exist."""
    rest, free = _parameters(shares)
    weight = (0.0, 1.0, -1.0, 0.0)
    aim = [weight[cell] - weight[rest] for cell in free]
    solved = _solved(_derivatives(seen, shares)[1], aim)
    return None if solved is None else sum(one * other for one, other in zip(aim, solved, strict=True))


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float] | None:
    """Return the solution of a small symmetric positive system by elimination, None if it is singular."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    scale = max((rows[place][place] for place in range(size)), default=1.0)
    for place in range(size):
        if rows[place][place] <= SINGULAR * scale:
            return None
        for below in range(place + 1, size):
            factor = rows[below][place] / rows[place][place]
            rows[below] = [low - factor * high for low, high in zip(rows[below], rows[place], strict=True)]
    solution = [0.0] * size
    for place in reversed(range(size)):
        known = sum(rows[place][later] * solution[later] for later in range(place + 1, size))
        solution[place] = (rows[place][size] - known) / rows[place][place]
    return solution


PARTIALLY_PAIRED: tuple[FurtherMethod[Callable[[PairedTable, OneScan, OneScan, float], Estimate]], ...] = (
    FurtherMethod(
        QUANTITY,
        METHOD,
        "maximum likelihood with one-scan patients",
        "p_b − p_c ∓ z·SE at the maximum of Σ n log p + Σ x log(sum of the two cells that a single scan leaves open)",
        "Choi, Appl Stat 1982;31:260.",
        "Prefer it where many patients had one scan only, for no reason beyond what it showed.",
        "It rests on that assumption, which the data cannot test, and on large numbers.",
        partially_paired,
    ),
)
