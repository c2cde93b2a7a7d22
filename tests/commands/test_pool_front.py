"""The first page of pooled studies: which studies are in each number, of how many, and in which unit it is told."""

from __future__ import annotations

import pytest

from psmatrial.analysis.pooling import Settings, pool
from psmatrial.reports.pooling import files
from tests.commands.test_pool import HEAD
from tests.reports.page import Page

# The odds ratio of the first study does not exist: its conditional counts are 5 and 0.
ONE_LEFT = (HEAD, "A,2,5,0,3", "B,9,19,4,18")
TWO_LEFT = (*ONE_LEFT, "C,20,12,6,30")


@pytest.fixture
def page(tmp_path):
    def made(lines, *quantities, index="index", comparator="comparator"):
        path = tmp_path / "tables.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        settings = Settings(quantities, index=index, comparator=comparator)
        return Page(files(pool(path, settings))["report.html"])

    return made


def answer_of(page):
    return page.by_class("answer")[0].text


def details(page):
    return [one.text for one in page.by_class("detail")]


def test_the_answer_counts_the_studies_and_patients_that_were_pooled(page):
    shown = page(ONE_LEFT, "odds-ratio")
    assert "pooled over 1 of 2 studies, 50 patients." in answer_of(shown)
    assert details(shown) == ["95% interval 1.62 to 13.96; fixed effect; k = 1 of 2, n = 50"]


def test_key_numbers_of_different_studies_each_say_of_how_many(page):
    shown = page(TWO_LEFT, "rate-difference", "odds-ratio")
    assert "pooled over 3 studies, 128 patients." in answer_of(shown)
    assert [one.rpartition("; ")[2] for one in details(shown)] == ["k = 3 of 3, n = 128", "k = 2 of 3, n = 118"]


def test_key_numbers_of_all_studies_name_unit_and_level(page):
    shown = page((HEAD, "B,9,19,4,18", "C,20,12,6,30"), "rate-difference", "index-rate", "comparator-rate", index="A")
    labels = [one.text for one in shown.by_class("key")[0].all("dt")]
    assert labels == [
        "Difference, percentage points",
        "Detection rate, A, percent",
        "Detection rate, comparator, percent",
    ]
    assert all(one.startswith("95% interval ") and "k =" not in one for one in details(shown))


def test_tables_of_strata_are_counted_as_tables(page):
    lines = (
        "study,stratum,both,index_only,comparator_only,neither",
        "S1,lo,9,19,4,18",
        "S1,hi,20,12,6,30",
        "S2,lo,2,5,0,3",
    )
    assert "pooled over 2 of 3 tables, 118 patients." in answer_of(page(lines, "odds-ratio"))


@pytest.mark.parametrize(("lines", "weights"), [(ONE_LEFT, "fixed effect"), (TWO_LEFT, "REML")])
def test_the_caption_names_the_weights_of_an_average_that_was_made(page, lines, weights):
    (caption,) = page(lines, "odds-ratio").all("figcaption")
    assert f"squares grow with the weight of a study ({weights})." in caption.text


# Of the differences each study has 1/1024 and 1/289 as variance: 1.96/sqrt(1024 + 289) is 0.054. Of two odds ratios
# of 4 the logarithms have 5/4 and 5/8: exp(ln 4 +- 1.96/sqrt(12/5)) is 1.13 and 14.17.
@pytest.mark.parametrize(
    ("lines", "quantity", "limits"),
    [
        (("A,0,0,0,30", "B,5,0,0,10"), "rate-difference", "−5 to +5"),
        (("A,5,4,1,3", "B,10,8,2,6"), "odds-ratio", "1.13 to 14.17"),
    ],
)
def test_equal_effects_are_answered_by_the_normal_interval_as_the_other_has_no_width(page, lines, quantity, limits):
    shown = page((HEAD, *lines), quantity)
    assert f"95% interval {limits}" in answer_of(shown)
    assert details(shown) == [f"95% interval {limits}; REML"]


def test_effects_that_differ_are_answered_by_the_interval_of_knapp_and_hartung(page):
    (detail,) = details(page((HEAD, "A,9,19,4,18", "B,20,12,6,30"), "odds-ratio"))
    assert detail.endswith("; REML, Knapp-Hartung")


# Neither ratio has a variance: one study found nobody, the other has no discordant patients.
NONE_LEFT = (HEAD, "A,0,0,0,30", "B,5,0,0,10")


def test_where_no_study_can_be_pooled_the_front_says_so_and_why_without_a_number(page):
    shown = page(NONE_LEFT, "rate-ratio")
    answer = answer_of(shown)
    assert "Ratio of rates, index over comparator: no study can be pooled (2 studies, 45 patients)." in answer
    reasons = "Left out: A (not defined with a count of 0); left out: B (its variance is 0)."
    assert reasons in shown.root.text
    assert details(shown) == ["no study can be pooled"]
    (caption,) = shown.all("figcaption")
    assert "Lines are 95% intervals. No study can be pooled." in caption.text
    assert "diamonds" not in caption.text
    assert "squares" not in caption.text


def test_a_quantity_of_no_study_is_told_beside_one_that_is_pooled(page):
    shown = page(NONE_LEFT, "rate-difference", "rate-ratio")
    assert "pooled over 2 studies, 45 patients." in answer_of(shown)
    assert details(shown)[0].endswith("; REML; k = 2 of 2, n = 45")
    assert details(shown)[1] == "no study can be pooled"


def test_methods_are_those_that_gave_a_number(page):
    words = ("Fixed effect", "DerSimonian-Laird", "Cochran's Q", "τ² with its Q-profile interval", "I² with")
    for quantities, used in ((["rate-ratio"], False), (["rate-difference", "rate-ratio"], True)):
        (said,) = (one.text for one in page(NONE_LEFT, *quantities).all("section") if "Nothing is added" in one.text)
        assert [word in said for word in words] == [used] * len(words)
