"""All regions together, in the methods and the results text: patients are clusters of their regions."""

from __future__ import annotations

from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.units import DIFFERENCE, EQUALITY, ODDS, RATES, REGIONS
from psmatrial.displays import numbers
from psmatrial.displays.tables._paired import main_contrast
from psmatrial.displays.tables._units import Rows, counts_of, interval, method_label, unit_groups
from psmatrial.displays.tables.regions_clustered import USUAL_TEST
from psmatrial.displays.words.bibliography import Bibliography
from psmatrial.displays.words.english import in_points, series
from psmatrial.displays.words.telling import Telling
from psmatrial.stats.further_methods import further_method

KINDS = (
    (EQUALITY, "equality was tested by"),
    (DIFFERENCE, "limits of the difference are from"),
    (ODDS, "those of the marginal odds ratio from"),
)
LIMITS = {
    (DIFFERENCE, "robust"): "the robust variance with t quantiles",
    (DIFFERENCE, "gee"): "the GEE sandwich with normal quantiles",
    (ODDS, "gee"): "the GEE sandwich",
    "logit": "the robust variance on the logit scale",
    "linear": "the robust variance on the scale of the rate",
}


def regions_methods(results: Results, cited: Bibliography) -> str:
    """Return how all regions were compared together, each method that ran with its reference; empty without them.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> regions_methods(compare(*example()), Bibliography()).partition(";")[0].partition(": ")[2]
    "equality was tested by Obuchowski's test [1], Durkalski's test [2], Yang's test [3], Eliasziw-Donner test [4], \
robust t test [5] and GEE Wald test [5]"
    """
    group = _together(results)
    if not group:
        return ""
    said = []
    for quantity, words in KINDS:
        if ran := _named(group, quantity, cited):
            said.append(f"{words} {series(ran)}")
    if rates := list(dict.fromkeys(name for quantity in RATES for name in _named(group, quantity, cited))):
        said.append(f"those of the rates from {series(rates)}")
    return (
        "Regions of one patient resemble each other, so that all regions together were compared with patients as "
        f"clusters: {series(said, ';')}."
    )


def regions_paragraph(results: Results, told: Telling) -> str:
    """Return the comparison over all regions together in a sentence; empty where there is none."""
    group = _together(results)
    if not group or (EQUALITY, USUAL_TEST) not in group:
        return ""
    counts, test = counts_of(group), group[EQUALITY, USUAL_TEST]
    difference = next(row for key, row in group.items() if key[0] == DIFFERENCE)
    if difference.value is None:
        return ""
    index, other = (next(row for key, row in group.items() if key[0] == quantity) for quantity in RATES)
    found = [
        told.number(row, f"{row.numerator} of {row.denominator} ({numbers.percent(row.value)}{_limits(row, '; ')})")
        + told.mark(row)
        for row in (index, other)
    ]
    limits = _limits(difference)
    points = f"{in_points(numbers.points_of(difference))}{f' ({limits})' if limits else ''}"
    return told.paragraph(
        f"With all regions together ({counts.notes[0]}, patients as clusters), {counts.index} detected disease in "
        f"{found[0]} and {counts.comparator} in {found[1]}, difference {told.number(difference, points)}"
        f"{told.mark(difference)}, {told.number(test, numbers.p_phrase(test.p_value))}{told.mark(test)} "
        f"({method_label(test)})."
    )


def _together(results: Results) -> Rows:
    """Return the rows over all regions by quantity and method."""
    found = unit_groups(main_contrast(results, endpoint=REGIONS, unit="region", stratum="all"))
    return found[0] if found else {}


def _named(group: Rows, quantity: str, cited: Bibliography) -> list[str]:
    """Return the methods of a quantity that ran, each with the number of its reference."""
    return [
        f"{LIMITS.get((quantity, name)) or LIMITS.get(name) or method_label(row)} "
        f"{cited.cite(further_method(quantity, name).reference)}"
        for (kind, name), row in group.items()
        if kind == quantity
    ]


def _limits(row: Row, before: str = "") -> str:
    """Return the limits of a rate or a difference with their method; nothing where it has none."""
    shown = interval(row)
    return "" if row.low is None or shown == numbers.ABSENT else f"{before}{shown}, {method_label(row)}"
