"""The first page: the answer in one sentence, its key numbers, what must be known of the data, and the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.plan import ORIGIN_NOTICE
from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.lesion_words import of_lesions
from psmatrial.displays.outcome_words import outcome_alone
from psmatrial.displays.summary import margin_phrases
from psmatrial.displays.suppression_words import primary_withheld, suppression_note
from psmatrial.displays.words.english import in_points
from psmatrial.reports.document import Answer, KeyNumber
from psmatrial.reports.lesion_front import PICTURE, lesion_answer
from psmatrial.reports.outcome_front import outcome_answer
from psmatrial.reports.withheld import withheld_front

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def banner(results: Results) -> str:
    """Return what a reader must know of the data before the first number; empty for a trial's own data."""
    origin = results.plan["origin"]
    head = ORIGIN_NOTICE.get(origin["kind"], "")
    return " ".join(filter(None, (head, origin["statement"], *origin["uncertain"])))


def primary_row(results: Results, quantity: str, method: str) -> Row:
    """Return a row of the primary table."""
    head = results.primary["row"].rsplit(".equality.", 1)[0]
    return results.row(f"{head}.{quantity}.{method}")


def answer(results: Results, drawings: Drawings) -> Answer:
    """Return the first page."""
    if of_lesions(results):
        return lesion_answer(results, drawings)
    if outcome_alone(results):
        return outcome_answer(results, drawings)
    if primary_withheld(results):
        return withheld_front(results, drawings)
    planned = results.plan["primary"]
    difference = primary_row(results, "rate-difference", planned["difference"])
    odds = primary_row(results, "odds-ratio", planned["odds_ratio"])
    test = primary_row(results, "equality", planned["test"])
    level = numbers.level(results.plan["level"])
    keys = (
        KeyNumber(
            "Difference, percentage points",
            numbers.points_of(difference),
            f"{level} interval {numbers.points_interval(difference.low, difference.high)} ({_label(difference)})",
            difference.id,
        ),
        KeyNumber(
            "Conditional odds ratio",
            numbers.ratio_of(odds),
            f"{level} interval {numbers.ratio_interval(odds.low, odds.high)} ({_label(odds)})",
            odds.id,
        ),
        KeyNumber("p, equal detection", numbers.p_value(test.p_value), f"{_label(test)}, two-sided", test.id),
    )
    margins = (f"{words[0].upper()}{words[1:]}." for words in margin_phrases(results))
    own = (note for row in (difference, odds, test) for note in row.notes)
    notes = (*margins, *own, *filter(None, [suppression_note(results)]))
    picture = drawings.drawing(PICTURE) if PICTURE in results.plan["report"]["figures"] else None
    return Answer(sentence(results), keys, tuple(dict.fromkeys(notes)), picture)


def _label(row: Row) -> str:
    """Return the printed name of a row's method."""
    from psmatrial.stats.methods import method

    return method(row.quantity, row.method).label


def sentence(results: Results) -> str:
    """Return the answer in one sentence with difference, odds ratio and p."""
    planned = results.plan["primary"]
    index = primary_row(results, "index-rate", planned["rate"])
    other = primary_row(results, "comparator-rate", planned["rate"])
    difference = primary_row(results, "rate-difference", planned["difference"])
    odds = primary_row(results, "odds-ratio", planned["odds_ratio"])
    test = primary_row(results, "equality", planned["test"])
    if not index.n:
        return f"No patient has a result under both {index.index} and {index.comparator}: nothing can be compared."
    where = f" in {index.region}" if index.region else ""
    points = f"{in_points(numbers.points_of(difference))} ({numbers.points_interval(difference.low, difference.high)})"
    return (
        f"{index.index} found disease{where} in {numbers.share(index.numerator, index.denominator)}, "
        f"{index.comparator} in {numbers.share(other.numerator, other.denominator)}: difference {points}, "
        f"conditional odds ratio {numbers.ratio_of(odds)} ({numbers.ratio_interval(odds.low, odds.high)}), "
        f"{numbers.p_phrase(test.p_value)}."
    )
