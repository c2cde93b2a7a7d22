"""What figures need beyond rows: counted by hand on small cohorts, and from the bare file of the shipped trial."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations

import pytest
import statsmodels.api as sm

from psmatrial.analysis.example import example
from psmatrial.analysis.patients_shown import MOST
from psmatrial.analysis.plan import Plan, Reading, Report
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from tests.cohorts import pairs, reads, trial

TESTS = ("PSMA", "fluciclovine")
SHOWN = Plan(report=Report(patient_level=True))


def long_file(path, rows, columns=("patient_id", "reader", "modality", "region", "result", "psa")):
    path.write_text("\n".join([",".join(columns), *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def by_region(results, psa="0.5"):
    """Return rows of one reader: patient to the results of both tests in bed and node, a letter each."""
    spelled = {"p": "positive", "n": "negative", "e": "equivocal", "x": "non-evaluable"}
    for number, (index, comparator) in enumerate(results, start=1):
        for test, letters in zip(TESTS, (index, comparator), strict=True):
            for region, letter in zip(("bed", "node"), letters, strict=True):
                if letter in spelled:
                    yield f"P{number:02}", "R1", test, region, spelled[letter], psa


def trial_readings():
    """Return the results of the trial by reader, test and patient, in any region and in each."""
    whole, parts = defaultdict(bool), {}
    with example()[0].open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = row["result"] == "positive"
            whole[row["reader"], row["modality"], row["patient_id"]] |= found
            parts[row["reader"], row["modality"], row["patient_id"], row["region"]] = found
    return whole, parts


def psa_of_trial():
    with example()[0].open(encoding="utf-8") as file:
        return {row["patient_id"]: float(row["psa"]) for row in csv.DictReader(file)}


def test_patterns_of_five_patients_by_hand(tmp_path):
    cohort = [("pn", "nn"), ("pp", "pn"), ("pp", "nn"), ("nn", "nn"), ("nx", "nn")]
    found = compare(long_file(tmp_path / "a.csv", by_region(cohort))).further["patterns"]
    assert found == [
        {
            "index": "PSMA",
            "comparator": "fluciclovine",
            "regions": ["bed", "node"],
            "n": 4,
            "left_out": 1,
            "sets": [
                {"regions": [], "index": 1, "comparator": 3},
                {"regions": ["bed"], "index": 1, "comparator": 1},
                {"regions": ["bed", "node"], "index": 2, "comparator": 0},
            ],
        }
    ]


def test_missing_results_count_in_patterns_as_the_plan_says(tmp_path):
    path = long_file(tmp_path / "a.csv", by_region([("pn", "nn"), ("nx", "nx")]))
    sets = {}
    for policy in ("negative", "worst", "best"):
        found = compare(path, Plan(reading=Reading(missing=policy))).further["patterns"][0]
        assert (found["n"], found["left_out"]) == (2, 0)
        sets[policy] = {tuple(one["regions"]): (one["index"], one["comparator"]) for one in found["sets"]}
    assert sets["negative"] == {(): (1, 2), ("bed",): (1, 0)}
    assert sets["worst"] == {(): (1, 1), ("bed",): (1, 0), ("node",): (0, 1)}
    assert sets["best"] == {(): (0, 2), ("bed",): (1, 0), ("node",): (1, 0)}


def test_patterns_of_the_trial_from_the_bare_file():
    _, parts = trial_readings()
    names = sorted({key[2] for key in parts})
    regions = ("prostate bed", "pelvic nodes", "extrapelvic")
    for test, place in zip(TESTS, ("index", "comparator"), strict=True):
        majority = Counter(
            tuple(r for r in regions if sum(parts[reader, test, name, r] for reader in ("R1", "R2", "R3")) >= 2)
            for name in names
        )
        held = {tuple(one["regions"]): one[place] for one in trial().further["patterns"][0]["sets"]}
        assert {key: n for key, n in held.items() if n} == dict(majority)


def test_a_file_without_regions_has_no_patterns(tmp_path):
    assert "patterns" not in compare(reads(tmp_path / "a.csv", pairs(2, 1, 1, 2))).further


def test_outcomes_of_scans_by_hand(tmp_path):
    cohort = [
        ("positive", "negative"),
        ("equivocal", "negative"),
        ("non-evaluable", "positive"),
        ("positive", ""),
        ("negative", "equivocal"),
    ]
    path = reads(tmp_path / "a.csv", cohort)
    found = compare(path).further["scans"]
    assert (found["read"], found["entered"], found["left_out"]) == (5, 5, [])
    assert found["tests"]["PSMA"] == {
        "positive": 2,
        "negative": 2,
        "equivocal": {"positive": 0, "negative": 1},
        "no_result": [{"reason": "non-evaluable", "n": 1}],
    }
    assert found["tests"]["fluciclovine"]["equivocal"] == {"positive": 0, "negative": 1}
    assert found["tests"]["fluciclovine"]["no_result"] == [{"reason": "no scan", "n": 1}]
    missing = compare(path, Plan(reading=Reading(equivocal="missing"))).further["scans"]["tests"]["PSMA"]
    assert (missing["positive"], missing["negative"]) == (2, 1)
    assert missing["equivocal"] == {"positive": 0, "negative": 0}
    assert missing["no_result"] == [{"reason": "equivocal", "n": 1}, {"reason": "non-evaluable", "n": 1}]


def test_scans_add_up_to_those_who_entered(tmp_path):
    kinds = ("positive", "negative", "equivocal", "non-evaluable", "")
    cohort = [(first, second) for first in kinds for second in kinds if first or second]
    found = compare(reads(tmp_path / "a.csv", [*cohort, ("positive", "positive")])).further["scans"]
    for one in found["tests"].values():
        assert one["positive"] + one["negative"] + sum(part["n"] for part in one["no_result"]) == found["entered"]


def test_pairs_of_readers_of_the_trial_from_the_bare_file():
    whole, _ = trial_readings()
    names = sorted({key[2] for key in whole})
    held = trial().further["readers"]
    assert held["names"] == ["R1", "R2", "R3"]
    cells = {"both": (True, True), "first_only": (True, False), "second_only": (False, True), "neither": (False, False)}
    for test in TESTS:
        for one, (a, b) in zip(held["tests"][test], combinations(held["names"], 2), strict=True):
            seen = Counter((whole[a, test, name], whole[b, test, name]) for name in names)
            assert one == {"first": a, "second": b, **{cell: seen[pair] for cell, pair in cells.items()}}


def test_only_patients_whom_both_readers_read_count_for_a_pair(tmp_path):
    rows = [
        (f"P{number}", reader, test, result)
        for number, results in enumerate(["pp", "p-", "-n", "np", "xn"], start=1)
        for reader, letter in zip(("A", "B"), results, strict=True)
        for test in TESTS
        if (result := {"p": "positive", "n": "negative", "x": "non-evaluable"}.get(letter))
    ]
    path = long_file(tmp_path / "a.csv", rows, ("patient_id", "reader", "modality", "result"))
    pair = compare(path).further["readers"]["tests"]["PSMA"]
    assert pair == [{"first": "A", "second": "B", "both": 1, "first_only": 0, "second_only": 1, "neither": 0}]
    assert "readers" not in compare(reads(tmp_path / "b.csv", pairs(2, 1, 1, 2))).further


def test_the_adjudicator_is_no_rater(tmp_path):
    rows = [
        ("P1", reader, test, result)
        for reader, result in (("A", "positive"), ("B", "negative"), ("C", "positive"))
        for test in TESTS
    ]
    path = long_file(tmp_path / "a.csv", rows, ("patient_id", "reader", "modality", "result"))
    plan = Plan(reading=Reading(readers=("A", "B"), tie="adjudicator", adjudicator="C"))
    assert compare(path, plan).further["readers"]["names"] == ["A", "B"]


def test_a_curve_of_the_trial_from_the_bare_file():
    psa, (whole, _) = psa_of_trial(), trial_readings()
    names = list(psa)
    for test in TESTS:
        held = trial().further["curve"]["tests"][test]
        found = [int(sum(whole[reader, test, name] for reader in ("R1", "R2", "R3")) >= 2) for name in names]
        logs = [math.log(psa[name]) for name in names]
        other = sm.Logit(found, sm.add_constant(logs)).fit(disp=0, method="newton", tol=1e-14)
        assert (held["intercept"], held["slope"]) == pytest.approx(tuple(other.params), abs=1e-8)
        assert held["covariance"] == [pytest.approx(list(row), abs=1e-8) for row in other.cov_params()]
        assert (held["n"], held["found"], held["left_out"]) == (50, sum(found), [])
        assert (held["psa"][0], held["psa"][-1]) == pytest.approx((min(psa.values()), max(psa.values())))
        steps = [math.log(b / a) for a, b in zip(held["psa"], held["psa"][1:], strict=False)]
        assert max(steps) == pytest.approx(min(steps))


def test_the_band_of_a_curve_has_the_level_of_the_plan(tmp_path):
    path = reads(tmp_path / "a.csv", [(*pair, f"0.{k % 9 + 1}") for k, pair in enumerate(pairs(6, 6, 6, 6))])
    narrow, wide = (compare(path, Plan(level=level)).further["curve"] for level in (0.8, 0.99))
    assert (narrow["level"], wide["level"]) == (0.8, 0.99)
    for few, many in zip(narrow["tests"]["PSMA"]["low"], wide["tests"]["PSMA"]["low"], strict=True):
        assert many < few


def test_a_curve_leaves_out_and_counts_what_has_no_logarithm(tmp_path):
    values = ["0.3", "0.5", "0.8", "1.2", "2.0", "4.0", "<0.1", "0", "", ""]
    table = list(pairs(2, 3, 2, 3))[::3] + list(pairs(2, 3, 2, 3))[1::3] + list(pairs(2, 3, 2, 3))[2::3]
    path = reads(tmp_path / "a.csv", [(*pair, psa) for pair, psa in zip(table, values, strict=True)])
    held = compare(path).further["curve"]["tests"]["PSMA"]
    assert held["n"] == 6
    assert held["left_out"] == [
        {"reason": "with a PSA of 0", "n": 1},
        {"reason": "with a PSA of which only a limit is known", "n": 1},
        {"reason": "without a PSA", "n": 2},
    ]


def test_a_curve_that_is_not_drawn_says_why(tmp_path):
    few = reads(tmp_path / "a.csv", [(*pair, f"0.{k + 1}") for k, pair in enumerate(pairs(1, 1, 1, 1))])
    same = reads(tmp_path / "b.csv", [(*pair, "0.5") for pair in pairs(2, 2, 2, 2)])
    assert compare(few).further["curve"]["tests"]["PSMA"]["why"] == "fewer than 5 patients"
    assert compare(same).further["curve"]["tests"]["PSMA"]["why"] == "all patients have the same value"
    assert "rate" not in compare(same).further["curve"]["tests"]["PSMA"]
    assert "curve" not in compare(reads(tmp_path / "c.csv", pairs(2, 2, 2, 2))).further


def test_separation_is_penalised_and_named(tmp_path):
    rows = [("positive" if k > 5 else "negative", "negative", f"0.{k}") for k in range(1, 10)]
    held = compare(reads(tmp_path / "a.csv", rows)).further["curve"]["tests"]
    assert held["PSMA"]["method"] == held["fluciclovine"]["method"] == "firth"
    assert "because PSA separates the found from the missed" in held["PSMA"]["words"]


def test_of_very_many_values_psa_is_rounded_and_the_curve_says_so(tmp_path):
    rows = [(*pair, f"{0.2 + k * 7 % 1200 / 1000:.4f}1") for k, pair in enumerate([*pairs(300, 400, 200, 300)])]
    held = compare(reads(tmp_path / "a.csv", rows)).further["curve"]["tests"]["PSMA"]
    assert held["note"] == "PSA rounded to 3 digits: there are 1200 values"
    assert held["n"] == 1200


def test_patients_are_shown_only_where_the_plan_says_so(tmp_path):
    rows = [
        ("positive", "negative", "0.9"),
        ("negative", "negative", "0.2"),
        ("positive", "positive", "0.2"),
        ("negative", "positive", ""),
    ]
    first = reads(tmp_path / "a.csv", rows)
    again = reads(tmp_path / "b.csv", rows[::-1])
    assert "patients_shown" not in compare(first).further
    shown = compare(first, SHOWN).further["patients_shown"]
    assert shown == {
        "unit": "ng/mL",
        "patients": [
            {"number": 1, "psa": 0.2, "index": False, "comparator": False},
            {"number": 2, "psa": 0.2, "index": True, "comparator": True},
            {"number": 3, "psa": 0.9, "index": True, "comparator": False},
        ],
        "left_out": [{"reason": "without a PSA", "n": 1}],
    }
    assert compare(again, SHOWN).further["patients_shown"] == shown


def test_very_many_patients_are_not_shown_one_by_one(tmp_path):
    rows = [(*pair, "0.5") for pair in pairs(MOST, 1, 0, 0)]
    shown = compare(reads(tmp_path / "a.csv", rows), SHOWN).further["patients_shown"]
    assert shown["patients"] == []
    assert shown["left_out"] == [{"reason": f"not shown one by one: there are more than {MOST}", "n": MOST + 1}]


def test_no_name_of_a_patient_stands_in_what_is_drawn():
    reads_path, plan_path = example()
    plan = read_plan(plan_path)
    shown = compare(reads_path, replace(plan, report=replace(plan.report, patient_level=True)))
    assert len(shown.further["patients_shown"]["patients"]) == 50
    assert "CAL-" not in shown.json()
