"""The truth is often told of some regions only: who counts then."""

from __future__ import annotations

from tests.analysis.test_truth import counts, results

ONLY = '[truth]\nstandards = ["histology"]\n'
# PSMA, FACBC, histology in bed and node. All are found by PSMA in the node, which alone was biopsied: it is diseased
# in the first two, not in the others. FACBC finds the node of the first and of the third.
BIOPSIED = ("-+ -+ ?+", "-+ -- ?+", "-+ -+ ?-", "-+ -- ?-")


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
