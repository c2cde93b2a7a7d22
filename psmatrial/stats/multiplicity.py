"""p-values adjusted for how many there are, and families tested in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from psmatrial.errors import InputError
from psmatrial.model import checked_level
from psmatrial.stats.choice import chosen


def error_rate(level: float) -> float:
    """Return the error that a level leaves, without the dust of binary fractions.

    Examples
    --------
    >>> error_rate(0.95)
    0.05
    """
    return round(1.0 - checked_level(level), 12)


def adjusted(p_values: Sequence[float | None], method: str = "holm") -> list[float | None]:
    """Return p-values adjusted for the size of their family.

    An adjusted value at or below the error rate is significant in the family as a whole.

    Parameters
    ----------
    p_values
        The p-values of one family; None where a test could not be made, which is left out of the count.
    method
        ``"bonferroni"``, ``"holm"``; ``"hochberg"`` and ``"hommel"``, valid under positive dependence;
        ``"benjamini-hochberg"`` and ``"benjamini-yekutieli"``, for the false discovery rate; ``"fixed-sequence"``, in
        the order given, each as large as those before it; ``"none"``.

    Returns
    -------
    list of float or None
        In the same order, at most 1; None where there was None.

    Raises
    ------
    InputError
        If ``method`` is none of these, or a p-value is not between 0 and 1.

    References
    ----------
    Holm, Scand J Stat 1979;6:65.
    Hochberg, Biometrika 1988;75:800.
    Hommel, Biometrika 1988;75:383.
    Benjamini and Hochberg, J R Stat Soc B 1995;57:289.
    Benjamini and Yekutieli, Ann Stat 2001;29:1165.

    Examples
    --------
    >>> [round(p, 6) for p in adjusted([0.003418, 0.007812, 0.6875])]
    [0.010254, 0.015624, 0.6875]
    """
    rule = chosen("adjustment", method, _RULES)
    for place, p in enumerate(p_values, start=1):
        if p is not None and not 0.0 <= p <= 1.0:
            raise InputError(f"p-value {place} is {p!r}.", "Give a probability, from 0 to 1.")
    result: list[float | None] = [None] * len(p_values)
    known = [(p, place) for place, p in enumerate(p_values) if p is not None]
    if method not in _IN_ORDER:
        known.sort()
    values = rule([p for p, _ in known])
    for (_, place), value in zip(known, values, strict=True):
        result[place] = min(1.0, value)
    return result


def gatekept(families: Sequence[Sequence[float | None]], method: str = "holm") -> list[list[float | None]]:
    """Return the p-values of families that are tested one after the other, adjusted for family and turn.

    A family is open only if every p-value of the families before it is significant. The error rate over all families
    together is then no larger than that of one.

    Parameters
    ----------
    families
        The p-values of each family, in order; None where a test could not be made, which closes nothing.
    method
        The adjustment inside each family, as in ``adjusted``.

    Returns
    -------
    list of list of float or None
        The larger of the value adjusted in its own family and the largest of the earlier families: nothing behind a
        closed gate is at or below the error rate.

    Raises
    ------
    InputError
        As ``adjusted`` does.

    References
    ----------
    Westfall and Krishen, J Stat Plan Inference 2001;99:25.

    Examples
    --------
    >>> primary, regions = gatekept([[0.0026], [0.003418, 0.007812, 0.6875]])
    >>> [round(p, 6) for p in regions]
    [0.010254, 0.015624, 0.6875]
    """
    gate = 0.0
    result = []
    for family in families:
        values = [None if p is None else max(p, gate) for p in adjusted(family, method)]
        gate = max([gate, *(p for p in values if p is not None)])
        result.append(values)
    return result


def _none(p_values: list[float]) -> list[float]:
    """Return them as they are."""
    return p_values


def _fixed_sequence(p_values: list[float]) -> list[float]:
    """Return the largest so far."""
    return list(accumulate(p_values, max))


def _bonferroni(p_values: list[float]) -> list[float]:
    """Return each times their number."""
    return [len(p_values) * p for p in p_values]


def _holm(p_values: list[float]) -> list[float]:
    """Step down from the smallest."""
    m = len(p_values)
    return list(accumulate(((m - rank) * p for rank, p in enumerate(p_values)), max))


def _step_up(scaled: list[float]) -> list[float]:
    """Return the smallest from here on."""
    return list(accumulate(reversed(scaled), min))[::-1]


def _hochberg(p_values: list[float]) -> list[float]:
    """Step up from the largest."""
    m = len(p_values)
    return _step_up([(m - rank) * p for rank, p in enumerate(p_values)])


def _benjamini_hochberg(p_values: list[float]) -> list[float]:
    """Step up by the false discovery rate."""
    m = len(p_values)
    return _step_up([m * p / (rank + 1) for rank, p in enumerate(p_values)])


def _benjamini_yekutieli(p_values: list[float]) -> list[float]:
    """Do the same, for any dependence."""
    m = len(p_values)
    harmonic = sum(1.0 / rank for rank in range(1, m + 1))
    return _step_up([harmonic * m * p / (rank + 1) for rank, p in enumerate(p_values)])


def _hommel(p_values: list[float]) -> list[float]:
    """Return, for each, the largest p-value of Simes' test over all subsets that hold it.

    Of the subsets of one size, the worst has the largest p-values besides.
    """
    m = len(p_values)
    result = list(p_values)
    for size in range(1, m + 1):
        rest = m - size + 1
        upper = min((size * p / (rank + 2) for rank, p in enumerate(p_values[rest:])), default=1.0)
        for place, p in enumerate(p_values):
            worst = min(size * p, upper) if place < rest else min(upper, size * p_values[rest - 1])
            result[place] = max(result[place], worst)
    return result


_IN_ORDER = ("none", "fixed-sequence")
_RULES: dict[str, Callable[[list[float]], list[float]]] = {
    "bonferroni": _bonferroni,
    "holm": _holm,
    "hochberg": _hochberg,
    "hommel": _hommel,
    "benjamini-hochberg": _benjamini_hochberg,
    "benjamini-yekutieli": _benjamini_yekutieli,
    "fixed-sequence": _fixed_sequence,
    "none": _none,
}
