"""What a paper prints beside a number: a percentage in brackets after a count, and the level before two limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from math import isclose
from typing import Any

from psmatrial.data.study import Printed
from psmatrial.data.study_keys import HEADING, WITH_PERCENT
from psmatrial.data.study_problems import StudyProblems


def apart(table: Any, place: str, problems: StudyProblems) -> Any:
    """Return an arm with the percentage that stands in brackets after its count under a key of its own.

    Examples
    --------
    >>> apart({"count": "28/50 (56%)"}, "outcome[0].index", StudyProblems("", ""))
    {'count': '28/50', 'percent': '56%'}
    """
    value = table.get("count", "") if isinstance(table, Mapping) else ""
    found = WITH_PERCENT.fullmatch(_text(value))
    if found is None:
        return table
    count, share = (dict(value, printed=one) if isinstance(value, Mapping) else one for one in found.groups())
    if "percent" not in table:
        return {**table, "count": count, "percent": share}
    other = _text(table["percent"])
    if not _is_same(found[2], other):
        words = f"{_text(value)!r} says another percentage than percent = {other!r}."
        problems.add(place, "count", words, "Give the percentage once, as it is printed.")
    return {**table, "count": count}


def unheaded(numbers: Mapping[str, Printed], level: float, place: str, problems: StudyProblems) -> dict[str, Printed]:
    """Return the numbers of an outcome without the level before their limits, which must be that of the outcome.

    Examples
    --------
    >>> numbers = {"index.interval": Printed("index.interval", "95% CI, 41.3 to 70.0")}
    >>> unheaded(numbers, 0.95, "outcome[0]", StudyProblems("", ""))["index.interval"].text
    '41.3 to 70.0'
    """
    found = dict(numbers)
    for name, number in numbers.items():
        heading = HEADING.match(number.text)
        if heading is None:
            continue
        if heading[1] and not isclose(float(heading[1].replace(",", ".")), 100 * level):
            section, _, word = name.rpartition(".")
            words = f"{number.text!r} says another level than {level:g}."
            hint = "Give the level of the intervals of this outcome as a proportion, such as level = 0.9."
            problems.add(f"{place}.{section or 'effect'}", word.replace("-", "_"), words, hint)
        found[name] = replace(number, text=number.text[heading.end() :])
    return found


def _text(value: Any) -> str:
    """Return the text of a number, given by itself or in a table; empty where it is none."""
    text = value.get("printed", "") if isinstance(value, Mapping) else value
    return text.strip() if isinstance(text, str) else ""


def _is_same(first: str, second: str) -> bool:
    """Return whether two percentages are one number, however many zeros end them."""
    values = [one.strip("% ").replace(",", ".").replace("\u00b7", ".") for one in (first, second)]
    try:
        return Decimal(values[0]) == Decimal(values[1])
    except InvalidOperation:
        return values[0] == values[1]
