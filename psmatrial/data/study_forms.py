"""The forms that a printed number of a study file can have, and what to do with a text that has none of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from psmatrial.signs import (
    COUNT,
    DECIMAL,
    HEADING,
    NO_RATIO,
    bare,
    beside_limits,
    limits,
    ordinary,
    p_parts,
    patient_range,
    rate_parts,
    without_n,
    without_points,
)

LONGEST, _MOST_DIGITS = 80, 9
_INFINITE = "inf|\u221e"
# These need not be left out: some form of a number has them.
_READ = re.compile(
    r"[-\s\d.,;:%+/=()\[\]<>\u2264\u2265]|ci|confidence|interval|limits|to|and|through|until|out|of|p|value|n|ns|inf|e|x",
    re.IGNORECASE,
)
_BOUND = re.compile(r"[<>\u2264\u2265~\u2248\u00b1]")
_NOT_REACHED = re.compile(
    r"(?<!\w)(?:n\.?[ear]\.?|not (?:reached|estimated|estimable|available|applicable|calculable))(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of printed text: what makes bare text of it plain, empty where it has another form, and its name."""

    plain: Callable[[str], str]
    says: str
    whole: bool = False

    def read(self, text: str) -> str:
        """Return a text of this form as the checks read it, as typed where they read that; empty where it is none.

        Examples
        --------
        >>> FORMS["number"].read("30 points"), FORMS["count"].read("1,028 of 1,234"), FORMS["p"].read("small")
        ('30%', '1028/1234', '')
        """
        if len(text) > LONGEST:
            return ""
        plain = self.plain(bare(text))
        return text.strip() if plain == ordinary(text) and not self.whole else plain


def _number(text: str) -> str:
    """Return a number, with a sign of percent or none."""
    plain = without_points(text)
    return plain if re.fullmatch(rf"{DECIMAL}\s*%?", plain) else ""


def _whole(text: str) -> str:
    """Return a whole number without commas between its thousands."""
    plain = without_n(text)
    digits = plain.replace(",", "") if re.fullmatch(COUNT, plain) else ""
    return digits if len(digits) <= _MOST_DIGITS else ""


def _patients(text: str) -> str:
    """Return a number of patients, or two with "to" between them: a range is one also where both are the same."""
    if number := _whole(text):
        return str(int(number)) if int(number) else ""
    numbers = [str(number) for number in patient_range(without_n(text)) or ()]
    return " to ".join(numbers) if all(_whole(one) not in ("", "0") for one in numbers) else ""


def _count(text: str) -> str:
    """Return a count, or a count and its total with a stroke between them."""
    count, total, rest = rate_parts(without_n(text))
    parts = [_whole(one) for one in (count, total) if one] if count and not rest else [_whole(rest)]
    return "/".join(parts) if all(parts) else ""


def _limits(text: str, highest: str) -> str:
    """Return two limits, after the level that is printed before them."""
    heading = HEADING.match(text)
    start = heading.end() if heading else 0
    plain = without_points(bare(text[start:]))
    low, high = limits(plain) or ("", "")
    is_pair = re.fullmatch(rf"{DECIMAL}\s*%?", low) and re.fullmatch(highest, high, re.IGNORECASE)
    return f"{text[:start]}{plain}" if is_pair else ""


def _interval(text: str) -> str:
    return _limits(text, rf"{DECIMAL}\s*%?")


def _ratio_interval(text: str) -> str:
    return _limits(text, rf"{DECIMAL}\s*%?|{_INFINITE}")


def _ratio(text: str) -> str:
    """Return a ratio, or that there is none."""
    return text if re.fullmatch(rf"{DECIMAL}\s*%?|{_INFINITE}|{NO_RATIO.pattern}", text, re.IGNORECASE) else ""


def _p(text: str) -> str:
    """Return a p-value."""
    return text if p_parts(text) else ""


FORMS: dict[str, Form] = {
    "number": Form(_number, "a number with the decimals printed, such as 56 or 82.8"),
    "whole": Form(_whole, "a whole number", whole=True),
    "patients": Form(_patients, "a number of patients, or a range to be searched, such as 90 to 111", whole=True),
    "count": Form(_count, "a count, or a count of a total such as 28/50", whole=True),
    "interval": Form(_interval, "two limits, such as 41-70 or -4.1 to 29.1"),
    "ratio": Form(_ratio, "a ratio such as 4.8, or 'not estimable'"),
    "ratio-interval": Form(_ratio_interval, "two limits, such as 1.6-19.2"),
    "p": Form(_p, "a p-value such as 0.0026, <0.001 or n.s."),
}


def unread(text: str) -> str:
    """Return what to do with a text that has not the form of its key.

    Examples
    --------
    >>> unread("0.0026\N{DAGGER}"), unread("56 (41 to 70)")
    ("'\N{DAGGER}' is not read: leave it out.", 'Give the limits apart from it, as its interval.')
    >>> unread("41 to NR")
    'What was not reached or estimated is no number: leave this key out.'
    """
    plain = bare(text[:LONGEST])
    count, _, rest = rate_parts(plain)
    if beside_limits(plain):
        return "Give the limits apart from it, as its interval."
    if count and rest and _number(rest):
        return "Give the percentage apart from its count."
    if _NOT_REACHED.search(plain):
        return "What was not reached or estimated is no number: leave this key out."
    if sign := _BOUND.search(plain):
        return f"{sign[0]!r} is not read here: leave this key out."
    if not re.search(r"\d", plain):
        return "Leave this key out where no number is printed."
    odd = next((part for part in re.findall(r"[^\W\d_]+|[\W_]", plain) if not _READ.fullmatch(part)), "")
    return f"{odd!r} is not read: leave it out." if odd else "Give it in such a form."
