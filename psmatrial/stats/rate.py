"""Detection rates: one proportion with its confidence interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.errors import InputError, choices
from psmatrial.model import Estimate, Method, PairedTable, checked_alternative, checked_level, whole_number
from psmatrial.stats.binomial_limits import LOWER_LIMITS, lower_limit

if TYPE_CHECKING:
    from collections.abc import Callable

NO_PATIENTS = "no patients"
BLAKER_ONE_SIDED = "the limit is Clopper-Pearson's: Blaker's method is two-sided by nature"
NO_WIDTH = "zero width, not an interval"


def rate(
    count: int,
    n: int,
    method: str = "clopper-pearson",
    level: float = 0.95,
    alternative: str = "two-sided",
    quantity: str = "rate",
) -> Estimate:
    """Estimate a proportion of patients with its confidence interval.

    Exact intervals hold their level whatever the true rate is and are wide; the others
    hold it on average over true rates and are narrower.

    Parameters
    ----------
    count, n
        Patients found by the test, and patients who had it: whole numbers.
    method
        ``"clopper-pearson"``, ``"mid-p"``, ``"wilson"``, ``"wilson-corrected"``,
        ``"agresti-coull"``, ``"jeffreys"``, ``"blaker"`` or ``"wald"``.
    level
        Confidence level, between 0 and 1.
    alternative
        ``"greater"`` puts the whole error below the interval, which then ends at 1;
        ``"less"`` puts it above, and the interval begins at 0.
    quantity
        Name of the quantity in the result, such as ``"index-rate"``.

    Returns
    -------
    Estimate
        Proportions. The lower limit of no patients found is 0 and the upper limit of all
        found is 1, by every method. Without patients all values are None, and ``note``
        says so.

    Raises
    ------
    InputError
        If ``count`` is not a whole number from 0 to ``n``, or a choice is not known.

    References
    ----------
    Clopper and Pearson, Biometrika 1934;26:404.
    Newcombe, Stat Med 1998;17:857 (comparison of methods).
    Brown, Cai and DasGupta, Stat Sci 2001;16:101 (comparison of methods).

    Examples
    --------
    Calais et al. 2019: PSMA found something in 28 of 50 patients.

    >>> found = rate(28, 50)
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (0.56, 0.41, 0.7)
    """
    level = checked_level(level)
    checked_alternative(alternative)
    if not isinstance(method, str) or method not in LOWER_LIMITS:
        raise InputError(f"there is no interval of a rate {method!r}.", choices(method, tuple(LOWER_LIMITS)))
    count, n = whole_number(count, "the count"), whole_number(n, "the number of patients")
    if not 0 <= count <= n:
        raise InputError(f"{count} of {n} patients is not a rate.", "Give a count from 0 to the number of patients.")
    if n == 0:
        return Estimate(quantity, None, None, None, level, method, n, NO_PATIENTS, alternative)
    low, high = limits(count, n, method, level, alternative)
    notes = [NO_WIDTH] if low == high else []
    notes += [one_sided_note(level)] if alternative != "two-sided" else []
    notes += [BLAKER_ONE_SIDED] if one_sided_method(method, alternative) != method else []
    return Estimate(quantity, count / n, low, high, level, method, n, "; ".join(notes), alternative)


def limits(count: int, n: int, method: str, level: float, alternative: str) -> tuple[float, float]:
    """Return both limits of a proportion, the side without error at the end of the range; ``n`` is above 0.

    Examples
    --------
    >>> low, high = limits(0, 50, "clopper-pearson", 0.95, "less")
    >>> low, round(high, 3)
    (0.0, 0.058)
    """
    error = (1.0 - level) / (2.0 if alternative == "two-sided" else 1.0)
    method = one_sided_method(method, alternative)
    low = 0.0 if alternative == "less" else lower_limit(count, n, method, error)
    high = 1.0 if alternative == "greater" else 1.0 - lower_limit(n - count, n, method, error)
    return low, high


def one_sided_method(method: str, alternative: str) -> str:
    """Return the method whose one-sided limits hold the error: Blaker's shares it between both sides and has none.

    Examples
    --------
    >>> one_sided_method("blaker", "less"), one_sided_method("blaker", "two-sided")
    ('clopper-pearson', 'blaker')
    """
    return "clopper-pearson" if method == "blaker" and alternative != "two-sided" else method


def one_sided_note(level: float) -> str:
    """Return the words that stand beside a one-sided limit.

    Examples
    --------
    >>> one_sided_note(0.95)
    'one-sided limit at level 0.95'
    """
    return f"one-sided limit at level {level:g}"


# Name: label, formula, reference, when to prefer it, its weakness.
_TEXTS: dict[str, tuple[str, str, str, str, str]] = {
    "clopper-pearson": (
        "Clopper-Pearson",
        "low: P(X ≥ x) = α/2, high: P(X ≤ x) = α/2, X ~ Bin(n, p), α = 1 − level",
        "Clopper, Biometrika 1934;26:404.",
        "Prefer it where the level must be guaranteed, as regulators ask, and to match published trials.",
        "It is wider than it need be: its true level is often far above the nominal one.",
    ),
    "mid-p": (
        "mid-p",
        "low: P(X > x) + P(X = x)/2 = α/2, high: P(X < x) + P(X = x)/2 = α/2, X ~ Bin(n, p), α = 1 − level",
        "Berry, Statistician 1995;44:417.",
        "Prefer it for a narrower interval of exact type whose level holds on average.",
        "Its true level falls a little below the nominal one at some rates.",
    ),
    "wilson": (
        "Wilson score",
        "(x + z²/2 ∓ z √(z²/4 + x(n − x)/n))/(n + z²)",
        "Wilson, J Am Stat Assoc 1927;22:209.",
        "Prefer it as the general interval of one rate when the level need only hold on average.",
        "Its true level falls below the nominal one at rates very near 0 or 1.",
    ),
    "wilson-corrected": (
        "Wilson score with continuity correction",
        "low: (2x + z² − 1 − z √(z² − 2 − 1/n + 4x(n − x + 1)/n))/(2(n + z²)), 0 at x = 0; high mirrored",
        "Newcombe, Stat Med 1998;17:857.",
        "Use it to reproduce papers that printed it, or as a closed form near the exact interval.",
        "It is about as wide as the exact interval without its guarantee.",
    ),
    "agresti-coull": (
        "Agresti-Coull",
        "ñ = n + z², p̃ = (x + z²/2)/ñ; p̃ ∓ z √(p̃(1 − p̃)/ñ), clipped to [0, 1]",
        "Agresti, Am Stat 1998;52:119.",
        "Prefer it where the interval is to be worked out by hand from 40 patients on.",
        "It is wider than Wilson's interval, which it contains, most of all near 0 and 1.",
    ),
    "jeffreys": (
        "Jeffreys",
        "quantiles α/2 and 1 − α/2 of Beta(x + 1/2, n − x + 1/2), α = 1 − level; low 0 at x = 0, high 1 at x = n",
        "Brown, Stat Sci 2001;16:101.",
        "Prefer it for an interval that is also a Bayesian one with equal tails and a neutral prior.",
        "Its true level drops at two rates near 0 and 1.",
    ),
    "blaker": (
        "Blaker",
        "{p : P(T ≤ t) > 1 − level}, T = min(P(X ≤ x), P(X ≥ x)), X ~ Bin(n, p), t at the data; hull",
        "Blaker, Can J Stat 2000;28:783.",
        "Prefer it for a guaranteed level with a narrower interval than Clopper-Pearson's, which contains it.",
        "Its two errors are not equal, so that one end cannot be read as a one-sided limit.",
    ),
    "wald": (
        "Wald",
        "x/n ∓ z √(x(n − x)/n³), clipped to [0, 1]",
        "Brown, Stat Sci 2001;16:101.",
        "Use it only to reproduce papers that printed it.",
        "Its true level is far below the nominal one at small n, and it has no width at x = 0 and x = n.",
    ),
}

# The formula of each interval, of x patients found among n.
LIMITS = {name: texts[1] for name, texts in _TEXTS.items()}


def _entry(quantity: str, name: str, count: Callable[[PairedTable], int], counted: str) -> Method:
    """Return one entry of the catalogue: this method for the rate of one of the two tests."""
    label, formula, reference, prefer, weakness = _TEXTS[name]

    def compute(table: PairedTable, level: float, alternative: str) -> Estimate:
        """Estimate this rate."""
        return rate(count(table), table.n, name, level, alternative, quantity)

    return Method(quantity, name, label, f"{counted}; {formula}", reference, prefer, weakness, compute)


METHODS: tuple[Method, ...] = (
    *(_entry("index-rate", name, lambda table: table.index_positive, "x = a + b") for name in LOWER_LIMITS),
    *(_entry("comparator-rate", name, lambda table: table.comparator_positive, "x = a + c") for name in LOWER_LIMITS),
)
