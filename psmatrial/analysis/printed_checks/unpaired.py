"""Effects in different patients: randomised arms are never given to a paired test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.counts import counts
from psmatrial.analysis.printed_checks.finding import (
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
from psmatrial.stats.unpaired import TESTS, unpaired_difference, unpaired_p, unpaired_ratio

REASON = "the arms are different patients, so a paired test such as McNemar's does not apply"
Pair = tuple[tuple[int, int], tuple[int, int]]
Limits = tuple[float, float]
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
    told = ", ".join(f"{test} {found[0]:.4f}" for test, found in values.items()) if len(pairs) == 1 else ""
    number = given(outcome, "p")
    if number is None:
        note = "; ".join(filter(None, ["the p-value was not seen", told and f"the counts give {told}", REASON]))
        return finding(outcome, "p", NOT_CHECKABLE, rests, note=note)
    printed = printed_p(number.text)
    fits = {test: sum(map(printed.fits, found)) for test, found in values.items()}
    test = next((test for test, fitting in fits.items() if fitting), "")
    if not test:
        words = "; ".join(filter(None, ["no test gives it", told, REASON]))
        return finding(outcome, "p", NOT_REPRODUCED, rests, note=words, computed=values[TESTS[0]][0])
    verdict = SEVERAL if len(pairs) > 1 and fits[test] > 1 else REPRODUCED
    single = next(value for value in values[test] if printed.fits(value))
    words = told or f"{fits[test]} of {len(pairs)} pairs of counts that fit the percentages give it"
    return finding(
        outcome,
        "p",
        verdict,
        rests,
        method=test,
        computed=None if verdict == SEVERAL else single,
        note=f"{words}; {REASON}",
    )


Values = dict[str, Callable[[Pair], float | Limits | None]]


def _values(level: float) -> dict[str, Values]:
    """Return, by effect and method, what a pair of counts gives."""

    def ratio(quantity: str, *, limits: bool) -> Callable[[Pair], float | Limits | None]:
        def value(pair: Pair) -> float | Limits | None:
            made = unpaired_ratio(*pair, quantity, level)
            return None if made is None else (made[1], made[2]) if limits else made[0]

        return value

    return {
        "difference": {"subtraction": lambda pair: pair[0][0] / pair[0][1] - pair[1][0] / pair[1][1]},
        "difference-interval": {
            "newcombe": lambda pair: unpaired_difference(*pair, "newcombe", level),
            "wald": lambda pair: unpaired_difference(*pair, "wald", level),
        },
        "odds-ratio": {"ratio of the odds": ratio("odds-ratio", limits=False)},
        "odds-ratio-interval": {"wald": ratio("odds-ratio", limits=True)},
        "rate-ratio": {"ratio of the rates": ratio("rate-ratio", limits=False)},
        "rate-ratio-interval": {"wald": ratio("rate-ratio", limits=True)},
    }


def _effect(outcome: Outcome, name: str, pairs: list[Pair], rests: list[str], values: Values) -> Finding:
    """Return by which method an effect comes from the counts."""
    text = outcome.numbers[name].text
    unit = 100 if name.startswith("difference") else 1
    for method, value in values.items():
        found = [made for pair in pairs if (made := value(pair)) is not None and _fits(name, text, made)]
        if found:
            several = len(found) > 1
            computed = None if several else _shown(found[0], unit)
            return finding(
                outcome, name, SEVERAL if several else REPRODUCED, rests, method=method, computed=computed, note=REASON
            )
    first = next((made for value in values.values() if (made := value(pairs[0])) is not None), None)
    verdict = NOT_REPRODUCED if len(values) == 1 or first is None else NOT_CHECKABLE
    words = "the counts give another value" if verdict == NOT_REPRODUCED else "no method that is known here gives it"
    return finding(outcome, name, verdict, rests, computed=_shown(first, unit), note=f"{words}; {REASON}")


def _shown(value: float | Limits | None, unit: int) -> float | list[float] | None:
    if value is None:
        return None
    return [unit * one for one in value] if isinstance(value, tuple) else unit * value


def _fits(name: str, text: str, made: float | Limits) -> bool:
    """Return whether a value or a pair of limits prints like this."""
    if isinstance(made, tuple):
        limits = typed.percents(text, "difference") if name.startswith("difference") else typed.ratios(text)
        return all(printed.fits(value) for printed, value in zip(limits, made, strict=True))
    printed: Printed = typed.points(text) if name == "difference" else typed.ratio(text)
    return printed.fits(made)
