"""Printed numbers that cannot be, such as a rate above 100%: told first, and held against nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.finding import NOT_REPRODUCED, Finding, finding, given
from psmatrial.data.study import Outcome, Study
from psmatrial.errors import InputError
from psmatrial.stats.printed_text import printed_p

_READ: dict[str, Callable[[str], object]] = {
    "interval": typed.percents,
    "difference": typed.points,
    "difference-interval": lambda text: typed.percents(text, "difference"),
    "rate-ratio-interval": typed.ratios,
    "odds-ratio-interval": typed.ratios,
    "hazard-ratio-interval": typed.ratios,
    "p": printed_p,
}
_RATIOS = ("rate-ratio", "odds-ratio", "hazard-ratio")
# These are whole numbers, or ratios and coefficients with a range of their own.
_PLAIN = frozenset({"n", "count", "tp", "fp", "fn", "tn", "kappa", *_RATIOS})


def possible(study: Study) -> tuple[Study, list[Finding]]:
    """Return a study without the printed numbers that cannot be, and a finding on each of these.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> numbers = {"index.percent": Printed("index.percent", "156"), "p": Printed("p", "0.03")}
    >>> study = Study("a", "T", "C", "paired", True, outcomes=(Outcome("o", numbers=numbers),))
    >>> left, found = possible(study)
    >>> list(left.outcomes[0].numbers), found[0].note
    (['p'], "'156%' is beyond 100%")
    """
    found: list[Finding] = []
    outcomes = []
    for outcome in study.outcomes:
        flaws = {name: flaw for name in outcome.numbers if (flaw := _flaw(study, outcome, name))}
        found += [finding(outcome, name, NOT_REPRODUCED, note=flaw) for name, flaw in flaws.items()]
        left = {name: number for name, number in outcome.numbers.items() if name not in flaws}
        outcomes.append(replace(outcome, numbers=left) if flaws else outcome)
    return replace(study, outcomes=tuple(outcomes)), found


def in_percent(name: str) -> bool:
    """Return whether a number of an outcome is in percent or percentage points, by its name.

    Examples
    --------
    >>> [name for name in ("index.percent", "difference-interval", "odds-ratio-interval", "p") if in_percent(name)]
    ['index.percent', 'difference-interval']
    """
    leaf = name.rpartition(".")[2]
    return not (name.startswith("cells.") or leaf in _PLAIN or _READ.get(leaf) in (typed.ratios, printed_p))


def _flaw(study: Study, outcome: Outcome, name: str) -> str:
    """Return why a printed number cannot be, or an empty string."""
    number = given(outcome, name)
    leaf = name.rpartition(".")[2]
    if number is None or name.startswith("cells."):
        return ""
    if leaf == "count":
        return _above_patients(study, outcome, number.text)
    try:
        if leaf in _PLAIN:
            return _beyond(leaf, number.text)
        _READ.get(leaf, typed.percent)(number.text)
    except InputError as error:
        return error.problems[0].text.rstrip(".")
    return ""


def _beyond(leaf: str, text: str) -> str:
    """Return that a ratio or a kappa lies outside of its range."""
    if leaf in _RATIOS and typed.ratio(text).value < 0:
        return f"{text!r}: a ratio is not below 0"
    if leaf == "kappa" and abs(typed.ratio(text).value) > 1:
        return f"{text!r}: a kappa is not beyond 1"
    return ""


def _above_patients(study: Study, outcome: Outcome, text: str) -> str:
    """Return that more were found than there were, or that more patients had a test, where each counts once."""
    allowed, (count, total) = typed.patients(outcome), typed.count_of(text)
    if total is not None and count > total:
        return f"{count} were found of {total}"
    if total is None and allowed and count > allowed[-1]:
        return f"{count} were found, and the outcome has {allowed[-1]}"
    if not study.paired or outcome.unit != "patient" or total is None or not allowed or total <= allowed[-1]:
        return ""
    return f"{total} patients had the test, and the outcome has {allowed[-1]}"
