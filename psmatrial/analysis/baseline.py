"""Who the patients were: counts of categories, quartiles of numbers, what is missing; no tests between paired arms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Any

from psmatrial.analysis.doubling import UNIT, lacking
from psmatrial.analysis.plan_further import Baseline
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.cohort import Cohort
from psmatrial.data.level_order import level_order
from psmatrial.data.limits import psa_order
from psmatrial.data.rules import DOUBLING_TIME
from psmatrial.data.values import is_plain
from psmatrial.errors import UsageError
from psmatrial.stats.printed import fixed

# Few distinct numbers are grades or groups, not measurements.
MOST_GRADES = 8
# Of a doubling time, which is computed.
DECIMALS = 1
_QUARTERS = {"q1": Fraction(1, 4), "median": Fraction(1, 2), "q3": Fraction(3, 4)}


def baseline(origin: Source, members: Sequence[bool] | None = None) -> dict[str, Any] | None:
    """Return the characteristics that the plan names, for all patients and for those analysed; None where none.

    Parameters
    ----------
    origin
        The cohort with its plan; in a file of lesions too a column says one thing of a patient.
    members
        Who is analysed, one a patient; without them those in the table of the primary endpoint.

    Returns
    -------
    dict or None
        ``sets`` lists the sets of patients with their size, ``columns`` the characteristics with one summary a set:
        ``levels`` (label and n) of a category, or ``lowest``, ``q1``, ``median``, ``q3`` and ``highest`` (decimal
        text) of a number; both have ``missing``. A second set that equals the first is left out.

    Raises
    ------
    UsageError
        If a column tells patients apart.
    """
    cohort = origin.cohort
    if not origin.plan.baseline.columns:
        return None
    members = analysed(origin) if members is None else members
    sets = {"all": [True] * cohort.n} if all(members) else {"all": [True] * cohort.n, "analysed": members}
    found = []
    if cohort.has_psa:
        found.append({"name": "PSA", "unit": "ng/mL", "kind": "number", "summaries": _of(cohort.psa, sets, _number)})
    for name, kind in kinds(cohort, origin.plan.baseline).items():
        values = cohort.patient_columns[name]
        if kind == DOUBLING_TIME:
            found.append(_doubling(values, lacking(cohort), sets))
            continue
        summary = _number if kind == "number" else partial(_category, level_order(set(filter(None, values))))
        found.append({"name": name, "unit": "", "kind": kind, "summaries": _of(values, sets, summary)})
    return {"sets": [{"name": name, "n": sum(chosen)} for name, chosen in sets.items()], "columns": found}


def kinds(cohort: Cohort, planned: Baseline) -> dict[str, str]:
    """Return what each column holds: a number, a category, or the doubling time that is made from a PSA history.

    Raises
    ------
    UsageError
        If a column tells patients apart.

    Examples
    --------
    >>> names = (("P1", "P2"), ("PSMA",), ("R1",), ("patient",), {}, (None,) * 2, *[True] * 3, "reads.csv", "", 0, 2)
    >>> kinds(Cohort(*names, patient_columns={"adt": ("yes", "no")}), Baseline(("adt",)))
    {'adt': 'category'}
    """
    found = {}
    for name in planned.columns:
        if name == DOUBLING_TIME and cohort.psa_history:
            found[name] = DOUBLING_TIME
            continue
        values = cohort.patient_columns[name]
        found[name] = "number" if name not in planned.categories and _is_measured(values) else "category"
        listed = found[name] == "category"
        refuse_single_patients(f"baseline.columns: {name!r}", values, cohort.patients, listed=listed)
    return found


def _doubling(values: Sequence[str | None], why: Sequence[str], sets: Mapping[str, Sequence[bool]]) -> dict[str, Any]:
    """Return the PSA doubling time, and who has none for which reason."""
    reasons = sorted({reason for reason in why if reason})
    counts = [
        {
            "label": reason,
            "n": [
                sum(is_in and one == reason for one, is_in in zip(why, members, strict=True))
                for members in sets.values()
            ],
        }
        for reason in reasons
    ]
    summaries = _of(values, sets, partial(_number, places=DECIMALS))
    return {"name": DOUBLING_TIME, "unit": UNIT, "kind": "number", "summaries": summaries, "reasons": counts}


def refuse_single_patients(
    column: str, values: Sequence[str | None], patients: Sequence[str], *, listed: bool = True
) -> None:
    """Refuse a column that would show single patients: their numbers, or a value for nearly each of them.

    Parameters
    ----------
    column
        The column, for the message.
    values, patients
        What it says of each patient, and their numbers in the file.
    listed
        Whether its values are listed one by one.

    Raises
    ------
    UsageError
        If it does.

    Examples
    --------
    >>> refuse_single_patients("grade", ["2", "3", None], ["P1", "P2", "P3"])
    >>> refuse_single_patients("code", ["P1", "P2"], ["P1", "P2"])
    Traceback (most recent call last):
    psmatrial.errors.UsageError: code holds the numbers of the patients. Name a column that does not tell them apart.
    """
    known = [value for value in values if value is not None]
    different = set(known)
    todo = "Name a column that does not tell them apart."
    if known and different <= set(patients) and len(different) == len(known):
        raise UsageError(f"{column} holds the numbers of the patients.", todo)
    if listed and len(different) > MOST_GRADES and 2 * len(different) > len(known):
        raise UsageError(f"{column} has {len(different)} different values in {len(known)} patients.", todo)


def analysed(origin: Source) -> list[bool]:
    """Return who is in the table of the primary endpoint."""
    if origin.plan.reading.missing != "exclude":
        return [True] * origin.cohort.n
    pair, region = origin.plan.contrasts[0], primary_place(origin.plan).region
    decided = [origin.decided(test, region) for test in (pair.index, pair.comparator)]
    return [first.result is not None and second.result is not None for first, second in zip(*decided, strict=True)]


def _of(values: Sequence[str | None], sets: Mapping[str, Sequence[bool]], summary: Any) -> list[dict[str, Any]]:
    """Return one summary a set of patients."""
    made = []
    for members in sets.values():
        chosen = [value for value, is_in in zip(values, members, strict=True) if is_in]
        known = [value for value in chosen if value is not None]
        made.append({**summary(known), "missing": len(chosen) - len(known)})
    return made


def _is_measured(values: Sequence[str | None]) -> bool:
    """Return whether a column holds measurements: plain numbers, more different ones than grades have."""
    known = {value for value in values if value is not None}
    return len(known) > MOST_GRADES and all(map(is_plain, known))


def _category(levels: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    """Return how many patients have each value."""
    counts = Counter(values)
    return {"levels": [{"label": level, "n": counts[level]} for level in levels]}


def _number(values: Sequence[str], places: int | None = None) -> dict[str, Any]:
    """Return range and quartiles as decimal text; with limits among them such as <0.1, observed values.

    Values that were typed keep their decimals; for those that were computed ``places`` says how many are shown.
    """
    if not values:
        return dict.fromkeys(("lowest", *_QUARTERS, "highest"))
    limited = not all(map(is_plain, values))
    texts = sorted(values, key=psa_order if limited else Fraction)
    quarters = {
        name: _observed(texts, share) if limited else _between(texts, share, places)
        for name, share in _QUARTERS.items()
    }
    ends = (
        (texts[0], texts[-1]) if places is None else [fixed(Fraction(text), places) for text in (texts[0], texts[-1])]
    )
    return {"lowest": ends[0], **quarters, "highest": ends[1]}


def _observed(texts: Sequence[str], share: Fraction) -> str:
    """Return the observed value at a share of the ordered ones."""
    return texts[max(ceil(share * len(texts)), 1) - 1]


def _between(texts: Sequence[str], share: Fraction, places: int | None) -> str:
    """Return a quantile by linear interpolation between the observed values, as many decimals as they have or given.

    Hyndman, Am Stat 1996;50:361, definition 7.
    """
    at = share * (len(texts) - 1)
    low, high = Fraction(texts[at.__floor__()]), Fraction(texts[at.__ceil__()])
    given = max(1, *(len(text.partition(".")[2]) for text in texts))
    return fixed(low + (high - low) * (at - at.__floor__()), given if places is None else places)
