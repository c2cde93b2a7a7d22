"""Variances of the coefficients of a GEE: the plain sandwich and its corrections for few patients."""

from __future__ import annotations

from collections.abc import Callable

from psmatrial.errors import InputError, choices
from psmatrial.models.detection.array import Array
from psmatrial.models.detection.gee import Gee
from psmatrial.models.detection.logistic import carried

ROBUST, FAY_GRAUBARD = "robust", "fay-graubard"
BOUND = 0.75
SINGULAR = 1e-9
ALONE = "one patient alone determines a coefficient: leave out the covariate, or join its categories"


def covariance(fit: Gee, method: str = "mancl-derouen", taken: Array | None = None) -> Array | str:
    """Return the covariance of the coefficients.

    Residuals are smaller than errors, because the coefficients were fitted to them; the corrections enlarge them by the
    leverage of each patient, H = D (bread) D' V⁻¹.

    Parameters
    ----------
    fit
        A solution of the estimating equations.
    method
        ``"robust"`` (no correction), ``"mancl-derouen"`` (residuals times (I - H)⁻¹), ``"kauermann-carroll"``
        ((I - H)^-1/2), ``"fay-graubard"`` (scores divided by the root of 1 minus their own leverage, at most 0.75;
        it follows the coding, so that exchanging the tests moves it a little, and another zero of a covariate perhaps
        much),
        ``"morel-bokossa-neerchal"`` or ``"mackinnon"`` (factors on the whole).
    taken
        What was taken off the columns: Fay and Graubard's leverages are those of the columns before. None: nothing.

    Returns
    -------
    Array | str
        Or why there is none: a patient whose leverage is 1.

    Raises
    ------
    InputError
        If the method is none of these.

    References
    ----------
    Mancl and DeRouen, Biometrics 2001;57:126. Kauermann and Carroll, J Am Stat Assoc 2001;96:1387. Fay and Graubard,
    Biometrics 2001;57:1198. Morel, Bokossa and Neerchal, Biom J 2003;45:395. MacKinnon and White, J Econom 1985;29:305.

    Examples
    --------
    >>> from psmatrial.models.detection.gee import paired_gee
    >>> from psmatrial.models.detection.pairs import pairs_of
    >>> found = [(1, 1)] * 9 + [(1, 0)] * 19 + [(0, 1)] * 4 + [(0, 0)] * 18
    >>> fit = paired_gee(pairs_of(found))
    >>> [round(float(covariance(fit, name)[1, 1]) ** 0.5, 6) for name in ("robust", "mancl-derouen")]
    [0.395087, 0.40315]
    """
    if method not in VARIANCES:
        raise InputError(f"there is no variance {method!r}.", choices(method, tuple(VARIANCES)))
    if method in ("mancl-derouen", "kauermann-carroll") and _determinant(_kept(fit)).min() <= SINGULAR:
        return ALONE
    return _fay_graubard(fit, taken) if method == FAY_GRAUBARD else VARIANCES[method](fit)


def _sandwich(fit: Gee, scores: Array) -> Array:
    """Return bread, squared scores, bread."""
    made: Array = fit.bread @ (scores.T @ scores) @ fit.bread
    return made


def _scores(fit: Gee, left: Array) -> Array:
    """Return each patient's score from his residuals."""
    import numpy as np

    made: Array = np.einsum("kpj,kj->kp", fit.weighted, left)
    return made


def _kept(fit: Gee) -> Array:
    """Return I - H of each patient."""
    import numpy as np

    made: Array = np.eye(2) - np.einsum("kip,pq,kqj->kij", fit.sloped, fit.bread, fit.weighted)
    return made


def _determinant(matrices: Array) -> Array:
    """Return the determinants of matrices of two rows."""
    made: Array = matrices[:, 0, 0] * matrices[:, 1, 1] - matrices[:, 0, 1] * matrices[:, 1, 0]
    return made


def _robust(fit: Gee) -> Array:
    """Return the plain sandwich."""
    return _sandwich(fit, _scores(fit, fit.left))


def _mancl_derouen(fit: Gee) -> Array:
    """Return the sandwich with residuals times the inverse of I - H."""
    import numpy as np

    return _sandwich(fit, _scores(fit, np.linalg.solve(_kept(fit), fit.left[:, :, None])[:, :, 0]))


def _kauermann_carroll(fit: Gee) -> Array:
    """Return the sandwich with residuals times the inverse of the principal square root of I - H."""
    import numpy as np

    kept = _kept(fit)
    root = np.sqrt(_determinant(kept))
    # Cayley-Hamilton: the square root of a matrix of two rows in closed form.
    trace = np.sqrt(kept[:, 0, 0] + kept[:, 1, 1] + 2.0 * root)
    halved = (kept + root[:, None, None] * np.eye(2)) / trace[:, None, None]
    return _sandwich(fit, _scores(fit, np.linalg.solve(halved, fit.left[:, :, None])[:, :, 0]))


def _fay_graubard(fit: Gee, taken: Array | None = None) -> Array:
    """Return the sandwich with each score divided by the root of 1 minus its own leverage."""
    import numpy as np

    taken = np.zeros(len(fit.coefficients)) if taken is None else taken
    before, back = carried(-taken), carried(taken)
    leverages = before.T @ fit.weighted @ fit.sloped @ fit.bread @ back.T
    own = np.diagonal(leverages, axis1=1, axis2=2)
    return _sandwich(fit, (_scores(fit, fit.left) @ before / np.sqrt(1.0 - np.minimum(BOUND, own))) @ back)


def _mackinnon(fit: Gee) -> Array:
    """Return the sandwich times patients over patients less coefficients."""
    patients, count = len(fit.left), len(fit.coefficients)
    return _robust(fit) * (patients / (patients - count))


def _morel(fit: Gee) -> Array:
    """Return the sandwich times a factor, plus a share of the bread."""
    import numpy as np

    patients, count = len(fit.left), len(fit.coefficients)
    scores = _scores(fit, fit.left)
    factor = (2 * patients - 1) / (2 * patients - count) * patients / (patients - 1)
    share = count / (patients - count) if patients > 3 * count else 0.5
    effect = max(1.0, float(np.trace(fit.bread @ (scores.T @ scores))) / count)
    return factor * _sandwich(fit, scores) + share * effect * fit.bread


VARIANCES: dict[str, Callable[[Gee], Array]] = {
    ROBUST: _robust,
    "mancl-derouen": _mancl_derouen,
    "kauermann-carroll": _kauermann_carroll,
    FAY_GRAUBARD: _fay_graubard,
    "morel-bokossa-neerchal": _morel,
    "mackinnon": _mackinnon,
}
