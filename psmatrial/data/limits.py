"""PSA values of which only a limit is known: below the limit of the assay, or above its range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from psmatrial.data.strata import Bin

_LIMIT = re.compile(r"(?P<sign><=|>=|[<>≤≥]) ?(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\Z")
# Where a value stands beside its number: 0.1 is above <0.1 and below >0.1.
_BESIDE = {"<": -2, "≤": -1, "": 0, "≥": 1, ">": 2}
_NONE, _ALL = Decimal("-Infinity"), Decimal("Infinity")

Point = tuple[Decimal, int]


def limit_parts(text: str) -> tuple[str, Decimal] | None:
    """Return sign (``<``, ``≤``, ``≥`` or ``>``) and number of a limit, or None for a text that is none.

    Examples
    --------
    >>> limit_parts("<0.1"), limit_parts("<= 0.1"), limit_parts("0.1")
    (('<', Decimal('0.1')), ('≤', Decimal('0.1')), None)
    """
    if match := _LIMIT.match(text):
        return match["sign"].replace("<=", "≤").replace(">=", "≥"), Decimal(match["number"])
    return None


def psa_order(text: str) -> Point:
    """Return a PSA value, or a limit of one, as something that can be compared and sorted.

    Examples
    --------
    >>> sorted(["0.1", ">100", "<0.1", "0.05"], key=psa_order)
    ['0.05', '<0.1', '0.1', '>100']
    """
    sign, number = limit_parts(text) or ("", Decimal(text))
    return number, _BESIDE[sign]


def bin_of_limit(text: str, bins: Sequence[Bin]) -> tuple[Bin | None, Bin | None]:
    """Return the bin that holds all values a limit leaves open, and the first bin that holds only some of them.

    Parameters
    ----------
    text
        A limit such as ``<0.1``.
    bins
        Strata of PSA.

    Returns
    -------
    tuple
        Both None where no bin holds any of the values; the second is None wherever nothing is in doubt.

    Examples
    --------
    >>> from psmatrial.data.strata import parsed_bins
    >>> bins = parsed_bins(["<0.5", ">=0.5"])
    >>> [found and found.label for text in ("<0.1", "<0.6") for found in bin_of_limit(text, bins)]
    ['<0.5', None, None, '<0.5']
    """
    sign, number = limit_parts(text) or ("", Decimal(text))
    low: Point = (Decimal(0), 0) if sign in "<≤" else (number, int(sign == ">"))
    high: Point = (number, -int(sign == "<")) if sign in "<≤" else (_ALL, 0)
    for one in bins:
        first: Point = (_NONE, 0) if one.low is None else (one.low, int(not one.low_closed))
        last: Point = (_ALL, 0) if one.high is None else (one.high, -int(not one.high_closed))
        if first <= low and high <= last:
            return one, None
        if first <= high and low <= last:
            return None, one
    return None, None


def limit_flaw(text: str, bins: Sequence[Bin]) -> tuple[str, str]:
    """Return why a limit cannot be accepted and what to do, or two empty strings.

    Examples
    --------
    >>> from psmatrial.data.strata import PSA_PRESETS, parsed_bins
    >>> limit_flaw("<0.1", parsed_bins(PSA_PRESETS["wide"]))
    ('', '')
    >>> limit_flaw("<0.6", parsed_bins(PSA_PRESETS["wide"]))[0]
    "'<0.6' is a limit, not a value: it could be in stratum '<0.5' or not."
    """
    parts = limit_parts(text)
    if parts == ("<", Decimal(0)):
        return f"{text!r} holds no value.", "PSA cannot be below 0."
    in_doubt = bin_of_limit(text, bins)[1]
    if in_doubt is None:
        return "", ""
    hint = "Write the value that was measured, or leave the cell empty: the patient then belongs to no PSA stratum."
    return f"{text!r} is a limit, not a value: it could be in stratum {in_doubt.label!r} or not.", hint
