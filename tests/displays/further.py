"""The further keys that figures are drawn from, built from counts alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from math import log
from typing import Any

from psmatrial.analysis.curve import _band
from psmatrial.analysis.outcome_curves import curve_record
from psmatrial.analysis.plan_further import Outcome
from psmatrial.models.detection_curve import why_not_drawn
from psmatrial.models.survival.follow_up import FollowUp

Counts = tuple[int, int, int, int]

FOUND = ((True, True), (True, False), (False, True), (False, False))
MOST = 1000


def further(
    patient: Counts, regions: Iterable[str], readers: Collection[str], names: tuple[str, str]
) -> dict[str, Any]:
    """Return all keys for one 2x2 table."""
    people = single(patient)
    return {
        "patterns": [patterns(tuple(regions), patient, names)],
        "scans": scans(patient, names),
        "readers": readers_of([*(readers or ["R1"]), "the last one"], patient, names),
        "patients_shown": {
            "unit": "ng/mL",
            "patients": people if sum(patient) <= MOST else [],
            "left_out": [{"reason": "without a PSA", "n": 2}],
        },
        "curve": curve(people, names),
        "model": model(people, names),
        "suvmax": suvmax(people),
        "management": management(sum(patient)),
        "outcome": outcome(min(sum(patient), MOST), names),
    }


def single(patient: Counts) -> list[dict[str, Any]]:
    """Return one patient after the other, each with a PSA, the same every time."""
    pairs = [pair for pair, n in zip(FOUND, patient, strict=True) for _ in range(n)]
    values = sorted(round(0.2 + (number * 7919 % 997) / 251, 2) for number in range(len(pairs)))
    mixed = sorted(range(len(pairs)), key=lambda number: number * 7907 % 991)
    return [
        {"number": number, "psa": psa, "index": pairs[at][0], "comparator": pairs[at][1]}
        for number, (psa, at) in enumerate(zip(values, mixed, strict=True), start=1)
    ]


def patterns(regions: Sequence[str], patient: Counts, names: tuple[str, str]) -> dict[str, Any]:
    """Return sets of one and two regions, and that of none."""
    both, index_only, comparator_only, neither = patient
    sets = [(name,) for name in regions] + list(combinations(regions, 2))
    found = [{"regions": [], "index": comparator_only + neither, "comparator": index_only + neither}]
    found += [
        {"regions": list(one), "index": (both + index_only) // k, "comparator": (both + comparator_only) // (k + 1)}
        for k, one in enumerate(sets, start=1)
    ]
    n = sum(patient)
    return {"index": names[0], "comparator": names[1], "regions": list(regions), "n": n, "left_out": 3, "sets": found}


def scans(patient: Counts, names: tuple[str, str]) -> dict[str, Any]:
    """Return outcomes with everything that can stand in the flow."""
    both, index_only, comparator_only, _ = patient
    positive = {names[0]: both + index_only, names[1]: both + comparator_only}
    n = sum(patient)
    tests = {
        name: {
            "positive": found,
            "negative": n - found,
            "equivocal": {"positive": 0, "negative": 1},
            "no_result": [{"reason": "no scan", "n": 2}, {"reason": "readers undecided", "n": 1}],
        }
        for name, found in positive.items()
    }
    left_out = [{"reason": "more than 15 days between the scans", "n": 4}]
    return {"read": n + 7, "left_out": left_out, "entered": n + 3, "tests": tests}


def readers_of(readers: Sequence[str], patient: Counts, names: tuple[str, str]) -> dict[str, Any]:
    """Return the counts of every pair of readers, one pair without patients."""
    cells = ("both", "first_only", "second_only", "neither")
    pairs = [
        {"first": a, "second": b, **dict(zip(cells, patient if k else (0, 0, 0, 0), strict=True))}
        for k, (a, b) in enumerate(combinations(readers, 2), start=int(len(readers) == 2))
    ]
    return {"names": list(readers), "tests": dict.fromkeys(names, pairs)}


def curve(people: Sequence[dict[str, Any]], names: tuple[str, str]) -> dict[str, Any]:
    """Return the curve of each test, as the analysis makes it."""
    tests = {}
    for name, kind in zip(names, ("index", "comparator"), strict=True):
        logs = [(log(one["psa"]), int(one[kind]), 1) for one in people]
        record = {"n": len(logs), "found": sum(found for _, found, _ in logs), "left_out": [], "note": ""}
        why = why_not_drawn(logs)
        tests[name] = {**record, "why": why} if why else {**record, **_band(logs, 0.95)}
    return {"unit": "ng/mL", "level": 0.95, "tests": tests}


def model(people: Sequence[dict[str, Any]], names: tuple[str, str]) -> dict[str, Any]:
    """Return the curves as those of a model with a further covariate."""
    covariates = [{"term": "psa", "words": "PSA, per doubling"}, {"term": "adt-yes", "words": "adt: yes against no"}]
    return {**curve(people, names), "covariates": covariates, "interaction": True}


def suvmax(people: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return two values a patient, one of them missing here and there."""
    patients = [
        {
            "index": round(2 + one["psa"] * (1 + number % 7), 1),
            "comparator": None if number % 11 == 5 else round(1 + one["psa"] * (1 + number % 5), 1),
            "index_found": one["index"],
            "comparator_found": one["comparator"],
        }
        for number, one in enumerate(people[:MOST])
    ]
    return {"unit": "SUVmax", "patients": patients}


def management(n: int) -> dict[str, Any]:
    """Return a table of treatments with an empty row and an empty column."""
    names = ["observation", "salvage radiotherapy to the prostate bed", "androgen deprivation", "<b>other</b> $x$"]
    counts = [[0] * 4 for _ in names]
    for number in range(n):
        counts[number % 3][(number * 5 % 7) % 4 if number % 4 else number % 3] += 1
    kept = sum(counts[k][k] for k in range(4))
    classes = {"none": kept, "other": 0, "major": n - kept}
    return {"before": names, "after": names, "counts": counts, "n": n, "missing": 2, "classes": classes}


def outcome(n: int, names: Sequence[str]) -> dict[str, Any]:
    """Return a curve for each group, of as many patients each as there are and one more."""
    ticks = [0.0, 12.0, 24.0, 36.0]
    parts = [
        FollowUp(
            tuple(round(1 + (number * 7919 % 397) / (9 + place), 1) for number in range(n + 1)),
            tuple(int(number % 3 < 2) for number in range(n + 1)),
        )
        for place in range(len(names))
    ]
    plan = Outcome(time="months")
    curves = [curve_record(part, name, plan, 0.95, ticks) for part, name in zip(parts, names, strict=True)]
    events = sum(curve["events"] for curve in curves)
    about = {"name": "event-free survival", "unit": "months", "level": 0.95, "interval": "log-log", "by": "arm"}
    about |= {"scan": None, "strata": "", "competing": False, "n": len(names) * (n + 1), "events": events}
    return {
        **about,
        "left_out": [{"reason": "no time", "n": 2}],
        "tau": 36.0,
        "ticks": ticks,
        "curves": curves,
        "notes": [],
    }
