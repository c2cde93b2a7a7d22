"""Words for a difference of two survival estimates that its own limits do not give."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.stats.consistency import Window, meet

# Ratios of standard errors that have a plain reading.
KNOWN = {
    0.5: "half of it",
    2.0: "twice it",
    2**-0.5: "it divided by the square root of two",
    2**0.5: "it times the square root of two",
}
# How far apart the ends of a ratio may be, one over the other, for such a reading to say something.
NARROW = 1.1


def ratio_words(whole: tuple[float, float, float, float], ratio: Window) -> str:
    """Return how wide a printed interval is beside the one that the two groups give.

    Examples
    --------
    >>> ratio_words((0.125, -0.041, 0.291, 0.14), (0.48, 0.51))
    'the two intervals give -4.1 to 29.1; the printed one implies 0.48 to 0.51 times that standard error: half of it'
    """
    words = (
        f"the two intervals give {100 * whole[1]:.1f} to {100 * whole[2]:.1f}; "
        f"the printed one implies {ratio[0]:.2f} to {ratio[1]:.2f} times that standard error"
    )
    narrow = ratio[1] <= NARROW * ratio[0]
    known = next((text for value, text in KNOWN.items() if narrow and ratio[0] <= value <= ratio[1]), "")
    return f"{words}: {known}" if known else words


def p_words(whole: Window) -> str:
    """Return which p-value two groups give, where the printed one may be of another test.

    Examples
    --------
    >>> p_words((0.89, 0.91))
    'the two intervals give p from 0.89 to 0.91; a test of the whole curves, such as the log-rank, has another p'
    """
    words = f"the two intervals give p from {whole[0]:.2g} to {whole[1]:.2g}"
    return f"{words}; a test of the whole curves, such as the log-rank, has another p"


def half_p_words(text: str, whole: Window, halves: Sequence[Window], printed: Window) -> str:
    """Return which p-value two groups give, and whether half the standard error on every scale would give the print.

    Examples
    --------
    >>> half_p_words("<0.001", (0.048, 0.062), [(0.0001, 0.0003)], (-1.0, 0.001))
    'the two intervals give p from 0.048 to 0.062; half of the standard error would give <0.001'
    """
    words = f"the two intervals give p from {whole[0]:.2g} to {whole[1]:.2g}"
    return (
        f"{words}; half of the standard error would give {text}"
        if all(meet(half, printed) for half in halves)
        else words
    )
