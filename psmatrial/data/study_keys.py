"""The keys of a study file: what each one says, the form of its text, and an example for the template."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.data.study_forms import FORMS


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the form of its text, what it says, and an example."""

    form: str
    says: str
    example: str

    def plain(self, text: str) -> str:
        """Return a text of this form as the checks read it; empty where it has another form.

        Examples
        --------
        >>> ARM["count"].plain("1,028/1,234"), ARM["percent"].plain("83,3"), ARM["percent"].plain("many")
        ('1028/1234', '83,3', '')
        """
        return FORMS[self.form].read(text)


ARM: dict[str, Key] = {
    "count": Key("count", "patients found, of the patients who had the test", "28/50"),
    "percent": Key("number", "the percentage, with its decimals", "56"),
    "interval": Key("interval", "its confidence interval, in percent", "41-70"),
    "lower": Key("number", "its lower limit, where only that one is printed", "41"),
    "threshold": Key("number", "the bar, in percent, that the lower limit is said to exceed", "40"),
    "survival": Key("number", "a Kaplan-Meier estimate in percent; interval is then its interval", "83.2"),
    "agreement": Key("number", "agreement of the readers, in percent", "94.7"),
    "kappa": Key("number", "Fleiss kappa of the readers", "0.54"),
    "tp": Key("whole", "true positives, where there is a reference standard", "32"),
    "fp": Key("whole", "false positives", "1"),
    "fn": Key("whole", "false negatives", "54"),
    "tn": Key("whole", "true negatives", "2"),
    "sensitivity": Key("number", "TP/(TP + FN), in percent", "37"),
    "specificity": Key("number", "TN/(TN + FP), in percent", "67"),
    "ppv": Key("number", "positive predictive value, TP/(TP + FP), in percent", "97"),
    "npv": Key("number", "negative predictive value, TN/(TN + FN), in percent", "4"),
    "accuracy": Key("number", "(TP + TN)/all, in percent", "38"),
}
EFFECT: dict[str, Key] = {
    "difference": Key("number", "index minus comparator, in percentage points", "30"),
    "difference_interval": Key("interval", "its confidence interval", "12 to 46"),
    "rate_ratio": Key("ratio", "ratio of the two rates, index over comparator", "2.15"),
    "rate_ratio_interval": Key("ratio-interval", "its confidence interval", "1.34-3.62"),
    "odds_ratio": Key("ratio", "odds ratio; 'not estimable' where the paper says so", "4.8"),
    "odds_ratio_interval": Key("ratio-interval", "its confidence interval", "1.6-19.2"),
    "hazard_ratio": Key("ratio", "hazard ratio", "2.04"),
    "hazard_ratio_interval": Key("ratio-interval", "its confidence interval", "1.06-3.93"),
    "kappa": Key("number", "kappa between the two tests", "0.13"),
    "p": Key("p", "p for no difference", "0.0026"),
}
CELLS: dict[str, Key] = {
    "both": Key("whole", "patients found by both tests", "9"),
    "index_only": Key("whole", "found by the index test only", "19"),
    "comparator_only": Key("whole", "found by the comparator only", "4"),
    "neither": Key("whole", "found by neither", "18"),
}
CELL_PERCENTS: dict[str, Key] = {
    **{name: Key("number", f"the same in percent: {key.says}", "38") for name, key in CELLS.items()},
    "concordant": Key("number", "both or neither, in percent", "54"),
    "discordant": Key("number", "one test only, in percent", "46"),
}
# What stands in a study or an outcome besides printed numbers: the kind of value, and what it says.
STUDY: dict[str, tuple[str, str]] = {
    "title": ("text", "what was studied, in a line"),
    "citation": ("text", "where it was published"),
    "doi": ("text", "digital object identifier, without address"),
    "doi_seen": ("flag", "false where the identifier is recalled, to be verified"),
    "registration": ("texts", "registry numbers"),
    "kind": ("text", "paired, single-arm, randomised, time-to-event, agreement or pooled"),
    "paired": ("flag", "true where the same patients had both tests: only then is a paired test right"),
    "design": ("text", "the design in your own words"),
    "n": ("text", "patients of the study, as printed"),
    "readers": ("whole", "readers of each scan, where agreement is printed"),
    "level": ("number", "confidence level of the intervals, a proportion; 0.95 where it is not given"),
    "seen": ("flag", "true where the numbers were seen in a source, false where they are recalled, to be verified"),
    "where": ("text", "the source, one of [sources], of all numbers that name no other"),
    "arms": ("map", "names of the tests or groups"),
    "methods": ("map", "methods that the paper names: p (z or log-rank of survival), interval, odds_ratio, agreement"),
    "sources": ("map", "addresses"),
    "fact": ("tables", "further printed numbers that nothing can be held against: id, says, printed"),
    "outcome": ("tables", "endpoints, regions and strata with their numbers"),
    "expected": ("tables", "what is known beforehand: item, verdict, reason"),
}
OUTCOME: dict[str, tuple[str, str]] = {
    "id": ("text", "a short name, lower case letters, digits, dots and hyphens"),
    "label": ("text", "the name in print"),
    "unit": ("text", "patient, region, lesion or scan"),
    "n": (
        "patients",
        (
            "patients of this outcome; a range to be searched, such as 90 to 111, where it is not printed. With arms "
            "of different patients a range is that of each arm, and one number that of all: type counts as 28/50"
        ),
    ),
    "level": ("number", "confidence level of its intervals, where it differs"),
    "seen": ("flag", "as above, for this outcome"),
    "where": ("text", "as above, for this outcome"),
    "note": ("text", "what a reader of the result must know"),
    "parts": ("texts", "ids of the outcomes, such as strata, that should add up to this one"),
    "adjusted": (
        "texts",
        (
            "effects from a model with covariates, which counts do not give: difference, rate_ratio, odds_ratio, "
            "hazard_ratio, and p where it is that of the model; their intervals go with them"
        ),
    ),
    "effect": ("numbers", "what compares the two arms"),
    "cells": ("numbers", "the 2x2 table of the same patients"),
    "cell_percents": ("numbers", "the 2x2 table in percent"),
    "pattern": ("tables", "patients by TP, FP, FN, TN under index and comparator: index, comparator, n"),
}
NUMBER: dict[str, tuple[str, str]] = {
    "printed": ("text", "the number as printed"),
    "seen": ("flag", "whether this number was seen"),
    "where": ("text", "its source"),
}
FACT: dict[str, tuple[str, str]] = {
    "id": ("text", "a short name"),
    "says": ("text", "what the number is"),
    **NUMBER,
}
EXPECTED: dict[str, tuple[str, str]] = {
    "item": ("text", "id of the item, as the run prints it"),
    "verdict": ("text", "reproduced, needs-method, several-tables, not-reproduced or not-checkable"),
    "reason": ("text", "why"),
}
ADJUSTED = ("difference", "rate_ratio", "odds_ratio", "hazard_ratio", "p")
METHODS = ("p", "interval", "odds_ratio", "agreement")
