"""Whether some combination of the covariates parts the found from the missed, told by a linear program."""

from __future__ import annotations

from psmatrial.models.detection.array import Array

# What a combination of columns of size 1 may err by, and still lie on the border.
BORDER = 1e-9


def separated(rows: Array, found: Array) -> bool:
    """Return whether found and missed are separated, completely or but for some on the border.

    Then, and only then, a logistic regression has no maximum. The program looks for the combination with no found below
    0 and no missed above it whose values are largest in sum. The columns are made orthogonal first: where there is
    such a combination, the sum is 1 at least, and otherwise 0, so that neither the scale of a covariate nor one value
    far from all others deceives.

    Parameters
    ----------
    rows
        One row an observation, of full rank.
    found
        1 or 0.

    References
    ----------
    Albert and Anderson, Biometrika 1984;71:1. Santner and Duffy, Biometrika 1986;73:755.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 500.0]])
    >>> separated(rows, np.array([0.0, 1.0, 1.0, 1.0])), separated(rows, np.array([0.0, 1.0, 0.0, 1.0]))
    (True, False)
    """
    import numpy as np
    from scipy.optimize import linprog

    count, width = rows.shape
    columns = np.linalg.qr(rows / np.abs(rows).max(axis=0))[0] * count**0.5
    signed = columns * np.where(found > 0.0, 1.0, -1.0)[:, None]
    best = linprog(
        -signed.sum(axis=0),
        A_ub=-signed,
        b_ub=np.zeros(count),
        bounds=[(-1.0, 1.0)] * width,
        options={"primal_feasibility_tolerance": BORDER},
    )
    # Without an answer there is no proof that a maximum exists.
    return best.fun is None or best.fun < -0.5
