"""The texts of a study as numbers: percentages on the scale of proportions, everything else as it is."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.analysis.printed_checks.finding import given
from psmatrial.data.study import Outcome
from psmatrial.stats.consistency import Window
from psmatrial.stats.p_values import p_text
from psmatrial.stats.printed import Printed
from psmatrial.stats.printed_text import Interval, printed_difference, printed_interval, printed_number, printed_share


def percent(text: str) -> Printed:
    """Return a percentage, with or without its sign, as a proportion.

    Examples
    --------
    >>> percent("82.8").value, percent("0").value
    (Decimal('0.828'), Decimal('0.00'))
    """
    share = printed_share(_with_sign(text)).share
    assert share is not None  # noqa: S101 - a text with a sign of percent is a share
    return share


def points(text: str) -> Printed:
    """Return a difference in percentage points as a proportion."""
    return printed_difference(_with_sign(text))


def percents(text: str, kind: str = "rate") -> tuple[Printed, Printed]:
    """Return two limits in percent as proportions.

    Examples
    --------
    >>> [limit.value for limit in percents("7-29")]
    [Decimal('0.07'), Decimal('0.29')]
    """
    return _both(printed_interval(_with_sign(text), kind))


def ratios(text: str) -> tuple[Printed, Printed]:
    """Return two limits of a ratio."""
    return _both(printed_interval(text, "ratio"))


def ratio(text: str) -> Printed:
    """Return a ratio."""
    return printed_number(text)


def outside(value: Printed, low: Printed | None, high: Printed | None) -> bool:
    """Return whether no value that prints like this lies between limits that print like these.

    Examples
    --------
    >>> outside(percent("56"), *percents("57-70")), outside(percent("56"), *percents("56-70"))
    (True, False)
    """
    below = low is not None and value.value + value.unit / 2 <= low.value - low.unit / 2
    return below or (high is not None and value.value - value.unit / 2 >= high.value + high.unit / 2)


def _with_sign(text: str) -> str:
    return text if "%" in text else f"{text.strip()}%"


def _both(interval: Interval) -> tuple[Printed, Printed]:
    assert interval.low is not None  # noqa: S101 - the form of the text was checked when the study was read
    assert interval.high is not None  # noqa: S101 - as above
    return interval.low, interval.high


def count_of(text: str) -> tuple[int, int | None]:
    """Return a count and its total, None where there is none.

    Examples
    --------
    >>> count_of("28/50"), count_of("13")
    ((28, 50), (13, None))
    """
    first, _, second = text.partition("/")
    return int(first), int(second) if second else None


def patients(outcome: Outcome) -> range:
    """Return the numbers of patients that an outcome allows; empty where none is printed."""
    number = given(outcome, "n")
    if number is None:
        return range(0)
    first, _, last = number.text.partition(" to ")
    return range(int(first), int(last or first) + 1)


def p_span(values: Sequence[float]) -> str:
    """Return the smallest and the largest of some p-values for a note, once where they read alike.

    Examples
    --------
    >>> p_span([0.0026]), p_span([0.0275, 0.00006, 0.01])
    ('0.0026', '<0.0001 to 0.0275')
    """
    return " to ".join(dict.fromkeys((p_text(min(values)), p_text(max(values)))))


def bare(value: float | None, unit: int = 1) -> float | None:
    """Return a computed value in the unit of the print, as a plain number."""
    return None if value is None else float(value) * unit


def within(printed: Printed, middle: float, window: Window) -> float | list[float]:
    """Return what rounded numbers give for a print: from the middle of each if that prints alike, else all they allow.

    Examples
    --------
    >>> from psmatrial.stats.printed_text import printed_p
    >>> within(printed_p("0.033"), 0.0329, (0.0315, 0.0344)), within(printed_p("0.034"), 0.0329, (0.0315, 0.0344))
    (0.0329, [0.0315, 0.0344])
    """
    return middle if printed.fits(middle) else [*window]
