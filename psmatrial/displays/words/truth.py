"""What was found, held against the truth, in the methods and the results text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psmatrial.analysis.found import BOUNDS
from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.truth_rows import NEGATIVE
from psmatrial.displays import numbers
from psmatrial.displays.policies import with_result
from psmatrial.displays.tables._paired import main_contrast
from psmatrial.displays.words.bibliography import Bibliography
from psmatrial.displays.words.english import counted, in_points, sentence, series, were
from psmatrial.displays.words.telling import Telling
from psmatrial.stats.further_methods import further_method
from psmatrial.stats.methods import method

DATUM = "with a reference datum"
# The name of a rate; then of whom it is, the noun apart.
RATES = {
    "clr": ("correct localisation rate", ("positive patient", DATUM)),
    "cdr": ("correct detection rate", ("patient", DATUM)),
    "vdr": ("verified detection rate", ("patient", DATUM)),
    "ppv": ("positive predictive value", ("positive patient", DATUM)),
}
# Of whom the verified detection rate is where a missing result counts as negative, then where it is left out.
OF_VERIFIED = {"with-truth": (DATUM, "with a result and a reference datum"), "scanned": ("", "with a result")}
OF_ALL = (("sensitivity", ("diseased patient", "")), ("specificity", ("patient", "without disease")))
RATIOS = {"relative-true-positive-rate": "relative true-positive rate", "ppv-ratio": "ratio of predictive values"}
SCORE = "weighted-score"
VERIFIED = "By the plan only patients whom a test found were verified."
By = Mapping[str, Row]


def truth_paragraph(results: Results, told: Telling) -> str:
    """Return what was found against the truth, and whether the trial succeeded; empty without a standard."""
    found = results.further.get("truth")
    if not found:
        return ""
    rows = _rows(results)
    rates = [clause for name in found["endpoints"] if (clause := _rate(name, rows, results, told))]
    whole = f"{found['diseased']} {were(found['diseased'])} diseased and {found['not_diseased']} not"
    known = counted(found["diseased"] + found["not_diseased"], "patient")
    denied = found["datum"] - found["diseased"] - found["not_diseased"]
    return told.paragraph(
        f"The truth was known of {known}, of whom {whole}.",
        f"Of {denied} more it was known in some regions only, and negative there." if denied else "",
        f"{series(rates, ';')[:1].upper()}{series(rates, ';')[1:]}." if rates else "",
        *(_accuracy(results, rows, told) if found["verified"] == "all" else _relative(rows, found, told)),
        _success(results, found),
    )


def truth_methods(results: Results, cited: Bibliography) -> str:
    """Return how what was found was held against the truth, with references; empty without a standard.

    Examples
    --------
    >>> truth_methods(Results({}, {}, {}, {}, {}, ()), Bibliography())
    ''
    """
    found = results.further.get("truth")
    if not found:
        return ""
    planned, rows = results.plan["primary"], _rows(results)

    def named(quantity: str, name: str) -> str:
        return cited.cite(further_method(quantity, name).reference)

    interval = method("index-rate", planned["rate"])
    names = series([f"the {RATES[name][0]}" for name in found["endpoints"]])
    parts = [f"{names}, with limits by {interval.label} {cited.cite(interval.reference)}"] if names else []
    if "sensitivity-equality" in rows:
        test, difference = method("equality", planned["test"]), method("rate-difference", planned["difference"])
        parts.append(
            f"sensitivity and specificity, compared by {test.label} {cited.cite(test.reference)}, their difference "
            f"with limits by {difference.label} {cited.cite(difference.reference)}"
        )
    if "relative-true-positive-rate" in rows:
        parts.append(f"the relative true-positive rate {named('relative-true-positive-rate', 'log-wald')}")
    if "ppv-ratio" in rows:
        ratio = f"predictive values, compared by their ratio {named('ppv-ratio', 'log-wald')}"
        parts.append(f"{ratio} and by the weighted generalised score test {named('ppv-equality', SCORE)}")
    only = f" {VERIFIED}" if found["verified"] != "all" else ""
    bounds = f" {sentence(BOUNDS)}" if results.plan["reading"]["missing"] in {"worst", "best"} else ""
    return f"What was found was held against the truth by {series(parts, ';')}.{only}{beyond_positives(found)}{bounds}"


def beyond_positives(found: Mapping[str, Any]) -> str:
    """Return how many were verified though neither test found them, where the plan says that there are none.

    Examples
    --------
    >>> beyond_positives({"verified": "positives", "datum": 33, "neither": 9})
    ' The file contradicts the plan: 9 of 33 with a reference datum were found by neither test.'
    """
    count = found.get("neither", 0)
    if found["verified"] == "all" or not count:
        return ""
    whom = f"{count} of {found['datum']} with a reference datum {were(count)} found by neither test"
    return f" The file contradicts the plan: {whom}."


def _rows(results: Results) -> By:
    """Return the rows of patients by quantity, all readers together; of predictive values the weighted test."""
    rows = main_contrast(results, endpoint="patient", stratum="all", reader=None)
    return {row.quantity: row for row in reversed(rows) if row.method != "score"}


def _rate(name: str, rows: By, results: Results, told: Telling) -> str:
    """Return one rate of both tests in a clause, its denominator named."""
    index, other = (rows.get(f"{side}-{name}") for side in ("index", "comparator"))
    if index is None or other is None:
        return ""
    words, below = RATES[name]
    if name == "vdr":
        counted_all, with_result = OF_VERIFIED[results.plan["truth"]["denominator"]]
        below = ("patient", counted_all if results.plan["reading"]["missing"] == "negative" else with_result)
    first, second = _share(index, told, below), _share(other, told)
    return f"the {words} was {first} with {index.index} and {second} with {other.comparator}"


def _share(row: Row, told: Telling, below: tuple[str, str] = ("", "")) -> str:
    """Return how many of how many, the percentage and the limits; level and method at the first interval."""
    noun, which = below
    of = f"{counted(row.denominator or 0, noun)} {which}".rstrip() if noun else str(row.denominator)
    if not row.denominator:
        whom = f"{noun}s {which}".rstrip() if noun else "such patients"
        return f"not estimable (no {whom})"
    text = numbers.rate_interval(row.low, row.high)
    if told.once("rate"):
        text = f"{numbers.level(row.level)} CI {text}, {method('index-rate', row.method).label}"
    return told.number(row, f"{row.numerator} of {of} ({numbers.percent(row.value)}; {text})") + told.mark(row)


def _accuracy(results: Results, rows: By, told: Telling) -> Iterator[str]:
    """Yield sensitivity and specificity of both tests with their differences: where all were verified, no other."""
    for name, below in OF_ALL:
        index, other, difference, test = (
            rows[key] for key in (f"index-{name}", f"comparator-{name}", f"{name}-difference", f"{name}-equality")
        )
        if difference.value is None:
            whom = f"{below[0]}s {below[1]}".rstrip()
            yield f"No {name} could be compared: there were no {whom}{with_result(results)}."
            continue
        limits = numbers.points_interval(difference.low, difference.high)
        if told.once("rate-difference"):
            limits = f"{numbers.level(difference.level)} CI {limits}, {_label('rate-difference', difference)}"
        named = f", {_label('equality', test)}, two-sided" if told.once("p") else ""
        points = told.number(difference, f"{in_points(numbers.points_of(difference))} ({limits})")
        yield (
            f"The {name} of {index.index} was {_share(index, told, below)} and that of {other.comparator} "
            f"{_share(other, told)}, a difference of {points}{told.mark(difference)}, "
            f"{told.number(test, numbers.p_phrase(test.p_value))}{told.mark(test)}{named}."
        )
        yield from (sentence(note) for note in difference.notes if note != NEGATIVE)


def _label(quantity: str, row: Row) -> str:
    """Return the printed name of a method that compares two rates."""
    return method(quantity, row.method).label


def _relative(rows: By, found: Mapping[str, Any], told: Telling) -> Iterator[str]:
    """Yield what verified positives tell: ratios of the tests."""
    yield f"{VERIFIED} Rates of all diseased patients are not known.{beyond_positives(found)}"
    for quantity, words in RATIOS.items():
        row = rows.get(quantity)
        if row is not None and row.value is not None:
            limits = f"{numbers.level(row.level)} CI {numbers.ratio_interval(row.low, row.high)}"
            pair = f"{row.index} over {row.comparator}"
            ratio = told.number(row, f"{numbers.ratio_of(row)} ({limits})")
            yield f"The {words}, {pair}, was {ratio}{told.mark(row)}."


def _success(results: Results, found: Mapping[str, Any]) -> str:
    """Say what the trial had to show, and whether it did."""
    rule = found["success"]
    if not rule:
        return ""
    names = series([RATES[name][0] for name in rule["endpoints"]])
    bar = numbers.percent(rule["bar"], 0 if round(rule["bar"] * 100, 9).is_integer() else 1)
    needed = f" by at least {rule['readers_needed']} of {rule['readers']} readers" if rule["readers"] > 1 else ""
    only = "" if rule["met"] else "only "
    by = f", {only}by {series(rule['met_by'])}" if rule["readers"] > 1 and rule["met_by"] else ""
    index = results.plan["contrasts"][0]["index"]
    met = "was met" if rule["met"] else "was not met"
    return f"The success rule, a lower limit of the {names} of {index} above {bar}{needed}, {met}{by}."
