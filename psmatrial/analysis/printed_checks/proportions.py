"""Numbers of a key in percent that were typed as proportions: told where 100 times the number fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from psmatrial.analysis.printed_checks.finding import NOT_CHECKABLE, NOT_REPRODUCED, Finding, given, item_id
from psmatrial.analysis.printed_checks.possible import in_percent
from psmatrial.data.study import Outcome, Study
from psmatrial.signs import DECIMAL, limits, ordinary


def with_proportions(
    study: Study, found: Mapping[str, Finding], check: Callable[[Study], Mapping[str, Finding]]
) -> dict[str, Finding]:
    """Return findings that say of a number that is not reproduced whether it would be as a proportion.

    Parameters
    ----------
    study
        As read from its file.
    found
        Its findings by item.
    check
        What finds them; it is asked once more only where a number could be a proportion.
    """
    texts = {
        item: text
        for outcome in study.outcomes
        for name in outcome.numbers
        if (text := _percent(outcome, name))
        and (item := item_id(outcome, name)) in found
        and found[item].verdict == NOT_REPRODUCED
    }
    if not texts:
        return dict(found)
    again = check(replace(study, outcomes=tuple(_in_percent(outcome) for outcome in study.outcomes)))
    return {
        item: replace(one, note="; ".join(filter(None, [one.note, _note(texts.get(item, ""), again.get(item))])))
        for item, one in found.items()
    }


def _note(text: str, one: Finding | None) -> str:
    """Return that a number fits in percent; empty where it does not."""
    if not text or one is None or one.verdict in (NOT_REPRODUCED, NOT_CHECKABLE):
        return ""
    plain = " to ".join(f"{Decimal(part):f}" for part in text.split(" to "))
    return f"this key is in percent, and {plain} fits"


def _in_percent(outcome: Outcome) -> Outcome:
    """Return an outcome with every number that could be a proportion in percent."""
    numbers = {
        name: replace(number, text=_percent(outcome, name) or number.text) for name, number in outcome.numbers.items()
    }
    return replace(outcome, numbers=numbers)


def _percent(outcome: Outcome, name: str) -> str:
    """Return a number of a key in percent, or its limits, 100 times what is printed; empty where that is not up to 1.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> numbers = {name: Printed(name, text) for name, text in (("index.percent", "0.69"), ("kappa", "0.69"))}
    >>> [_percent(Outcome("o", numbers=numbers), name) for name in numbers]
    ['69', '']
    """
    number = given(outcome, name)
    if number is None or not in_percent(name):
        return ""
    text = ordinary(number.text)
    parts = limits(text) if name.endswith("interval") else (text,)
    if not parts or not all(re.fullmatch(DECIMAL, part) for part in parts):
        return ""
    values = [Decimal(part.replace(",", ".")) for part in parts]
    if max(map(abs, values)) > 1 or all(value == value.to_integral_value() for value in values):
        return ""
    return " to ".join(str(value.scaleb(2)) for value in values)
