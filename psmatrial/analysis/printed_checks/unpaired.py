"""Effects in different patients: randomised arms are never given to a paired test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product
from math import sqrt

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.chosen import chosen, labelled, own
from psmatrial.analysis.printed_checks.counts import counts
from psmatrial.analysis.printed_checks.effect_words import effect_words
from psmatrial.analysis.printed_checks.finding import (
    NEEDS_METHOD,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    all_seen,
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


@dataclass(frozen=True, slots=True)
class Arms:
    """The pairs of counts that may stand behind two arms, the numbers that say so, and what each test gives for p."""

    outcome: Outcome
    pairs: list[Pair]
    rests: list[str]
    p_values: dict[str, list[float]]

    def tests(self) -> list[str]:
        """Return the tests by which the printed p comes from the counts."""
        number = given(self.outcome, "p")
        if number is None:
            return []
        printed = printed_p(number.text)
        return [test for test, values in self.p_values.items() if any(map(printed.fits, values))]


def findings(study: Study) -> list[Finding]:
    """Return what the counts of two arms of different patients say of every effect."""
    if study.paired:
        return []
    known = [arms for outcome in study.outcomes if (arms := _arms(outcome))]
    trusted = [arms for arms in known if all_seen(arms.outcome, ("p", *arms.rests))] or known
    named = study.methods.get("p", "")
    tests = chosen(named, [arms.tests() for arms in trusted], TESTS)
    found = [_p(arms, tests, named=bool(named)) for arms in known if "p" in arms.outcome.numbers]
    return [*labelled(found), *(one for arms in known for one in _effects(arms))]


def _arms(outcome: Outcome) -> Arms | None:
    """Return the arms of one outcome; None where the counts of one are not known."""
    first, second = counts(outcome, "index"), counts(outcome, "comparator")
    if first is None or second is None or not (first.pairs and second.pairs):
        return None
    pairs = list(islice(product(first.pairs, second.pairs), MOST))
    rests = list(dict.fromkeys((*first.rests, *second.rests)))
    tried = TESTS if "p" in outcome.numbers else ()
    return Arms(outcome, pairs, rests, {test: [unpaired_p(*pair, test) for pair in pairs] for test in tried})


def _effects(arms: Arms) -> Iterator[Finding]:
    """Return what the counts say of the effects of one outcome."""
    for name, values in _values(arms.outcome.level).items():
        if given(arms.outcome, name):
            yield _effect(arms.outcome, name, arms.pairs, arms.rests, values)


def _p(arms: Arms, tests: tuple[str, ...], *, named: bool) -> Finding:
    """Return by which test of different patients a p-value comes from the counts."""
    told = ", ".join(f"{test} {typed.p_span(found)}" for test, found in arms.p_values.items())
    number = given(arms.outcome, "p")
    if number is None:
        note = f"the p-value was not seen; the counts give {told}; {REASON}"
        return finding(arms.outcome, "p", NOT_CHECKABLE, arms.rests, note=note)
    fitting = arms.tests()
    wanted = own(tests, fitting)
    if not fitting:
        if explained := _one_sided(arms, printed_p(number.text), wanted):
            return explained
        only = arms.p_values[wanted][0] if len(arms.pairs) == 1 else None
        note = f"no test gives it; {told}; {REASON}"
        return finding(arms.outcome, "p", NOT_REPRODUCED, arms.rests, note=note, computed=only)
    if wanted in fitting:
        return _by(arms, wanted, told)
    why = "the paper names" if named else "the other p-values of the paper fit"
    found = _by(arms, fitting[0], told)
    return replace(found, verdict=NEEDS_METHOD, note=f"{why} {wanted}; {found.note}")


def _by(arms: Arms, test: str, told: str) -> Finding:
    """Return that a test gives the printed p, on one pair of counts or on several."""
    values = arms.p_values[test]
    printed = printed_p(arms.outcome.numbers["p"].text)
    fitting = [value for value in values if printed.fits(value)]
    several = len(fitting) > 1
    words = (
        told
        if len(values) == 1
        else f"{len(fitting)} of {len(values)} pairs of counts that fit the percentages give it"
    )
    return finding(
        arms.outcome,
        "p",
        SEVERAL if several else REPRODUCED,
        arms.rests,
        method=test,
        computed=None if several else fitting[0],
        note=f"{words}; {REASON}",
    )


def _one_sided(arms: Arms, printed: Printed, wanted: str) -> Finding | None:
    """Return by which one-sided test a p-value comes from the counts, the wanted one first; None where by none."""
    for test in dict.fromkeys((wanted, *TESTS)):
        fitting = [p for pair in arms.pairs if printed.fits(p := unpaired_one_sided_p(*pair, test))]
        if fitting:
            only, method = fitting[0] if len(fitting) == 1 else None, f"{test}, one-sided"
            return finding(arms.outcome, "p", NEEDS_METHOD, arms.rests, method=method, computed=only, note=REASON)
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
    known = effect_words(outcome, name, [made for pair in pairs if not isinstance(made := usual(pair), tuple)])
    return finding(
        outcome, name, verdict, rests, computed=computed, note="; ".join(filter(None, (words, known, REASON)))
    )


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
