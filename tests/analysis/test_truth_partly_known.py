"""The truth is often told of some regions only: who counts then, and of whom both tests are compared."""

from __future__ import annotations

from math import inf, sqrt

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from tests.analysis.test_truth import PLAN, WORDS, counts, results

ONLY = '[truth]\nstandards = ["histology"]\n'
# PSMA, FACBC, histology in bed and node. All are found by PSMA in the node, which alone was biopsied: it is diseased
# in the first two, not in the others. FACBC finds the node of the first and of the third.
BIOPSIED = ("-+ -+ ?+", "-+ -- ?+", "-+ -+ ?-", "-+ -- ?-")
# Disease in the node, where PSMA finds it in the first two and FACBC in the third alone: elsewhere it finds the bed.
PLACED = ("-+ +- -+", "-+ +- -+", "+- -+ -+", "-- -- --")


def test_a_finding_refuted_by_the_only_biopsy_counts_against_the_test(tmp_path):
    found = results(tmp_path, ONLY, BIOPSIED)
    assert found.further["truth"]["datum"] == 4
    for name in ("clr", "ppv", "cdr", "vdr"):
        assert counts(found, f"index-{name}") == (2, 4)
    # FACBC is positive in 1 and 3, rightly in 1.
    assert [counts(found, f"comparator-{name}") for name in ("clr", "ppv", "vdr")] == [(1, 2), (1, 2), (1, 4)]
    # The region that was biopsied says the same as the patient.
    assert counts(found, "index-clr", "node") == counts(found, "index-clr")


def test_the_success_rule_is_not_met_by_leaving_out_refuted_findings(tmp_path):
    rule = ONLY + 'success = ["clr"]\nbar = 0.10\nreaders_needed = 1\n'
    # The lower limit of 2 of 4 is 0.068; of 2 of 2 it would be 0.158.
    assert not results(tmp_path, rule, BIOPSIED).further["truth"]["success"]["met"]
    assert results(tmp_path, rule, BIOPSIED[:2]).further["truth"]["success"]["met"]


def test_without_any_reference_datum_a_positive_patient_is_in_no_rate_but_that_of_all_scanned(tmp_path):
    patients = (*BIOPSIED, "-+ -- ??")
    assert counts(results(tmp_path, ONLY, patients), "index-clr") == (2, 4)
    assert counts(results(tmp_path, ONLY, patients), "index-vdr") == (2, 4)
    assert counts(results(tmp_path, ONLY + 'denominator = "scanned"\n', patients), "index-vdr") == (2, 5)


def test_who_is_partly_known_is_neither_diseased_nor_without_disease(tmp_path):
    found = results(tmp_path, ONLY, BIOPSIED)
    assert counts(found, "index-sensitivity") == (2, 2)
    assert counts(found, "index-specificity") == (0, 0)
    assert [found.further["truth"][name] for name in ("diseased", "not_diseased", "unknown")] == [2, 0, 2]


def test_predictive_values_are_compared_in_patients_with_both_results(tmp_path):
    # Four with both results, diseased 1 and 2; PSMA positive in 1, 2, 3, FACBC in 1 and 4. Then three more with PSMA
    # alone, positive and without disease: they count in PSMA's own rate only.
    patients = ("+- +- +-", "+- -- +-", "+- -- --", "-- +- --", *["+- ?? --"] * 3)
    found = results(tmp_path, ONLY, patients)
    assert counts(found, "index-ppv") == (2, 6)
    assert counts(found, "index-paired-ppv") == (2, 3)
    assert counts(found, "comparator-paired-ppv") == (1, 2)
    ratio = found.row("patient.all.ppv-ratio.log-wald")
    assert ratio.value == pytest.approx((2 / 3) / (1 / 2), rel=1e-12)
    assert ratio.n == 4


def test_predictive_values_are_compared_with_refuted_findings_too(tmp_path):
    found = results(tmp_path, ONLY, BIOPSIED)
    # PSMA 2 of 4, FACBC 1 of 2: the same value.
    assert counts(found, "index-paired-ppv") == (2, 4)
    assert counts(found, "comparator-paired-ppv") == (1, 2)
    assert found.row("patient.all.ppv-ratio.log-wald").value == 1.0
    # Without disease is only who is so in every region: a negative value is of those alone.
    assert counts(found, "comparator-npv") == (0, 1)


def test_false_positives_are_those_of_the_predictive_values(tmp_path):
    found = results(tmp_path, ONLY + 'verified = "positives"\n', BIOPSIED)
    row = found.row("patient.all.relative-false-positive-rate.log-wald")
    # Of 4 found by PSMA 2 are refuted by the only biopsy, of 2 found by FACBC 1.
    assert (row.both + row.index_only, row.both + row.comparator_only) == (2, 1)
    assert row.value == 2.0
    # None of them is known to be without disease in every region, and the row says whom it counts.
    assert found.further["truth"]["not_diseased"] == 0
    assert "no reference datum shows disease" in row.note
    assert not found.row("node.all.relative-false-positive-rate.log-wald").note


def test_a_true_positive_of_both_tests_is_found_where_the_disease_is(tmp_path):
    found = results(tmp_path, ONLY + 'verified = "positives"\n', PLACED)
    row = found.row("patient.all.relative-true-positive-rate.log-wald")
    # By PSMA alone 1 and 2, by FACBC alone 3.
    assert (row.both, row.index_only, row.comparator_only) == (0, 2, 1)
    assert row.value == 2.0
    # SE = sqrt((2 + 1)/(2 * 1)).
    assert row.high / row.value == pytest.approx(2.718281828459045 ** (1.959963984540054 * sqrt(1.5)), rel=1e-9)


def test_a_test_that_finds_another_region_alone_has_no_true_positive(tmp_path):
    found = results(tmp_path, ONLY + 'verified = "positives"\n', PLACED[:2])
    row = found.row("patient.all.relative-true-positive-rate.log-wald")
    assert (row.both, row.index_only, row.comparator_only, row.value) == (0, 2, 0, inf)
    assert [counts(found, f"{side}-clr") for side in ("index", "comparator")] == [(2, 2), (0, 2)]
    assert row.value == found.row("node.all.relative-true-positive-rate.log-wald").value


def test_without_regions_every_positive_of_a_diseased_patient_is_a_true_one(tmp_path):
    signs = ("+++", "+-+", "-++", "+--")
    lines = [
        f"P{number},{test},{WORDS[sign]}"
        for number, patient in enumerate(signs, start=1)
        for test, sign in zip(("PSMA", "FACBC", "histology"), patient, strict=True)
    ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,modality,result", *lines]) + "\n", encoding="utf-8")
    plan = PLAN.replace('regions = ["bed", "node"]', "") + ONLY + 'verified = "positives"\n'
    row = compare(path, plan_of(plan)).row("patient.all.relative-true-positive-rate.log-wald")
    assert (row.both, row.index_only, row.comparator_only, row.value) == (1, 1, 1, 1.0)
