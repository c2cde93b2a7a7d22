"""Words and tables of the truth: of whom each number is, what is left out, and what cannot be estimated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.displays.words.bibliography import Bibliography
from psmatrial.displays.words.telling import Telling
from psmatrial.displays.words.truth import truth_methods, truth_paragraph
from psmatrial.menu import Menu
from psmatrial.reports.report import Drawings
from psmatrial.reports.sections.truth import section
from tests.analysis.test_missing_results import unread
from tests.analysis.test_truth import PATIENTS, TRUTH, results
from tests.analysis.test_truth_partly_known import BIOPSIED, ONLY, PLACED

TABLES = Menu("displays/tables", "table")
RULE = 'success = ["clr"]\nbar = 0.10\nreaders_needed = 1\n'


def rows_of(found, name):
    return {row[0].text: [cell.text for cell in row[1:]] for row in TABLES.load(name).table(found).rows}


def notes_of(found, name):
    return " ".join(TABLES.load(name).table(found).footnotes)


def words_of(found):
    return " ".join(block.text for block in section(found, Drawings(found)).blocks if hasattr(block, "text"))


def test_a_rule_of_one_reader_is_told_without_counting_readers(tmp_path):
    text = words_of(results(tmp_path, ONLY + RULE, PLACED[:2]))
    assert text.endswith("correct localisation rate of the index test above 10%. It was met.")
    assert words_of(results(tmp_path, ONLY + RULE, PLACED[:1])).endswith("above 10%. It was not met.")
    assert "most trusted" not in text


def test_one_patient_is_told_in_the_singular(tmp_path):
    one = truth_paragraph(results(tmp_path, ONLY, ("-+ -- --", "++ -- ??")), Telling())
    assert "0 of 1 positive patient with a reference datum" in one
    assert "0 of 1 patient with a reference datum" in one
    assert "0 of 1 patient without disease" in one
    assert "no diseased patients with a result under both tests" in one
    assert "1 patients" not in one


def test_the_table_says_of_whom_each_rate_is_and_what_counts_against_a_test(tmp_path):
    found = results(tmp_path, ONLY, BIOPSIED)
    assert rows_of(found, "truth")["Correct localisation rate"][::2] == ["2/4 (50%)", "1/2 (50%)"]
    notes = notes_of(found, "truth")
    assert "Correct localisation rate: found in a region of the truth, of positive patients with any reference" in notes
    assert "Verified detection rate: here the same number as the correct detection rate." in notes
    assert "also where the region that was found was not verified" in notes


def test_detection_rates_stand_apart_where_a_patient_with_a_datum_has_no_result(tmp_path):
    found = results(tmp_path, ONLY, (*BIOPSIED, "?? -- -+"))
    assert rows_of(found, "truth")["Correct detection rate"][0] == "2/5 (40%)"
    assert rows_of(found, "truth")["Verified detection rate"][0] == "2/4 (50%)"
    notes = notes_of(found, "truth")
    assert "of patients with any reference datum; without a result under the test they count as not found." in notes
    assert "of patients with a result under the test and any reference datum." in notes
    assert "the same number as" not in notes
    text = truth_paragraph(found, Telling())
    assert "the correct detection rate was 2 of 5 patients with a reference datum" in text
    assert "the verified detection rate was 2 of 4 patients with a result and a reference datum" in text
    node = rows_of(found, "truth-regions-found")
    assert [node[name][0] for name in ("Node, correct detection rate", "Node, verified detection rate")] == [
        "2/5 (40%)",
        "2/4 (50%)",
    ]
    notes = notes_of(found, "truth-regions-found")
    assert "of patients who have a reference datum there; not read there they count as not found." in notes
    assert "of patients read there who have a reference datum there." in notes


def test_a_rule_that_no_reader_meets_is_told_so(tmp_path):
    found = results(tmp_path, ONLY, PLACED)
    rule = {"endpoints": ["clr"], "bar": 0.9, "readers_needed": 2, "readers": 3, "met_by": [], "met": False}

    def told(**other):
        record = {**found.further["truth"], "success": rule | other}
        changed = replace(found, further={**found.further, "truth": record})
        return words_of(changed), truth_paragraph(changed, Telling())

    assert told()[0].endswith("It was not met: no reader met it.")
    section, text = told(met_by=["R1"])
    assert section.endswith("It was not met: only by R1.")
    assert text.endswith("by at least 2 of 3 readers, was not met, only by R1.")
    assert told(met_by=["R1", "R2"], met=True)[1].endswith("was met, by R1 and R2.")


def test_patients_verified_whom_neither_test_found_contradict_the_plan(tmp_path):
    positives = TRUTH + 'verified = "positives"\n'
    # The sixth and the seventh patient: a datum, and both tests negative.
    found = results(tmp_path, positives)
    said = "The file contradicts the plan: 2 of 6 with a reference datum were found by neither test."
    for text in (words_of(found), truth_paragraph(found, Telling()), truth_methods(found, Bibliography())):
        assert "By the plan only patients whom a test found were verified." in text
        assert said in text
    warning = "2 patients found by neither test have a reference datum; by truth.verified only positives were verified"
    assert warning in found.provenance["warnings"]
    held = results(tmp_path, positives, PATIENTS[:5])
    assert "contradicts" not in words_of(held)
    assert not [one for one in held.provenance["warnings"] if "truth.verified" in one]
    # All were verified by the plan: nothing contradicts it.
    assert "contradicts" not in words_of(results(tmp_path, TRUTH))


def test_a_rate_of_nobody_is_not_estimable_and_says_why(tmp_path):
    text = truth_paragraph(results(tmp_path, ONLY, ("-- ++ -+", "-- -- --")), Telling())
    assert (
        "localisation rate was not estimable (no positive patients with a reference datum) with PSMA and 1 of 1" in text
    )
    other = truth_paragraph(results(tmp_path, ONLY, ("++ -- -+", "-- -- --")), Telling())
    assert "and not estimable (no such patients) with FACBC" in other
    assert "none of 0" not in text + other


def test_where_all_is_known_nothing_is_said_of_regions_that_were_not_verified(tmp_path):
    assert "not verified" not in notes_of(results(tmp_path, ONLY, PLACED), "truth")


def test_of_all_scanned_the_two_detection_rates_are_told_apart(tmp_path):
    notes = notes_of(results(tmp_path, ONLY + 'denominator = "scanned"\n', BIOPSIED), "truth")
    assert (
        "Verified detection rate: found in a region of the truth, of all patients with a result under the test."
        in notes
    )


def test_who_was_verified_in_some_regions_only_is_counted_apart(tmp_path):
    found = results(tmp_path, ONLY, (*BIOPSIED, "-+ -- ??"))
    assert (
        "2 patients with disease, 0 without, 2 negative where they were verified and not verified in every region, "
        "1 not known." in words_of(found)
    )
    text = truth_paragraph(found, Telling())
    assert "The truth was known of 2 patients, of whom 2 were diseased and 0 not." in text
    assert "Of 2 more it was known in some regions only, and negative there." in text


def test_both_tests_are_compared_with_the_counts_of_the_same_patients(tmp_path):
    patients = ("+- +- +-", "+- -- +-", "+- -- --", "-- +- --", *["+- ?? --"] * 3)
    found = results(tmp_path, ONLY, patients)
    assert rows_of(found, "truth")["Positive predictive value"][0] == "2/6 (33%)"
    assert rows_of(found, "truth-compared")["Positive predictive value"][:3] == ["2/3 (67%)", "1/2 (50%)", "ratio 1.33"]
    positives = results(tmp_path, f'{ONLY}verified = "positives"\n', patients)
    assert rows_of(positives, "truth-compared")["Positive predictive value"][:2] == ["2/3 (67%)", "1/2 (50%)"]


def test_the_comparison_says_who_is_left_out_and_that_it_does_not_ask_for_the_place(tmp_path):
    notes = notes_of(results(tmp_path, ONLY, BIOPSIED), "truth-compared")
    assert "Positive predictive values are of those with any reference datum, 4" in notes
    assert "all else of the 2 whose truth is known" in notes
    assert "2 are left out, negative where they were verified and not verified in every region" in notes
    assert "do not ask whether it is the right place" in notes


def test_one_patient_left_out_is_told_in_the_singular(tmp_path):
    assert "1 is left out, negative where" in notes_of(results(tmp_path, ONLY, BIOPSIED[:3]), "truth-compared")


def test_where_all_is_known_nobody_is_said_to_be_left_out(tmp_path):
    notes = notes_of(results(tmp_path, ONLY, PLACED), "truth-compared")
    assert "Patients with a result under both tests whose truth is known." in notes
    assert "left out" not in notes


def test_true_positives_are_told_to_be_those_in_the_right_place(tmp_path):
    found = results(tmp_path, f'{ONLY}verified = "positives"\n', PLACED[:2])
    assert rows_of(found, "truth-compared")["Relative true-positive rate"][:3] == ["2", "0", "ratio ∞"]
    assert "True positives: diseased patients found in a region of the truth." in notes_of(found, "truth-compared")
    assert "in whom no reference datum shows disease" in notes_of(found, "truth-compared")
    assert rows_of(found, "truth-compared")["Relative false-positive rate"][:3] == ["0", "0", "not estimable"]


def test_what_cannot_be_compared_is_said_to_be_not_estimable(tmp_path):
    shown = rows_of(results(tmp_path, ONLY, BIOPSIED), "truth-compared")
    assert shown["Specificity"] == ["0/0", "0/0", "not estimable", "–", "–"]
    assert shown["Negative predictive value"][2] == "not estimable"
    assert shown["Positive likelihood ratio"][2] == "not estimable"
    assert "ratio –" not in str(shown)


def test_where_test_and_interval_of_sensitivity_differ_the_row_the_table_and_the_words_say_so(tmp_path):
    # Both find 2 of the 10 diseased, PSMA alone 5: 2 x 1/2^5 = 0.0625, and Tango's limits are 8 and 76.
    found = results(tmp_path, ONLY, ("+- +- +-",) * 2 + ("+- -- +-",) * 5 + ("-- -- +-",) * 3)
    note = (
        "The interval (Tango) leaves out 0 although the planned exact test gives p = 0.0625; the interval that belongs "
        "to the exact test (Fay-Lumbard) is −2 to +81. The test decides."
    )
    for place in ("patient", "bed"):
        assert note in found.row(f"{place}.all.sensitivity-difference.tango").notes
    assert f"Sensitivity: {note}" in notes_of(found, "truth-compared")
    assert f"p = 0.0625, exact McNemar, two-sided. {note}" in truth_paragraph(found, Telling())
    assert "four cells" not in truth_paragraph(found, Telling()) + notes_of(found, "truth-compared")


def test_where_test_and_interval_of_specificity_agree_nothing_is_said_of_it(tmp_path):
    found = results(tmp_path, ONLY, ("+- -- +-", "-- -- --", "-- +- --"))
    assert "leaves out" not in notes_of(found, "truth-compared") + truth_paragraph(found, Telling())


POLICIES = {
    "exclude": "",
    "negative": "A missing result counts as a negative one.",
    "worst": "Worst and best case bound the comparison of two tests and do not enter here: a missing result stays "
    "missing.",
}
POLICIES["best"] = POLICIES["worst"]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_table_of_the_truth_says_what_a_missing_result_is(tmp_path, policy):
    found = results(tmp_path, f'{ONLY}[reading]\nmissing = "{policy}"\n', (*BIOPSIED, "?? -- -+"))
    for name in ("truth", "truth-compared", "truth-regions", "truth-regions-found"):
        notes = notes_of(found, name)
        assert {text for text in POLICIES.values() if text and text in notes} == {POLICIES[policy]} - {""}
    methods = truth_methods(found, Bibliography())
    assert ("a missing result stays missing" in methods) is (policy in {"worst", "best"})


def test_whom_a_rate_is_of_is_told_with_missing_results_as_negative(tmp_path):
    text = truth_paragraph(unread(tmp_path, "negative"), Telling())
    assert "the verified detection rate was 2 of 9 patients with a reference datum" in text
    text = truth_paragraph(unread(tmp_path, "negative", 'denominator = "scanned"\n'), Telling())
    assert "the verified detection rate was 2 of 9 patients (" in text
    text = truth_paragraph(unread(tmp_path, "exclude", 'denominator = "scanned"\n'), Telling())
    assert "the verified detection rate was 2 of 6 patients with a result (" in text


# Of the correct detection rate nobody is left out, with a result or without.
CORRECT = ("; without a result under the test they count as not found", "; not read there they count as not found")
NARROWED = ("result under both tests", "result under the test", "read there")


@pytest.mark.parametrize("more", ["", 'denominator = "scanned"\n', 'verified = "positives"\n'])
def test_no_rate_is_said_to_be_of_those_with_a_result_where_a_missing_one_counts_as_negative(tmp_path, more):
    # Of the last two patients PSMA, then both tests, were not read everywhere.
    patients = (*BIOPSIED, "?? -- -+", "?- ?+ +-")

    def said(policy):
        found = results(tmp_path, f'{ONLY}{more}[reading]\nmissing = "{policy}"\n', patients)
        shown = [TABLES.load(f"truth{name}").table(found) for name in ("", "-compared", "-regions", "-regions-found")]
        texts = [note for table in shown if table for note in table.footnotes]
        texts += [truth_paragraph(found, Telling()), *(row.note for row in found)]
        text = " ".join(texts)
        for words in CORRECT:
            text = text.replace(words, "")
        return text

    text = said("negative")
    assert not [words for words in NARROWED if words in text]
    for policy in ("exclude", "worst"):
        assert "with a result under both tests" in said(policy)
    if "scanned" in more:
        assert "Verified detection rate: found in a region of the truth, of all patients." in text
        assert "whose truth there is positive, of all patients." in text
        assert "of all patients read there" in said("exclude")
    elif not more:
        assert "All patients. Positive predictive values are of those with any reference datum, 6" in text
        assert "weighted generalised score test, not adjusted" in text
