"""What a file of lesions says, in words: the answer, the text of its methods and of its results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.analysis.units import DIFFERENCE, EQUALITY, ODDS, RATES, UNITS
from psmatrial.displays import numbers
from psmatrial.displays.tables._units import (
    Rows,
    cells_words,
    counts_of,
    heading_of,
    interval,
    method_label,
    unit_groups,
)
from psmatrial.displays.words.bibliography import Bibliography, bibtex, software, study_entry
from psmatrial.displays.words.coding import coding
from psmatrial.displays.words.english import counted, in_points, series
from psmatrial.displays.words.telling import Runs, Telling, told_runs
from psmatrial.stats.further_methods import further_method

MISSING = {
    "exclude": "Lesions without a result under one of the tests were left out and counted.",
    "negative": "A missing result of a lesion counted as negative.",
    "worst": "Missing results counted against the index test (worst case).",
    "best": "Missing results counted in favour of the index test (best case).",
}
SHARES = (
    "A lesion is in the file because a test found it: the rates are shares of these lesions, not of all lesions that "
    "there were."
)
NO_PATIENTS = "There is no comparison by patient: patients without any lesion are not in the file."
KEYS = {RATES[0]: "rate", RATES[1]: "rate", DIFFERENCE: "difference", ODDS: "odds_ratio", EQUALITY: "test"}


def of_lesions(results: Results) -> Mapping[str, Any] | None:
    """Return what results hold of the lesions of a file; None where a row of the file is no lesion."""
    found: Mapping[str, Any] | None = results.further.get("lesions")
    return found


def planned_rows(results: Results, region: str | None = None) -> Mapping[str, Row]:
    """Return the planned rows of the first contrast by quantity, of all lesions or of those of a region."""
    pair, planned = results.plan["contrasts"][0], results.plan["primary"]
    rows = results.select(unit="lesion", index=pair["index"], comparator=pair["comparator"], region=region)
    found = {row.quantity: row for row in rows if row.method == planned.get(KEYS.get(row.quantity, ""), row.method)}
    return {name: found[name] for name in (UNITS, *KEYS)}


def lesion_sentence(results: Results) -> str:
    """Return the answer in one sentence."""
    rows, found = planned_rows(results), of_lesions(results) or {}
    index, other, difference, test = (rows[name] for name in (*RATES, DIFFERENCE, EQUALITY))
    if not found.get("n"):
        return f"No lesion has a result under both {index.index} and {index.comparator}: nothing can be compared."
    whole = f"{counted(found['n'], 'lesion')} in {counted(found['patients'], 'patient')}"
    return (
        f"Of {whole}, {index.index} found {numbers.share(index.numerator, index.denominator)}, "
        f"{index.comparator} {numbers.share(other.numerator, other.denominator)}: "
        f"{_compared(difference, test)}, patients as clusters."
    )


def _compared(difference: Row, test: Row) -> str:
    """Return the difference with its interval and test, as far as there are any."""
    limits = f" ({interval(difference)})" if difference.low is not None else " (no interval)"
    tested = f"{numbers.p_phrase(test.p_value)} ({method_label(test)})" if test.p_value is not None else "no test"
    return f"difference {in_points(numbers.points_of(difference))}{limits}, {tested}"


def lesion_lines(results: Results) -> list[str]:
    """Return the answer for a terminal, a line each."""
    rows, found = planned_rows(results), of_lesions(results) or {}
    index, other, difference, odds, test = (rows[name] for name in KEYS)
    if not found.get("n"):
        return [lesion_sentence(results)]
    shares = [numbers.share(rate.numerator, rate.denominator) for rate in (index, other)]
    return [
        f"{counted(found['n'], 'lesion')} in {counted(found['patients'], 'patient')}, patients as clusters",
        f"{index.index} {shares[0]} against {index.comparator} {shares[1]}",
        _compared(difference, test),
        f"marginal odds ratio {numbers.ratio_of(odds)} ({interval(odds)})",
    ]


def lesion_notes(results: Results) -> list[str]:
    """Return what must be known of the answer: what its rates are of, and what its numbers have to say."""
    rows = planned_rows(results)
    notes = [] if rows[UNITS].neither or not rows[UNITS].n else [SHARES]
    notes += [note for name in (DIFFERENCE, ODDS, EQUALITY) for text in rows[name].notes for note in text.split("; ")]
    return [f"{note[:1].upper()}{note[1:]}".rstrip(".") + "." for note in dict.fromkeys(notes)]


def lesion_methods_text(results: Results) -> tuple[list[str], list[str]]:
    """Return the methods text and the references it cites: only what ran."""
    cited = Bibliography()
    used = numbers.level(results.plan["level"])
    closing = (
        f"Intervals are two-sided at {used} and p-values two-sided. Percentages are rounded half away from zero. "
        f"Computed with psmatrial {results.provenance['versions']['psmatrial']}."
    )
    return [_design(results, cited), _statistics(results, cited), closing], cited.items


def lesion_references(results: Results) -> str:
    """Return ``references.bib``: the study, this program, then what the methods text cites, in its order."""
    own = [software(results.provenance["versions"]["psmatrial"])]
    if results.study["citation"]:
        own.insert(0, study_entry(results.study["id"], results.study["citation"]))
    return bibtex(lesion_methods_text(results)[1], own)


def _design(results: Results, cited: Bibliography) -> str:
    """Say what was compared and how readings became results of lesions."""
    plan, found = results.plan, of_lesions(results) or {}
    pair, reading = plan["contrasts"][0], plan["reading"]
    text = (
        f"{pair['index']} (index test) and {pair['comparator']} (comparator) were compared lesion by lesion in the "
        "same patients. "
    )
    if len(reading["readers"]) > 1:
        rules = {"majority": "the majority", "any": "any", "all": "all"}
        who = rules.get(reading["rule"])
        readers = f"{who} of the {len(reading['readers'])} readers" if who else f"reader {reading['reader']}"
        text += f"The result of a lesion was that of {readers}. "
    if said := coding(plan, cited.cite):
        text += f"{said} "
    text += f"Equivocal readings counted as {reading['equivocal']}; non-evaluable readings were missing. "
    if reading["absent_region"] == "negative":
        absent = counted(found.get("absent_as_negative", 0), "reading")
        text += f"A lesion without a row under a test that the patient had counted as not found ({absent}). "
    detection = "Detection is not accuracy: there is no reference standard in these data."
    return f"{text}{MISSING[reading['missing']]} {NO_PATIENTS} {detection}"


def _statistics(results: Results, cited: Bibliography) -> str:
    """Say which test and which intervals were planned, and which stand beside them."""
    rows = planned_rows(results)

    def named(quantity: str, method: str) -> str:
        entry = further_method(quantity, method)
        label = str(entry.label).removesuffix(", index").removeprefix("marginal odds ratio, ")
        return f"{label} {cited.cite(entry.reference)}"

    planned = {name: named(name, rows[name].method) for name in (EQUALITY, RATES[0], DIFFERENCE, ODDS)}
    beside = dict.fromkeys(
        (row.quantity, row.method)
        for row in results.select(unit="lesion")
        if row.quantity in KEYS and row.quantity != RATES[1] and row.method != rows[row.quantity].method
    )
    shown = f" Shown beside them: {series([named(*key) for key in beside])}." if beside else ""
    adjusted = any(row.p_adjusted is not None for row in results.select(unit="lesion"))
    label = further_method("adjustment", results.plan["multiplicity"]["method"]).label
    regions = f" p-values of regions were adjusted by {label}; that of all lesions was not." if adjusted else ""
    return (
        "The primary endpoint was detection of lesions. Lesions of one patient resemble each other, so that patients "
        f"were taken as clusters. Equality of the two detection rates was tested by {planned[EQUALITY]}; this test "
        f"decides. Intervals: detection rates {planned[RATES[0]]}, difference of rates {planned[DIFFERENCE]}, marginal "
        f"odds ratio {planned[ODDS]}.{shown}{regions}"
    )


def lesion_results_text(results: Results) -> list[Runs]:
    """Return the results text in runs, each with its row: all lesions, then the regions, then further contrasts."""
    told = Telling(framed=True)
    groups = unit_groups(results.select(unit="lesion"))
    paragraphs = []
    for pair in results.plan["contrasts"]:
        tests = (pair["index"], pair["comparator"])
        first, *regions = [one for one in groups if (counts_of(one).index, counts_of(one).comparator) == tests]
        paragraphs.append(f"{cells_words(counts_of(first))} {_clause(results, first, told)}.")
        if regions:
            paragraphs.append(f"By region: {series([_clause(results, group, told) for group in regions], ';')}.")
    return [told_runs(text) for text in paragraphs]


def _clause(results: Results, group: Rows, told: Telling) -> str:
    """Return one group of lesions in a clause."""
    planned = results.plan["primary"]
    index, other, difference, _, test = (group[name, planned[key]] for name, key in KEYS.items())
    name = counts_of(group).region or heading_of(results, counts_of(group))
    if not counts_of(group).n:
        return f"{name}, no lesion with a result under both tests"
    level = f"{numbers.level(results.plan['level'])} CI "
    shares = [
        told.number(row, f"{numbers.share(row.numerator, row.denominator).removesuffix(')')}; {before}{interval(row)})")
        for row, before in ((index, level), (other, ""))
    ]
    points = told.number(difference, f"{in_points(numbers.points_of(difference))} ({interval(difference)})")
    adjusted = "" if test.p_adjusted is None else f" (adjusted {numbers.p_phrase(test.p_adjusted)})"
    return (
        f"{name}, {index.index} found {shares[0]} and {index.comparator} {shares[1]}, difference {points}, "
        f"{told.number(test, f'{numbers.p_phrase(test.p_value)}{adjusted}')}"
    )
