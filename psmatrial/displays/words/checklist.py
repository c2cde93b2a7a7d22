"""The items of STARD 2015 in our words, with what data and plan answer of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.summary import margin_claims, margin_level
from psmatrial.displays.suppression_words import suppression
from psmatrial.displays.words.coding import coding
from psmatrial.displays.words.english import counted, series
from psmatrial.displays.words.methods import MISSING, endpoint_words
from psmatrial.displays.words.readers import absent_words, readers_words
from psmatrial.displays.words.standing import places, standards
from psmatrial.stats.methods import method

AUTHOR = "For the author"
NO_REFERENCE = "There is none in these data: detection is compared, not accuracy"
VARIABILITY = {
    "PSA strata": "strata",
    "each reader": "readers",
    "agreement of the readers": "agreement",
    "other choices": "robustness",
}
TOPICS = {
    "1": "Title or abstract names the kind of study",
    "2": "Structured abstract",
    "3": "Background and intended use of the tests",
    "4": "Objectives and hypotheses",
    "5": "Data collected before or after the tests",
    "6": "Who could take part",
    "7": "How candidates were found",
    "8": "Setting, place and dates",
    "9": "Consecutive, random or convenience series",
    "10a": "Index test, in enough detail to repeat it",
    "10b": "Reference standard, in enough detail to repeat it",
    "11": "Why this reference standard",
    "12a": "Cut-offs of the index test, planned or found later",
    "12b": "Cut-offs of the reference standard",
    "13a": "What readers of the index test knew",
    "13b": "What assessors of the reference standard knew",
    "14": "Methods of estimation and comparison",
    "15": "Handling of unclear results",
    "16": "Handling of missing results",
    "17": "Variability: planned or explored",
    "18": "Intended sample size and its reason",
    "19": "Flow of participants, as a diagram",
    "20": "Baseline characteristics",
    "21a": "Severity in those with the condition",
    "21b": "Other diagnoses in those without it",
    "22": "Time and treatment between the tests",
    "23": "Cross-tabulation of results",
    "24": "Estimates with their precision",
    "25": "Adverse events",
    "26": "Limitations: bias, uncertainty, generality",
    "27": "Implications for practice",
    "28": "Registration number",
    "29": "Where the protocol is",
    "30": "Funding and role of funders",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what is known of it, and the sections where it stands."""

    number: str
    topic: str
    answer: str = AUTHOR
    place: str = numbers.ABSENT


def answers(results: Results) -> list[Item]:
    """Return every item; those that neither data nor plan answer are for the author."""
    known = {**_methods(results), **_reference(results), **_handling(results), **_found(results)}
    items = []
    for number, topic in TOPICS.items():
        answer, *names = known.get(number, (AUTHOR,))
        items.append(Item(number, topic, answer, places(results, *names) or numbers.ABSENT))
    return items


def _methods(results: Results) -> Mapping[str, tuple[str, ...]]:
    """Return what is known of question, tests and methods, each with the sections that hold it."""
    plan = results.plan
    pair, reading = plan["contrasts"][0], plan["reading"]
    test, endpoint = method("equality", plan["primary"]["test"]).label, endpoint_words(results)
    tests = f"{pair['index']} and {pair['comparator']}"
    readers = f"{readers_words(reading)}{absent_words(results)}"
    claims, level = series(list(margin_claims(results).values())), f"{margin_level(results):g}"
    hypothesis = f"To be shown at the one-sided level {level}: {claims}" if claims else "Hypothesis: for the author"
    margins = f" on equality; margins are tested one-sided at the level {level}: {claims}" if claims else ""
    return {
        "4": (
            f"Whether {tests} detect disease equally often; primary: {endpoint}. {hypothesis}",
            *("estimand", "margins"),
        ),
        "5": ("Every patient has both tests (paired). Prospective or not: for the author",),
        "10a": (f"{pair['index']}, compared with {pair['comparator']}. {readers}Imaging: for the author", "methods"),
        "12a": (
            f"{coding(plan) or 'Readings are taken as recorded.'} What a positive reading was: for the author",
            "plan",
        ),
        "13a": (f"{_readers(reading)} Masking: for the author", "methods"),
        "14": (f"Paired comparison; {test}, two-sided, decides{margins}", "methods", "margins", "plan"),
    }


def _reference(results: Results) -> Mapping[str, tuple[str, ...]]:
    """Return what is known of the reference standard: which it is, or that there is none."""
    if named := standards(results):
        return {"10b": (f"{series(named)}. How it was obtained: for the author", "truth", "plan")}
    return dict.fromkeys(("10b", "11", "12b", "13b", "21a", "21b"), (NO_REFERENCE,))


def _readers(reading: Mapping[str, object]) -> str:
    """Say how many readers there are, and who decides besides."""
    names = reading["readers"]
    count = len(names) if isinstance(names, list | tuple) else 0
    besides = f", and reader {reading['adjudicator']} as adjudicator" if reading["adjudicator"] else ""
    return f"{counted(count, 'reader')}{besides}." if count else "Readers are not told apart."


def _handling(results: Results) -> Mapping[str, tuple[str, ...]]:
    """Return what is known of unclear and missing results, variability and numbers of patients."""
    plan = results.plan
    further = [text for text, name in VARIABILITY.items() if places(results, name)]
    regions = ["regions"] if any(row.region and (row.value is not None or not row.withheld) for row in results) else []
    analysed = _patients(results.patients["analysed"])
    variability = f"By {series([*regions, *further])}. " if regions or further else ""
    return {
        "15": (f"Equivocal readings count as {plan['reading']['equivocal']}", "methods", "robustness"),
        "16": (MISSING[plan["reading"]["missing"]].rstrip("."), "methods", "robustness", "tipping"),
        "17": (
            f"{variability}What was planned before the data were seen: for the author",
            *("detection", *VARIABILITY.values()),
        ),
        "18": (f"{analysed} analysed. Intended number and its reason: for the author", "flow"),
    }


def _patients(count: int | None) -> str:
    """Return a number of patients, which may be withheld."""
    return "A number of patients that is withheld" if count is None else counted(count, "patient")


def _flow(read: int | None, analysed: int | None, *, reasons: bool = True) -> str:
    """Say how many patients came and stayed, as far as that may be told."""
    if read is None:
        left = "how many are in the file and who was left out is withheld"
        return f"{_patients(analysed)} analysed; {left}"
    return f"{read} in the file, {analysed} analysed; those left out {'with' if reasons else 'without'} reasons"


def _found(results: Results) -> Mapping[str, tuple[str, ...]]:
    """Return what is known of patients and results."""
    read, analysed, gap = results.patients["read"], results.patients["analysed"], results.plan["gap"]
    apart = "Time between scans: for the author"
    if gap["days"] is not None:
        kept = " are kept" if gap["beyond"] == "keep" else " are not analysed"
        apart = f"Patients with scans more than {gap['days']:g} days apart{kept}"
    known: dict[str, tuple[str, ...]] = {
        "19": (_flow(read, analysed, reasons=suppression(results) is None), "flow"),
        "22": (f"{apart}. Treatment between scans: for the author", "plan"),
        "23": ("Index test by comparator, four cells an endpoint", "cross", "strata", "truth"),
        "24": (
            f"Rates, difference and odds ratio with two-sided {numbers.level(results.plan['level'])} intervals",
            *("detection", "strata", "cross", "truth"),
        ),
        "26": ("How far choices and missing results matter. All else: for the author", "robustness", "tipping"),
        "29": ("The analysis plan is given in full. Protocol: for the author", "plan"),
    }
    if places(results, "baseline"):
        known["20"] = ("Characteristics named in the plan", "baseline")
    elif places(results, "strata"):
        known["20"] = ("PSA by stratum. All else: for the author", "strata")
    if not places(results, "robustness", "tipping"):
        del known["26"]
    return known
