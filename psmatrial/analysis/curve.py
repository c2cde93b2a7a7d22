"""Detection against PSA: one logistic curve a test with its band, from counts at each distinct PSA."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any

from psmatrial.analysis.found import FOUND, UNKNOWN, found_pair
from psmatrial.analysis.patients_shown import psa_flaw
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.tallies import tallied
from psmatrial.models.detection_curve import FIRTH, detection_curve, why_not_drawn

STEPS = 60
MOST_VALUES = 1000
DIGITS = 3

Value = float | str

WORDS = {
    "maximum-likelihood": "logistic regression on ln PSA, maximum likelihood, Wald band on the logit scale",
    FIRTH: "logistic regression on ln PSA, Firth's penalised likelihood because PSA separates the found from the "
    "missed, Wald band on the logit scale",
}


def curves(origin: Source) -> dict[str, Any]:
    """Return a curve for each test: coefficients, covariance, and the band over the observed range of PSA.

    A test without a curve has a ``why`` instead: fewer than five patients, or one PSA value. Patients without a PSA
    above 0, or with a limit of one, are left out and counted. Empty where the file has no PSA.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> found = compare(*example()).further["curve"]["tests"]["PSMA"]
    >>> found["n"], round(found["slope"], 4), found["method"]
    (50, 0.611, 'maximum-likelihood')
    """
    if not origin.cohort.has_psa:
        return {}
    region = primary_place(origin.plan).region
    values, note = _values(origin.cohort.psa)
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values.values()))}
    known = list(numbers)
    number_of = {text: numbers[value] for text, value in values.items()}
    placed = array("I", map(number_of.__getitem__, origin.cohort.psa))
    tests: dict[str, dict[str, Any]] = {}
    for contrast in origin.plan.contrasts:
        tally = tallied(placed, *found_pair(origin, contrast, region))
        seen = {(known[number], index, comparator): n for (number, index, comparator), n in tally.items()}
        for place, test in enumerate((contrast.index, contrast.comparator), start=1):
            if test not in tests:
                tests[test] = _curve(seen, place, origin.plan.level) | {"note": note}
    return {"unit": "ng/mL", "level": origin.plan.level, "tests": tests}


def _values(psa: Sequence[str | None]) -> tuple[dict[str | None, Value], str]:
    """Return each distinct PSA as a number, or why it has none; very many values are rounded to three digits."""
    values: dict[str | None, Value] = {text: psa_flaw(text) for text in dict.fromkeys(psa)}
    plain = [text for text, flaw in values.items() if text is not None and not flaw]
    rounded = len(plain) > MOST_VALUES
    for text in plain:
        values[text] = float(f"{float(text):.{DIGITS}g}") if rounded else float(text)
    return values, f"PSA rounded to {DIGITS} digits: there are {len(plain)} values" if rounded else ""


def _curve(seen: Mapping[tuple[Value, int, int], int], place: int, level: float) -> dict[str, Any]:
    """Return the curve of one test over the patients who have a result under both."""
    counts: dict[float, list[int]] = {}
    left_out: Counter[str] = Counter()
    for key, n in seen.items():
        if UNKNOWN in key[1:]:
            continue
        if isinstance(key[0], str):
            left_out[key[0]] += n
            continue
        held = counts.setdefault(key[0], [0, 0])
        held[0] += n * (key[place] == FOUND)
        held[1] += n
    record: dict[str, Any] = {
        "n": sum(n for _, n in counts.values()),
        "found": sum(found for found, _ in counts.values()),
        "left_out": [{"reason": reason, "n": n} for reason, n in sorted(left_out.items())],
    }
    logs = [(log(psa), found, n) for psa, (found, n) in sorted(counts.items())]
    why = why_not_drawn(logs)
    return record | ({"why": why} if why else _band(logs, level))


def _band(logs: list[tuple[float, int, int]], level: float) -> dict[str, Any]:
    """Return the fit, and the rate with its limits at equal steps of ln PSA."""
    fit = detection_curve(logs)
    low, high = logs[0][0], logs[-1][0]
    grid = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    band = [fit.rate(x, level) for x in grid]
    first, mixed, second = fit.covariance
    return {
        "method": fit.method,
        "words": WORDS[fit.method],
        "intercept": fit.intercept,
        "slope": fit.slope,
        "covariance": [[first, mixed], [mixed, second]],
        "psa": [exp(x) for x in grid],
        "rate": [rate for rate, _, _ in band],
        "low": [limit for _, limit, _ in band],
        "high": [limit for _, _, limit in band],
    }
