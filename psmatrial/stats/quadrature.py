"""Integrals of smooth functions by Gauss and Legendre's rule."""

from __future__ import annotations

from functools import cache
from math import cos, fsum, pi
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOSE = 1e-15


def integral(f: Callable[[float], float], low: float, high: float, points: int) -> float:
    """Return the integral of ``f`` from ``low`` to ``high``, exact for polynomials of degree 2 points - 1.

    Parameters
    ----------
    f
        A smooth function; it is not evaluated at the ends.
    low, high
        Ends of the range.
    points
        Number of evaluations.

    References
    ----------
    Golub and Welsch, Math Comput 1969;23:221 (tables to compare with).

    Examples
    --------
    >>> round(integral(lambda x: x**5, 0.0, 2.0, 3), 12)
    10.666666666667
    """
    middle, half = (low + high) / 2.0, (high - low) / 2.0
    return half * fsum(weight * f(middle + half * node) for node, weight in rule(points))


@cache
def rule(points: int) -> tuple[tuple[float, float], ...]:
    """Return nodes and weights on [-1, 1]: the zeros of a Legendre polynomial, by Newton's iteration.

    Examples
    --------
    >>> [(round(node, 6), round(weight, 6)) for node, weight in rule(2)]
    [(0.57735, 1.0), (-0.57735, 1.0)]
    """
    above = []
    for j in range((points + 1) // 2):
        node, step = cos(pi * (j + 0.75) / (points + 0.5)), 1.0
        while abs(step) > _CLOSE:
            value, slope = _legendre(points, node)
            step = value / slope
            node -= step
        above.append((node, 2.0 / ((1.0 - node * node) * _legendre(points, node)[1] ** 2)))
    return (*above, *((-node, weight) for node, weight in reversed(above[: points // 2])))


def _legendre(degree: int, x: float) -> tuple[float, float]:
    """Return a Legendre polynomial and its slope at x, strictly between -1 and 1."""
    before, value = 1.0, x
    for j in range(2, degree + 1):
        before, value = value, ((2 * j - 1) * x * value - (j - 1) * before) / j
    return value, degree * (x * value - before) / (x * x - 1.0)
