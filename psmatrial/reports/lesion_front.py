"""The first page of a file of lesions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.analysis.units import DIFFERENCE, EQUALITY, ODDS
from psmatrial.displays import numbers
from psmatrial.displays.lesion_words import lesion_notes, lesion_sentence, planned_rows
from psmatrial.displays.tables._units import interval, method_label
from psmatrial.reports.document import Answer, KeyNumber

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

PICTURE = "tile"


def lesion_answer(results: Results, drawings: Drawings) -> Answer:
    """Return the first page: difference, marginal odds ratio and p over lesions, patients as clusters."""
    rows, level = planned_rows(results), numbers.level(results.plan["level"])
    difference, odds, test = rows[DIFFERENCE], rows[ODDS], rows[EQUALITY]
    keys = (
        KeyNumber(
            "Difference, percentage points",
            numbers.points_of(difference),
            f"{level} interval {interval(difference)} ({method_label(difference)})",
            difference.id,
        ),
        KeyNumber(
            "Marginal odds ratio",
            numbers.ratio_of(odds),
            f"{level} interval {interval(odds)} ({method_label(odds)})",
            odds.id,
        ),
        KeyNumber("p, equal detection", numbers.p_value(test.p_value), f"{method_label(test)}, two-sided", test.id),
    )
    picture = drawings.drawing(PICTURE) if PICTURE in results.plan["report"]["figures"] else None
    return Answer(lesion_sentence(results), keys, tuple(lesion_notes(results)), picture)
