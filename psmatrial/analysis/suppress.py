"""Results without small counts: what each table may show is kept, everything else is left out and named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from psmatrial.analysis.results import ILLUSTRATION, REHEARSAL, WITHHELD, Results, Row
from psmatrial.analysis.rows import RATES
from psmatrial.analysis.strata import TRENDS
from psmatrial.analysis.suppress_levels import ALL, BY, Stand, levels, primary_stand, stand_of
from psmatrial.analysis.withheld import withheld
from psmatrial.errors import UsageError
from psmatrial.model import CELLS
from psmatrial.stats.suppression import LEAST, MARGINS, NOTHING, NUMBER, WHOLE

SUPPRESSED = "suppressed"
UNTOLD = "for reasons that are withheld"
OVER_STRATA = ("pooled-difference", "homogeneity-difference", "homogeneity-odds-ratio", "global", *TRENDS)
# Keys that hold words of the plan or of the run and no count of the data.
KEPT = ("blind", "lock")
NUMBERS = (
    *("value", "low", "high", "statistic", "df", "p_value", "p_adjusted"),
    *(*CELLS, "numerator", "denominator", "n"),
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
ABSENT: Mapping[str, Any] = dict.fromkeys(NUMBERS)


def suppressed(results: Results, smallest: int) -> Results:
    """Return results in which no count below a threshold is shown or follows from what is shown.

    It is made before anything is displayed, so that no page, figure, description or file can hold more. Only what was
    decided to be safe is kept; the key ``suppressed`` of the results names the threshold and what is withheld.

    Parameters
    ----------
    results
        What an analysis of patients found.
    smallest
        The smallest count that may be shown, 2 or more; 0 counts as below it.

    Returns
    -------
    Results
        Rows of planned tables keep their ids; what they may not show is empty, and their note says so.

    Raises
    ------
    UsageError
        If the threshold is below 2, or the results are of lesions or of outcomes alone.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> found = suppressed(compare(*example()), 5)
    >>> found.primary["table"]["both"], found.row("patient.all.index-rate.clopper-pearson").numerator
    (None, 28)
    >>> found.row("patient.all.equality.exact").p_value, found.row("patient.all.equality.exact").note
    (None, 'withheld: a count below 5')
    """
    _check(results, smallest)
    shown = levels(results, smallest)
    level = shown[primary_stand(results)]
    patients = _patients(results.patients, level, smallest)
    return replace(
        results,
        plan={**results.plan, "origin": _without_numbers(results.plan["origin"])},
        provenance={
            **{name: results.provenance[name] for name in ("input", "input_sha256", "versions")},
            "warnings": [],
        },
        patients=patients,
        primary={**results.primary, "table": results.primary["table"] if level == WHOLE else dict.fromkeys(CELLS)},
        rows=tuple(_rows(results, shown, smallest)),
        further={
            **_further(results.further),
            SUPPRESSED: {"below": smallest, "withheld": withheld(results, shown, smallest, patients)},
        },
    )


def threshold(results: Results) -> int | None:
    """Return the threshold below which counts are withheld from results; None where none is."""
    found: int | None = (results.further.get(SUPPRESSED) or {}).get("below")
    return found


def _check(results: Results, smallest: int) -> None:
    """Refuse a threshold that hides nothing, and what has no 2x2 tables of patients."""
    if smallest < LEAST:
        raise UsageError(
            f"--suppress {smallest} withholds nothing: a count below {LEAST} is 0 or 1.",
            f"Give the smallest count that may be shown, {LEAST} or more, such as --suppress 5.",
        )
    if threshold(results) is not None:
        raise UsageError("counts are withheld from these results already.", "Start from the file of readings.")
    kinds = {"lesions": results.further.get("lesions"), "outcomes alone": not results.plan["contrasts"]}
    _check_words(results)
    if found := next((name for name, there in kinds.items() if there), ""):
        raise UsageError(
            f"--suppress covers comparisons of patients, and this is an analysis of {found}.",
            "No rule says here what could be derived: nothing is written. Without --suppress, keep the report inside.",
        )


def _check_words(results: Results) -> None:
    """Refuse a locked plan whose words of its data hold numbers, and one beside it that ran: both are shown whole."""
    lock = results.further.get("lock")
    if lock is None:
        return
    for said in ((lock.get("plan") or {}).get("origin") or {}, results.plan["origin"]):
        words = {"statement": "", "uncertain": (), **said}
        if _without_numbers(words) != {**words, "uncertain": list(words["uncertain"])}:
            raise UsageError(
                "the locked plan, or the one that ran beside it, says of its data what holds numbers, which --suppress "
                "would withhold.",
                "Take the numbers out of origin.statement and origin.uncertain before the plan is locked.",
            )


def _without_numbers(origin: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the plan says of the data without the sentences that hold a number: it could be that of a table."""
    sentences = [one for one in SENTENCE_END.split(origin["statement"]) if not any(map(str.isnumeric, one))]
    uncertain = [text for text in origin["uncertain"] if not any(map(str.isnumeric, text))]
    return {**origin, "statement": " ".join(sentences), "uncertain": uncertain}


def _patients(patients: Mapping[str, Any], level: str, smallest: int) -> dict[str, Any]:
    """Return the numbers of patients: how many were left out is told only where these are enough, and never why."""
    if level == NOTHING:
        return {"read": None, "analysed": None, "excluded": []}
    left = sum(item["n"] for item in patients["excluded"])
    if left < smallest:
        return {"read": None, "analysed": patients["analysed"], "excluded": []}
    return {**patients, "excluded": [{"reason": UNTOLD, "n": left}]}


def _further(further: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys that hold no count."""
    found = {name: further[name] for name in KEPT if name in further}
    if lock := found.get("lock"):
        told = "the reason is withheld." if lock["not_carried_out"] else ""
        found["lock"] = {**lock, "not_carried_out": told}
    if strata := further.get("strata"):
        bins = [{"label": one["label"], "n": None} for one in strata["bins"]]
        kept = {name: strata[name] for name in ("by", "unit", "words")}
        found["strata"] = {**kept, "bins": bins, "missing": None, "outside": None}
    return found


def _rows(results: Results, shown: Mapping[Stand, str], smallest: int) -> Iterator[Row]:
    """Yield the rows of planned tables as far as their level allows, and those over strata that are shown whole."""
    planned = results.plan["multiplicity"]["gatekeeping"]
    adjusted = not planned or set(shown.values()) == {WHOLE}
    strata = {stand.pair: level for stand, level in shown.items() if stand.stratum != ALL}
    for row in results:
        stand = stand_of(row)
        if stand is not None:
            yield _reduced(row, shown[stand], smallest) if shown[stand] != WHOLE else _whole(row, adjusted=adjusted)
        elif row.stratum_by == BY and row.stratum is None and row.quantity in OVER_STRATA:
            yield from [row] if strata.get((row.index, row.comparator)) == WHOLE else []


def _whole(row: Row, *, adjusted: bool) -> Row:
    """Return a row of a table that is shown; its adjusted p rests on the other tables of its family too."""
    return row if adjusted else replace(row, p_adjusted=None)


def _reduced(row: Row, level: str, smallest: int) -> Row:
    """Return what the level of its table leaves of a row."""
    if level == MARGINS and row.quantity in RATES:
        hidden: dict[str, Any] = {**dict.fromkeys(CELLS), **dict.fromkeys(("statistic", "df", "p_value", "p_adjusted"))}
        return replace(row, **hidden)
    marks = [mark for mark in (ILLUSTRATION, REHEARSAL) if mark in row.note]
    bare = replace(row, **ABSENT, note=" | ".join([*marks, f"{WITHHELD} {smallest}"]))
    if level in (MARGINS, NUMBER):
        bare = replace(bare, n=row.n)
    if level == MARGINS and row.quantity == "rate-difference":
        # It follows from the two rates; its limits and every p do not.
        return replace(bare, value=_difference(row))
    return bare


def _difference(row: Row) -> float | None:
    """Return the difference of the two printed rates."""
    return ((row.index_only or 0) - (row.comparator_only or 0)) / row.n if row.n else None
