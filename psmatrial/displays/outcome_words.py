"""Numbers of time to an event, in words: values, headings, the answer and what must be known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.words.english import counted, point, sentence, series
from psmatrial.models.survival.methods import METHODS, timeless

OUTCOME = "outcome"
SHARES = ("survival", "incidence", "competing-incidence")
POINTS = ("survival-difference", "incidence-difference")
TIMES = ("median-time", "restricted-mean", "restricted-mean-difference")
RATIO = "hazard-ratio"
HEADINGS = {
    "events": "Patients with the event",
    "survival": "Without the event",
    "median-time": "Median time",
    "restricted-mean": "Restricted mean time",
    "survival-equality": "Test of equal survival",
    "survival-difference": "Difference of survival",
    "restricted-mean-difference": "Difference of restricted means",
    "hazard-ratio": "Hazard ratio",
    "proportional-hazards": "Test of proportional hazards",
    "incidence": "Cumulative incidence of the event",
    "competing-incidence": "Cumulative incidence of the competing event",
    "incidence-difference": "Difference of cumulative incidence",
    "incidence-equality": "Test of equal incidence of the event",
    "competing-incidence-equality": "Test of equal incidence of the competing event",
}
# Where a competing event counts as censored: no survival, but the hazard of the event among those without either end.
CAUSE_SPECIFIC = {
    "survival-equality": "Cause-specific test of equal hazards",
    "hazard-ratio": "Cause-specific hazard ratio",
    "proportional-hazards": "Cause-specific test of proportional hazards",
}
UNPAIRED = "Groups are different patients, compared as such: nothing here is paired."
_LABELS = {(entry.quantity, entry.name): entry.label for entry in METHODS}


def of_outcome(results: Results) -> Mapping[str, Any] | None:
    """Return what results hold of time to an event; None where the plan names none."""
    found: Mapping[str, Any] | None = results.further.get(OUTCOME)
    return found


def outcome_alone(results: Results) -> bool:
    """Return whether the results are of outcomes without any comparison of scans."""
    return bool(of_outcome(results)) and not results.plan["contrasts"]


def label_of(row: Row) -> str:
    """Return the printed name of a row's method.

    Examples
    --------
    >>> label_of(Row("r", quantity="survival-at-12", method="log-log"))
    'Kaplan-Meier, log-log interval'
    """
    return _LABELS.get((timeless(row.quantity), row.method), row.method)


def heading_of(row: Row, unit: str = "") -> str:
    """Return what a number is, with its time.

    Examples
    --------
    >>> heading_of(Row("r", quantity="hazard-ratio", note="cause-specific: a competing event counts as censored"))
    'Cause-specific hazard ratio'
    >>> heading_of(Row("r", quantity="survival-difference-at-12", method="greenwood"), "months")
    'Difference of survival at 12 months'
    """
    quantity, _, time = row.quantity.partition("-at-")
    words = HEADINGS.get(quantity, quantity.replace("-", " ").capitalize())
    if any(note.startswith("cause-specific") for note in row.notes):
        words = CAUSE_SPECIFIC.get(quantity, words)
    return f"{words} at {time} {unit}".rstrip() if time else words


def inside(row: Row, unit: str = "") -> str:
    """Return what a number is as it stands inside a sentence, a restricted mean with how far it looks.

    Examples
    --------
    >>> inside(Row("r", quantity="restricted-mean", note="up to 36 months"))
    'restricted mean time up to 36 months'
    """
    heading = heading_of(row, unit)
    reach = [note for note in row.notes if note.startswith("up to ")]
    return " ".join([heading[:1].lower() + heading[1:], *reach])


def measure(row: Row, unit: str, value: str = "") -> str:
    """Return what stands behind a value, which may be exactly one point: points, the unit of time, or nothing.

    Examples
    --------
    >>> measure(Row("r", quantity="median-time"), "months"), measure(Row("r", quantity="hazard-ratio"), "months")
    (' months', '')
    """
    quantity = timeless(row.quantity)
    if quantity in POINTS:
        return f" {point(value)}"
    return f" {unit}" if unit and quantity in TIMES else ""


def shown(row: Row, decimals: int = 0) -> tuple[str, str]:
    """Return a value and its limits as text; an absent limit is said to be beyond what was seen.

    Examples
    --------
    >>> shown(Row("r", quantity="median-time", value=17.0, low=12.0, high=None))
    ('17.0', '12.0 to –')
    >>> shown(Row("r", quantity="survival-at-6", value=0.75, low=0.6, high=0.85))
    ('75%', '60 to 85')
    """
    quantity = timeless(row.quantity)
    if quantity in SHARES:
        return numbers.percent(row.value, decimals), numbers.rate_interval(row.low, row.high, decimals)
    if quantity in POINTS:
        return numbers.points_of(row, decimals), numbers.points_interval(row.low, row.high, decimals)
    if quantity == RATIO:
        return numbers.ratio_of(row), numbers.ratio_interval(row.low, row.high)
    if quantity in TIMES:
        return _times(row, decimals + 1)
    return (numbers.ABSENT, numbers.ABSENT)


def reached(limits: str) -> str:
    """Return limits for a sentence, where an upper one beyond what was seen is in words.

    Examples
    --------
    >>> reached("9.0 to –"), reached("60 to 85")
    ('9.0 to not reached', '60 to 85')
    """
    return limits.replace(f"to {numbers.ABSENT}", "to not reached")


def _times(row: Row, places: int) -> tuple[str, str]:
    """Return a time and its limits as text."""
    limits = [numbers.decimal(limit, places) for limit in (row.low, row.high)]
    if limits == [numbers.ABSENT] * 2:
        return numbers.decimal(row.value, places), numbers.ABSENT
    signed = timeless(row.quantity).endswith("-difference") and row.value is not None
    sign = "+" if signed and numbers.decimal(row.value, places).strip("0.") and (row.value or 0) > 0 else ""
    return f"{sign if not row.value or row.value > 0 else ''}{numbers.decimal(row.value, places)}", " to ".join(limits)


def outcome_value(row: Row, decimals: int = 1, unit: str = "") -> str:
    """Return a number with its interval, or its test, whose statistic has two decimals where shares have none.

    Examples
    --------
    >>> outcome_value(Row("r", quantity="hazard-ratio", value=0.6, low=0.4, high=0.9, level=0.95, p_value=0.01))
    '0.60 (95% interval 0.40 to 0.90), p = 0.0100'
    """
    parts = []
    value, limits = shown(row, decimals)
    if value != numbers.ABSENT:
        limited = f" ({numbers.level(row.level)} interval {reached(limits)})" if limits != numbers.ABSENT else ""
        parts.append(f"{value}{measure(row, unit, value)}{limited}")
    if row.quantity == "events":
        parts.append(numbers.share(row.numerator, row.denominator))
    if row.p_value is not None:
        parts.append(numbers.p_phrase(row.p_value))
    if row.df is not None and row.statistic is not None:
        parts.append(f"statistic {numbers.decimal(row.statistic, 4 if decimals else 2)} on {row.df} df")
    return ", ".join(parts) or numbers.ABSENT


def outcome_place(row: Row, record: Mapping[str, Any] | None = None) -> str:
    """Return where a number stands: the curve, its group, or the groups compared.

    Examples
    --------
    >>> outcome_place(Row("r", "outcome", stratum_by="arm", stratum="PET"))
    'Time to the event, arm PET'
    """
    name = str((record or {}).get("name") or "time to the event")
    words = f"{name[:1].upper()}{name[1:]}"
    if row.index:
        return f"{words}, {row.index} against {row.comparator}"
    if row.stratum_by:
        return f"{words}, {group_words(record or {'by': row.stratum_by, 'scan': None}, str(row.stratum))}"
    return words


def group_words(record: Mapping[str, Any], group: str) -> str:
    """Return a group in words: the scan with its result, or the column with its value.

    Examples
    --------
    >>> group_words({"by": "index", "scan": "PSMA"}, "positive"), group_words({"by": "arm", "scan": None}, "PET")
    ('PSMA positive', 'arm PET')
    """
    if record.get("scan"):
        return f"{record['scan']} {group}"
    return f"{record['by']} {group}" if record.get("by") else group


def planned_test(results: Results) -> Row | None:
    """Return the planned test of equality: Gray's where ends compete, else the log-rank test, stratified if planned."""
    rows = results.select(endpoint=OUTCOME, stratum="all")
    tests = {row.quantity: row for row in reversed(rows)}
    record = of_outcome(results) or {}
    return tests.get("incidence-equality" if record.get("competing") else "survival-equality")


def planned_ratio(results: Results) -> Row | None:
    """Return the hazard ratio of the first two groups, stratified if strata are planned."""
    return next(iter(results.select(endpoint=OUTCOME, quantity=RATIO)), None)


def outcome_sentence(results: Results) -> str:
    """Return the answer in one sentence."""
    record = of_outcome(results) or {"n": 0}
    if not record["n"]:
        return "No patient has a time and an end that can be used: nothing can be shown."
    groups = [
        f"{curve['events']} of {curve['n']} ({group_words(record, curve['group'])})" for curve in record["curves"]
    ]
    if len(groups) == 1:
        whole = f"{counted(record['events'], 'event')} in {counted(record['n'], 'patient')}"
        middle = next((row for row in results if row.quantity == "median-time"), None)
        if middle is None:
            reached = [row for row in results if timeless(row.quantity) == "incidence" and row.value is not None]
            said = [f"{heading_of(row, record['unit']).lower()} {outcome_value(row, 0)}" for row in reached[-1:]]
            return "; ".join([whole, *said]) + "."
        return f"{whole}; median {record['name']} {_middle(middle, record['unit'])}."
    text = f"{record['name'][:1].upper()}{record['name'][1:]}: the event came to {series(groups)}"
    test, ratio = planned_test(results), planned_ratio(results)
    found = []
    if ratio is not None and ratio.value is not None and len(groups) == 2:
        value, limits = shown(ratio)
        found.append(f"{inside(ratio)} {value} ({limits}), {ratio.index} against {ratio.comparator}")
    if test is not None and test.p_value is not None:
        about = "equal incidence: " if record["competing"] else ""
        found.append(f"{about}{numbers.p_phrase(test.p_value)} ({label_of(test)})")
    # Where ends compete the test is not one of the hazard ratio before it.
    between = "; " if record["competing"] else ", "
    return f"{text}; {between.join(found)}." if found else f"{text}."


def _middle(row: Row, unit: str) -> str:
    """Return a median with its limits, or that it was not reached."""
    value, limits = shown(row)
    limited = f" ({reached(limits)})" if limits != numbers.ABSENT else ""
    return f"not reached{limited}" if value == numbers.ABSENT else f"{value} {unit}{limited}"


def outcome_lines(results: Results) -> list[str]:
    """Return the answer for a terminal, a line each."""
    record = of_outcome(results) or {"n": 0}
    lines = [sentence(outcome_sentence(results).removeprefix(f"{results.study['title']}: "))]
    for row in results.select(endpoint=OUTCOME):
        if record["n"] and timeless(row.quantity) in POINTS:
            against = f"{row.index} against {row.comparator}"
            lines.append(f"{heading_of(row, record['unit'])}, {against}: {outcome_value(row, 0)}")
    return lines


def outcome_notes(results: Results) -> list[str]:
    """Return what must be known of the answer."""
    record = of_outcome(results) or {"notes": [], "curves": []}
    notes = [UNPAIRED] if len(record["curves"]) > 1 else []
    notes += record["notes"]
    for row in (planned_test(results), planned_ratio(results)):
        notes += [f"{note[:1].upper()}{note[1:]}." for note in (row.notes if row else ())]
    return list(dict.fromkeys(notes))
