"""What is withheld and why, in words that tell no more than the rule itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.analysis.suppress_levels import ALL, Stand, primary_stand
from psmatrial.stats.suppression import MARGINS, NOTHING, NUMBER, WHOLE

CELLS_AND_TESTS = "the four cells, the interval of the difference, the odds ratio and every p-value"
PRIMARY = {
    MARGINS: (
        CELLS_AND_TESTS,
        "A cell is below {least}, and each of these would give it away.",
    ),
    NUMBER: (
        "everything but the number of patients",
        "A test found or missed fewer than {least}, or with both rates a cell would keep fewer than {least} values.",
    ),
    NOTHING: ("everything, the number of patients too", "There are not more than {least} patients."),
}
STRATA = {
    MARGINS: (CELLS_AND_TESTS, "A cell of one of them is below {least}, and each of these would give it away."),
    NOTHING: (
        "everything, their numbers of patients too",
        "A count below {least} stands in one of them, or would follow from the others and all patients together.",
    ),
}
OVERLAPPING = (
    "They are of the same patients as the primary table: in how many of them two tables differ would follow, however "
    "large the counts of both are. They are never shown beside it."
)
LEFT_OUT = "Fewer than {least} were left out, or nobody, or the patients analysed are withheld."
REASONS = "Each may have left out few or nobody; how many were left out in all is shown."
NEAR = (
    "Their tables are of nearly the same patients: from one to the next few are moved, and subtracting tells how many."
)
DATA = "They count patients and rows; psmatrial check shows them to whoever holds the file."
OTHERS = "They carry counts for which no rule was decided, or follow single patients."


def withheld(
    results: Results, shown: Mapping[Stand, str], smallest: int, patients: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Return what is withheld, a record of ``what`` and ``why`` each.

    The words follow from the levels and the plan: that something is named here says nothing of the data that the
    levels do not say.

    Parameters
    ----------
    results
        The results before anything was withheld; only their plan and primary endpoint are read.
    shown
        The level of each table.
    smallest
        The smallest count that may be shown.
    patients
        The numbers of patients as they will be shown.
    """
    first = primary_stand(results)
    found = [*_primary(shown[first]), *_strata(shown, first), *_overlapping(shown, first)]
    if patients["read"] is None:
        found.append(("Patients in the file and those left out", LEFT_OUT))
    elif patients["excluded"]:
        found.append(("Reasons why patients were left out", REASONS))
    found += [
        ("Robustness, tipping point, missing and equivocal results, margins at worst case", NEAR),
        ("Warnings, the summary of the file, what became of each scan", DATA),
        (_series(_others(results.plan)), OTHERS),
    ]
    return [{"what": what, "why": why.format(least=smallest)} for what, why in found]


def _primary(level: str) -> Iterator[tuple[str, str]]:
    """Yield what is withheld of the primary table."""
    if level != WHOLE:
        what, why = PRIMARY[level]
        yield f"Primary result: {what}", why


def _strata(shown: Mapping[Stand, str], first: Stand) -> Iterator[tuple[str, str]]:
    """Yield what is withheld of the strata of the primary table."""
    levels = {level for stand, level in shown.items() if stand.stratum != ALL and stand.pair == first.pair}
    for level in levels - {WHOLE}:
        what, why = STRATA[level]
        yield f"PSA strata: {what}; tests over all strata", why


def _overlapping(shown: Mapping[Stand, str], first: Stand) -> Iterator[tuple[str, str]]:
    """Yield the tables of the same patients that are withheld."""
    names = {
        "Other endpoints": [one for one in shown if one.stratum == ALL and not one.reader and one.pair == first.pair],
        "Readers": [one for one in shown if one.reader and one.pair == first.pair],
        "Other contrasts": [one for one in shown if one.pair != first.pair],
    }
    hidden = [name for name, of in names.items() if any(shown[one] != WHOLE for one in of if one != first)]
    if hidden:
        yield f"{_series(hidden)}: everything", OVERLAPPING


def _others(plan: Mapping[str, Any]) -> list[str]:
    """Return the parts of a plan that are never shown with small counts withheld."""
    called = {
        "the answers of methods that were not planned": True,
        "detection against PSA as a curve": bool(plan["strata"]["bins"]),
        "who the patients were": bool(plan["baseline"]["columns"]),
        "what was measured": bool(plan["measured"]["column"]),
        "detection as a model": bool(plan["model"]["covariates"]),
        "all regions together": len(plan["endpoints"]["regions"]) > 1,
        "agreement between readers": len(plan["reading"]["readers"]) > 1,
        "several tests at once": len(plan["contrasts"]) > 1,
        "the reference standard": bool(plan["truth"]["standards"]),
        "change of management": bool(plan["management"]["before"]),
        "outcomes": bool(plan["outcome"]["time"]),
        "single patients": bool(plan["report"]["patient_level"]),
    }
    return [name for name, there in called.items() if there]


def _series(names: list[str]) -> str:
    """Return names as a list in a sentence, with a capital at its head."""
    text = ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
    return f"{text[:1].upper()}{text[1:].lower()}" if names[0][:1].isupper() else f"{text[:1].upper()}{text[1:]}"
