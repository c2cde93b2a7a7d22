"""What gives a printed effect that the counts do not: the two arms in reverse, or the printed percentages."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import inf

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.finding import given
from psmatrial.data.study import Outcome
from psmatrial.stats.printed import Number, exact

DIFFERENCE = "comparator minus index gives it"
RATIO = "comparator over index gives it"
RATIOS = ("rate-ratio", "odds-ratio")
# What is said of limits that are those of the exchanged arms: mirrored about 0, or inverted.
IN_REVERSE = {"difference-interval": DIFFERENCE, **{f"{name}-interval": RATIO for name in RATIOS}}


def effect_words(outcome: Outcome, name: str, values: Iterable[Number | None]) -> str:
    """Return what gives a printed difference or ratio that the counts do not; empty where neither of these does.

    Parameters
    ----------
    outcome
        What is printed.
    name
        The effect.
    values
        What the counts may give for it.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> effect_words(Outcome("o", numbers={"difference": Printed("difference", "-30")}), "difference", [0.3])
    'comparator minus index gives it'
    """
    text = outcome.numbers[name].text
    if name in RATIOS:
        ratio = typed.ratio(text)
        return RATIO if any(ratio.fits(_inverse(value)) for value in values) else ""
    if name != "difference":
        return ""
    printed = typed.points(text)
    if any(value is not None and printed.fits(-value) for value in values):
        return DIFFERENCE
    first, second = given(outcome, "index.percent"), given(outcome, "comparator.percent")
    if first and second and printed.fits(typed.percent(first.text).value - typed.percent(second.text).value):
        return f"the printed percentages give it: {first.text.rstrip('% ')} - {second.text.rstrip('% ')}"
    return ""


def outside_words(outcome: Outcome, name: str, values: Iterable[Number | None]) -> str:
    """Return that the difference or ratio which the counts give lies outside of its printed limits, or nothing.

    Parameters
    ----------
    outcome
        What is printed.
    name
        The limits.
    values
        What the counts may give for the estimate.

    Returns
    -------
    str
        Empty where one of the values can lie within the limits, is not known, or there is none.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> printed = Outcome("o", numbers={"difference-interval": Printed("difference-interval", "-46.2 to -12.1")})
    >>> outside_words(printed, "difference-interval", [0.3]), outside_words(printed, "difference-interval", [-0.3])
    ('the difference that the counts give lies outside of it', '')
    """
    text, quantity = outcome.numbers[name].text, name.removesuffix("-interval")
    low, high = typed.percents(text, "difference") if quantity == "difference" else typed.ratios(text)
    least, most = low.window()[0], high.window()[1]
    found = [value is not None and not least <= value <= most for value in values]
    words = quantity.replace("rate-ratio", "ratio").replace("-", " ")
    return f"the {words} that the counts give lies outside of it" if found and all(found) else ""


def _inverse(value: Number | None) -> Number | None:
    """Return one over a ratio, infinite for 0."""
    if not value:
        return None if value is None else inf
    return 0 if value == inf else Fraction(1) / exact(value)
