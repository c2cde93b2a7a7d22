"""Words and tables of the truth: of whom each number is, what is left out, and what cannot be estimated."""

from __future__ import annotations

from psmatrial.displays.words.telling import Telling
from psmatrial.displays.words.truth import truth_paragraph
from psmatrial.reports.report import Drawings
from psmatrial.reports.sections.truth import section
from tests.analysis.test_truth import results

ONLY = '[truth]\nstandards = ["histology"]\n'
RULE = 'success = ["clr"]\nbar = 0.10\nreaders_needed = 1\n'
# Found in the node by PSMA, where the disease is.
FOUND = ("-+ -+ -+", "-+ -- -+", "-- -- --")


def words_of(found):
    return " ".join(block.text for block in section(found, Drawings(found)).blocks if hasattr(block, "text"))


def test_a_rule_of_one_reader_is_told_without_counting_readers(tmp_path):
    text = words_of(results(tmp_path, ONLY + RULE, FOUND))
    assert text.endswith("correct localisation rate of the index test above 10%. It was met.")
    assert words_of(results(tmp_path, ONLY + RULE, FOUND[1:])).endswith("above 10%. It was not met.")
    assert "most trusted" not in text


def test_one_patient_is_told_in_the_singular(tmp_path):
    one = truth_paragraph(results(tmp_path, ONLY, ("-+ -- --", "++ -- ??")), Telling())
    assert "0 of 1 patient with a reference datum" in one
    assert "0 of 1 patient without disease" in one
    assert "no diseased patients with a result under both tests" in one
    assert "1 patients" not in one
