"""Whether a printed agreement can go with a printed kappa, for calls of two categories."""

from __future__ import annotations

from psmatrial.errors import InputError


def chance_agreement(agreement: float, kappa: float) -> float:
    """Return the chance agreement that a pairwise agreement and its kappa imply: kappa = (po - pe)/(1 - pe).

    Parameters
    ----------
    agreement
        Mean pairwise agreement of the readers, a proportion.
    kappa
        Below 1.

    Returns
    -------
    float
        For two categories it lies from 0.5 to 1, because p² + (1 - p)² does: anything below is impossible.

    Raises
    ------
    InputError
        If kappa is 1 or more, which leaves the chance agreement open.

    References
    ----------
    Fleiss, Psychol Bull 1971;76:378.

    Examples
    --------
    Miller et al. 2017 print 74.4% with 0.50: as pairwise agreement, no two categories can give that.

    >>> round(chance_agreement(0.744, 0.50), 3)
    0.488
    """
    if kappa >= 1.0:
        raise InputError(f"kappa {kappa:g} leaves the chance agreement open.", "Give a kappa below 1.")
    return (agreement - kappa) / (1.0 - kappa)


def possible(agreement: float, kappa: float) -> bool:
    """Return whether calls of two categories can have this pairwise agreement with this kappa.

    Examples
    --------
    >>> possible(0.947, 0.54), possible(0.744, 0.50)
    (True, False)
    """
    return 0.5 <= chance_agreement(agreement, kappa) <= 1.0 if kappa < 1.0 else agreement >= 1.0


def pairwise_of_unanimous(unanimous: float, readers: int) -> tuple[float, float]:
    """Return the smallest and largest pairwise agreement behind a share of cases in which all readers agree.

    Parameters
    ----------
    unanimous
        Share of cases with one call by all readers.
    readers
        2 or more.

    Returns
    -------
    tuple of float
        The two are equal for two and for three readers.

    Examples
    --------
    Three readers who do not agree are two against one: one pair of three agrees.

    >>> [round(value, 3) for value in pairwise_of_unanimous(0.744, 3)]
    [0.829, 0.829]
    """
    if readers < 2:
        text = f"a study with {readers} reader{'' if readers == 1 else 's'} has no agreement."
        raise InputError(text, "Give two readers or more.")
    pairs = readers * (readers - 1)
    half = readers // 2
    even = half * (half - 1) + (readers - half) * (readers - half - 1)
    lone = (readers - 1) * (readers - 2)
    rest = 1.0 - unanimous
    return unanimous + rest * even / pairs, unanimous + rest * lone / pairs
