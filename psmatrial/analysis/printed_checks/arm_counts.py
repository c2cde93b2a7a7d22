"""The counts of one arm of a study: never those of pooled rates, nor from an n that may be that of all arms."""

from __future__ import annotations

from psmatrial.analysis.printed_checks.counts import Counts, counts
from psmatrial.analysis.printed_checks.finding import NOT_CHECKABLE, Finding, finding, given
from psmatrial.data.study import Outcome, Study

POOLED = "pooled"
RATES = ("percent", "interval", "lower")
RATIOS = ("odds-ratio", "odds-ratio-interval", "rate-ratio", "rate-ratio-interval")
GIVE = "give counts of totals, such as 28/50, or n as a range for each arm"
EFFECTS = ("difference", "difference-interval", *RATIOS, "p")


def arm_counts(study: Study, outcome: Outcome, arm: str) -> Counts | None:
    """Return the counts that may stand behind the rate of one arm; None where nothing says any, or it is pooled.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> arms = {"index": "A", "comparator": "B"}
    >>> numbers = {"n": Printed("n", "98"), "index.count": Printed("index.count", "31")}
    >>> outcome = Outcome("o", numbers=numbers)
    >>> arm_counts(Study("s", "T", "C", "single-arm", paired=False, arms=arms), outcome, "index").pairs
    ((31, 98),)
    >>> arm_counts(Study("s", "T", "C", "randomised", paired=False, arms=arms), outcome, "index")
    """
    if study.kind == POOLED or arm in without_total(study, outcome):
        return None
    return counts(outcome, arm)


def printed_arms(study: Study, outcome: Outcome) -> list[str]:
    """Return the arms of which an outcome prints a number."""
    return [arm for arm in study.arms if any(name.startswith(f"{arm}.") for name in outcome.numbers)]


def without_total(study: Study, outcome: Outcome) -> list[str]:
    """Return the arms of different patients whose number nothing says but n, which may be that of all arms together.

    A range of n is searched in each arm.
    """
    number = given(outcome, "n")
    if study.paired or number is None or " to " in number.text:
        return []
    printed = printed_arms(study, outcome)
    if len(printed) < 2 and study.kind != "randomised":
        return []
    return [arm for arm in printed if (found := counts(outcome, arm)) and "n" in found.rests]


def findings(study: Study) -> list[Finding]:
    """Return, for rates and effects whose arms are without a total, which number is missing."""
    found = []
    for outcome in study.outcomes:
        arms = without_total(study, outcome) if study.kind != POOLED else []
        names = [f"{arm}.{word}" for arm in arms for word in RATES] + [name for name in EFFECTS if arms]
        note = f"the patients of {' and '.join(arms)} are missing, as n may be those of all arms: {GIVE}"
        found += [finding(outcome, name, NOT_CHECKABLE, note=note) for name in names if given(outcome, name)]
    return found
