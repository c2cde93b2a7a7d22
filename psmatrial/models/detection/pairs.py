"""The two results of each patient as the rows of a model: intercept, tracer, covariates, tracer by PSA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psmatrial.models.detection.array import Array

INTERCEPT, TRACER, PSA, TRACER_BY_PSA = "intercept", "tracer", "psa", "tracer:psa"
INDEX, COMPARATOR = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Patients with both results: ``rows[i, t]`` is the row of patient i under test t (0 index, 1 comparator).

    ``found[i, t]`` is 1 where the test found disease; ``centre`` is the mean of ln PSA that was taken off, None in a
    model without PSA.
    """

    terms: tuple[str, ...]
    rows: Array
    found: Array
    centre: float | None = None

    @property
    def patients(self) -> int:
        """How many patients there are."""
        return int(self.rows.shape[0])

    def place(self, term: str) -> int:
        """Return which coefficient a term has."""
        return self.terms.index(term)


def pairs_of(
    found: Sequence[tuple[int, int]],
    covariates: Mapping[str, Sequence[float]] | None = None,
    *,
    log_psa: Sequence[float] | None = None,
    interaction: bool = False,
) -> Pairs:
    """Return the rows of a model.

    Parameters
    ----------
    found
        For each patient whether index test and comparator found disease, 1 or 0.
    covariates
        Further covariates by name, a number a patient (0 and 1 for a category).
    log_psa
        ln PSA; its mean is taken off, so that the tracer's effect is that at the geometric mean of PSA.
    interaction
        Whether the tracer's effect changes with PSA.

    Returns
    -------
    Pairs
        Terms in the order intercept, tracer, psa, tracer:psa, further covariates.

    Examples
    --------
    >>> pairs = pairs_of([(1, 0), (1, 1)], log_psa=[0.0, 2.0], interaction=True)
    >>> pairs.terms, pairs.centre
    (('intercept', 'tracer', 'psa', 'tracer:psa'), 1.0)
    >>> pairs.rows[1].tolist()
    [[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 0.0]]
    """
    import numpy as np

    count = len(found)
    tracer = np.tile([1.0, 0.0], (count, 1))
    columns = {INTERCEPT: np.ones((count, 2)), TRACER: tracer}
    centre = None
    if log_psa is not None:
        centre = sum(log_psa) / count if count else 0.0
        columns[PSA] = _both(np.asarray(log_psa, dtype=float) - centre)
        if interaction:
            columns[TRACER_BY_PSA] = columns[PSA] * tracer
    for name, values in (covariates or {}).items():
        columns[name] = _both(np.asarray(values, dtype=float))
    rows = np.stack(list(columns.values()), axis=2)
    return Pairs(tuple(columns), rows, np.asarray(found, dtype=float).reshape(count, 2), centre)


def rows_at(pairs: Pairs, log_psa: float | None) -> Array:
    """Return the rows of all patients as if each had this ln PSA; their own where it is None.

    Examples
    --------
    >>> pairs = pairs_of([(1, 0), (1, 1)], log_psa=[0.0, 2.0], interaction=True)
    >>> rows_at(pairs, 4.0)[0, 0].tolist()
    [1.0, 1.0, 3.0, 3.0]
    """
    if log_psa is None or pairs.centre is None:
        return pairs.rows
    moved = pairs.rows.copy()
    moved[:, :, pairs.place(PSA)] = log_psa - pairs.centre
    if TRACER_BY_PSA in pairs.terms:
        moved[:, INDEX, pairs.place(TRACER_BY_PSA)] = log_psa - pairs.centre
    return moved


def _both(values: Array) -> Array:
    """Return a patient's value under both tests."""
    import numpy as np

    return np.repeat(values[:, None], 2, axis=1)
