"""What a paper prints beside a number: a percentage in brackets after a count, and the level before two limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from math import isclose
from typing import Any

from psmatrial.data.study import Printed
from psmatrial.data.study_forms import FORMS, LONGEST
from psmatrial.data.study_problems import StudyProblems
from psmatrial.signs import HEADING, bare, rate_parts, without_n


def apart(table: Any, place: str, problems: StudyProblems) -> Any:
    """Return an arm with a count and a percentage that are printed together under a key each.

    Examples
    --------
    >>> apart({"count": "28/50 (56%)"}, "outcome[0].index", StudyProblems("", ""))
    {'count': '28/50', 'percent': '56%'}
    >>> apart({"percent": "56 (28/50)"}, "outcome[0].index", StudyProblems("", ""))
    {'percent': '56', 'count': '28/50'}
    """
    if not isinstance(table, Mapping):
        return table
    found = dict(table)
    for word, other in (("count", "percent"), ("percent", "count")):
        value = table.get(word, "")
        parts = _parts(_text(value), word)
        printed = {
            one: dict(value, printed=part) if isinstance(value, Mapping) else part for one, part in parts.items()
        }
        if parts and other in table and not _SAME[other](parts[other], _text(table[other])):
            words = f"{_text(value)!r} says another {_NAMES[other]} than {other} = {_text(table[other])!r}."
            problems.add(place, word, words, f"Give the {_NAMES[other]} once, as it is printed.")
        found |= {one: part for one, part in printed.items() if one == word or one not in table}
    return found


def _parts(text: str, word: str) -> dict[str, str]:
    """Return the count and the percentage of a text that prints both; none where it does not.

    A percentage before a count without its total has its sign: else the first of both is the count.
    """
    plain = without_n(bare(text)) if len(text) <= LONGEST else ""
    count, total, share = rate_parts(plain)
    if not count or not FORMS["number"].read(share) or (word == "percent" and not total and "%" not in share):
        return {}
    return {"count": f"{count}/{total}" if total else count, "percent": share}


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


def _is_same_share(first: str, second: str) -> bool:
    """Return whether two percentages are one number, however many zeros end them."""
    values = [one.strip("% ").replace(",", ".").replace("\u00b7", ".") for one in (first, second)]
    try:
        return Decimal(values[0]) == Decimal(values[1])
    except InvalidOperation:
        return values[0] == values[1]


def _is_same_count(first: str, second: str) -> bool:
    """Return whether two counts are one, and their totals where both are printed."""
    counts, totals = zip(*(FORMS["count"].read(one).partition("/")[::2] for one in (first, second)), strict=True)
    return counts[0] == counts[1] and ("" in totals or totals[0] == totals[1])


_NAMES = {"count": "count", "percent": "percentage"}
_SAME = {"count": _is_same_count, "percent": _is_same_share}
