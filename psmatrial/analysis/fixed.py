"""What is assumed of the patients of a trial to come where the difference is asked."""

from __future__ import annotations

from typing import NamedTuple

from psmatrial.analysis.assumed import GIVEN, HALFWAY, INDEPENDENT, LEAST, agreeing, split
from psmatrial.errors import UsageError
from psmatrial.stats.power.detectable import Truths

_NEEDED = "For the difference that is found give --discordant, --comparator, or both; else leave --n or --power out."


class Fixed(NamedTuple):
    """What stays whatever the difference is.

    Parameters
    ----------
    name
        As of an ``Assumption``.
    truths
        The truth by difference.
    comparator
        The rate of the comparator; None where it is not fixed.
    discordant
        The part of the patients on whom the tests disagree; None where it follows from the rates.
    """

    name: str
    truths: Truths
    comparator: float | None = None
    discordant: float | None = None


def fixed(given: dict[str, float]) -> list[Fixed]:
    """Return what is assumed beside the difference.

    Parameters
    ----------
    given
        Proportions by name: ``discordant``, or ``comparator``, the rate, or both.

    Returns
    -------
    list of Fixed
        One; where only the rate is given, and leaves a choice, three, of which the last needs the largest difference.

    Raises
    ------
    UsageError
        If something else is given, or nothing.

    Examples
    --------
    >>> [(one.name, one.truths.most) for one in fixed({"comparator": 0.25})]
    [('least', 0.75), ('halfway', 0.75), ('independent', 0.75)]
    """
    if not given:
        raise UsageError("nothing is assumed of the two tests.", _NEEDED)
    if others := [name for name in given if name not in ("comparator", "discordant")]:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in others)
        raise UsageError(f"--n and --power do not go together with {options}.", _NEEDED)
    rate, part = given.get("comparator"), given.get("discordant")
    if part is not None:
        return [_of_part(part, rate)]
    return _of_rate(given["comparator"])


def _of_part(part: float, rate: float | None) -> Fixed:
    """Return what is assumed with a part of discordant patients, and perhaps a rate of the comparator."""
    least, most = -part, part
    if rate is not None:
        # Nobody is found by the comparator only who is not found by it, nor by the index test only who is.
        least, most = max(least, part - 2.0 * rate), min(most, 2.0 - 2.0 * rate - part)
    return Fixed(GIVEN, Truths(lambda difference: split(part, difference), *_plain(least, most)), rate, part)


def _of_rate(rate: float) -> list[Fixed]:
    """Return the ways in which tests may agree, one of which has a rate."""
    spans = _plain(-rate, 1.0 - rate)

    def truths(name: str) -> Truths:
        return Truths(lambda difference: agreeing(rate + difference, rate)[name], *spans)

    if rate in (0.0, 1.0):
        return [Fixed(GIVEN, truths(LEAST), rate)]
    return [Fixed(name, truths(name), rate) for name in (LEAST, HALFWAY, INDEPENDENT)]


def _plain(*limits: float) -> tuple[float, ...]:
    """Return limits without what binary fractions leave behind, and without a negative 0."""
    return tuple(round(limit, 12) + 0.0 for limit in limits)
