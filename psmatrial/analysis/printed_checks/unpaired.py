"""Effects in different patients: randomised arms are never given to a paired test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import arm_counts
from psmatrial.analysis.printed_checks.chosen import chosen, labelled, own
from psmatrial.analysis.printed_checks.effect_words import DIFFERENCE, RATIO, effect_words
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
from psmatrial.analysis.printed_checks.survival_pair import P_TESTS
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.conditional_odds import conditional_odds_limits, conditional_odds_ratio
from psmatrial.stats.printed import Printed, fixed
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.unpaired import (
    TESTS,
    unpaired_difference,
    unpaired_one_sided_p,
    unpaired_p,
    unpaired_ratio,
    unpaired_ratio_limits,
)
from psmatrial.stats.unpaired_other import OTHER_TESTS, unpaired_other_p

REASON = "the arms are different patients, so a paired test such as McNemar's does not apply"
Tests = dict[str, Callable[..., float | None]]
RARER: Tests = {test: partial(unpaired_other_p, method=test) for test in OTHER_TESTS}
Pair = tuple[tuple[int, int], tuple[int, int]]
Limits = tuple[float, float]
Number = Fraction | float
ADDED = "0.5 added to each count"
UNKNOWN = "no method that was tried gives it"
NOUGHT = "a count of 0 leaves the limits to methods that are not known here"
PART = "not all pairs of counts that fit the percentages were tried"
# Pairs of counts times the patients of the larger arm: seconds.
EFFORT = 4_000_000
# The same for exact limits: without them what nothing else gives is not checkable.
EXACT_EFFORT = 200_000


@dataclass(frozen=True, slots=True)
class Arms:
    """The pairs of counts that may stand behind two arms, the numbers that say so, and what each test gives for p.

    ``part`` tells that there are more pairs, too many to try them all: then nothing is held against a number.
    """

    outcome: Outcome
    pairs: list[Pair]
    rests: list[str]
    p_values: dict[str, list[float]]
    part: bool

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
    known = [arms for outcome in study.outcomes if (arms := _arms(study, outcome))]
    trusted = [arms for arms in known if not arms.part and all_seen(arms.outcome, ("p", *arms.rests))] or known
    named = study.methods.get("p", "")
    if named in P_TESTS:
        return [one for arms in known for one in _effects(arms)]
    tests = chosen(named, [arms.tests() for arms in trusted], TESTS)
    found = [_p(arms, tests, named=bool(named)) for arms in known if "p" in arms.outcome.numbers]
    return [*labelled(found), *(one for arms in known for one in _effects(arms))]


def _arms(study: Study, outcome: Outcome) -> Arms | None:
    """Return the arms of one outcome; None where the counts of one are not known."""
    first, second = (arm_counts(study, outcome, arm) for arm in ("index", "comparator"))
    if first is None or second is None or not (first.pairs and second.pairs):
        return None
    many, largest = len(first.pairs) * len(second.pairs), max(n for _, n in (*first.pairs, *second.pairs))
    places = (divmod(place, len(second.pairs)) for place in range(0, many, -(-many * largest // EFFORT)))
    pairs = [(first.pairs[one], second.pairs[other]) for one, other in places]
    rests = list(dict.fromkeys((*first.rests, *second.rests)))
    tried = TESTS if "p" in outcome.numbers else ()
    p_values = {test: [unpaired_p(*pair, test) for pair in pairs] for test in tried}
    return Arms(outcome, pairs, rests, p_values, part=len(pairs) < many)


def _effects(arms: Arms) -> Iterator[Finding]:
    """Return what the counts say of the effects of one outcome."""
    known = _values(arms)
    for name, values in known.items():
        if given(arms.outcome, name):
            yield _effect(arms, name, values, known[name.removesuffix("-interval")])


def _p(arms: Arms, tests: tuple[str, ...], *, named: bool) -> Finding:
    """Return by which test of different patients a p-value comes from the counts."""
    told = ", ".join(f"{test} {typed.p_span(found)}" for test, found in arms.p_values.items())
    told += f"; {PART}" if arms.part else ""
    number = given(arms.outcome, "p")
    if number is None:
        note = f"the p-value was not seen; the counts give {told}; {REASON}"
        return finding(arms.outcome, "p", NOT_CHECKABLE, arms.rests, note=note)
    fitting = arms.tests()
    wanted = own(tests, fitting)
    if arms.part and wanted not in fitting:
        return finding(arms.outcome, "p", NOT_CHECKABLE, arms.rests, note=f"{told}; {REASON}")
    if not fitting:
        if explained := _explained(arms, printed_p(number.text), wanted):
            return explained
        only = arms.p_values[wanted][0] if len(arms.pairs) == 1 else None
        note = f"none of these tests gives it: {told}{_rarer(arms)}; {REASON}"
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
    several = len(fitting) > 1 or arms.part
    words = f"{len(fitting)} of {len(values)} pairs of counts that fit the percentages give it"
    words += f"; {PART}" if arms.part else ""
    return finding(
        arms.outcome,
        "p",
        SEVERAL if several else REPRODUCED,
        arms.rests,
        method=test,
        computed=None if several else fitting[0],
        note=f"{told if len(values) == 1 else words}; {REASON}",
    )


def _explained(arms: Arms, printed: Printed, wanted: str) -> Finding | None:
    """Return by which one-sided or rarer test a p-value comes from the counts, the wanted one first, or None."""
    tests: Tests = {f"{test}, one-sided": partial(unpaired_one_sided_p, method=test) for test in (wanted, *TESTS)}
    for method, test in {**tests, **RARER}.items():
        fitting = [p for pair in arms.pairs if printed.fits(p := test(*pair))]
        if fitting:
            only = fitting[0] if len(fitting) == 1 else None
            return finding(arms.outcome, "p", NEEDS_METHOD, arms.rests, method=method, computed=only, note=REASON)
    return None


def _rarer(arms: Arms) -> str:
    """Return what the rarer tests give for p, in words."""
    values = {name: [p for pair in arms.pairs if (p := test(*pair)) is not None] for name, test in RARER.items()}
    return "".join(f", {name} {typed.p_span(found)}" for name, found in values.items() if found)


Values = dict[str, Callable[[Pair], Number | Limits | None]]


def _values(arms: Arms) -> dict[str, Values]:
    """Return, by effect and method, what a pair of counts gives."""
    level, effort = arms.outcome.level, len(arms.pairs) * max(n for pair in arms.pairs for _, n in pair)
    return {
        "difference": {"subtraction": lambda pair: Fraction(*pair[0]) - Fraction(*pair[1])},
        "difference-interval": {
            "newcombe": lambda pair: unpaired_difference(*pair, "newcombe", level),
            "wald": lambda pair: unpaired_difference(*pair, "wald", level),
        },
        **_odds_values(level, exact=effort <= EXACT_EFFORT),
        **_ratio_values("rate-ratio", "ratio of the rates", level),
    }


def _odds_values(level: float, *, exact: bool) -> dict[str, Values]:
    """Return what a pair of counts gives for the odds ratio and its limits, with what is printed beside Fisher's p."""
    known = _ratio_values("odds-ratio", "ratio of the odds", level)
    known["odds-ratio"]["conditional odds ratio"] = lambda pair: conditional_odds_ratio(*pair)
    if exact:
        known["odds-ratio-interval"]["conditional exact"] = lambda pair: conditional_odds_limits(*pair, level)
    return known


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


def _effect(arms: Arms, name: str, values: Values, estimates: Values) -> Finding:
    """Return by which method an effect comes from the counts; ``estimates`` are those of the effect without limits."""
    outcome, pairs, rests = arms.outcome, arms.pairs, arms.rests
    unit = 100 if name.startswith("difference") else 1
    fits = _fitting(name, outcome.numbers[name].text)
    for method, value in values.items():
        found = [made for pair in pairs if fits(made := value(pair))]
        if found:
            several = len(found) > 1 or arms.part
            computed = None if several else _shown(found[0], unit)
            verdict = SEVERAL if several else REPRODUCED
            return finding(outcome, name, verdict, rests, method=method, computed=computed)
    if arms.part:
        return finding(outcome, name, NOT_CHECKABLE, rests, note=PART)
    verdict, words = _unlike(arms, name, values, estimates)
    computed = _shown(next(iter(values.values()))(pairs[0]), unit) if len(pairs) == 1 else None
    return finding(outcome, name, verdict, rests, computed=computed, note=words)


def _unlike(arms: Arms, name: str, values: Values, estimates: Values) -> tuple[str, str]:
    """Return verdict and words for an effect that no method gives."""
    outcome, text = arms.outcome, arms.outcome.numbers[name].text
    usual, estimate = next(iter(values.values())), next(iter(estimates.values()))
    made = [usual(pair) for pair in arms.pairs]
    if not name.endswith("interval"):
        if None in made:
            return NOT_CHECKABLE, "the counts give 0 divided by 0"
        known = effect_words(outcome, name, [one for one in made if not isinstance(one, tuple)])
        return NOT_REPRODUCED, "; ".join(filter(None, ("the counts give another value", known)))
    if None in made:
        return NOT_CHECKABLE, NOUGHT
    known = _reversed(name, text, (value(pair) for value in values.values() for pair in arms.pairs))
    low, high = _limits(name, text)
    least, most = low.window()[0], high.window()[1]
    if any(isinstance(one, Fraction) and least <= one <= most for one in map(estimate, arms.pairs)):
        told = _told(values, arms.pairs[0], high) if len(arms.pairs) == 1 else ""
        return NOT_CHECKABLE, "; ".join(filter(None, (UNKNOWN, told, known)))
    what = "difference" if name.startswith("difference") else "ratio"
    return NOT_REPRODUCED, "; ".join(filter(None, (f"the {what} that the counts give lies outside of it", known)))


def _told(values: Values, pair: Pair, printed: Printed) -> str:
    """Return the limits that each method gives, with the digits of the printed ones; limits that read alike once."""
    places = max(0, -(printed.unit * printed.scale).adjusted())
    found: dict[str, str] = {}
    for method, value in values.items():
        if isinstance(made := value(pair), tuple):
            found.setdefault(" to ".join(fixed(printed.scale * one, places) for one in made), method)
    return ", ".join(f"{method} gives {text}" for text, method in found.items())


def _reversed(name: str, text: str, limits: Iterable[Number | Limits | None]) -> str:
    """Return that limits of the comparator against the index are printed like this; empty where none are."""
    fits, difference = _fitting(name, text), name.startswith("difference")
    turned = (
        (-one[1], -one[0]) if difference else (1.0 / one[1], 1.0 / one[0]) for one in limits if isinstance(one, tuple)
    )
    return (DIFFERENCE if difference else RATIO) if any(map(fits, turned)) else ""


def _shown(value: Number | Limits | None, unit: int) -> float | list[float] | None:
    if value is None:
        return None
    return [unit * one for one in value] if isinstance(value, tuple) else float(unit * value)


def _fitting(name: str, text: str) -> Callable[[Number | Limits | None], bool]:
    """Return what tells whether a value, or a pair of limits, is printed like this."""
    if name.endswith("interval"):
        low, high = _limits(name, text)
        return lambda made: isinstance(made, tuple) and low.fits(made[0]) and high.fits(made[1])
    printed = typed.points(text) if name == "difference" else typed.ratio(text)
    return lambda made: not isinstance(made, tuple) and printed.fits(made)


def _limits(name: str, text: str) -> tuple[Printed, Printed]:
    """Return the printed limits of a difference or a ratio."""
    return typed.percents(text, "difference") if name.startswith("difference") else typed.ratios(text)
