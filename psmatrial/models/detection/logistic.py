"""Logistic regression by Newton's method, plain or with Firth's penalty; whether the plain maximum exists."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.models.detection.array import Array
from psmatrial.models.detection.separation import separated

STEPS = 60
PENALISED_STEPS = 500
HALVINGS = 40
CLOSE = 1e-10
# A height errs by the square of what its place errs by, so a profile needs no closer place.
CLOSE_PROFILE = 1e-6
# Within these log odds no residual is so near 0 that a short step could be an error of rounding.
FARTHEST = 30.0
# Below this log determinant an inverse has no digits left.
SMALLEST = -200.0


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A fitted logistic regression; ``height`` is the logarithm of the likelihood, penalised where it is so."""

    coefficients: Array
    covariance: Array
    height: float


def full_rank(rows: Array) -> bool:
    """Return whether no column of a design repeats what the others say.

    Examples
    --------
    >>> import numpy as np
    >>> full_rank(np.array([[1.0, 0.0], [1.0, 2.0]])), full_rank(np.array([[1.0, 2.0], [1.0, 2.0]]))
    (True, False)
    """
    import numpy as np

    scale = np.abs(rows).max(axis=0, initial=0.0)
    if rows.shape[0] < rows.shape[1] or not scale.all():
        return False
    return bool(np.linalg.matrix_rank(rows / scale) == rows.shape[1])


def middles(rows: Array) -> Array:
    """Return what is taken off each column, so that far from 0 no digits are lost: its middle value, of an intercept 0.

    A mean would follow one value far from all others, and a value that nobody has would mix the groups of a category.

    Parameters
    ----------
    rows
        One row an observation; nothing is taken off where the first column is no intercept.

    Examples
    --------
    >>> import numpy as np
    >>> middles(np.array([[1.0, 2018.0], [1.0, 2020.0], [1.0, 2023.0], [1.0, 2024.0]])).tolist()
    [0.0, 2020.0]
    >>> middles(np.array([[2.0, 2018.0], [1.0, 2020.0]])).tolist()
    [0.0, 0.0]
    """
    import numpy as np

    taken: Array = np.sort(rows, axis=0)[(len(rows) - 1) // 2]
    taken[0] = 0.0
    return taken if (rows[:, 0] == 1.0).all() else np.zeros_like(taken)


def carried(taken: Array) -> Array:
    """Return the matrix that carries coefficients back to columns of which nothing was taken off: the intercept moves.

    Examples
    --------
    >>> import numpy as np
    >>> (carried(np.array([0.0, 2020.0])) @ np.array([1.0, 0.5])).tolist()
    [-1009.0, 0.5]
    """
    import numpy as np

    back = np.eye(len(taken))
    back[0] -= taken
    return back


def maximum_likelihood(rows: Array, found: Array) -> Logistic | None:
    """Fit by maximum likelihood; None where no maximum exists, or none could be found: ``separated`` tells which.

    A maximum is its own proof: there the residuals, none of them 0, balance over the patients, and that is possible
    exactly when no combination of the covariates parts the found from the missed. Where one does, Newton's steps never
    become short. Residuals that are all but 0 prove nothing in numbers of floating point: with one of those, as one
    value far from the others brings it about, the maximum counts where ``separated`` says that there is one.

    Parameters
    ----------
    rows
        One row an observation, of full rank.
    found
        1 or 0.

    References
    ----------
    Albert and Anderson, Biometrika 1984;71:1.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    >>> fit = maximum_likelihood(rows, np.array([1.0, 0.0, 1.0, 0.0]))
    >>> fit.coefficients.round(6).tolist() if fit else None
    [0.0, 0.0]
    >>> maximum_likelihood(rows, np.array([0.0, 0.0, 1.0, 1.0])) is None
    True
    """
    import numpy as np

    taken = middles(rows)
    at, scaled, scale = np.zeros(rows.shape[1]), *_scaled(rows - taken)
    for _ in range(STEPS):
        rate, missed = expit(scaled @ at), expit(-scaled @ at)
        information = scaled.T @ (scaled * (rate * missed)[:, None])
        score = scaled.T @ np.where(found > 0.0, missed, -rate)
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(step).all():
            return None
        at = _climbed(at, step, scaled, found)
        if np.abs(step).max() <= CLOSE * (1.0 + np.abs(at).max()):
            if np.abs(scaled @ at).max() > FARTHEST and separated(rows - taken, found):
                return None
            back = carried(taken) / scale
            return Logistic(back @ at, back @ np.linalg.inv(information) @ back.T, _height(scaled, found, at))
    return None


def firth(rows: Array, found: Array, held: int | None = None, start: Array | None = None) -> Logistic:
    """Fit with Firth's penalty, half the log determinant of the information, which always has a finite maximum.

    Parameters
    ----------
    rows
        One row an observation, of full rank.
    found
        1 or 0.
    held
        Place of a coefficient that is held where it starts: the height is then the profile of the penalised likelihood.
    start
        Coefficients to start from; None: all 0.

    Returns
    -------
    Logistic
        ``height`` is minus infinity where the start is so far out that nothing can be computed.

    References
    ----------
    Firth, Biometrika 1993;80:27. Heinze and Schemper, Stat Med 2002;21:2409.

    Examples
    --------
    One half is added to what was found and to what was missed.

    >>> import numpy as np
    >>> fit = firth(np.ones((23, 1)), np.array([1.0] * 19 + [0.0] * 4))
    >>> round(float(np.exp(fit.coefficients[0])), 6)
    4.333333
    """
    import numpy as np

    scaled, scale = _scaled(rows)
    at = np.zeros(rows.shape[1]) if start is None else start * scale
    close = CLOSE if held is None else CLOSE_PROFILE
    free = [place for place in range(rows.shape[1]) if place != held]
    height, information, score = _penalised(scaled, found, at)
    for _ in range(PENALISED_STEPS if free and height > float("-inf") else 0):
        step = np.zeros_like(at)
        step[free] = _newton(scaled, at, information, score, free)
        share = 1.0
        for _ in range(HALVINGS):
            reached = _penalised(scaled, found, at + share * step)
            # The last steps change the height by less than a number of floating point can say.
            if reached[0] >= height - 1e-12 * (1.0 + abs(height)):
                break
            share /= 2.0
        at = at + share * step
        height, information, score = reached
        if np.abs(step).max() <= close * (1.0 + np.abs(at).max()):
            break
    # A height of minus infinity is that of a singular information.
    inverse = np.linalg.inv(information) if height > float("-inf") else information
    return Logistic(at / scale, inverse / np.outer(scale, scale), height)


def expit(eta: Array) -> Array:
    """Return the rates that belong to log odds, without overflow.

    Examples
    --------
    >>> import numpy as np
    >>> expit(np.array([0.0, -1000.0])).tolist()
    [0.5, 0.0]
    """
    import numpy as np

    odds = np.exp(-np.abs(eta))
    return np.where(eta >= 0, 1.0, odds) / (1.0 + odds)


def _scaled(rows: Array) -> tuple[Array, Array]:
    """Return the rows with columns of like size, and the sizes."""
    import numpy as np

    scale = np.abs(rows).max(axis=0)
    return rows / scale, scale


def _height(rows: Array, found: Array, at: Array) -> float:
    """Return the logarithm of the likelihood."""
    import numpy as np

    eta = rows @ at
    return float((found * eta - np.maximum(eta, 0.0) - np.log1p(np.exp(-np.abs(eta)))).sum())


def _climbed(at: Array, step: Array, rows: Array, found: Array) -> Array:
    """Go one step, shorter where the whole one would lead down."""
    share, before = 1.0, _height(rows, found, at)
    for _ in range(HALVINGS):
        if _height(rows, found, at + share * step) >= before - 1e-12 * (1.0 + abs(before)):
            break
        share /= 2.0
    return at + share * step


def _newton(rows: Array, at: Array, information: Array, score: Array, free: list[int]) -> Array:
    """Return Newton's step with the penalty's own curvature; a short one without it where the surface is not a hill."""
    import numpy as np

    inside = np.ix_(free, free)
    bent = (information - _penalty_curvature(rows, at, np.linalg.inv(information)))[inside]
    try:
        np.linalg.cholesky(bent)
    except np.linalg.LinAlgError:
        bent = 2.0 * information[inside]
    step: Array = np.linalg.solve(bent, score[free])
    return step


def _penalty_curvature(rows: Array, at: Array, inverse: Array) -> Array:
    """Return the second derivatives of half the log determinant of the information."""
    import numpy as np

    rate = expit(rows @ at)
    weight = rate * (1.0 - rate)
    turned = weight * (1.0 - 2.0 * rate)
    spread = np.einsum("ij,jk,ik->i", rows, inverse, rows)
    own = rows.T @ (rows * (spread * (turned * (0.5 - rate) - weight**2))[:, None])
    # How the inverse information moves with each coefficient, and with it every leverage.
    moved = np.einsum("is,ij,ik->sjk", rows * turned[:, None], rows, rows, optimize=True)
    moves = np.einsum("ij,ja,sab,bk,ik->is", rows, inverse, moved, inverse, rows, optimize=True)
    made: Array = own - rows.T @ (moves * (weight * (0.5 - rate))[:, None])
    return made


def _penalised(rows: Array, found: Array, at: Array) -> tuple[float, Array, Array]:
    """Return the penalised height, the information and the penalised score at a place."""
    import numpy as np

    rate = expit(rows @ at)
    weight = rate * (1.0 - rate)
    information = rows.T @ (rows * weight[:, None])
    sign, logarithm = np.linalg.slogdet(information)
    if sign <= 0 or logarithm < SMALLEST:
        return float("-inf"), information, np.zeros_like(at)
    inverse = np.linalg.inv(information)
    leverage = weight * np.einsum("ij,jk,ik->i", rows, inverse, rows)
    score = rows.T @ (found - rate + leverage * (0.5 - rate))
    return _height(rows, found, at) + float(logarithm) / 2.0, information, score
