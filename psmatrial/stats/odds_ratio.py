"""The conditional odds ratio of two paired detection rates: index only over comparator only."""

from __future__ import annotations

from functools import partial
from math import exp, inf, log, sqrt

from psmatrial.errors import InputError, choices
from psmatrial.model import Estimate, Method, PairedTable, checked_alternative, checked_level, checked_table
from psmatrial.stats.binomial_limits import lower_limit
from psmatrial.stats.distributions import normal_quantile
from psmatrial.stats.rate import BLAKER_ONE_SIDED, NO_PATIENTS, one_sided_method, one_sided_note

NO_DISCORDANCE = "no discordant patients: the odds ratio is not defined"
NO_VARIANCE = "one of the two counts of discordant patients is 0: the standard error is not defined"
_WALD = "wald"
_BINOMIAL = ("clopper-pearson", "mid-p", "wilson", "jeffreys", "blaker")
_CHOICES = (*_BINOMIAL, _WALD)


def odds_ratio(
    table: PairedTable, method: str = "clopper-pearson", level: float = 0.95, alternative: str = "two-sided"
) -> Estimate:
    """Estimate the conditional odds ratio, patients found by the index test only over those by the comparator only.

    It is the odds that a patient found by one test only was found by the index test, and what
    conditional logistic regression gives. It is neither a ratio of detection rates nor the odds
    ratio of the two marginal rates, and it says nothing of patients on whom the tests agree.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    method
        ``"clopper-pearson"``, ``"mid-p"``, ``"wilson"``, ``"jeffreys"`` or ``"blaker"``: that
        interval of the share of index only among the discordant patients, turned into odds;
        ``"wald"``, on the logarithm of the odds ratio.
    level
        Confidence level, between 0 and 1.
    alternative
        ``"greater"`` puts the whole error below the interval, which then ends at infinity;
        ``"less"`` puts it above, and the interval begins at 0.

    Returns
    -------
    Estimate
        Infinite where no patient was found by the comparator only. Without discordant patients
        the value is None and the interval reaches from 0 to infinity; without patients all values
        are None. ``note`` says so.

    Raises
    ------
    InputError
        If ``method``, ``level`` or ``alternative`` cannot be used.

    References
    ----------
    Fagerland, Lydersen and Laake, Stat Med 2014;33:2850.

    Examples
    --------
    Calais et al. 2019, printed as 4.8 (1.6 to 19.2).

    >>> calais = odds_ratio(PairedTable(9, 19, 4, 18))
    >>> calais.value, round(calais.low, 2), round(calais.high, 2)
    (4.75, 1.58, 19.2)
    """
    checked_table(table)
    level = checked_level(level)
    checked_alternative(alternative)
    if not isinstance(method, str) or method not in _CHOICES:
        raise InputError(f"there is no interval of the odds ratio {method!r}.", choices(method, _CHOICES))
    b, c, n = table.index_only, table.comparator_only, table.n
    answer = partial(Estimate, "odds-ratio", level=level, method=method, n=n, alternative=alternative)
    if n == 0:
        return answer(value=None, low=None, high=None, note=NO_PATIENTS)
    if b + c == 0:
        return answer(value=None, low=0.0, high=inf, note=NO_DISCORDANCE)
    error = (1.0 - level) / (2.0 if alternative == "two-sided" else 1.0)
    used = one_sided_method(method, alternative)
    low = 0.0 if alternative == "less" else _lower(b, c, used, error)
    high = inf if alternative == "greater" else _inverse(_lower(c, b, used, error))
    notes = [NO_VARIANCE] if method == _WALD and b * c == 0 else []
    notes += [one_sided_note(level)] if alternative != "two-sided" else []
    notes += [BLAKER_ONE_SIDED] if used != method else []
    return answer(value=b / c if c else inf, low=low, high=high, note="; ".join(notes))


def _lower(b: int, c: int, method: str, error: float) -> float:
    """Return the lower limit of b/c; the upper one is the inverse of the lower limit of c/b."""
    if method == _WALD:
        return exp(log(b / c) + normal_quantile(error) * sqrt(1.0 / b + 1.0 / c)) if b * c else 0.0
    share = lower_limit(b, b + c, method, error)
    return share * _inverse(1.0 - share)


def _inverse(x: float) -> float:
    """Return 1/x, infinity for 0."""
    return 1.0 / x if x else inf


# Name: label, formula, reference, when to prefer it, its weakness.
_TEXTS: dict[str, tuple[str, str, str, str, str]] = {
    "clopper-pearson": (
        "Clopper-Pearson",
        "low: P(X ≥ b) = α/2, high: P(X ≤ b) = α/2, X ~ Bin(b + c, p), α = 1 − level",
        "Clopper, Biometrika 1934;26:404.",
        "Prefer it with the exact test: it leaves out 1 exactly when that test's p-value is at most α.",
        "It is wide, because its level is guaranteed.",
    ),
    "mid-p": (
        "mid-p",
        "low: P(X > b) + P(X = b)/2 = α/2, high: P(X < b) + P(X = b)/2 = α/2, X ~ Bin(b + c, p), α = 1 − level",
        "Fagerland, Stat Med 2014;33:2850.",
        "Prefer it with the mid-p test, to which it belongs.",
        "Its level is not guaranteed.",
    ),
    "wilson": (
        "Wilson score",
        "(b + z²/2 ∓ z √(z²/4 + bc/(b + c)))/(b + c + z²)",
        "Fagerland, Stat Med 2014;33:2850.",
        "Prefer it with the asymptotic test, to which it belongs.",
        "With few discordant patients its upper limit is too low.",
    ),
    "jeffreys": (
        "Jeffreys",
        "quantiles α/2 and 1 − α/2 of Beta(b + 1/2, c + 1/2), α = 1 − level; low 0 at b = 0, high 1 at c = 0",
        "Brown, Stat Sci 2001;16:101.",
        "Prefer it for an interval that is also a Bayesian one with equal tails and a neutral prior.",
        "It belongs to no test, and its level is not guaranteed.",
    ),
    "blaker": (
        "Blaker",
        "{p : P(T ≤ t) > 1 − level}, T = min(P(X ≤ b), P(X ≥ b)), X ~ Bin(b + c, p), t at the data; hull",
        "Blaker, Can J Stat 2000;28:783.",
        "Prefer it for a guaranteed level with a narrower interval than Clopper-Pearson's, which contains it.",
        "It can leave out 1 although the exact test does not reject, and its two errors are not equal.",
    ),
    "wald": (
        "Wald, logarithmic",
        "exp(ln(b/c) ∓ z √(1/b + 1/c))",
        "Fagerland, Stat Med 2014;33:2850.",
        "Use it to reproduce papers and models that printed it, such as conditional logistic regression.",
        "It needs both counts, and says nothing when one of them is 0.",
    ),
}


def _entry(name: str) -> Method:
    """Return one entry of the catalogue; it names the quantity for what it is."""
    label, formula, reference, prefer, weakness = _TEXTS[name]
    scale = "conditional odds ratio b/c" if name == _WALD else "conditional odds ratio b/c = p/(1 − p)"

    def compute(table: PairedTable, level: float, alternative: str) -> Estimate:
        """Estimate the conditional odds ratio."""
        return odds_ratio(table, name, level, alternative)

    return Method("odds-ratio", name, label, f"{scale}; {formula}", reference, prefer, weakness, compute)


METHODS: tuple[Method, ...] = tuple(_entry(name) for name in _CHOICES)
