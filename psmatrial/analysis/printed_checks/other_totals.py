"""Effects where more patients had one test than the other: the rates give their difference and ratio, and no table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice, product

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.counts import cells_of
from psmatrial.analysis.printed_checks.effect_words import effect_words
from psmatrial.analysis.printed_checks.finding import (
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    finding,
    given,
)
from psmatrial.analysis.printed_checks.paired_basis import KEYS, rates, same_totals
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.printed import Number
from psmatrial.stats.unpaired import unpaired_ratio

Pair = tuple[tuple[int, int], tuple[int, int]]
VALUES: dict[str, tuple[str, Callable[[Pair], Number | None]]] = {
    "difference": ("subtraction", lambda pair: Fraction(*pair[0]) - Fraction(*pair[1])),
    "rate-ratio": ("division", lambda pair: unpaired_ratio(*pair, "ratio of the rates")),
}
UNLIKE = "the two rates have different totals, and the table of those with both tests is not known"
MOST = 2000


def findings(study: Study) -> list[Finding]:
    """Return what two rates of different totals say of the effects of a paired study."""
    return [one for outcome in study.outcomes if study.paired for one in _outcome(outcome)]


def _outcome(outcome: Outcome) -> Iterator[Finding]:
    """Return what is found of the effects of one outcome whose rates have different totals."""
    both = rates(outcome)
    if both is None or cells_of(outcome) or same_totals(both):
        return
    rests = tuple(dict.fromkeys(name for behind in both.values() for name in behind.rests))
    pairs = list(islice(product(both["index"].pairs, both["comparator"].pairs), MOST))
    for name in KEYS:
        if given(outcome, name):
            known = _effect(outcome, name, pairs, rests) if name in VALUES else None
            yield known or finding(outcome, name, NOT_CHECKABLE, rests, note=UNLIKE)


def _effect(outcome: Outcome, name: str, pairs: list[Pair], rests: tuple[str, ...]) -> Finding:
    """Return whether the rates give a difference or a ratio."""
    text, (method, value) = outcome.numbers[name].text, VALUES[name]
    printed, unit = (typed.points(text), 100) if name == "difference" else (typed.ratio(text), 1)
    values = [value(pair) for pair in pairs]
    fitting = [one for one in values if printed.fits(one)]
    if fitting:
        verdict, note = SEVERAL if len(fitting) > 1 else REPRODUCED, ""
    else:
        verdict, method = NOT_REPRODUCED, ""
        note = "; ".join(filter(None, ("the rates give another value", effect_words(outcome, name, values), UNLIKE)))
    shown = fitting or values
    computed = float(shown[0]) * unit if len(shown) == 1 and shown[0] is not None else None
    return finding(outcome, name, verdict, rests, computed=computed, method=method, note=note)
