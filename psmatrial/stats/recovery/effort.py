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
    whole
        That of which this is a part, and which it uses up with itself.
    """

    def __init__(self, left: int | None = USUAL, whole: Effort | None = None) -> None:
        """Begin with nothing tried."""
        self._left, self._whole = left, whole
        self._parts: list[Effort] = []

    def part(self, of: int) -> Effort:
        """Return one of so many like parts of what is left.

        Examples
        --------
        >>> whole = Effort(10)
        >>> part = whole.part(2)
        >>> part.affords(4), whole.left, part.affords(2), whole.left, whole.spent
        (True, 6, False, 4, True)
        """
        self._parts.append(Effort(None if self._left is None else self.left // of, self))
        return self._parts[-1]

    @property
    def left(self) -> int:
        """How many things may still be tried."""
        return ANY if self._left is None else max(self._left, 0)

    @property
    def spent(self) -> bool:
        """Whether something was left out."""
        return (self._left is not None and self._left < 0) or any(part.spent for part in self._parts)

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
        if self._whole is not None:
            self._whole.affords(things)
        return self._left >= 0
