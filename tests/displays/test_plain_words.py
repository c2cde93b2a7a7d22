"""The page for patients: counts of people, short words, and what the numbers do not mean."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Plan, Primary, Reading
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.displays.words.plain import plain_answers
from tests.cohorts import pairs, reads, trial

HARD = re.compile(
    r"odds|McNemar|p.value|\bp =|\bCI\b|statistic|discordant|endpoint|estimate|hypothes|stratum|index test|comparator|"
    r"significan|sensitiv|specific|accura",
    re.IGNORECASE,
)
CELLS = [(9, 19, 4, 18), (9, 0, 0, 5), (0, 8, 0, 42), (3, 0, 5, 0), (0, 1, 0, 0), (6, 8, 3, 3), (0, 0, 0, 4)]


def told(results):
    return dict(plain_answers(results))


def small(tmp_path, patients, **how):
    return compare(reads(tmp_path / "reads.csv", patients), Plan(**how))


def test_the_page_of_the_trial():
    answers = told(trial())
    assert list(answers) == [
        "What was compared?",
        "What was found?",
        "How sure is this?",
        "What does it not mean?",
        "Are these real people?",
    ]
    assert answers["What was found?"] == (
        "The PSMA scan showed signs of disease in 28 of 50 people (that is 56 in every 100). The fluciclovine scan "
        "showed them in 13 of 50 people (that is 26 in every 100). Both scans showed them in 9 of these people, only "
        "PSMA in 19, only fluciclovine in 4, and neither scan in 18."
    )
    assert answers["How sure is this?"] == (
        "A study of 50 people can be off. Going by these numbers, the true gap may well lie between 12 and 46 more "
        "people in every 100 with PSMA (the 95% interval). If in truth the two scans showed disease equally often, a "
        "gap at least this big would still come up by chance in about 3 of 1,000 studies like this one. So chance "
        "alone is not a likely reason."
    )
    assert "These numbers do not tell what the spots on the scans really were." in answers["What does it not mean?"]
    assert answers["Are these real people?"].startswith("No. Only counts were published.")


@pytest.mark.parametrize("cells", CELLS, ids=str)
def test_sentences_are_short_and_words_are_plain(tmp_path, cells):
    for question, answer in plain_answers(small(tmp_path, pairs(*cells))):
        assert not HARD.search(f"{question} {answer}")
        assert not re.search(r"None|nan|\binf\b|  |\.\.|–|\b1 people", answer)
        sentences = re.split(r"(?<=[.?!]) ", answer)
        assert max(len(sentence.split()) for sentence in sentences) <= 33
        letters = [len(word) for word in re.findall(r"[A-Za-z]+", answer)]
        assert sum(letters) / len(letters) < 5


@pytest.mark.parametrize(
    ("cells", "question", "words"),
    [
        ((9, 0, 0, 5), "How sure is this?", "In no one did one scan show disease and the other not"),
        ((9, 0, 0, 5), "What does it not mean?", "does not prove that the two scans are equally good."),
        ((0, 8, 0, 42), "What was found?", "The fluciclovine scan showed them in none of 50 people."),
        ((0, 8, 0, 42), "How sure is this?", "in about 8 of 1,000 studies like this one."),
        ((3, 0, 5, 0), "What was found?", "The fluciclovine scan showed them in all 8 people."),
        ((3, 0, 5, 0), "How sure is this?", "between 10 and 86 more people in every 100 with fluciclovine"),
        (
            (3, 0, 5, 0),
            "How sure is this?",
            "So chance alone could be the reason. The two reckonings do not quite agree",
        ),
        ((0, 1, 0, 0), "What was found?", "in 1 of 1 person. The fluciclovine scan showed them in 0 of 1 person."),
        ((0, 1, 0, 0), "How sure is this?", "in nearly every study like this one."),
        (
            (6, 8, 3, 3),
            "How sure is this?",
            "between 8 more people in every 100 with fluciclovine and 53 more with PSMA",
        ),
        ((31, 15, 6, 28), "How sure is this?", "between fewer than 1 and 23 more people in every 100 with PSMA"),
        (
            (31, 6, 15, 28),
            "How sure is this?",
            "fewer than 1 and 23 more people in every 100 with fluciclovine",
        ),
        ((6, 8, 3, 3), "How sure is this?", "in about 23 of 100 studies like this one. So chance alone could be"),
        ((20, 60, 1, 19), "How sure is this?", "in fewer than 1 of 10,000 studies like this one."),
        ((20, 60, 1, 19), "What was found?", "in 80 of 100 people. The"),
        ((5, 10, 4, 14), "What was found?", "in 15 of 33 people (that is about 45 in every 100)."),
    ],
)
def test_words_for_every_outcome(tmp_path, cells, question, words):
    assert words in told(small(tmp_path, pairs(*cells)))[question]


def test_a_clear_result_needs_no_word_on_equal_scans():
    assert "equally good" not in told(trial())["What does it not mean?"]


def test_who_was_left_out_is_counted(tmp_path):
    answers = told(small(tmp_path, [*pairs(3, 2, 1, 4), ("positive", "")]))
    assert answers["Who was not counted?"] == "1 person was left out. The part about patients says why."


def test_nobody_with_both_scans_is_told_without_numbers(tmp_path):
    answers = told(small(tmp_path, [("positive", "non-evaluable")]))
    assert answers["What was found?"] == "Nobody has a result of both scans, so nothing can be said."
    assert "How sure is this?" not in answers
    assert answers["What was compared?"] == "Two kinds of scan, PSMA and fluciclovine. Nobody has a result of both."


def test_most_of_two_readers_are_both(tmp_path):
    rows = [f"P{k},{reader},{test},positive" for k in (1, 2) for reader in "AB" for test in ("PSMA", "fluciclovine")]
    (tmp_path / "two.csv").write_text("\n".join(["patient_id,reader,modality,result", *rows]) + "\n", encoding="utf-8")
    said = told(compare(tmp_path / "two.csv", Plan()))["What was compared?"]
    assert said.endswith("2 readers looked at the scans. What both of them saw was what counted.")
    assert "What most of them saw" in told(trial())["What was compared?"]


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Reading(rule="any"), "A scan counted as showing disease when any one of them saw it."),
        (Reading(rule="all"), "only when all of them saw it."),
        (Reading(tie="positive"), "Where most of them did not agree, the scan counted as showing disease."),
        (Reading(tie="negative"), "Where most of them did not agree, the scan counted as showing no disease."),
        (
            Reading(readers=("R1", "R2"), tie="adjudicator", adjudicator="R3"),
            "Where they did not agree, one more reader, R3, decided.",
        ),
        (Reading(rule="reader", reader="R2"), "What reader R2 saw was what counted."),
    ],
)
def test_the_rule_of_the_readers_is_told(reading, words):
    found = compare(example()[0], replace(read_plan(example()[1]), reading=reading))
    assert words in told(found)["What was compared?"]


def test_a_part_of_the_body_is_named_and_what_is_no_fact_is_called_so():
    plan = replace(read_plan(example()[1]), primary=Primary(endpoint="pelvic nodes"))
    plan = replace(plan, origin=replace(plan.origin, determined=()))
    answers = told(compare(example()[0], plan))
    assert "one part of the body: pelvic nodes." in answers["What was compared?"]
    assert answers["What was found?"].endswith("Illustration: not determined by the publication.")


def test_with_a_reference_standard_the_page_does_not_say_that_there_is_none():
    results = trial()
    known = replace(results, plan={**results.plan, "truth": {"standards": ["histology"]}})
    text = told(known)["What does it not mean?"]
    assert "not what later proved to be right." in text
    assert "do not tell what the spots" not in text


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("negative", "as showing no disease"),
        ("worst", "against the PSMA scan"),
        ("best", "in favour of the PSMA scan"),
    ],
)
def test_people_without_a_result_of_both_scans_are_not_told_to_have_had_both(tmp_path, missing, words):
    found = small(tmp_path, [*pairs(2, 2, 1, 1), ("positive", ""), ("", "negative")], reading=Reading(missing=missing))
    assert told(found)["What was compared?"] == (
        "Two kinds of scan, PSMA and fluciclovine. 8 people were counted, so that each scan can be set against the "
        f"other in the same person. 6 had a result of both scans, 2 had not: a missing result counted {words}."
    )
