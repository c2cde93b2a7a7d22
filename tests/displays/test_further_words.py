"""What the text says of agreement, of the truth, and of all regions together: sentences written from rows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.displays.tables.agreement import table as agreement
from psmatrial.displays.tables.agreement_pairs import table as agreement_pairs
from psmatrial.displays.words.bibliography import Bibliography
from psmatrial.displays.words.methods import methods_paragraphs
from psmatrial.displays.words.regions import regions_methods
from psmatrial.displays.words.telling import Telling
from psmatrial.displays.words.truth import truth_methods, truth_paragraph
from tests.cohorts import trial
from tests.displays.paragraphs import results_paragraphs
from tests.reports import examples

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def shipped(verified="all", denominator="with-truth"):
    plan = read_plan(DATA / "truth" / "plan.toml")
    truth = replace(plan.truth, verified=verified, denominator=denominator)
    return compare(DATA / "truth" / "reads.csv", replace(plan, truth=truth))


def paragraph(results, start):
    (text,) = (text for text in results_paragraphs(results) if text.startswith(start))
    return text


def test_each_rate_is_told_with_its_denominator_and_the_success_rule():
    text = paragraph(shipped(), "The truth was known of 72 patients, of whom 43 were diseased and 29 not.")
    assert (
        "The correct localisation rate was 38 of 42 positive patients with a reference datum (90%; 77 to 97) with PSMA "
        "and 27 of 34 (79%; 62 to 91) with fluciclovine;" in text
    )
    assert "the correct detection rate was 38 of 72 patients with a reference datum (53%; 41 to 65) with PSMA" in text
    assert (
        "The sensitivity of PSMA was 38 of 43 diseased patients (88%; 75 to 96) and that of fluciclovine 29 of 43 "
        "(67%; 51 to 81), a difference of +21 points (7 to 36), p = 0.0117." in text
    )
    assert text.endswith(
        "The success rule, a lower limit of the correct localisation rate of PSMA above 20% by at least 2 of 3 "
        "readers, was met, by R1, R2 and R3."
    )


def test_every_number_told_of_the_truth_is_that_of_its_row():
    text, found = paragraph(shipped(), "The truth"), shipped()
    for name in ("clr", "cdr", "vdr", "ppv", "sensitivity", "specificity"):
        for side in ("index", "comparator"):
            row = found.row(f"patient.all.{side}-{name}.clopper-pearson")
            assert f"{row.numerator} of {row.denominator}" in text


def test_a_paragraph_alone_names_level_and_methods_at_the_first_number():
    text = truth_paragraph(shipped(), Telling())
    assert "(90%; 95% CI 77 to 97, Clopper-Pearson) with PSMA and 27 of 34 (79%; 62 to 91)" in text
    assert "+21 points (95% CI 7 to 36, Tango score), p = 0.0117, exact McNemar, two-sided." in text


def test_of_all_scanned_says_so():
    text = truth_paragraph(shipped(denominator="scanned"), Telling())
    assert "the verified detection rate was 38 of 80 patients with a result" in text


def test_with_verified_positives_alone_no_word_of_accuracy_is_said():
    found = shipped(verified="positives")
    told = " ".join([truth_paragraph(found, Telling()), truth_methods(found, Bibliography())]).lower()
    assert "sensitiv" not in told
    assert "specific" not in told
    assert "correct detection rate" not in told
    row = found.row("patient.all.relative-true-positive-rate.log-wald")
    assert f"the relative true-positive rate, psma over fluciclovine, was {row.value:.2f} (95% ci" in told
    assert "only patients whom a test found were verified" in told


def test_nothing_is_said_of_a_truth_that_there_is_not():
    assert truth_paragraph(trial(), Telling()) == ""
    assert truth_methods(trial(), Bibliography()) == ""


def test_agreement_is_told_with_each_test_and_their_difference():
    text = paragraph(shipped(), "Agreement of the readers, per patient, PSMA against fluciclovine: ")
    assert "Fleiss kappa 0.65 (0.52 to 0.78) against 0.55 (0.41 to 0.69), difference +0.10 (−0.09 to 0.29)" in text
    assert "pairwise agreement 0.83 (95% CI 0.77 to 0.90) against" in text
    assert text.endswith("Of all readings, 60% with PSMA and 48% with fluciclovine were positive.")


def test_differences_of_agreement_name_their_patients_where_they_are_others():
    # 60 patients have a PSMA scan, 58 of them the other one too.
    (text,) = (one for one in results_paragraphs(examples.results("three-tests")) if one.startswith("Agreement"))
    assert ". Differences are of the 58 patients read with both tests. Of all readings, " in text
    (same,) = (one for one in results_paragraphs(examples.results("truth")) if one.startswith("Agreement"))
    assert "Differences" not in same


def test_footnotes_of_agreement_name_the_test_they_are_of(tmp_path):
    """One reader reads PSMA in the first ten patients, and fluciclovine in the next nine; three read all else."""
    lines = ["patient_id,reader,modality,result"]
    said = {"PSMA": {"R1": 3, "R2": 4, "R3": 5}, "fluciclovine": {"R1": 2, "R2": 3, "R3": 4}}
    for number in range(1, 40):
        for modality, single in (("PSMA", range(1, 11)), ("fluciclovine", range(11, 20))):
            readers = ("R1",) if number in single else ("R1", "R2", "R3")
            results = {name: "positive" if number % every else "negative" for name, every in said[modality].items()}
            lines += [f"P{number:02},{reader},{modality},{results[reader]}" for reader in readers]
    (tmp_path / "reads.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = compare(tmp_path / "reads.csv")
    notes = agreement(found).footnotes[1:]
    assert notes == (
        "Patient, any region (PSMA): 10 patients with fewer than two readings left out",
        "Patient, any region (fluciclovine): 9 patients with fewer than two readings left out",
        "Patient, any region (difference): 19 patients with fewer than two readings left out",
    )
    assert (
        agreement_pairs(found).footnotes[1:][0].startswith("R1 and R2 (PSMA), R1 and R3 (PSMA), R2 and R3 (PSMA): 10")
    )


def test_agreement_without_a_kappa_says_that_it_is_not_defined(tmp_path):
    rows = [f"P{n},{reader},{test},positive" for n in (1, 2, 3) for reader in "AB" for test in ("PSMA", "fluciclovine")]
    (tmp_path / "reads.csv").write_text(
        "\n".join(["patient_id,reader,modality,result", *rows]) + "\n", encoding="utf-8"
    )
    text = paragraph(compare(tmp_path / "reads.csv"), "Agreement")
    assert "Fleiss kappa not defined against not defined" in text
    assert "pairwise agreement 1.00" in text


def test_all_regions_together_name_their_test_and_limits():
    text = paragraph(shipped(), "With all regions together (240 regions in 80 patients, patients as clusters)")
    assert "PSMA detected disease in 57 of 240 (24%; 19 to 30, robust logit rate)" in text
    assert text.endswith("difference +6 points (1 to 11, robust difference, t), p = 0.0170 (Obuchowski's test).")


@pytest.mark.parametrize("author", ["Obuchowski", "Durkalski", "Yang", "Eliasziw", "Liang", "Rao"])
def test_the_methods_of_clusters_that_ran_are_cited(author):
    cited = Bibliography()
    text = regions_methods(shipped(), cited)
    (number,) = (place for place, one in enumerate(cited.items, start=1) if one.startswith(author))
    assert f"[{number}]" in text


def test_no_method_of_clusters_is_named_where_none_ran():
    bare = replace(shipped(), rows=tuple(row for row in shipped() if row.endpoint != "regions"))
    assert regions_methods(bare, Bibliography()) == ""
    assert not [text for text in methods_paragraphs(bare)[0] if "cluster" in text]
    assert not [text for text in results_paragraphs(bare) if "cluster" in text]
