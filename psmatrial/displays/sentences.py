"""One number as a sentence that a paper can take over: what, where, how much, by which method, in how many patients."""

from __future__ import annotations

from functools import lru_cache

from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.units import RATES as UNIT_RATES
from psmatrial.analysis.units import UNITS
from psmatrial.displays import numbers
from psmatrial.displays.agreement_numbers import DIFFERENCE
from psmatrial.displays.outcome_words import OUTCOME, inside, outcome_place, outcome_value
from psmatrial.displays.quantity_names import QUANTITIES, TRUTH_DIFFERENCES, TRUTH_RATIOS
from psmatrial.displays.quantity_scales import AS_RATIO, IN_PERCENT, IN_POINTS, POINTS, RATES, scale_of
from psmatrial.displays.words.english import in_points

RELATIONS = {
    "rate-difference": ", {index} minus {comparator}",
    "pooled-difference": ", {index} minus {comparator}",
    "rate-ratio": ", {index} over {comparator}",
    "odds-ratio": ", {index} only over {comparator} only",
    "clustered-difference": ", {index} minus {comparator}",
    "marginal-odds-ratio": ", odds of {index} over odds of {comparator}",
    "model-odds-ratio": ", odds of {index} over odds of {comparator}",
    "model-conditional-odds-ratio": ", {index} only over {comparator} only",
    "model-rate-difference": ", {index} minus {comparator}",
    **dict.fromkeys(TRUTH_DIFFERENCES, ", {index} minus {comparator}"),
    **dict.fromkeys(TRUTH_RATIOS, ", {index} over {comparator}"),
}
AGREEMENTS = ("index-agreement", "comparator-agreement")
PAIRWISE = "pairwise-equality"
TESTS = (
    "model-equality",
    "model-equal-slopes",
    "equality",
    "clustered-equality",
    "rate-difference-margin",
    "rate-ratio-margin",
    "rate-difference-equivalence",
    "rate-ratio-equivalence",
)


def value_text(row: Row, unit: str = "") -> str:
    """Return a number with its interval, one digit more than tables print, or its p-value with the statistic.

    Examples
    --------
    >>> value_text(Row("r", quantity="rate-difference", value=0.3, low=0.121318, high=0.46237, level=0.95))
    '+30.0 points (95% interval 12.1 to 46.2)'
    >>> value_text(Row("r", quantity="equality", p_value=0.00176, statistic=9.782609, df=1))
    'p = 0.0018, statistic 9.7826 on 1 df'
    """
    if row.endpoint == OUTCOME:
        return outcome_value(row, unit=unit)
    if row.quantity == UNITS:
        return numbers.count(row.n)
    if row.p_value is not None or row.quantity in TESTS:
        degrees = f" on {row.df} df" if row.df is not None else ""
        whole = row.statistic is not None and row.statistic.is_integer()
        beside = f", statistic {numbers.decimal(row.statistic, 0 if whole else 4)}{degrees}"
        beside = beside if row.statistic is not None else ""
        return f"{_tested(row)}{beside}"
    value, limits = _shown(row, 1)
    # Beside an agreement stand the positive readings, of which it is no share.
    share = f"{row.numerator}/{row.denominator}, " if row.denominator and row.quantity not in AGREEMENTS else ""
    return f"{share}{value}{_interval(row, limits)}"


def brief(row: Row) -> str:
    """Return a number with its limits or its p-value, and nothing else.

    Examples
    --------
    >>> brief(Row("r", quantity="odds-ratio", value=4.75, low=1.578, high=19.199))
    '4.75 (1.58 to 19.20)'
    """
    if row.endpoint == OUTCOME:
        return outcome_value(row)
    if row.p_value is not None or row.quantity in TESTS:
        return numbers.p_phrase(row.p_value)
    value, limits = _shown(row, 1)
    value = value.removesuffix(" points").removesuffix(" point")
    return f"{value} ({limits})" if limits != numbers.ABSENT else value


def printed(row: Row) -> tuple[str, ...]:
    """Return how the first page may print a number, the longest way first.

    Examples
    --------
    >>> printed(Row("r", quantity="rate-difference", value=0.3, low=0.121318, high=0.46237))
    ('+30 points (12 to 46)', '+30 points')
    """
    if row.quantity in (*RATES, *UNIT_RATES):
        return (numbers.share(row.numerator, row.denominator),)
    if row.quantity in ("equality", "clustered-equality"):
        return (numbers.p_phrase(row.p_value),)
    if row.quantity in ("rate-difference", "clustered-difference", "odds-ratio") and row.value is not None:
        value, limits = _shown(row, 0)
        return (f"{value} ({limits})", *((value,) if row.quantity in POINTS else ()))
    return ()


def place(results: Results, row: Row, choice: str = "") -> str:
    """Return where a number stands, in words; ``choice`` names what the robustness panel changed.

    Examples
    --------
    >>> results = Results({}, {"contrasts": [1]}, {}, {}, {}, ())
    >>> place(results, Row("r", "patient", stratum_by="psa", stratum=">0.5-1.0"))
    'Patient, any region, PSA >0.5-1.0 ng/mL'
    """
    from psmatrial.displays.tables._paired import endpoint_heading

    if row.endpoint == OUTCOME:
        return outcome_place(row, results.further.get(OUTCOME))
    words = [endpoint_heading(row)]
    if len(results.plan["contrasts"]) > 1 and row.index:
        words.insert(0, f"{row.index} against {row.comparator}")
    if row.stratum_by == "region":
        words[-1] = f"Lesions, {row.stratum}"
    if row.reader:
        words.append(f"reader {row.reader}")
    return ", ".join(filter(None, (*words, _stratum(row, choice))))


def _stratum(row: Row, choice: str) -> str:
    """Return the stratum of a row in words; empty where it has none or the endpoint has named it."""
    if row.stratum_by in ("psa", "psa-value"):
        return f"PSA {row.stratum} ng/mL" if row.stratum else "all PSA strata together"
    if row.stratum_by == "missing":
        return "missing results at worst case"
    if row.stratum_by in (None, "region"):
        return ""
    return choice[:1].lower() + choice[1:] if choice else (row.stratum or str(row.stratum_by)).replace("-", " ")


def sentence(row: Row, where: str, label: str, unit: str = "") -> str:
    """Return a number as one sentence with place, method and patients; ``unit`` is that of times to an event.

    Examples
    --------
    >>> row = Row("r", index="PSMA", comparator="fluciclovine", quantity="equality", p_value=0.0026, index_only=19)
    >>> sentence(row, "Patient, any region", "exact McNemar")
    'Per patient: test of equal detection with PSMA and fluciclovine p = 0.0026 (exact McNemar).'
    """
    if row.endpoint == OUTCOME:
        value = outcome_value(row, 0, unit)
        absent = "not reached" if row.quantity == "median-time" else "does not exist"
        return f"{where}: {inside(row, unit)} {absent if value == numbers.ABSENT else value} ({label}; n = {row.n})."
    where = where.replace("Patient, any region", "Per patient")
    return _withheld(row, where, label) if row.withheld and row.value is None else _told(row, where, label)


def _told(row: Row, where: str, label: str) -> str:
    """Return the sentence of a number that rests on patients with both tests."""
    index, comparator = row.index or "index", row.comparator or "comparator"
    patients = f"; n = {row.n}" if row.n is not None else ""
    if row.quantity in RATES:
        test = index if row.quantity == "index-rate" else comparator
        return f"{where}: {test} detected disease in {_share(row, label)}."
    if row.quantity == "equality":
        split = f"; {row.index_only} against {row.comparator_only} discordant patients" if row.n is not None else ""
        words = f"test of equal detection with {index} and {comparator} {numbers.p_phrase(row.p_value)}"
        return f"{where}: {words} ({label}{split}{patients})."
    named = QUANTITIES.get(row.quantity, row.quantity.replace("-", " ")).format(index=index, comparator=comparator)
    if row.quantity == UNITS:
        return f"{where}: {'; '.join(row.notes)}."
    if row.p_value is not None or row.value is None:
        found = _tested(row) if row.p_value is not None else "not defined"
    else:
        if row.denominator and row.quantity not in UNIT_RATES and scale_of(row.quantity) == IN_PERCENT:
            return f"{where}: {named[0].lower()}{named[1:]} {_share(row, label)}."
        value, limits = _shown(row, 0)
        between = RELATIONS.get(row.quantity, "").format(index=index, comparator=comparator)
        if not between:
            return f"{where}: {named[0].lower()}{named[1:]} {value} ({label}{_comma(row, limits)}{patients})."
        found = f"{value}{_interval(row, limits)}{between}"
    return f"{where}: {named[0].lower()}{named[1:]} {found} ({label}{patients})."


def _tested(row: Row) -> str:
    """Return the p-value of a row; where its method is named with its adjustment, the adjusted one too."""
    phrase = numbers.p_phrase(row.p_value)
    return f"unadjusted {phrase}, adjusted {numbers.p_phrase(row.p_adjusted)}" if row.quantity == PAIRWISE else phrase


def _share(row: Row, label: str) -> str:
    """Return a count of its own total, with percentage, limits and method in brackets."""
    share, limits = numbers.share(row.numerator, row.denominator), _shown(row, 0)[1]
    return f"{share.removesuffix(')')}{_comma(row, limits)}, {label})" if row.denominator else f"{share} ({label})"


def _withheld(row: Row, where: str, label: str) -> str:
    """Return the sentence of a number that is withheld."""
    named = QUANTITIES.get(row.quantity, row.quantity).format(index=row.index, comparator=row.comparator)
    return f"{where}: {named[0].lower()}{named[1:]} ({label}) is {row.notes[-1]}."


def _shown(row: Row, decimals: int) -> tuple[str, str]:
    """Return a value and its limits as text."""
    return _texts(row.quantity, row.value, row.low, row.high, decimals)


@lru_cache(maxsize=4096)
def _texts(quantity: str, value: float | None, low: float | None, high: float | None, decimals: int) -> tuple[str, str]:
    """Return a value and its limits as text; the same method answers for several rows."""
    scale = scale_of(quantity)
    if scale == IN_POINTS:
        return in_points(numbers.points(value, decimals, (low, high))), numbers.points_interval(low, high, decimals)
    if scale == AS_RATIO:
        return numbers.ratio(value, (low, high)), numbers.ratio_interval(low, high)
    if scale == IN_PERCENT:
        return numbers.percent(value, decimals), numbers.rate_interval(low, high, decimals)
    limits = numbers.ABSENT
    if low is not None and high is not None:
        limits = f"{numbers.decimal(low, 4)} to {numbers.decimal(high, 4)}"
    text = numbers.decimal(value, 4)
    return numbers.signed(text) if quantity == DIFFERENCE else text, limits


def _interval(row: Row, limits: str) -> str:
    """Return limits in brackets with their level, or that they are withheld; empty where there are none."""
    if row.withheld and limits == numbers.ABSENT:
        return " (interval withheld)"
    return "" if limits == numbers.ABSENT else f" ({numbers.level(row.level)} interval {limits})"


def _comma(row: Row, limits: str) -> str:
    """Return limits inside brackets that are open already."""
    return "" if limits == numbers.ABSENT else f"; {numbers.level(row.level)} interval {limits}"
