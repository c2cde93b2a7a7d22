"""The report of published studies."""

from __future__ import annotations

import io
import json
import re

import pytest
from pypdf import PdfReader

from psmatrial.analysis.reproduce import reproduction, reproductions
from psmatrial.data.study_reader import study_of
from psmatrial.displays.tables._studies import behind
from psmatrial.reports.study import RECORD, document, files


@pytest.fixture(scope="module")
def falcon():
    return files(reproductions(["falcon2020"]))


@pytest.fixture(scope="module")
def registry():
    return files(reproductions([]))


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_a_study_has_a_page_a_pdf_and_its_record(falcon):
    assert set(falcon) == {"report.html", "report.pdf", RECORD}
    assert json.loads(falcon[RECORD])["studies"][0]["id"] == "falcon2020"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(falcon["report.pdf"])).pages)
    assert "62.3" in text


def test_printed_and_recomputed_stand_side_by_side_with_the_verdict(falcon):
    text = words(falcon["report.html"])
    assert "40.3-62.3 40.322 to 65.295 ✗ not reproduced" in text
    assert "56 55.77 ✓ reproduced" in text


def test_a_note_says_what_is_printed_and_what_would_explain_it(falcon):
    text = words(falcon["report.html"])
    assert "the text prints 64. The other printed numbers give 63.46." in text
    assert "66/103 would print as 64." in text
    assert not re.search(r"\b(fraud|manipulat|fabricat|dishonest|intent)", text, re.IGNORECASE)


def test_the_table_behind_the_trial_is_shown():
    page = words(files(reproductions(["calais2019"]))["report.html"])
    assert "9 19 4 18 0.0026" in page


def test_what_fails_on_recalled_numbers_stays_out_of_every_file(registry):
    for text in (words(registry["report.html"]), registry[RECORD].decode()):
        assert "4.3-20.8" not in text
        assert not re.search(r"(?<![\d.])0\.0028(?!\d)", text)
        assert '"0-6"' not in text
        assert " 0-6 " not in text
    study = next(one for one in json.loads(registry[RECORD])["studies"] if one["id"] == "calais2019")
    assert "extrapelvic.comparator.interval" not in [item["id"] for item in study["items"]]
    assert "overall.p" in [item["id"] for item in study["items"]]


def test_the_registry_has_one_page_with_all_studies_and_two_counts():
    made = document(reproductions([]))
    assert len(made.sections) == 30
    assert [number.label for number in made.answer.numbers][:2] == ["Seen in a source", "Recalled, to be verified"]


@pytest.mark.parametrize("studies", [[], ["python2023"], ["fendler2019"], ["falcon2020"]])
def test_the_numbers_of_the_front_page_add_up(studies):
    seen, recalled, differ = document(reproductions(studies)).answer.numbers

    def told(key):
        """Return how many are reproduced, how many are open, and how many there are."""
        reproduced, checked = map(int, key.value.split(" of "))
        several = re.search(r"several tables fit (\d+) more", key.detail)
        return reproduced, int(several[1]) if several else 0, checked

    reproduced, several, checked = told(seen)
    assert reproduced + several + int(differ.value) == checked
    reproduced, several, checked = told(recalled)
    assert reproduced + several == checked
    assert sum(map(int, re.findall(r"\d+", differ.detail))) == int(differ.value)


def test_a_study_without_a_checkable_number_still_has_a_report():
    made = document(reproductions(["alberts2021-nma"]))
    assert made.answer.sentence == "No printed number that was seen in a source can be checked."


def test_a_recalled_identifier_says_so():
    assert document(reproductions(["condor2021"])).citation.endswith("(recalled)")


def test_the_files_are_the_same_from_run_to_run(falcon):
    assert files(reproductions(["falcon2020"])) == falcon


def test_the_tables_behind_numbers_stand_under_their_outcome_whatever_its_name():
    text = """title = "T"
citation = "C"
kind = "paired"
paired = true
[arms]
index = "A"
comparator = "B"
[[outcome]]
id = "o"
label = "Patient, any region"
index = {count = "28/50"}
comparator = {count = "13/50"}
effect = {difference = "30", odds_ratio = "4.8", p = "0.0026"}
"""
    study = study_of(text)
    rows = behind(study, reproduction(study).items).rows
    assert [(row[0].text, row[-1].text) for row in rows] == [
        ("Patient, any region", "difference, points; odds ratio; p")
    ]
