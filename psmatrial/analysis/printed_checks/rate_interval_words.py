"""What would explain limits of a proportion that no two-sided method gives."""

from __future__ import annotations

from psmatrial.analysis.printed_checks.finding import NEEDS_METHOD, NOT_REPRODUCED
from psmatrial.model import Estimate
from psmatrial.stats.binomial_limits import LOWER_LIMITS
from psmatrial.stats.printed import Printed
from psmatrial.stats.rate import rate

LEVELS = (0.90, 0.95, 0.975, 0.99)
TRUNCATION = "truncation"


def explanation(
    pair: tuple[int, int], low: Printed | None, high: Printed | None, method: str, level: float
) -> tuple[str, str, str]:
    """Return verdict, method and words for limits of a count that fit no two-sided method.

    Examples
    --------
    >>> from psmatrial.analysis.printed_checks.typed import percents
    >>> explanation((0, 50), *percents("0-6"), "clopper-pearson", 0.95)[:2]
    ('needs-method', 'clopper-pearson, one-sided')
    """
    methods = [method, *(name for name in LOWER_LIMITS if name != method)]
    if name := next((name for name in methods if _one_sided(pair, name, level, (low, high))), ""):
        words = f"a one-sided limit at level {level:g}; {_two_sided(pair, method, level)}"
        return NEEDS_METHOD, f"{name}, one-sided", words
    for name in methods:
        if _fits(rate(*pair, name, level), low, high, truncation=True):
            return NOT_REPRODUCED, TRUNCATION, f"fits {name} with a limit truncated; {_two_sided(pair, name, level)}"
    for name in methods:
        for other in LEVELS:
            if other != level and _fits(rate(*pair, name, other), low, high):
                return NEEDS_METHOD, f"{name} at {100 * other:g}%", f"the level of the paper is {100 * level:g}%"
    return NOT_REPRODUCED, "", _half(pair, low, high, methods, level)


def _one_sided(pair: tuple[int, int], name: str, level: float, limits: tuple[Printed | None, Printed | None]) -> bool:
    """Return whether limits are those of a one-sided interval, whose other end is 0 or 1."""
    return any(_fits(rate(*pair, name, level, side), *limits) for side in ("less", "greater"))


def _fits(made: Estimate, low: Printed | None, high: Printed | None, *, truncation: bool = False) -> bool:
    """Return whether limits print like this."""
    return (low is None or low.fits(made.low, truncation=truncation)) and (
        high is None or high.fits(made.high, truncation=truncation)
    )


def _two_sided(pair: tuple[int, int], method: str, level: float) -> str:
    """Return the two-sided limits of a count in words."""
    made = rate(*pair, method, level)
    return f"two-sided {method} gives {100 * (made.low or 0.0):.2f} to {100 * (made.high or 0.0):.2f}"


def _half(pair: tuple[int, int], low: Printed | None, high: Printed | None, methods: list[str], level: float) -> str:
    """Return a method that gives one of the two limits, and how the other one would print."""
    for name in methods:
        made = rate(*pair, name, level)
        for this, that, word, value in ((low, high, "lower", made.high), (high, low, "upper", made.low)):
            if this is not None and that is not None and this.fits(made.low if word == "lower" else made.high):
                other = "upper" if word == "lower" else "lower"
                return f"the {word} limit fits {name}, whose {other} limit prints as {that.alike(value).rstrip('%')}"
    return f"no method fits; {_two_sided(pair, methods[0], level)}"
