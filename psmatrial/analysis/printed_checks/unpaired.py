"""Effects in different patients: randomised arms are never given to a paired test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice, product
from math import sqrt

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.counts import counts
from psmatrial.analysis.printed_checks.finding import (
    NEEDS_METHOD,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    finding,
    given,
)
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.printed import Printed
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.unpaired import (
    TESTS,
    unpaired_difference,
    unpaired_one_sided_p,
    unpaired_p,
    unpaired_ratio,
    unpaired_ratio_limits,
)

REASON = "the arms are different patients, so a paired test such as McNemar's does not apply"
Pair = tuple[tuple[int, int], tuple[int, int]]
Limits = tuple[float, float]
Number = Fraction | float
ADDED = "0.5 added to each count"
UNKNOWN = "no method that is known here gives it"
MOST = 2000


def findings(study: Study) -> list[Finding]:
    """Return what the counts of two arms of different patients say of every effect."""
    if study.paired:
        return []
    return [one for outcome in study.outcomes for one in _outcome(outcome)]


def _outcome(outcome: Outcome) -> Iterator[Finding]:
    """Return what the counts say of the effects of one outcome."""
    first, second = counts(outcome, "index"), counts(outcome, "comparator")
    if first is None or second is None or not (first.pairs and second.pairs):
        return
    pairs = list(islice(product(first.pairs, second.pairs), MOST))
    rests = list(dict.fromkeys((*first.rests, *second.rests)))
    if "p" in outcome.numbers:
        yield _p(outcome, pairs, rests)
    for name, values in _values(outcome.level).items():
        if given(outcome, name):
            yield _effect(outcome, name, pairs, rests, values)


def _p(outcome: Outcome, pairs: list[Pair], rests: list[str]) -> Finding:
    """Return by which test of different patients a p-value comes from the counts."""
    values = {test: [unpaired_p(*pair, test) for pair in pairs] for test in TESTS}
    told = ", ".join(f"{test} {typed.p_span(found)}" for test, found in values.items())
    number = given(outcome, "p")
    if number is None:
        note = f"the p-value was not seen; the counts give {told}; {REASON}"
        return finding(outcome, "p", NOT_CHECKABLE, rests, note=note)
    printed = printed_p(number.text)
    fits = {test: sum(map(printed.fits, found)) for test, found in values.items()}
    test = next((test for test, fitting in fits.items() if fitting), "")
    if not test:
        if explained := _one_sided(outcome, printed, pairs, rests):
            return explained
        only = values[TESTS[0]][0] if len(pairs) == 1 else None
        return finding(outcome, "p", NOT_REPRODUCED, rests, note=f"no test gives it; {told}; {REASON}", computed=only)
    verdict = SEVERAL if len(pairs) > 1 and fits[test] > 1 else REPRODUCED
    single = next(value for value in values[test] if printed.fits(value))
    words = (
        told if len(pairs) == 1 else f"{fits[test]} of {len(pairs)} pairs of counts that fit the percentages give it"
    )
    return finding(
        outcome,
        "p",
        verdict,
        rests,
        method=test,
        computed=None if verdict == SEVERAL else single,
        note=f"{words}; {REASON}",
    )


def _one_sided(outcome: Outcome, printed: Printed, pairs: list[Pair], rests: list[str]) -> Finding | None:
    """Return by which one-sided test a p-value comes from the counts; None where by none."""
    for test in TESTS:
        fitting = [p for pair in pairs if printed.fits(p := unpaired_one_sided_p(*pair, test))]
        if fitting:
            only, method = fitting[0] if len(fitting) == 1 else None, f"{test}, one-sided"
            return finding(outcome, "p", NEEDS_METHOD, rests, method=method, computed=only, note=REASON)
    return None


Values = dict[str, Callable[[Pair], Number | Limits | None]]


def _values(level: float) -> dict[str, Values]:
    """Return, by effect and method, what a pair of counts gives."""
    return {
        "difference": {"subtraction": lambda pair: Fraction(*pair[0]) - Fraction(*pair[1])},
        "difference-interval": {
            "newcombe": lambda pair: unpaired_difference(*pair, "newcombe", level),
            "wald": lambda pair: unpaired_difference(*pair, "wald", level),
        },
        **_ratio_values("odds-ratio", "ratio of the odds", level),
        **_ratio_values("rate-ratio", "ratio of the rates", level),
    }


def _ratio_values(quantity: str, words: str, level: float) -> dict[str, Values]:
    """Return what a pair of counts gives for a ratio and its limits; where one of them is 0, with 0.5 added too."""

    def added(pair: Pair) -> Fraction:
        return Fraction(0 if unpaired_ratio_limits(*pair, quantity) else 1, 2)

    return {
        quantity: {
            words: lambda pair: unpaired_ratio(*pair, quantity),
            f"{words}, {ADDED}": lambda pair: unpaired_ratio(*pair, quantity, added(pair)),
        },
        f"{quantity}-interval": {
            "wald": lambda pair: unpaired_ratio_limits(*pair, quantity, level),
            f"wald, {ADDED}": lambda pair: unpaired_ratio_limits(*pair, quantity, level, added(pair)),
        },
    }


def _effect(outcome: Outcome, name: str, pairs: list[Pair], rests: list[str], values: Values) -> Finding:
    """Return by which method an effect comes from the counts."""
    text = outcome.numbers[name].text
    unit = 100 if name.startswith("difference") else 1
    for method, value in values.items():
        found = [made for pair in pairs if _fits(name, text, made := value(pair))]
        if found:
            several = len(found) > 1
            computed = None if several else _shown(found[0], unit)
            return finding(
                outcome, name, SEVERAL if several else REPRODUCED, rests, method=method, computed=computed, note=REASON
            )
    usual = next(iter(values.values()))
    first = usual(pairs[0])
    verdict, words = _unlike(name, first)
    if verdict == NOT_REPRODUCED and isinstance(first, tuple) and any(_holds(text, usual(pair)) for pair in pairs):
        verdict, words = NOT_CHECKABLE, UNKNOWN
    computed = _shown(first, unit) if len(pairs) == 1 else None
    return finding(outcome, name, verdict, rests, computed=computed, note=f"{words}; {REASON}")


def _unlike(name: str, made: Number | Limits | None) -> tuple[str, str]:
    """Return verdict and words for an effect that no method gives; ``made`` is what the first method gives."""
    if name == "difference-interval":
        return NOT_CHECKABLE, UNKNOWN
    if isinstance(made, tuple):
        return NOT_REPRODUCED, "the ratio that the counts give lies outside of it"
    if made is not None:
        return NOT_REPRODUCED, "the counts give another value"
    if name.endswith("interval"):
        return NOT_CHECKABLE, "a count of 0 leaves the limits to methods that are not known here"
    return NOT_CHECKABLE, "the counts give 0 divided by 0"


def _holds(text: str, made: Number | Limits | None) -> bool:
    """Return whether printed limits of a ratio hold the estimate, which is the geometric mean of Wald's limits."""
    low, high = typed.ratios(text)
    return isinstance(made, tuple) and low.window()[0] <= sqrt(made[0] * made[1]) <= high.window()[1]


def _shown(value: Number | Limits | None, unit: int) -> float | list[float] | None:
    if value is None:
        return None
    return [unit * one for one in value] if isinstance(value, tuple) else float(unit * value)


def _fits(name: str, text: str, made: Number | Limits | None) -> bool:
    """Return whether a value or a pair of limits prints like this."""
    if name.endswith("interval"):
        limits = typed.percents(text, "difference") if name.startswith("difference") else typed.ratios(text)
        return isinstance(made, tuple) and all(printed.fits(value) for printed, value in zip(limits, made, strict=True))
    printed: Printed = typed.points(text) if name == "difference" else typed.ratio(text)
    return not isinstance(made, tuple) and printed.fits(made)
