"""PSA strata: which values belong to a bin is in its notation, and decided on decimal text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from psmatrial.errors import UsageError

PSA_PRESETS: dict[str, tuple[str, ...]] = {
    "trial": ("0.2-0.5", ">0.5-1.0", ">1.0-2.0"),
    "registry": ("0.2-<0.5", "0.5-<1", "1-<2"),
    "wide": ("<0.5", "0.5-<1", "1-<2", "2-<5", ">=5"),
}
_MOST_BINS = 200
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_BETWEEN = re.compile(rf"(?P<above>>?)(?P<low>{_NUMBER})-(?P<below><?)(?P<high>{_NUMBER})\Z")
_OPEN_END = re.compile(rf"(?P<sign><=|>=|<|>)(?P<limit>{_NUMBER})\Z")
_FORMS = "Write limits such as 0.2-0.5, >0.5-1.0, 0.5-<1, <0.5 or >=5: a plain end belongs to the bin."


@dataclass(frozen=True, slots=True)
class Bin:
    """A range of PSA in ng/mL: ``label`` as it was written, a limit of None where there is none."""

    label: str
    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool

    def holds(self, value: Decimal) -> bool:
        """Return whether a value belongs to the bin."""
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return above and below


def parsed_bins(texts: Sequence[str]) -> tuple[Bin, ...]:
    """Return the bins of a notation in which a plain end is closed and ``<`` or ``>`` opens it.

    Parameters
    ----------
    texts
        One text a bin, from low to high.

    Raises
    ------
    UsageError
        If there are more than 200 texts, one is no bin, or two neighbours overlap, leave a gap or are out of order: the
        message names both.

    Examples
    --------
    >>> [stratum_of("0.5", parsed_bins(PSA_PRESETS[name])) for name in ("trial", "registry")]
    ['0.2-0.5', '0.5-<1']
    """
    if len(texts) > _MOST_BINS:
        raise UsageError(f"{len(texts)} PSA strata are more than the {_MOST_BINS} that can be.", "Name fewer.")
    bins = tuple(_parsed(text) for text in texts)
    for lower, upper in pairwise(bins):
        _check_neighbours(lower, upper)
    return bins


def stratum_of(psa: str | None, bins: Sequence[Bin]) -> str | None:
    """Return the label of the bin that holds a PSA value, or None without a value or a bin for it.

    Parameters
    ----------
    psa
        Decimal text in ng/mL: 0.499999999999999999 is below 0.5, which a binary float does not know. A limit (<0.1)
        belongs to the bin that holds all values it leaves open.
    bins
        As parsed.
    """
    if psa is None:
        return None
    if psa[0] in "<>≤≥":
        from psmatrial.data.limits import bin_of_limit

        known = bin_of_limit(psa, bins)[0]
        return None if known is None else known.label
    value = Decimal(psa)
    return next((one.label for one in bins if one.holds(value)), None)


def described(bins: Sequence[Bin]) -> str:
    """Return in words which limits belong to which bin.

    Examples
    --------
    >>> described(parsed_bins(["<0.5", "0.5-<1", ">=1"]))
    'below 0.5 ng/mL; from 0.5 to below 1 ng/mL; 1 ng/mL and above'
    >>> described(parsed_bins([">0.5-1.0"]))
    'above 0.5 up to and including 1.0 ng/mL'
    """
    return "; ".join(_described(one) for one in bins)


def _parsed(text: str) -> Bin:
    """Return one bin."""
    plain = re.sub(r"\s", "", text).replace("\u2013", "-").replace("\u2264", "<=").replace("\u2265", ">=")
    if match := _BETWEEN.match(plain):
        low, high = Decimal(match["low"]), Decimal(match["high"])
        one = Bin(text, low, not match["above"], high, not match["below"])
        if low > high or (low == high and not (one.low_closed and one.high_closed)):
            raise UsageError(f"the PSA bin {text!r} holds no value.", "Write the lower limit first.")
        return one
    if match := _OPEN_END.match(plain):
        limit, closed = Decimal(match["limit"]), match["sign"].endswith("=")
        if match["sign"].startswith("<"):
            return Bin(text, low=None, low_closed=False, high=limit, high_closed=closed)
        return Bin(text, low=limit, low_closed=closed, high=None, high_closed=False)
    raise UsageError(f"{text!r} is not a PSA bin.", _FORMS)


def _check_neighbours(lower: Bin, upper: Bin) -> None:
    """Refuse two bins unless the second begins exactly where the first ends."""
    pair = f"the PSA bins {lower.label!r} and {upper.label!r}"
    if upper.low is None or lower.high is None:
        if lower.low is not None and (upper.low is None or upper.low < lower.low):
            raise UsageError(f"{pair} are out of order.", "Write them from low to high.")
        raise UsageError(f"{pair} overlap.", "Only the first bin has no lower limit, only the last no upper one.")
    if lower.low is not None and upper.low < lower.low:
        raise UsageError(f"{pair} are out of order.", "Write them from low to high.")
    if upper.low < lower.high:
        raise UsageError(f"{pair} overlap.", f"Begin the second at {lower.high}.")
    if upper.low > lower.high:
        raise UsageError(f"{pair} leave a gap from {lower.high} to {upper.low}.", f"Begin the second at {lower.high}.")
    if lower.high_closed and upper.low_closed:
        raise UsageError(f"{pair} overlap: both hold {lower.high}.", "Put < before it in the first or > in the second.")
    if not lower.high_closed and not upper.low_closed:
        raise UsageError(f"{pair} leave a gap: neither holds {lower.high}.", "Take the < or > from one of them.")


def _described(one: Bin) -> str:
    """Return one bin in words."""
    if one.low is None:
        return f"{'up to and including' if one.high_closed else 'below'} {one.high} ng/mL"
    if one.high is None:
        return f"{one.low} ng/mL and above" if one.low_closed else f"above {one.low} ng/mL"
    start = "from" if one.low_closed else "above"
    end = "up to and including" if one.high_closed else "to below"
    return f"{start} {one.low} {end} {one.high} ng/mL"
