"""Numbers of two results side by side, in words: what is printed of each, the verdict, and the whole in a sentence."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.comparison import (
    AS_PRINTED,
    DIFFERS,
    EQUAL,
    ONLY_FIRST,
    ONLY_SECOND,
    WITHIN_BOUND,
    Comparison,
    Difference,
)
from psmatrial.analysis.differences import COUNTS, P_VALUES
from psmatrial.displays import numbers
from psmatrial.displays.lettering import printable
from psmatrial.displays.quantity_scales import AS_RATIO, IN_PERCENT, IN_POINTS, scale_of
from psmatrial.displays.words.english import counted
from psmatrial.models.survival.methods import timeless

SYMBOLS = {EQUAL: "✓", AS_PRINTED: "✓", WITHIN_BOUND: "✓", DIFFERS: "✗", ONLY_FIRST: "✗", ONLY_SECOND: "✗"}
WORDS = {
    EQUAL: "equal",
    AS_PRINTED: "equal as printed",
    WITHIN_BOUND: "within the bound",
    DIFFERS: "differs",
    ONLY_FIRST: "only in the first",
    ONLY_SECOND: "only in the second",
}
OURS = {ONLY_FIRST: "only ours", ONLY_SECOND: "only theirs"}
OTHER_STATE = (
    "Input and plan are the same, so another state of psmatrial or of its libraries made one of the two, or one was "
    "changed by hand."
)
CELL_WORDS = {
    "both": "both",
    "index_only": "index only",
    "comparator_only": "comparator only",
    "neither": "neither",
    "left_out": "left out",
}
KINDS = {"p": "p", "adjusted-p": "adjusted p", "interval": "interval", "direction": "value"}


def verdict_words(verdict: str, *, foreign: bool) -> str:
    """Return a verdict with its symbol.

    Examples
    --------
    >>> verdict_words("equal-as-printed", foreign=True), verdict_words("only-second", foreign=True)
    ('✓ equal as printed', '✗ only theirs')
    """
    words = (OURS.get(verdict) if foreign else None) or WORDS[verdict]
    return f"{SYMBOLS[verdict]} {words}"


def printed_number(quantity: str, column: str, value: Any) -> str:
    """Return a number as the report prints it, one digit more for rates and differences.

    Examples
    --------
    >>> printed_number("rate-difference", "low", 0.1213), printed_number("equality", "p_value", 0.0026)
    ('+12.1', '0.0026')
    """
    if column in COUNTS:
        return numbers.count(value)
    if column == "level":
        return numbers.level(value)
    if column in P_VALUES:
        return numbers.p_value(value)
    if column == "statistic":
        return numbers.decimal(value, 0 if float(value or 0).is_integer() else 4)
    return _estimate(timeless(quantity), value)


def _estimate(quantity: str, value: Any) -> str:
    """Return an estimate or a limit on the scale of its quantity."""
    scale = scale_of(quantity)
    if scale == IN_POINTS:
        return numbers.points(value, 1)
    if scale == AS_RATIO:
        return numbers.ratio(value)
    return numbers.percent(value, 1) if scale == IN_PERCENT else numbers.decimal(value, 4)


def in_full(value: Any) -> str:
    """Return a value with all of its digits; what is absent is an en dash.

    Examples
    --------
    >>> in_full(0.12131795134541), in_full(None), in_full(float("inf")), in_full(["a", 1])
    ('0.12131795134541', '–', 'inf', 'a, 1')
    """
    if value is None or value == "":
        return numbers.ABSENT
    if isinstance(value, list | tuple):
        return ", ".join(map(in_full, value))
    return printable(value) if isinstance(value, str) else printable(repr(value))


def ours(one: Difference) -> str:
    """Return our number in full, on the scale of the other program where one wrote the second.

    Examples
    --------
    >>> ours(Difference("a", "value", 0.56, 0.561, 0.001, "1 decimal", "differs", "56.1", 56.0))
    '56.0'
    """
    return in_full(one.first if one.scaled is None else one.scaled)


def theirs(one: Difference) -> str:
    """Return the second number: as it was typed where another program wrote it, else in full.

    Examples
    --------
    >>> theirs(Difference("a", "p_value", 0.00001, "<.0001", None, "bound", "within-bound", typed="<.0001"))
    '<.0001'
    """
    return printable(one.typed) if one.typed else in_full(one.second)


def summary(found: Comparison) -> str:
    """Return the whole in a few sentences.

    Examples
    --------
    >>> same = Difference("a", "n", 50, 50, 0, "exact", "equal")
    >>> summary(Comparison({}, {}, (same, same)))
    'All 2 numbers that were compared are equal.'
    """
    whole = len(found.numbers)
    unlike = whole - found.equal
    if not whole:
        said = ["No number was compared."]
    elif whole == 1:
        said = [f"The one number that was compared {'differs' if unlike else 'is equal'}."]
    elif unlike:
        said = [f"Of {whole:,} numbers that were compared, {unlike:,} {'differs' if unlike == 1 else 'differ'}."]
    else:
        said = [f"All {whole:,} numbers that were compared are equal."]
    if found.meaning:
        said.append(f"{counted(len(found.meaning), 'change')} of what a number says.")
    if found.texts and not unlike:
        said.append(f"{counted(len(found.texts), 'text')} of rows {'differs' if len(found.texts) == 1 else 'differ'}.")
    alone = len(found.only_first), len(found.only_second)
    if found.foreign and any(alone):
        said.append(f"Not checked: {counted(alone[0], 'row')} of ours, {alone[1]} of theirs.")
    elif any(alone):
        said.append(f"Only in the first: {counted(alone[0], 'row')}; only in the second: {alone[1]}.")
    said += [OTHER_STATE] * (found.same_source and found.differ)
    return " ".join(said)


def place_words(place: str) -> str:
    """Return a place of the primary table or of the patients in words.

    Examples
    --------
    >>> place_words("table.index_only"), place_words("excluded.no PSA"), place_words("read")
    ('index only', 'excluded: no PSA', 'read')
    """
    name = printable(place).removeprefix("table.")
    return CELL_WORDS.get(name) or name.replace("excluded.", "excluded: ")
