"""What is assumed of the patients of a trial to come, from whatever is known of the two tests."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import NamedTuple

from psmatrial.errors import UsageError
from psmatrial.stats.power.power import DUST, Truth

GIVEN, LEAST, HALFWAY, INDEPENDENT = "given", "least", "halfway", "independent"
_NEEDED = (
    "Give --index-only and --comparator-only, or --index and --comparator, or --discordant with --difference or "
    "--odds-ratio."
)
_OPEN = "With both --n and --power it is enough, and the difference is the answer."


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
        known ``discordant``; or ``discordant`` with ``difference`` or with ``odds_ratio``, of index only over
        comparator only.

    Returns
    -------
    list of Assumption
        One; where only the rates are given, and leave a choice, three, of which the last needs most patients.

    Raises
    ------
    UsageError
        If these are not enough, too many, or contradict each other.

    Examples
    --------
    >>> [(name, round(truth.discordant, 3)) for name, truth in assumed({"index": 0.56, "comparator": 0.26})]
    [('least', 0.3), ('halfway', 0.414), ('independent', 0.529)]
    """
    names = frozenset(given)
    if names == {"index", "comparator"}:
        return _of_rates(given["index"], given["comparator"])
    if names not in _GIVEN:
        raise UsageError(*_not_enough(given))
    return [Assumption(GIVEN, _GIVEN[names](given))]


def _not_enough(given: dict[str, float]) -> tuple[str, str]:
    """Return what is wrong with options that do not say everything, or too much, and what to do."""
    if not given:
        return "nothing is assumed of the two tests.", _NEEDED
    options = " and ".join(f"--{name.replace('_', '-')}" for name in given)
    together = f"{options} together are" if len(given) > 1 else f"{options} alone is"
    needed = f"{_NEEDED} {_OPEN}" if given.keys() <= {"comparator", "discordant"} else _NEEDED
    return f"{together} not what a trial can be planned from.", needed


def _of_rates(first: float, second: float) -> list[Assumption]:
    """Return the ways in which tests with two rates may agree."""
    found = [Assumption(name, truth) for name, truth in agreeing(first, second).items()]
    return found if found[0].truth != found[-1].truth else [Assumption(GIVEN, found[0].truth)]


def agreeing(first: float, second: float) -> dict[str, Truth]:
    """Return the truths with two rates, by how often the tests agree.

    Examples
    --------
    >>> agreeing(0.5, 0.5)["independent"]
    Truth(index_only=0.25, comparator_only=0.25)
    """
    least, independent = abs(first - second), first + second - 2.0 * first * second
    parts = {LEAST: least, HALFWAY: (least + independent) / 2.0, INDEPENDENT: independent}
    return {name: split(part, first - second) for name, part in parts.items()}


def _of_rates_and_part(given: dict[str, float]) -> Truth:
    """Return the truth with two rates, and a part of patients on whom the tests disagree."""
    first, second, part = given["index"], given["comparator"], given["discordant"]
    most = min(first + second, 2.0 - first - second)
    if part > most + DUST:
        message = f"--discordant {part:g} is more than two such rates allow, {most:g}."
        raise UsageError(message, "Give a smaller part, or leave it out.")
    return split(part, first - second)


def _of_odds(given: dict[str, float]) -> Truth:
    """Return the truth with an odds ratio of the discordant patients."""
    odds = given["odds_ratio"]
    if not 0.0 < odds < inf:
        raise UsageError(f"--odds-ratio {odds:g} is no ratio above 0.", "Give index only over comparator only: 4.8.")
    share = odds / (1.0 + odds)
    return _truth(given["discordant"] * share, given["discordant"] * (1.0 - share))


def split(discordant: float, difference: float) -> Truth:
    """Return the truth with a part of patients on whom the tests disagree, and a difference of the rates.

    Raises
    ------
    UsageError
        If that is larger than the part.

    Examples
    --------
    >>> split(0.3, 0.2)
    Truth(index_only=0.25, comparator_only=0.05)
    """
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


_GIVEN: dict[frozenset[str], Callable[[dict[str, float]], Truth]] = {
    frozenset({"index_only", "comparator_only"}): lambda given: _truth(given["index_only"], given["comparator_only"]),
    frozenset({"difference", "discordant"}): lambda given: split(given["discordant"], given["difference"]),
    frozenset({"odds_ratio", "discordant"}): _of_odds,
    frozenset({"index", "comparator", "discordant"}): _of_rates_and_part,
}
