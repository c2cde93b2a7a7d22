"""Tails of the binomial and the beta distribution at one share, from one pair of counts to a pair near by.

A tail anew is a continued fraction; from a neighbour it is one term. With I = I_x(p, q), w = x^p y^q / B(p, q) and
y = 1 - x, integrated by parts:

- I_x(p + 1, q) = I - w/p, and w becomes w x (p + q)/p;
- I_x(p, q + 1) = I + w/q, and w becomes w y (p + q)/q.

Together, I_x(p + 1, q + 1) = I + w (x (p + q) - q)/(p q). P(X >= b) of b + c patients is I_x(b, c + 1), and
P(X = b) is w/(y b); the posterior distribution of Jeffreys is I_x(b + 1/2, c + 1/2).

A step rounds w at most ten times, each time by at most u = 1.2e-16 of w, and I by as much of the term, which is not
above 1, and of itself. So j steps from the start w is off by less than 10 j u of itself, and the term by 10 j u + 10 u.
After all steps that are taken before a tail is computed anew I is off by less than 5 u times their square and 20 u
times their number: by 6e-11, and by 1e-12 in trials.
"""

from __future__ import annotations

from math import exp

from psmatrial.stats._incomplete_beta import incomplete_beta, log_density

# A tail nearer than this to its error, relatively, decides nothing: windows are a trifle wide.
SLACK = 1e-5
# With a smaller error the steps from one tail to the next are not exact enough.
LEAST_ERROR = 1e-4
# So many steps cost as much as a tail anew, and so many may follow one another.
_NEAR = 100
_STEPS = 300
# Below this a weight would soon be 0 and stay so. Along steps of one kind the weights rise and then fall: what
# they were on the way is not below both of their ends.
_TINY = 1e-200


class Walk:
    """A tail of b of b + c at a share that is asked at many counts, one near the other.

    Parameters
    ----------
    x
        The share, above 0 and below 1.
    half
        0 for P(X >= b), 1/2 for the distribution function of Beta(b + 1/2, c + 1/2).
    walks
        Whether to go from one pair of counts to the next, with an absolute error below 1e-10, or to compute each tail
        anew.
    """

    def __init__(self, x: float, half: float = 0.0, *, walks: bool = True) -> None:
        """Begin nowhere."""
        self._x, self._y, self._half = x, 1.0 - x, half
        self._steps = _STEPS if walks else 0
        self._left = -1
        self._b = self._c = 0
        self._tail = self._weight = 0.0

    def at(self, b: int, c: int) -> float:
        """Return the tail of b of b + c.

        Parameters
        ----------
        b, c
            Counts, b above 0 and c not below 0.

        Examples
        --------
        P(X >= 19) and P(X >= 20) of 23 patients at a share of one half.

        >>> walk = Walk(0.5)
        >>> [round(walk.at(b, 23 - b), 10) for b in (19, 20)]
        [0.0012997389, 0.0002441406]
        """
        more, other = b - self._b, c - self._c
        if more or other:
            far = max(abs(more), abs(other), abs(more - other))
            if far > self._left or far > _NEAR or not self._walked(more, other):
                self._anew(b, c)
            self._left -= far
            self._b, self._c = b, c
        return self._tail

    @property
    def density(self) -> float:
        """How fast the tail that was asked last grows with the share."""
        return self._weight / (self._x * self._y)

    def middle(self, b: int, c: int) -> float:
        """Return P(X > b) + P(X = b)/2, the tail of mid-p.

        Examples
        --------
        >>> round(Walk(0.5).middle(19, 4), 10)
        0.0007719398
        """
        return self.at(b, c) - self._weight / (2.0 * self._y * b)

    def _anew(self, b: int, c: int) -> None:
        """Compute a tail."""
        p, q = b + self._half, c + 1.0 - self._half
        self._tail = incomplete_beta(self._x, self._y, p, q)
        self._weight = exp(log_density(self._x, self._y, p, q))
        self._left = self._steps

    def _walked(self, more: int, other: int) -> bool:
        """Walk, both counts together as far as they grow or fall alike; return whether the weight stays a number."""
        together = min(more, other) if more > 0 and other > 0 else max(more, other) if more < 0 and other < 0 else 0
        p, q = self._b + self._half, self._c + 1.0 - self._half
        if together and self._weight > _TINY:
            self._together(p, q, together)
            p, q = p + together, q + together
        if more != together and self._weight > _TINY:
            lost, self._weight = _terms(self._weight, self._x, p, q, more - together)
            self._tail -= lost
            p += more - together
        if other != together and self._weight > _TINY:
            won, self._weight = _terms(self._weight, self._y, q, p, other - together)
            self._tail += won
        return self._weight > _TINY

    def _together(self, p: float, q: float, steps: int) -> None:
        """Let both counts grow by as many steps, or fall."""
        x, both = self._x, self._x * self._y
        tail, weight = self._tail, self._weight
        for _ in range(steps):
            n = p + q
            term = weight / (p * q)
            tail += term * (x * n - q)
            weight = term * both * n * (n + 1.0)
            p += 1.0
            q += 1.0
        for _ in range(-steps):
            p -= 1.0
            q -= 1.0
            n = p + q
            term = weight / (both * n * (n + 1.0))
            tail -= term * (x * n - q)
            weight = term * p * q
        self._tail, self._weight = tail, weight


def _terms(weight: float, x: float, p: float, q: float, steps: int) -> tuple[float, float]:
    """Return the sum of w/p over steps of p, below 0 for steps down, and the weight after them."""
    total = 0.0
    for _ in range(steps):
        term = weight / p
        total += term
        weight = term * x * (p + q)
        p += 1.0
    for _ in range(-steps):
        p -= 1.0
        term = weight / (x * (p + q))
        total -= term
        weight = term * p
    return total, weight
