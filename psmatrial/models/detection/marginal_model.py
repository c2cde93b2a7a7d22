"""The marginal model of both tests: GEE, or the penalised estimate where PSA or a covariate separates the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from psmatrial.models.detection.array import Array
from psmatrial.models.detection.gee import NO_END, paired_gee
from psmatrial.models.detection.logistic import carried, expit, firth, full_rank, maximum_likelihood, middles
from psmatrial.models.detection.pairs import Pairs, rows_at
from psmatrial.models.detection.separation import separated
from psmatrial.models.detection.small_sample import ROBUST, covariance

PENALISED = "penalised-gee"
FEW = "fewer patients than the model has coefficients"
REPEATED = "a covariate is the same in all patients, or says what others say already"
SEPARATED = (
    "the covariates part the found from the missed, so that no plain estimate exists: penalised estimate with "
    "model-based variance"
)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Coefficients with their covariance; ``df`` is that of Student's t, None for the normal distribution.

    ``near`` and ``spread`` are the same two with ``taken`` taken off the columns: there no digits are lost, however far
    from 0 a covariate is. ``method`` is ``gee-exchangeable``, ``gee-independence`` or ``penalised-gee``;
    ``correlation`` is that between the two results of a patient, as estimated.
    """

    pairs: Pairs
    taken: Array
    near: Array
    spread: Array
    df: int | None
    method: str
    correlation: float
    note: str = ""

    @property
    def coefficients(self) -> Array:
        """The coefficients, in the order of the terms."""
        made: Array = carried(self.taken) @ self.near
        return made

    @property
    def covariance(self) -> Array:
        """The covariance of the coefficients."""
        made: Array = carried(self.taken) @ self.spread @ carried(self.taken).T
        return made

    def rows(self, log_psa: float | None) -> Array:
        """Return the rows of all patients that go with ``near``, as if each had this ln PSA; their own with None."""
        made: Array = rows_at(self.pairs, log_psa) - self.taken
        return made

    def combined(self, weights: Array) -> tuple[float, float]:
        """Return a combination of the coefficients, and its standard error."""
        value = float(weights @ self.coefficients)
        return value, max(float(weights @ self.covariance @ weights), 0.0) ** 0.5

    def weights(self, of: Mapping[str, float]) -> Array:
        """Return the weights of a combination, given by term."""
        import numpy as np

        made = np.zeros(len(self.coefficients))
        for term, weight in of.items():
            made[self.pairs.place(term)] = weight
        return made


def marginal_model(pairs: Pairs, correlation: str = "exchangeable", variance: str = "mancl-derouen") -> Fit | str:
    """Fit the log odds of being found to tracer, PSA and covariates, the two results of a patient being correlated.

    Parameters
    ----------
    pairs
        Patients with both results.
    correlation
        The working correlation, ``"exchangeable"`` or ``"independence"``.
    variance
        ``"robust"`` or one of the corrections for few patients.

    Returns
    -------
    Fit | str
        Or why nothing can be estimated. Separated results have no finite solution; they get the independence GEE with
        Firth's penalty instead, under its own name and with a note. Its sandwich would be far too narrow there, since a
        rate that is all but 0 leaves residuals of all but 0. So its covariance is the inverse information, widened
        until no combination of coefficients is narrower than under the sandwich.

    References
    ----------
    Liang and Zeger, Biometrika 1986;73:13. Mondol and Rahman, Stat Med 2019;38:2544 (penalised).

    Examples
    --------
    >>> import math
    >>> from psmatrial.models.detection.pairs import pairs_of
    >>> fit = marginal_model(pairs_of([(1, 0)] * 8 + [(0, 0)] * 42))
    >>> fit.method, round(math.exp(fit.coefficients[1]), 2)
    ('penalised-gee', 20.2)
    """
    count = len(pairs.terms)
    if pairs.patients <= count:
        return FEW
    rows, found = pairs.rows.reshape(-1, count), pairs.found.ravel()
    if not full_rank(rows):
        return REPEATED
    taken = middles(rows)
    rows = rows - taken
    plain = maximum_likelihood(rows, found)
    if plain is None:
        return _penalised(pairs, taken) if separated(rows, found) else NO_END
    solved = paired_gee(replace(pairs, rows=pairs.rows - taken), correlation, start=plain.coefficients)
    if isinstance(solved, str):
        return solved
    spread = covariance(solved, variance, taken)
    if isinstance(spread, str):
        return spread
    df = None if variance == ROBUST else pairs.patients - count
    return Fit(pairs, taken, solved.coefficients, spread, df, f"gee-{correlation}", solved.correlation)


def _penalised(pairs: Pairs, taken: Array) -> Fit:
    """Return Firth's estimate with a covariance that no separated patient can make too narrow."""
    import numpy as np

    rows = pairs.rows - taken
    fit = firth(rows.reshape(-1, len(taken)), pairs.found.ravel())
    left = pairs.found - expit(rows @ fit.coefficients)
    scores = np.einsum("kip,ki->kp", rows, left)
    root = np.linalg.cholesky(fit.covariance)
    # In the measure of the model, the sandwich is this matrix; its largest root says how much wider it is at most.
    wider = float(np.linalg.eigvalsh(root.T @ (scores.T @ scores) @ root)[-1])
    spread = fit.covariance * max(1.0, wider)
    return Fit(pairs, taken, fit.coefficients, spread, None, PENALISED, 0.0, SEPARATED)
