"""One detection rate over units that patients have several of, and the marginal odds ratio of two tests."""

from __future__ import annotations

from math import exp, fsum, inf, log, sqrt

from psmatrial.model import Estimate, checked_level
from psmatrial.stats.choice import chosen
from psmatrial.stats.clustered import NOT_CLUSTERED, Cells, Clusters, checked_clusters
from psmatrial.stats.distributions import z_of
from psmatrial.stats.rate import NO_PATIENTS, NO_WIDTH
from psmatrial.stats.student import t_of

MARGINAL = "marginal-odds-ratio"
TESTS = {"index": (0, 1), "comparator": (0, 2)}
FEW_PATIENTS = "few clusters: fewer than 10 patients"
ONE_SIDE = "no variance on the {scale} scale where a test found no unit, or every one"


def clustered_rate(seen: Clusters, test: str = "index", method: str = "logit", level: float = 0.95) -> Estimate:
    """Estimate a detection rate over units that patients have several of.

    The rate is units found over units, a ratio of two sums over patients, and its variance is taken between patients.

    Parameters
    ----------
    seen
        Counts of units by patient.
    test
        ``"index"`` or ``"comparator"``.
    method
        ``"logit"``, symmetric in the logarithm of the odds, so that limits stay within 0 and 1; ``"linear"``,
        symmetric in the rate, clipped to 0 and 1. Both with K/(K - 1) in the variance and t on K - 1 degrees of
        freedom, K patients.
    level
        Confidence level.

    Returns
    -------
    Estimate
        ``n`` counts units. Where no unit was found, or every one, the logit limits are 0 to 1 and the linear ones
        have no width; ``note`` says so. Without units all values are None.

    Raises
    ------
    InputError
        If only one patient has units, test or method is none of these, or the level is not between 0 and 1.

    References
    ----------
    Rao and Scott, Biometrics 1992;48:577.
    Liang and Zeger, Biometrika 1986;73:13 (the same as a GEE with working independence, but for K/(K - 1)).

    Examples
    --------
    >>> seen = Clusters({(2, 1, 0, 0): 6, (1, 2, 0, 1): 5, (0, 0, 1, 2): 4, (1, 0, 0, 0): 5})
    >>> found = clustered_rate(seen)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.6909, 0.4814, 0.8433)
    """
    places = chosen("test", test, TESTS)
    limits = chosen("method", method, {"logit": _logit_limits, "linear": _linear_limits})
    quantity = f"clustered-{test}-rate"
    level = checked_level(level)
    n, patients = checked_clusters(seen).units, seen.count
    if n == 0:
        return Estimate(quantity, None, None, None, level, method, 0, NO_PATIENTS)
    found = sum(count * _found(cells, places) for cells, count in seen.patients.items())
    error = rate_error(seen, test) * sqrt(patients / (patients - 1))
    low, high, note = limits(found / n, t_of(level, patients - 1) * error)
    notes = [note, NOT_CLUSTERED if seen.single else "", FEW_PATIENTS if patients < 10 else ""]
    return Estimate(quantity, found / n, low, high, level, method, n, "; ".join(filter(None, notes)))


def rate_error(seen: Clusters, test: str) -> float:
    """Return the standard error of a rate between patients, without K/(K - 1): that of a GEE.

    Examples
    --------
    >>> round(rate_error(Clusters({(1, 1, 0, 0): 2, (0, 0, 1, 1): 2}), "index"), 4)
    0.25
    """
    n, places = seen.units, TESTS[test]
    total = sum(count * _found(cells, places) for cells, count in seen.patients.items())
    # Formed in whole numbers, so that patients with equal rates give exactly 0.
    squares = (count * (_found(c, places) * n - sum(c) * total) ** 2 for c, count in seen.patients.items())
    return sqrt(sum(squares)) / n**2


def marginal_odds_ratio(seen: Clusters, level: float = 0.95) -> Estimate:
    """Estimate the ratio of the odds of detection by the index test to those by the comparator.

    It compares two rates of the same units and is not the conditional odds ratio, index only over comparator only,
    which is farther from 1. Patients with one result each, as ``single_units`` gives them, are the usual case.

    Parameters
    ----------
    seen
        Counts of units by patient.
    level
        Confidence level.

    Returns
    -------
    Estimate
        Limits from the variance of the log odds ratio between patients, normal quantile: those of a GEE with logit
        link and working independence. 0 to infinity where a test found no unit or every one; ``note`` says so.

    Raises
    ------
    InputError
        If only one patient has units, or the level is not between 0 and 1.

    References
    ----------
    Liang and Zeger, Biometrika 1986;73:13.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> from psmatrial.stats.clustered import single_units
    >>> found = marginal_odds_ratio(single_units(PairedTable(9, 19, 4, 18)))
    >>> round(found.value, 5), round(found.low, 5), round(found.high, 5)
    (3.62238, 1.66992, 7.85765)
    """
    level = checked_level(level)
    if checked_clusters(seen).units == 0:
        return Estimate(MARGINAL, None, None, None, level, "gee", 0, NO_PATIENTS)
    table = seen.table
    above = table.index_positive * (table.n - table.comparator_positive)
    below = table.comparator_positive * (table.n - table.index_positive)
    if above == 0 or below == 0:
        value = inf if above else 0.0 if below else None
        return Estimate(MARGINAL, value, 0.0, inf, level, "gee", table.n, ONE_SIDE.format(scale="log"))
    reach, centre = z_of(level) * log_odds_ratio_error(seen), log(above / below)
    low, high = exp(centre - reach), exp(centre + reach)
    return Estimate(MARGINAL, above / below, low, high, level, "gee", table.n, NO_WIDTH if reach == 0.0 else "")


def log_odds_ratio_error(seen: Clusters) -> float:
    """Return the standard error of the log of the marginal odds ratio, which must be neither 0 nor infinite.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> from psmatrial.stats.clustered import single_units
    >>> round(log_odds_ratio_error(single_units(PairedTable(9, 19, 4, 18))), 6)
    0.395087
    """
    table = seen.table
    n, index, comparator = table.n, table.index_positive, table.comparator_positive
    index_scale, comparator_scale = index * (n - index), comparator * (n - comparator)
    squares = []
    for cells, count in seen.patients.items():
        own = (_found(cells, TESTS["index"]) * n - sum(cells) * index) * comparator_scale
        other = (_found(cells, TESTS["comparator"]) * n - sum(cells) * comparator) * index_scale
        squares.append(count * ((own - other) / (index_scale * comparator_scale)) ** 2)
    return sqrt(fsum(squares))


def _found(cells: Cells, places: tuple[int, int]) -> int:
    """Return the units of a patient that a test found."""
    return cells[places[0]] + cells[places[1]]


def _linear_limits(rate: float, reach: float) -> tuple[float, float, str]:
    """Return limits symmetric in the rate."""
    return max(rate - reach, 0.0), min(rate + reach, 1.0), NO_WIDTH if reach == 0.0 else ""


def _logit_limits(rate: float, reach: float) -> tuple[float, float, str]:
    """Return limits symmetric in the logarithm of the odds."""
    if rate in {0.0, 1.0}:
        return 0.0, 1.0, ONE_SIDE.format(scale="logit")
    centre, wide = log(rate / (1.0 - rate)), reach / (rate * (1.0 - rate))
    # Of the two forms of the share, the one that cannot overflow.
    low, high = (exp(x) / (1.0 + exp(x)) if x < 0.0 else 1.0 / (1.0 + exp(-x)) for x in (centre - wide, centre + wide))
    return low, high, NO_WIDTH if reach == 0.0 else ""
