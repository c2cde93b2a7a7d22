"""What pool says where an interval holds nothing or everything, and of tables that are left out."""

from __future__ import annotations

import json
import re

import pytest

from tests.commands.terminal import run, widest
from tests.commands.test_pool import HEAD, rows
from tests.reports.page import Page


@pytest.fixture
def file(tmp_path):
    def written(lines):
        path = tmp_path / "tables.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


# The same shares in 13 and in 26 patients: every effect is equal, 3/13 as difference and 4 as odds ratio.
EQUAL = (HEAD, "A,5,4,1,3", "B,10,8,2,6")
# Odds ratios of 10 and 1: on one degree of freedom t is 12.7, and on the scale of ratios the interval holds everything.
APART = (HEAD, "A,50,20,2,30", "B,10,4,4,10")


def test_equal_effects_predict_nothing_and_leave_no_variance_between_studies(file):
    found = rows(file(EQUAL))
    for quantity, value in (("rate-difference", 3 / 13), ("odds-ratio", 4.0)):
        row = found[f"pooled.all.{quantity}-prediction.reml-knapp-hartung"]
        assert row["value"] == pytest.approx(value)
        assert (row["low"], row["high"]) == (None, None)
        assert row["note"] == "all effects are equal: no interval can be given for the true effect of a further study"
        for kind in ("tau-squared", "i-squared"):
            row = found[f"pooled.all.{quantity}-{kind}.reml"]
            assert (row["value"], row["low"], row["high"]) == (0, None, None)
            assert row["note"] == "the Q-profile interval is empty: studies are more alike than chance makes them"
    said = " ".join(run("pool", file(EQUAL)).out.split())
    assert "expected at" not in said
    assert "I² 0%; τ² 0; the Q-profile interval is empty" in said
    assert said.count("All effects are equal: no interval can be given for the true effect of a further study.") == 3


def test_equal_effects_are_not_said_to_differ(file):
    said = " ".join(run("pool", file(EQUAL)).out.split())
    assert "Studies differ" not in said
    assert said.count("How much studies differ: Q 0.00 on 1 df, p = 1; I² 0%") == 3


def test_intervals_of_ratios_that_say_nothing_are_bounds_and_keep_their_mark(file):
    done = run("pool", file(APART), "--quantity", "odds-ratio")
    assert re.search(r"^  REML, Knapp-Hartung .* 3\.13 \(<0\.001 to >1000\) ←─+◆─+→$", done.out, re.MULTILINE)
    assert widest(done.out) <= 80
    said = " ".join(done.out.split())
    words = "Nothing can be said of the true effect of a further study: the interval is <0.001 to >1000."
    assert words in said
    limits = rows(file(APART))["pooled.all.odds-ratio.reml-knapp-hartung"]
    assert limits["low"] < 0.001
    assert limits["high"] > 1000


def test_tables_that_are_left_out_are_told_by_study_and_stratum(file):
    lines = (
        "study,stratum,both,index_only,comparator_only,neither",
        "S1,lo,9,19,4,18",
        "S4,hi,3,0,5,12",
        "S5,hi,10,7,0,9",
    )
    done = run("pool", file(lines), "--quantity", "odds-ratio")
    assert "left out: S4 (hi), S5 (hi) (not defined with a count of 0)" in " ".join(done.out.split())


# Of the five studies C has no discordant patients: its variance is 0.
FLAT = (HEAD, "A,9,19,4,18", "B,0,1,0,3", "C,5,0,0,8", "D,3,0,4,0", "E,12,6,6,20")


def test_a_study_keeps_its_own_wald_interval_beside_one_whose_variance_is_0(file):
    found = rows(file(FLAT), "--quantity", "rate-difference")
    own = found["a.all.rate-difference.wald"]
    # 0.30 with 1.959964 sqrt(23 - 225/50)/50.
    assert (own["low"], own["high"]) == pytest.approx((0.131398, 0.468602), abs=1e-6)
    flat = found["c.all.rate-difference.wald"]
    assert (flat["value"], flat["low"], flat["high"], flat["note"]) == (0, 0, 0, "zero width, not an interval")
    assert "one of no width is no interval" in found["pooled.all.rate-difference.fixed"]["note"]
    text = run("pool", file(FLAT), "--quantity", "rate-difference").out
    assert re.search(r"^C +5 v 5 of 13 +0 \(0 to 0\) +■$", text, re.MULTILINE)


def test_a_study_has_the_same_interval_whatever_is_pooled_with_it(file):
    together = rows(file(FLAT))
    alone = rows(file(FLAT[:2]))
    for quantity in ("rate-difference", "rate-ratio", "odds-ratio"):
        assert alone[f"a.all.{quantity}.wald"] == together[f"a.all.{quantity}.wald"]


def test_the_report_says_what_a_count_of_0_does_to_a_ratio_and_to_a_difference(file, tmp_path):
    run("pool", file(FLAT), "-o", tmp_path / "out", "--quiet")
    said = Page((tmp_path / "out" / "report.html").read_bytes()).root.text
    assert "the variance of one study is 0: for averages" in said
    assert (
        "Nothing is added to the counts of a study: one whose ratio, odds ratio or rate does not exist or has no "
        "variance is left out. A difference always enters; where a variance is 0, a note says how it is taken."
    ) in " ".join(said.split())
    assert "such a study" not in said


def test_ratios_without_discordant_patients_stand_in_the_middle_without_an_interval(file):
    text = run("pool", file((HEAD, "A,5,0,0,5", "B,7,0,0,4", "C,9,0,0,4")), "--quantity", "rate-ratio").out
    lines = re.findall(r"1\.00 \(1\.00 to 1\.00\) (.*)$", text, re.MULTILINE)
    assert len(lines) == 3
    # Ends at 1/2 and 2: of 16 columns 1 is between the eighth and the ninth.
    assert set(lines) == {"        ■"}


def test_a_study_has_the_wald_ratio_of_its_own_table(file):
    row = rows(file((HEAD, "A,5,0,0,10", "B,9,19,4,18")))["a.all.rate-ratio.wald"]
    (own,) = (
        one for one in json.loads(run("table", 5, 0, 0, 10, "--json").out)["results"] if one["id"] == "rate-ratio.wald"
    )
    ends = (row["value"], row["low"], row["high"])
    assert ends == (own["value"], own["low"], own["high"]) == (1, 1, 1)
    assert own["note"] == "zero width, not an interval"
    assert row["note"] == f"{own['note']}; left out: its variance is 0"


def test_a_limit_of_0_takes_no_room_from_the_others_on_a_scale_of_ratios(file):
    text = run("pool", file((HEAD, "A,0,0,0,5", "B,40,20,10,30", "C,60,30,20,50")), "--quantity", "rate-ratio").out
    (found,) = re.findall(r"^B .*\) (.*)$", text, re.MULTILINE)
    # 1.2 exp(-0.196), 1.2 and 1.2 exp(0.196) between 1/2 and 2: columns 7.4, 9.5 and 11.6 of 0 to 15.
    assert found == "       ──■───"
