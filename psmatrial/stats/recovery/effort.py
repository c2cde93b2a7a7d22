"""How much a search may try, so that every answer comes in seconds: a count, not a clock, so that it is repeatable."""

from __future__ import annotations

# Lines and tables that a search looks at, and pairs of rates for which methods that see both are tried.
USUAL, USUAL_PAIRS = 300_000, 25_000
# Lines of tables that are searched for Fay and Lumbard's limits, which have no closed form.
MOST_SEARCHES = 4000
# So many that nothing is left out.
ANY = 10**9
# Lines, tables and pairs for all searches together that only explain.
EXPLAINING = 20_000


class Effort:
    """What is left to be tried; several searches can share it.

    Parameters
    ----------
    left
        How many things may be tried; None where there is no bound.
    """

    def __init__(self, left: int | None = USUAL) -> None:
        """Begin with nothing tried."""
        self._left = left

    @property
    def left(self) -> int:
        """How many things may still be tried."""
        return ANY if self._left is None else max(self._left, 0)

    @property
    def spent(self) -> bool:
        """Whether something was left out."""
        return self._left is not None and self._left < 0

    def affords(self, things: int = 1) -> bool:
        """Return whether so many things more may be tried, and count them.

        Examples
        --------
        >>> effort = Effort(2)
        >>> effort.affords(), effort.affords(), effort.affords()
        (True, True, False)
        """
        if self._left is None:
            return True
        self._left -= things
        return self._left >= 0
