"""What would explain limits of a proportion that no two-sided method gives."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from psmatrial.analysis.printed_checks.finding import NEEDS_METHOD, NOT_REPRODUCED
from psmatrial.model import Estimate
from psmatrial.stats.binomial_limits import LOWER_LIMITS
from psmatrial.stats.printed import Printed
from psmatrial.stats.rate import rate

LEVELS = (0.90, 0.95, 0.975, 0.99)
TRUNCATION = "truncation"


class Explanation(NamedTuple):
    """Verdict, method and words for limits of a count that fit no two-sided method, and the limits by that method."""

    verdict: str
    method: str
    words: str
    made: Estimate


def explanation(
    pair: tuple[int, int], low: Printed | None, high: Printed | None, method: str, level: float
) -> Explanation:
    """Return what would explain limits of a count that fit no two-sided method.

    Examples
    --------
    >>> from psmatrial.analysis.printed_checks.typed import percents
    >>> found = explanation((0, 50), *percents("0-6"), "clopper-pearson", 0.95)
    >>> found.verdict, found.method, round(found.made.high, 4)
    ('needs-method', 'clopper-pearson, one-sided', 0.0582)
    """
    methods = [method, *(name for name in LOWER_LIMITS if name != method)]
    for name in methods:
        if found := one_sided(pair, low, high, name, level):
            return found._replace(words=f"{found.words}; {_two_sided(pair, method, level)}")
    for name in methods:
        if _fits(made := rate(*pair, name, level), low, high, truncation=True):
            words = f"fits {name} with a limit truncated; {_two_sided(pair, name, level)}"
            return Explanation(NOT_REPRODUCED, TRUNCATION, words, made)
    for name, other in product(methods, (one for one in LEVELS if one != level)):
        if _fits(made := rate(*pair, name, other), low, high):
            words = f"the level of the paper is {100 * level:g}%"
            return Explanation(NEEDS_METHOD, f"{name} at {100 * other:g}%", words, made)
    return _half(pair, low, high, methods, level)


def one_sided(
    pair: tuple[int, int], low: Printed | None, high: Printed | None, method: str, level: float
) -> Explanation | None:
    """Return that limits of a count are one-sided ones of a method; None where they are not.

    Examples
    --------
    >>> from psmatrial.analysis.printed_checks.typed import percents
    >>> found = one_sided((20, 20), *percents("86.1-100"), "clopper-pearson", 0.95)
    >>> found.method, found.words
    ('clopper-pearson, one-sided', 'a one-sided limit at level 0.95')
    """
    for side in ("less", "greater"):
        if _fits(made := rate(*pair, method, level, side), low, high):
            return Explanation(NEEDS_METHOD, f"{method}, one-sided", f"a one-sided limit at level {level:g}", made)
    return None


def _fits(made: Estimate, low: Printed | None, high: Printed | None, *, truncation: bool = False) -> bool:
    """Return whether limits print like this."""
    return (low is None or low.fits(made.low, truncation=truncation)) and (
        high is None or high.fits(made.high, truncation=truncation)
    )


def _two_sided(pair: tuple[int, int], method: str, level: float) -> str:
    """Return the two-sided limits of a count in words."""
    made = rate(*pair, method, level)
    return f"two-sided {method} gives {100 * (made.low or 0.0):.2f} to {100 * (made.high or 0.0):.2f}"


def _half(
    pair: tuple[int, int], low: Printed | None, high: Printed | None, methods: list[str], level: float
) -> Explanation:
    """Return a method that gives one of the two limits, and how the other one would print."""
    for name in methods:
        made = rate(*pair, name, level)
        for this, that, word, value in ((low, high, "lower", made.high), (high, low, "upper", made.low)):
            if this is not None and that is not None and this.fits(made.low if word == "lower" else made.high):
                other = "upper" if word == "lower" else "lower"
                words = f"the {word} limit fits {name}, whose {other} limit prints as {that.alike(value).rstrip('%')}"
                return Explanation(NOT_REPRODUCED, "", words, made)
    words = f"no method fits; {_two_sided(pair, methods[0], level)}"
    return Explanation(NOT_REPRODUCED, "", words, rate(*pair, methods[0], level))
