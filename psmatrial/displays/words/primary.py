"""The primary result in full sentences."""

from __future__ import annotations

from collections.abc import Mapping

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.suppression_words import primary_withheld, withheld_answer
from psmatrial.displays.tables._paired import Group, groups, main_contrast
from psmatrial.displays.words.english import ONE_POINT, counted, none_or, of_all, opening, sentence
from psmatrial.displays.words.telling import Telling
from psmatrial.stats.multiplicity import error_rate

# The noun is said once.
NOUNS = {"index-rate": "patient", "comparator-rate": ""}


def primary_group(results: Results) -> Group:
    """Return the rows of the primary table."""
    endpoint = results.primary["endpoint"]
    (group,) = groups(main_contrast(results, endpoint=endpoint, stratum="all", reader=None), "endpoint")
    return group


def primary_shown(results: Results) -> bool:
    """Return whether anything may be shown of the primary table."""
    endpoint = results.primary["endpoint"]
    return bool(groups(main_contrast(results, endpoint=endpoint, stratum="all", reader=None), "endpoint"))


def primary_paragraph(results: Results, told: Telling) -> str:
    """Return rates, discordant patients, difference, odds ratio and what the planned test decides."""
    if primary_withheld(results):
        return withheld_answer(results, told.number)
    group, planned = primary_group(results), results.plan["primary"]
    first = group.first
    if not first.n:
        return f"No patient had a result under both {first.index} and {first.comparator}: nothing could be compared."
    return told.paragraph(
        _found(group, planned, told),
        _cells(group.rows["equality", planned["test"]], told),
        f"{_difference(group, planned, told)}; {_odds(group, planned, told)}.",
        _verdict(group, results, told),
        *(sentence(note) for note in group.rows["rate-difference", planned["difference"]].notes),
    )


def _found(group: Group, planned: Mapping[str, str], told: Telling) -> str:
    """Say in how many patients each test detected disease."""
    first = group.first
    index, other = (
        told.number(rate, f"{of_all(rate.numerator or 0, rate.denominator or 0, noun)} {told.rate(rate)}")
        for rate, noun in ((group.rows[quantity, planned["rate"]], noun) for quantity, noun in NOUNS.items())
    )
    begins = f"For the primary endpoint, {first.region}, {first.index}" if first.region else opening(first.index or "")
    return f"{begins} detected disease in {index} and {first.comparator} in {other}."


def _cells(row: Row, told: Telling) -> str:
    """Say in how many patients the tests differed, and how."""

    def cell(count: int | None) -> str:
        return told.number(row, none_or(count or 0))

    discordant, neither = (row.index_only or 0) + (row.comparator_only or 0), f"and neither in {cell(row.neither)}"
    if not discordant:
        return f"The tests differed in no patient: both detected disease in {cell(row.both)} {neither}."
    alone = f"{row.index} alone detected disease in {cell(row.index_only)} and {row.comparator} alone in"
    differed = told.number(row, counted(discordant, "patient"))
    both = f"both detected it in {cell(row.both)}"
    return f"The tests differed in {differed}: {alone} {cell(row.comparator_only)}; {both} {neither}."


def _difference(group: Group, planned: Mapping[str, str], told: Telling) -> str:
    """Say the difference with its interval."""
    row = group.rows["rate-difference", planned["difference"]]
    points = numbers.points_of(row)
    unit = "percentage point" if points in ONE_POINT else "percentage points"
    of = f"The difference in detection rate, {group.first.index} minus {group.first.comparator},"
    return f"{of} was {told.number(row, f'{points} {unit} ({told.limits(row)})')}{told.mark(row)}"


def _odds(group: Group, planned: Mapping[str, str], told: Telling) -> str:
    """Say the conditional odds ratio with its interval, or why there is none."""
    row = group.rows["odds-ratio", planned["odds_ratio"]]
    if row.value is None:
        return "the conditional odds ratio could not be estimated, because the tests differed in no patient"
    why = ""
    if not row.index_only or not row.comparator_only:
        why = f", because {row.comparator if row.index_only else row.index} alone detected disease in no patient"
    value = "infinite" if numbers.ratio_of(row) == numbers.INFINITY else numbers.ratio_of(row)
    return f"the conditional odds ratio was {told.number(row, f'{value} ({told.limits(row)})')}{told.mark(row)}{why}"


def _verdict(group: Group, results: Results, told: Telling) -> str:
    """Say what the planned test decides."""
    planned = results.plan["primary"]
    test = group.rows["equality", planned["test"]]
    difference = group.rows["rate-difference", planned["difference"]].value or 0
    if test.p_value is None or test.p_value > error_rate(results.plan["level"]):
        return f"A difference between the two rates was not shown ({told.p_value(test)})."
    more, less = (test.index, test.comparator) if difference > 0 else (test.comparator, test.index)
    return f"{opening(more or '')} detected disease in more patients than {less} ({told.p_value(test)})."
