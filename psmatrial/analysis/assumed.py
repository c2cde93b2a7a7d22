"""What is assumed of the patients of a trial to come, from whatever is known of the two tests."""

from __future__ import annotations

from typing import NamedTuple

from psmatrial.errors import UsageError
from psmatrial.stats.power.power import DUST, Truth

GIVEN, LEAST, HALFWAY, INDEPENDENT = "given", "least", "halfway", "independent"
# Each pair says all but how often the tests disagree; the last two need that too, or leave it open.
_NEEDED = "Give --index-only and --comparator-only, or --index and --comparator, or --difference and --discordant."


class Assumption(NamedTuple):
    """One truth that is assumed.

    Parameters
    ----------
    name
        ``"given"``; or, where only the two rates are known, how often the tests disagree: ``"least"``, as rarely as the
        rates allow; ``"independent"``, as if what one test finds had nothing to do with what the other does; or
        ``"halfway"`` between.
    truth
        The probabilities.
    """

    name: str
    truth: Truth


def assumed(given: dict[str, float]) -> list[Assumption]:
    """Return what is assumed.

    Parameters
    ----------
    given
        Proportions by name: ``index_only`` and ``comparator_only``; or ``index`` and ``comparator``, the rates, and if
        known ``discordant``; or ``difference`` and ``discordant``.

    Returns
    -------
    list of Assumption
        One; three where only the rates are given, of which the last needs most patients.

    Raises
    ------
    UsageError
        If these are not enough, too many, or contradict each other.

    Examples
    --------
    >>> [(name, round(truth.discordant, 3)) for name, truth in assumed({"index": 0.56, "comparator": 0.26})]
    [('least', 0.3), ('halfway', 0.414), ('independent', 0.529)]
    """
    names = set(given)
    if names == {"index_only", "comparator_only"}:
        return [Assumption(GIVEN, _truth(given["index_only"], given["comparator_only"]))]
    if names == {"difference", "discordant"}:
        return [Assumption(GIVEN, _split(given["discordant"], given["difference"]))]
    if names in ({"index", "comparator"}, {"index", "comparator", "discordant"}):
        first, second = given["index"], given["comparator"]
        difference, most = first - second, min(first + second, 2.0 - first - second)
        if "discordant" in names:
            if given["discordant"] > most + DUST:
                message = f"--discordant {given['discordant']:g} is more than two such rates allow, {most:g}."
                raise UsageError(message, "Give a smaller part, or leave it out.")
            return [Assumption(GIVEN, _split(given["discordant"], difference))]
        least, independent = abs(difference), first + second - 2.0 * first * second
        parts = {LEAST: least, HALFWAY: (least + independent) / 2.0, INDEPENDENT: independent}
        return [Assumption(name, _split(part, difference)) for name, part in parts.items()]
    if not given:
        raise UsageError("nothing is assumed of the two tests.", _NEEDED)
    options = " and ".join(f"--{name.replace('_', '-')}" for name in given)
    together = f"{options} together are" if len(given) > 1 else f"{options} alone is"
    raise UsageError(f"{together} not what a trial can be planned from.", _NEEDED)


def _split(discordant: float, difference: float) -> Truth:
    """Return the truth with a part of patients on whom the tests disagree, and a difference of the rates."""
    if abs(difference) > discordant + DUST:
        message = f"--discordant {discordant:g} is less than the difference of the rates, {abs(difference):g}."
        raise UsageError(message, "As many patients at least are found by one test only.")
    return _truth(max(discordant + difference, 0.0) / 2.0, max(discordant - difference, 0.0) / 2.0)


def _truth(index_only: float, comparator_only: float) -> Truth:
    """Return a truth that can be."""
    if index_only + comparator_only > 1.0 + DUST:
        together = index_only + comparator_only
        message = f"--index-only and --comparator-only together are {together:g}, more than all patients."
        raise UsageError(message, "Give parts that together are at most 1.")
    # Without what binary fractions leave behind: 0.56 - 0.26 is 0.3.
    return Truth(round(index_only, 12), round(comparator_only, 12))
