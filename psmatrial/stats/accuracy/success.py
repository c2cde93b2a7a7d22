"""The success rule of a licensing trial: enough readers beat a bar with their lower limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psmatrial.errors import UsageError
from psmatrial.model import Estimate


def succeeded(found: Mapping[str, Sequence[Estimate]], bar: float, readers_needed: int) -> tuple[bool, tuple[str, ...]]:
    """Return whether the rule is met, and by whom.

    Parameters
    ----------
    found
        Reader to the estimates of the endpoints that must succeed together; co-primary endpoints count only where the
        same reader meets all of them.
    bar
        What each lower limit must exceed; equal to it is not enough.
    readers_needed
        By how many readers.

    Returns
    -------
    tuple
        True or False, then the readers who met every endpoint. An endpoint that cannot be estimated is not met.

    Raises
    ------
    UsageError
        If more readers are needed than there are.

    Examples
    --------
    >>> from psmatrial.stats.rate import rate
    >>> readings = {"R1": [rate(87, 103)], "R2": [rate(85, 100)], "R3": [rate(8, 30)]}
    >>> succeeded(readings, bar=0.2, readers_needed=2)
    (True, ('R1', 'R2'))
    """
    if readers_needed > len(found):
        text = f"the rule needs {readers_needed} readers, and there are {len(found)}."
        raise UsageError(text, "Correct truth.readers_needed in the plan.")
    met = tuple(
        reader
        for reader, estimates in found.items()
        if estimates and all(one.low is not None and one.low > bar for one in estimates)
    )
    return len(met) >= readers_needed, met
