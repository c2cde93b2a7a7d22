"""The results text says who was counted, whether margins were shown, and what other choices would decide."""

from __future__ import annotations

import re
from itertools import cycle

import pytest

from psmatrial.analysis.plan import Plan, Primary, Reading, Strata
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.displays import numbers
from psmatrial.displays.display import Table
from psmatrial.displays.figures import robustness
from psmatrial.displays.sentences import sentence
from psmatrial.displays.summary import margin_phrases, summary
from psmatrial.displays.words.plain import plain_answers
from psmatrial.reports.document import Flow
from psmatrial.reports.front import sentence as front_sentence
from psmatrial.reports.report import Drawings, document
from tests.cohorts import pairs, reads, trial
from tests.displays.paragraphs import results_paragraphs


def said(tmp_path, patients, **how):
    return results_paragraphs(compare(reads(tmp_path / "reads.csv", patients), Plan(**how)))


def test_patients_left_out_are_counted_with_their_reasons(tmp_path):
    patients = [*pairs(6, 8, 3, 3), ("positive", ""), ("", "negative"), ("non-evaluable", "positive")]
    assert said(tmp_path, patients)[0] == (
        "Of 23 patients, 20 had a result under both tests and were analysed; 3 were left out (1 without a result under "
        "PSMA: no scan; 1 without a result under PSMA: non-evaluable; and 1 without a result under fluciclovine: "
        "no scan)."
    )


# Six by both, eight by PSMA only, three by fluciclovine only, three by neither; then three without a result.
WITHOUT = [*pairs(6, 8, 3, 3), ("positive", ""), ("", "negative"), ("non-evaluable", "positive")]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("negative", "as negative"),
        ("worst", "against the index test (worst case)"),
        ("best", "in favour of the index test (best case)"),
    ],
)
def test_missing_results_that_count_are_not_told_as_results(tmp_path, missing, words):
    plan = Plan(
        reading=Reading(missing=missing), primary=Primary(margin=-0.1), strata=Strata(bins=("0.2-0.5", ">0.5-1.0"))
    )
    results = compare(
        reads(tmp_path / "reads.csv", [(*read, psa) for read, psa in zip(WITHOUT, cycle(("0.30", "0.70")))]), plan
    )
    assert results_paragraphs(results)[0] == (
        f"All 23 patients were analysed: 20 with a result under both tests and 3 without, whose missing results "
        f"counted {words}."
    )
    whole = document(results, Drawings(results))
    (flow,) = (block for part in whole.sections for block in part.blocks if isinstance(block, Flow))
    assert flow.boxes[-1].label == (
        f"analysed: 20 with a result under both PSMA and fluciclovine and 3 without, whose missing results "
        f"counted {words}"
    )
    notes = " ".join(
        note for part in whole.sections for block in part.blocks if isinstance(block, Table) for note in block.footnotes
    )
    assert f"Found: patients positive of those analysed with missing results counted {words}." in notes
    assert f"Counts: patients analysed with missing results counted {words}." in notes
    assert f"Of patients analysed with missing results counted {words}; missing at worst case" in notes
    assert f"Patients in a stratum analysed with missing results counted {words}: 23." in notes
    assert f"Unless changed: patients analysed with missing results counted {words};" in notes
    assert "with a result under both" not in notes


def test_missing_results_that_count_are_no_results_where_small_counts_are_withheld(tmp_path):
    results = compare(reads(tmp_path / "reads.csv", WITHOUT), Plan(reading=Reading(missing="worst")))
    shown = suppressed(results, 3)
    whole = " ".join(results_paragraphs(shown)) + " ".join(text for _, text in plain_answers(shown))
    assert "analysed with missing results counted against the index test (worst case); who was left out is" in whole
    assert "23 people were counted, so that each scan" in whole
    assert "A missing result counted against the PSMA scan." in whole
    assert not re.search("a result under both|had both", whole)


def test_where_nothing_is_missing_the_plan_for_missing_results_changes_no_sentence(tmp_path):
    text = said(tmp_path, pairs(6, 8, 3, 3), reading=Reading(missing="worst"))[0]
    assert text == "All 20 patients had a result under both tests and were analysed."


def test_nobody_with_both_results_is_said_and_nothing_else(tmp_path):
    texts = said(tmp_path, [("positive", "non-evaluable")])
    assert texts[0].startswith("Of 1 patient, none had a result under both tests; 1 was left out")
    assert texts[1] == "No patient had a result under both PSMA and fluciclovine: nothing could be compared."
    assert not any(mark in text for text in texts for mark in (numbers.ABSENT, "None", "nan"))
    planned = compare(
        reads(tmp_path / "reads.csv", [("positive", "non-evaluable")]), Plan(primary=Primary(margin=-0.1))
    )
    assert margin_phrases(planned) == []
    assert not any("margin" in text for text in results_paragraphs(planned))


@pytest.mark.parametrize(("cells", "point"), [((50, 1, 0, 49), "+1 point"), ((50, 0, 1, 49), "−1 point")])
def test_exactly_one_point_is_told_in_the_singular_everywhere(tmp_path, cells, point):
    found = compare(reads(tmp_path / "reads.csv", pairs(*cells)), Plan(primary=Primary(margin=-0.01)))
    text = " ".join(results_paragraphs(found))
    assert f"was {point} throughout" in text
    assert "above the margin of −1 point: one-sided" in text
    rows = [row for row in found if row.quantity == "rate-difference"]
    sentences = [sentence(row, "Patient", "a method") for row in rows]
    alt = robustness.figure(found).alt
    for words in (" ".join(summary(found)), front_sentence(found), alt, " ".join(sentences)):
        assert f"{point} (" in words
        assert f"{point}s" not in words
    notes = [row.note for row in found if row.quantity == "rate-difference-margin"]
    assert notes
    assert all(note.startswith("margin −1 point; ") for note in notes)


def test_margins_are_one_sided(tmp_path):
    texts = said(tmp_path, pairs(6, 8, 3, 3), primary=Primary(margin=-0.1))
    assert (
        "Planned margins: difference above the margin of −10 points: one-sided p = 0.0188 (score), shown at the "
        "one-sided level 0.025."
    ) in texts


def test_a_margin_whose_p_is_above_its_level_was_not_shown(tmp_path):
    # With a ratio of 1 the score is that of McNemar: (8 - 3)/sqrt(11) = 1.508, one-sided p = 0.0658.
    primary = Primary(margin=-0.1, ratio_margin=1.0, equivalence=False)
    (text,) = (one for one in said(tmp_path, pairs(6, 8, 3, 3), primary=primary) if one.startswith("Planned"))
    assert "p = 0.0188 (score), shown at the one-sided level 0.025; and ratio above the margin of 1" in text
    assert text.endswith("one-sided p = 0.0658 (score), not shown at the one-sided level 0.025.")
    (wide,) = (
        one for one in said(tmp_path, pairs(6, 8, 3, 3), primary=primary, level=0.8) if one.startswith("Planned")
    )
    assert wide.endswith("one-sided p = 0.0658 (score), shown at the one-sided level 0.1.")


def test_equivalence_is_shown_at_the_one_sided_level_too(tmp_path):
    primary = Primary(margin=-0.1, equivalence=True)
    (text,) = (one for one in said(tmp_path, pairs(6, 8, 3, 3), primary=primary) if one.startswith("Planned"))
    assert "difference within 10 points either way: p = 0." in text
    assert text.endswith("(score), not shown at the one-sided level 0.025.")


def test_variants_that_change_the_decision_are_named(tmp_path):
    text = results_paragraphs(trial())[-1]
    assert "(14 variants), the difference ranged from +12* to +34* points and p ranged from 0.0005* to 0.3269*" in text
    assert "the decision of the test changed under “any of the readers”." in text
    text = said(tmp_path, pairs(9, 0, 0, 5))[-1]
    assert "the difference was 0 points throughout and p was 1 throughout; the test decided the same in all." in text


def of_three_readers(path, groups):
    """Write the readings of three readers, so many patients alike; a test has a letter for each reader."""
    words, lines = {"+": "positive", "-": "negative", "?": "equivocal"}, ["patient_id,reader,modality,result"]
    patients = [read for count, *read in groups for _ in range(count)]
    for number, read in enumerate(patients, start=1):
        for test, letters in zip(("PSMA", "fluciclovine"), read, strict=True):
            lines += [f"P{number},R{at},{test},{words[letter]}" for at, letter in enumerate(letters, start=1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_variant_that_decides_for_the_other_test_is_told(tmp_path):
    # The majority finds 20 by PSMA only; reader R1 finds 20 by PSMA only and 40 by fluciclovine only.
    groups = [(20, "+++", "---"), (40, "---", "+--"), (10, "---", "---")]
    text = results_paragraphs(compare(of_three_readers(tmp_path / "reads.csv", groups)))[-1]
    assert "from −29 to +29 points and p ranged from <0.0001 to 0.0135; the decision of the test changed under" in text
    assert "changed under “reader R1 alone” and “any of the readers”." in text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        # 12 against none; with equivocal as positive none against 3, p = 0.25: a test that decides otherwise.
        ((12, 3), "the decision of the test changed under “equivocal as positive”"),
        # 3 against none and none against 3: p is 0.25 by the exact test, 0.083 by the asymptotic one.
        ((3, 3), "the test decided the same wherever there was one"),
    ],
)
def test_a_variant_without_a_test_decides_nothing(tmp_path, found, words):
    groups = [(found[0], "+++", "???"), (found[1], "---", "???")]
    text = results_paragraphs(compare(of_three_readers(tmp_path / "reads.csv", groups)))[-1]
    assert words in text
    assert "; there was no test under “equivocal as missing”." in text
