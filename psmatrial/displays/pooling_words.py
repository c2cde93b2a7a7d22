"""Pooled numbers in words: names of quantities and methods, values with their intervals, and where a number varies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from psmatrial.analysis.pooling import Pooling
from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.words.english import sentence
from psmatrial.stats.pooling.pooled import ALIKE, NO_PREDICTION

TITLES: Mapping[str, str] = {
    "rate-difference": "Difference, percentage points",
    "rate-ratio": "Ratio of rates",
    "odds-ratio": "Conditional odds ratio",
    "marginal-odds-ratio": "Marginal odds ratio",
    "peto-odds-ratio": "Peto odds ratio",
    "index-rate": "Detection rate, {index}, percent",
    "comparator-rate": "Detection rate, {comparator}, percent",
}
ESTIMATORS: Mapping[str, str] = {
    "reml": "REML",
    "dl": "DerSimonian-Laird",
    "pm": "Paule-Mandel",
    "ml": "maximum likelihood",
    "eb": "empirical Bayes",
    "he": "Hedges",
    "hs": "Hunter-Schmidt",
    "sj": "Sidik-Jonkman",
}
KNAPP_HARTUNG = "-knapp-hartung"
# Limits of ratios beyond these, with 1 inside them, say no more than that they are.
SMALLEST, LARGEST = 0.001, 1000.0
# Intervals as they are printed that leave everything open.
ANYTHING = ("−100 to +100", "0 to 100", "<0.001 to >1000", "0 to >1000", "<0.001 to ∞", "0 to ∞")


@dataclass(frozen=True, slots=True)
class Spoken:
    """How numbers of one kind are written: values, values beside limits, limits, and the value of no difference."""

    value: Callable[[float | None], str]
    estimate: Callable[[Row], str]
    interval: Callable[[float | None, float | None], str]
    none: float | None = None
    logarithmic: bool = False


def _plain_percent(value: float | None) -> str:
    """Return a rate in percent without the sign of it."""
    return numbers.percent(value).rstrip("%")


def _percent_of(row: Row) -> str:
    """Return the rate of a row in percent without the sign of it."""
    return _plain_percent(row.value)


def _ratio_interval(low: float | None, high: float | None) -> str:
    """Return the limits of a ratio; one that is far out on the other side of 1 as a bound, which can be read."""
    if low is None or high is None:
        return numbers.ABSENT
    return f"{_limit(low, (low, high))} to {_limit(high, (low, high))}"


def _limit(limit: float, limits: tuple[float, float]) -> str:
    """Return a limit of a ratio, or the bound that it is beyond where 1 lies between the limits."""
    if 0.0 < limit < SMALLEST and limits[1] > 1.0:
        return f"<{SMALLEST:g}"
    return f">{LARGEST:g}" if LARGEST < limit < math.inf and limits[0] < 1.0 else numbers.ratio(limit, limits)


DIFFERENCE = Spoken(numbers.points, numbers.points_of, numbers.points_interval, 0.0)
RATE = Spoken(_plain_percent, _percent_of, numbers.rate_interval)
RATIO = Spoken(numbers.ratio, numbers.ratio_of, _ratio_interval, 1.0, logarithmic=True)


def spoken(quantity: str) -> Spoken:
    """Return how a quantity is written.

    Examples
    --------
    >>> spoken("rate-ratio").value(1.5), spoken("rate-difference").value(0.3), spoken("index-rate").value(0.56)
    ('1.50', '+30', '56')
    """
    if quantity.endswith("-rate"):
        return RATE
    return DIFFERENCE if quantity == "rate-difference" else RATIO


def named_in_unit(pooling: Pooling, quantity: str) -> str:
    """Return the name of a quantity with the unit that its numbers have."""
    return TITLES[quantity].format(index=pooling.settings.index, comparator=pooling.settings.comparator)


def title_of(pooling: Pooling, quantity: str) -> str:
    """Return the heading of a quantity, with the direction of what compares two tests."""
    settings = pooling.settings
    words = named_in_unit(pooling, quantity)
    if quantity.endswith("-rate"):
        return words
    sign = "minus" if quantity == "rate-difference" else "over"
    return f"{words}, {settings.index} {sign} {settings.comparator}"


def method_words(method: str) -> str:
    """Return the name of an average.

    Examples
    --------
    >>> method_words("fixed"), method_words("dl-knapp-hartung")
    ('fixed effect', 'DerSimonian-Laird, Knapp-Hartung')
    """
    if method == "fixed":
        return "fixed effect"
    words = ESTIMATORS[method.removesuffix(KNAPP_HARTUNG)]
    return f"{words}, Knapp-Hartung" if method.endswith(KNAPP_HARTUNG) else words


def short_method(method: str) -> str:
    """Return the name of an average for a narrow column.

    Examples
    --------
    >>> short_method("dl-knapp-hartung"), short_method("pm")
    ('DL, Knapp-Hartung', 'PM')
    """
    if method == "fixed":
        return "fixed effect"
    name, tail = method.removesuffix(KNAPP_HARTUNG), ", Knapp-Hartung" if method.endswith(KNAPP_HARTUNG) else ""
    return f"{name.upper()}{tail}"


def averages(pooling: Pooling, found: Mapping[str, Row]) -> list[Row]:
    """Return the averages of a place that are worth a line: all of them, but of one study only its own result."""
    rows = [found[f".{method}"] for method in pooling.settings.methods]
    return rows[:1] if (rows[0].numerator or 0) < 2 else rows


def asymmetry_text(pooling: Pooling, found: Mapping[str, Row]) -> str:
    """Return in a sentence whether small studies show other effects; empty where that was not tested."""
    rows = [found.get(f"-asymmetry.{name}") for name in ("regression", "rank")]
    if any(row is None or row.p_value is None for row in rows):
        return ""
    regression, rank = (_relation(p_text(pooling, row)) for row in rows if row is not None)
    return f"Do small studies differ from large ones? Regression p {regression}, ranks p {rank}."


def said_of(pooling: Pooling, found: Mapping[str, Row]) -> str:
    """Return all that is said of one place: how studies differ, what a further one may show, and of small studies."""
    sentences = (differ_text(pooling, found), further_text(pooling, found), asymmetry_text(pooling, found))
    return " ".join(filter(None, sentences))


def groups_text(pooling: Pooling, quantity: str) -> str:
    """Return the test that all groups have the same average; empty without groups."""
    rows = [row for row in pooling.rows if row.quantity == f"{quantity}-subgroups"]
    if not rows:
        return ""
    return rows[0].note or f"Do the groups differ? p {_relation(p_text(pooling, rows[0]))}."


def value_text(pooling: Pooling, row: Row) -> str:
    """Return the value of a row; where it varies over the tables that fit, its ends."""
    said = spoken(row.quantity.removesuffix("-prediction"))
    spread = pooling.spreads.get(row.id)
    if row.value is None and spread is not None and spread.value is not None:
        low, high = (said.value(end) for end in spread.value)
        return low if low == high else f"{low}..{high}"
    return said.estimate(row)


def estimate_text(pooling: Pooling, row: Row) -> str:
    """Return the value of a row with its interval in brackets."""
    limits = spoken(row.quantity).interval(row.low, row.high)
    value = value_text(pooling, row)
    return value if limits == numbers.ABSENT else f"{value} ({limits})"


def estimate_sentence(pooling: Pooling, row: Row) -> str:
    """Return a pooled estimate as the beginning of a sentence: which test found more, or the value by its name."""
    settings = pooling.settings
    index = "The index test" if settings.index == "index" else settings.index
    comparator = "the comparator" if settings.comparator == "comparator" else settings.comparator
    limits = f"{numbers.level(row.level)} interval {spoken(row.quantity).interval(row.low, row.high)}"
    if row.quantity != "rate-difference" or row.value is None:
        return f"{title_of(pooling, row.quantity)}: {value_text(pooling, row)} ({limits})"
    size = numbers.points_of(row).lstrip(f"+{numbers.MINUS}")
    if not size.strip("0."):
        return f"{index} found as much as {comparator} (difference in points, {limits})"
    more = "more" if row.value > 0 else "less"
    points = "point" if size == "1" else "points"
    return f"{index} found {size} percentage {points} {more} than {comparator} (difference, {limits})"


def p_text(pooling: Pooling, row: Row) -> str:
    """Return the p-value of a row; where it varies over the tables that fit, its ends."""
    spread = pooling.spreads.get(row.id)
    if spread is None or spread.p_value is None:
        return numbers.p_value(row.p_value)
    low, high = (numbers.p_value(end) for end in spread.p_value)
    return low if low == high else f"{low} to {high}"


def place_label(pooling: Pooling, group: str | None) -> str:
    """Return what is pooled: all studies, or one group of them."""
    return "All studies" if group is None else f"{pooling.settings.by} {group}"


def rows_of(pooling: Pooling, quantity: str, group: str | None = None) -> dict[str, Row]:
    """Return the pooled rows of a quantity by kind and method: ``.reml``, ``-equal-effects.q``, ...

    Parameters
    ----------
    pooling
        What was pooled.
    quantity
        One of its quantities.
    group
        A group of studies; None for all of them.
    """
    place = pooling.groups.index(group) if group is not None else None
    found: dict[str, list[Row]] = {}
    for row in pooling.rows:
        if row.endpoint == "pooled" and (row.quantity == quantity or row.quantity.startswith(f"{quantity}-")):
            found.setdefault(f"{row.quantity.removeprefix(quantity)}.{row.method}", []).append(row)
    if place is None:
        return {kind: rows[0] for kind, rows in found.items()}
    return {kind: rows[1 + place] for kind, rows in found.items() if len(rows) > 1 + place}


def differ_text(pooling: Pooling, found: Mapping[str, Row]) -> str:
    """Return in a sentence how much the studies differ."""
    leading = pooling.settings.estimators[0]
    test = found["-equal-effects.q"]
    if not test.numerator:
        return "No study can be pooled."
    if test.numerator == 1:
        return "One study only: nothing can be said of how studies differ."
    tau2, share = found[f"-tau-squared.{leading}"], found[f"-i-squared.{leading}"]
    between = pooling.spreads.get(share.id)
    value = numbers.percent(share.value)
    if share.value is None and between is not None and between.value is not None:
        value = "..".join(dict.fromkeys(numbers.percent(end) for end in between.value))
    spread = pooling.spreads.get(test.id)
    q = numbers.decimal(test.statistic, 2)
    if test.statistic is None and spread is not None and spread.statistic is not None:
        q = "..".join(dict.fromkeys(numbers.decimal(end, 2) for end in spread.statistic))
    tau = _tau_text(pooling, tau2)
    of = f" on {test.df} df" if test.df else ""
    said = f"How much studies differ: Q {q}{of}, p {_relation(p_text(pooling, test))}; "
    if tau2.high is None:
        return f"{said}I² {value}; τ² {tau}; {ALIKE}."
    limits = f"{_small(tau2.low)} to {_small(tau2.high)}"
    return f"{said}I² {value} ({numbers.rate_interval(share.low, share.high)}); τ² {tau} ({limits})."


def further_text(pooling: Pooling, found: Mapping[str, Row]) -> str:
    """Return in a sentence what a further study may show; empty where nothing is predicted."""
    row = found[f"-prediction.{pooling.settings.estimators[0]}{KNAPP_HARTUNG}"]
    quantity = row.quantity.removesuffix("-prediction")
    if row.low is None:
        return sentence(NO_PREDICTION) if NO_PREDICTION in row.notes else ""
    limits = spoken(quantity).interval(row.low, row.high)
    if limits in ANYTHING:
        return f"Nothing can be said of the true effect of a further study: the interval is {limits}."
    return f"The true effect of a further study is expected at {limits}."


def _tau_text(pooling: Pooling, row: Row) -> str:
    """Return tau squared; where it varies, its ends."""
    spread = pooling.spreads.get(row.id)
    if row.value is None and spread is not None and spread.value is not None:
        return "..".join(dict.fromkeys(_small(end) for end in spread.value))
    return _small(row.value)


def _small(value: float | None) -> str:
    """Return a variance between studies with two significant digits at least; 0 where it is below a millionth."""
    return numbers.ratio(0.0 if value is not None and abs(value) < 1e-6 else value)


def _relation(text: str) -> str:
    """Return a p-value behind its sign."""
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"
