"""The methods text of a paper, written from what ran, with its numbered references."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.model_words import model_methods
from psmatrial.displays.outcome_texts import outcome_methods
from psmatrial.displays.suppression_words import suppression_method
from psmatrial.displays.words.agreement import agreement_methods
from psmatrial.displays.words.bibliography import Bibliography, bibtex, software, study_entry
from psmatrial.displays.words.coding import coding
from psmatrial.displays.words.doubling import doubling_methods
from psmatrial.displays.words.english import counted, opening, series
from psmatrial.displays.words.readers import absent_words, readers_words
from psmatrial.displays.words.regions import regions_methods
from psmatrial.displays.words.standing import standards
from psmatrial.displays.words.tipping import told_grids
from psmatrial.displays.words.truth import truth_methods
from psmatrial.stats.methods import method

MISSING = {
    "exclude": "Patients without a result under one of the tests were left out and counted.",
    "negative": "Patients without a result under a test counted as negative in that test (intention to diagnose).",
    "worst": "Missing results counted against the index test (worst case).",
    "best": "Missing results counted in favour of the index test (best case).",
}
EXTENSIONS = {
    ("pooled-difference", "stratified-tango"): " (our extension to strata)",
    ("pooled-difference", "minimum-risk"): " (the paired form is our extension)",
}
MARGINS = {
    ("rate-difference-margin", "score"): ("Tango's score test of the difference", "Tango, Stat Med 1998;17:891."),
    ("rate-ratio-margin", "score"): ("the score test of the ratio", "Nam, Stat Med 2002;21:689."),
    ("rate-difference-margin", "exact-unconditional"): (
        "the exact unconditional test of the difference",
        "Sidik, Stat Med 2003;22:265.",
    ),
}
EVERY_TWO = "pairwise-equality"
TIPPING = "Yan, J Biopharm Stat 2009;19:1085."
EQUIVALENCE = "Schuirmann, J Pharmacokinet Biopharm 1987;15:657."


def methods_paragraphs(results: Results) -> tuple[list[str], list[str]]:
    """Return the methods text, a paragraph each for design, statistics and strata, and the references it cites.

    Only what ran is named; a reference gets its number where it is first cited.
    """
    cited = Bibliography()
    paragraphs = [_design(results, cited), _statistics(results, cited) + _margins(results, cited)]
    if results.further.get("strata"):
        paragraphs.append(_strata(results, cited))
    of_data = (regions_methods, agreement_methods, truth_methods, _sensitivity)
    further = (*of_data, doubling_methods, model_methods, outcome_methods)
    paragraphs += [text for text in (part(results, cited) for part in further) if text]
    used = numbers.level(results.plan["level"])
    paragraphs.append(
        f"Intervals are two-sided at {used} and p-values two-sided unless said. Percentages are rounded half away "
        f"from zero. Computed with psmatrial {results.provenance['versions']['psmatrial']}."
        f"{suppression_method(results)}"
    )
    return paragraphs, cited.items


def _design(results: Results, cited: Bibliography) -> str:
    """Say who was compared and how readings became results."""
    plan, reading = results.plan, results.plan["reading"]
    pair = plan["contrasts"][0]
    tests = f"{opening(pair['index'])} (index test) and {pair['comparator']} (comparator)"
    text = f"{tests} were compared in the same patients. "
    regions = plan["endpoints"]["regions"]
    if regions:
        text += f"A patient was positive when any region was ({series(regions)}). "
    text += readers_words(reading) + absent_words(results)
    if said := coding(plan, cited.cite):
        text += f"{said} "
    text += f"Equivocal readings counted as {reading['equivocal']}; non-evaluable readings were missing. "
    return f"{text}{MISSING[reading['missing']]} {_truth(results)}"


def _truth(results: Results) -> str:
    """Say that detection is not accuracy, and what there is to tell the truth."""
    if named := standards(results):
        return f"Detection is not accuracy: what was found is held against {series(named)} where that is known."
    return "Detection is not accuracy: there is no reference standard in these data."


def _statistics(results: Results, cited: Bibliography) -> str:
    """Say which test and which intervals were planned, and which stand beside them."""
    planned, further = results.plan["primary"], results.plan["methods"]

    def named(quantity: str, name: str) -> str:
        entry = method(quantity, name)
        return f"{entry.label} {cited.cite(entry.reference)}"

    text = (
        f"The primary endpoint was {endpoint_words(results)}. Equality of the two detection rates was tested by "
        f"{named('equality', planned['test'])}; this test decides. Intervals: detection rates "
        f"{named('index-rate', planned['rate'])}, difference of rates "
        f"{named('rate-difference', planned['difference'])}, conditional odds ratio "
        f"{named('odds-ratio', planned['odds_ratio'])}."
    )
    beside = [named("equality", name) for name in further["equality"] if name != planned["test"]] + [
        named("rate-difference", name) for name in further["rate_difference"] if name != planned["difference"]
    ]
    if beside:
        text += f" Shown beside them: {series(beside)}."
    return text + _adjustment(results) + _every_two(results, cited)


def _adjustment(results: Results) -> str:
    """Say which p-values were adjusted, and how."""
    from psmatrial.stats.further_methods import POSITIVE_DEPENDENCE, further_method

    families, names = results.plan["multiplicity"], _families(results)
    if families["method"] == "none" or not names or all(row.p_adjusted is None for row in results):
        return ""
    entry = further_method("adjustment", families["method"])
    valid = f" ({POSITIVE_DEPENDENCE})" if POSITIVE_DEPENDENCE in entry.weakness else ""
    how = f" p-values of {series(names)} were adjusted by {entry.label}{valid}"
    if families["gatekeeping"]:
        return f"{how}, family after family, each open only if all p-values before it are significant (gatekeeping)."
    return f"{how} within each family; the primary one was not."


def _every_two(results: Results, cited: Bibliography) -> str:
    """Say how every two of several tests were compared, whatever the plan adjusts; empty of two tests."""
    from psmatrial.stats.further_methods import further_method

    if not results.select(quantity=EVERY_TWO):
        return ""
    reference = cited.cite(further_method(EVERY_TWO, "exact").reference)
    return (
        " Every two tests were also compared by exact McNemar over the patients of all tests, with p-values adjusted "
        f"by Holm {reference}."
    )


def _margins(results: Results, cited: Bibliography) -> str:
    """Say which tests of the planned margins ran."""
    ran = list(dict.fromkeys((row.quantity, row.method) for row in results))
    tests = [f"{MARGINS[key][0]} {cited.cite(MARGINS[key][1])}" for key in ran if key in MARGINS]
    if not tests:
        return ""
    text = f" Margins, one-sided: {series(tests)}."
    if any(quantity.endswith("-equivalence") for quantity, _ in ran):
        text += f" Equivalence: two one-sided tests {cited.cite(EQUIVALENCE)}."
    return text


def _families(results: Results) -> list[str]:
    """Return the adjusted families in words; the patient is a further endpoint where a region is primary."""
    patient_is_further = results.primary["endpoint"] != "patient" and results.plan["endpoints"]["patient"]
    tested = [row for row in results if row.quantity == "equality" and (row.p_adjusted is not None or row.withheld)]
    ran = {
        "regions": any(row.unit == "region" and not row.stratum_by for row in tested),
        "strata": any(row.stratum_by == "psa" for row in tested),
        "further": patient_is_further,
    }
    names = [name for name in results.plan["multiplicity"]["families"] if ran[name]]
    return ["further endpoints" if name == "further" else name for name in names]


def _strata(results: Results, cited: Bibliography) -> str:
    """Say how strata were formed and put together."""
    from psmatrial.stats.further_methods import further_method

    strata, pair = results.further["strata"], results.plan["contrasts"][0]
    text = f"PSA strata: {strata['words']}."
    rows = results.select(index=pair["index"], comparator=pair["comparator"], stratum_by="psa", stratum=None)
    ran = [row for row in rows if row.estimated]
    if rows and not ran:
        return f"{text} No patient with a result under both tests was in any of them."
    labels = []
    for row in ran:
        entry: Any = further_method(row.quantity, row.method)
        own = EXTENSIONS.get((row.quantity, row.method), "")
        labels.append(f"{entry.label} {cited.cite(entry.reference)}{own}")
    if labels:
        text += f" All strata together: {series(list(dict.fromkeys(labels)))}. {_identities(results, ran[0].n or 0)}"
    return text


def _identities(results: Results, n: int) -> str:
    """Say what stratifying cannot change: for all patients, or for those who are in a stratum."""
    weights = "ith weights by size the pooled paired difference equals the crude one"
    if n == results.patients["analysed"]:
        same = f"W{weights}; the Mantel-Haenszel odds ratio equals the crude conditional odds ratio"
        test = "the stratified exact test is the crude exact test"
    else:
        over = f"{counted(n, 'patient')} in a stratum"
        same = (
            f"Over the {over}, w{weights} of these patients; the Mantel-Haenszel odds ratio equals their crude "
            "conditional odds ratio"
        )
        test = "the stratified exact test is their crude exact test"
    return f"{same}; and {test}: patients are their own controls. Stratifying changes variance and other weights only."


def _sensitivity(results: Results, cited: Bibliography) -> str:
    """Say which methods the robustness panel adds to those planned, and that a tipping point was sought."""
    planned, further = results.plan["primary"], results.plan["methods"]
    tests = _added(results, cited, "test", {planned["test"], *further["equality"]})
    intervals = _added(results, cited, "difference", {planned["difference"], *further["rate_difference"]})
    added = [
        f"the {kind}{'s' if len(names) > 1 else ''} {series(names)}"
        for kind, names in (("test", tests), ("interval", intervals))
        if names
    ]
    sentences = [f"The robustness panel adds {'; '.join(added)}."] if added else []
    if told_grids(results):
        sentences.append(
            f"A tipping point was sought over the ways in which missing results could fall {cited.cite(TIPPING)}."
        )
    return " ".join(sentences)


def _added(results: Results, cited: Bibliography, kind: str, known: set[str]) -> list[str]:
    """Return the methods of one kind that the robustness panel shows beyond those known, each cited."""
    panel = results.further.get("robustness") or {"rows": ()}
    rows = [results.row(entry[kind]) for entry in panel["rows"]]
    keys = dict.fromkeys((row.quantity, row.method) for row in rows if row.method not in known)
    entries = [method(*key) for key in keys]
    # The one label that is no name: inside a sentence it has no capital.
    return [f"{entry.label.replace('Exact ', 'exact ')} {cited.cite(entry.reference)}" for entry in entries]


def endpoint_words(results: Results) -> str:
    """Return the primary endpoint in words."""
    region = results.row(results.primary["row"]).region
    return f"detection in the {region}" if region else "detection of disease per patient"


def references_bib(results: Results) -> str:
    """Return ``references.bib``: the study, this program, then what the methods text cites, in its order."""
    own = [software(results.provenance["versions"]["psmatrial"])]
    if results.study["citation"]:
        own.insert(0, study_entry(results.study["id"], results.study["citation"]))
    return bibtex(methods_paragraphs(results)[1], own)
