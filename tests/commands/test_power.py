"""The plan of a trial on a terminal and as JSON."""

from __future__ import annotations

import json
import re

import pytest

from psmatrial.stats.power.power import Truth, margin_power, power
from tests.commands.terminal import run, widest

TRIAL = ("--index-only", "25%", "--comparator-only", "5%")


def document(*arguments):
    found = run("power", *arguments, "--json")
    assert (found.code, found.err) == (0, "")
    return json.loads(found.out, parse_constant=pytest.fail)


def test_patients_for_the_usual_powers():
    text = run("power", *TRIAL).out
    assert re.search(r"power 80% +power 90%\n +exact +61 +78\n +mid-p +53 +70\n +asymptotic +53 +68\n", text)
    assert widest(text) <= 80


def test_json_has_everything():
    found = document(*TRIAL, "--power", "80%", "--test", "exact")
    assert found["assumed"] == [
        {"name": "given", "index_only": 0.25, "comparator_only": 0.05, "difference": 0.2, "discordant": 0.3}
    ]
    expected = power(61, Truth(0.25, 0.05))
    (row,) = found["results"]
    assert row["power"] == expected.for_index
    assert row["wrong"] == expected.for_comparator
    assert {key: row[key] for key in ("assumed", "test", "n", "target", "stays", "looked")} == {
        "assumed": "given",
        "test": "exact",
        "n": 61,
        "target": 0.8,
        "stays": 61,
        "looked": [1, 81],
    }
    assert (found["schema"], found["level"], found["margin"]) == (1, 0.95, None)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--difference", "20%", "--discordant", "30%"),
        ("--index", "0.45", "--comparator", "0.25", "--discordant", "0.3"),
        ("--index-only", "0.25", "--comparator-only", "5 %"),
        ("--odds-ratio", "5", "--discordant", "30%"),
    ],
)
def test_the_same_can_be_said_in_several_ways(arguments):
    assert document(*arguments, "--n", "50") == document(*TRIAL, "--n", "50")


def test_of_the_rates_alone_three_cases_are_told():
    found = document("--index", "56%", "--comparator", "26%", "--n", "50,80", "--test", "mid-p")
    assert [one["name"] for one in found["assumed"]] == ["least", "halfway", "independent"]
    assert [one["discordant"] for one in found["assumed"]] == [0.3, 0.4144, 0.5288]
    assert all(one["difference"] == 0.3 for one in found["assumed"])
    powers = [one["power"] for one in found["results"]]
    assert [one["n"] for one in found["results"]] == [50, 80] * 3
    assert powers[0] > powers[2] > powers[4]


def test_the_better_test_may_be_the_comparator():
    found = document("--index-only", "5%", "--comparator-only", "25%", "--n", "6,50", "--test", "exact")
    mirror = document(*TRIAL, "--n", "6,50", "--test", "exact")
    for one, other in zip(found["results"], mirror["results"], strict=True):
        assert one["power"] == pytest.approx(other["power"], rel=1e-12)
        assert one["wrong"] == pytest.approx(other["wrong"], rel=1e-9)


def test_a_margin():
    found = document("--difference", "0", "--discordant", "20%", "--margin", "-0.1", "--n", "100")
    (row,) = found["results"]
    assert (row["test"], row["power"]) == ("score", margin_power(100, Truth(0.1, 0.1), -0.1).for_index)
    assert row["wrong"] is None
    text = run("power", "--difference", "-5%", "--discordant", "20%", "--margin", "-10%", "--n", "100").out
    assert "The error of score can exceed 2.5%." in text
    assert "Power to find a difference above −10 points, one-sided at 2.5%" in text
    assert "difference −5 points, 20% discordant" in text


def test_certain_and_impossible_are_not_told_of_what_is_nearly_so():
    text = run("power", "--index-only", "50%", "--comparator-only", "1%", "--n", "5,6,200", "--test", "exact").out
    assert re.search(r"exact +0\.0% +1\.6% +> 99\.9%", text)
    text = run("power", "--index-only", "2%", "--comparator-only", "1%", "--n", "6", "--test", "exact").out
    assert "< 0.1%" in text


def test_where_power_falls_again_it_is_told_from_where_on_it_stays():
    text = run("power", "--index-only", "70%", "--comparator-only", "30%").out
    assert "49 (54)" in text
    assert "In brackets: from so many on power stays" in text
    assert "In brackets" not in run("power", *TRIAL).out


def test_rates_that_leave_no_choice_are_one_case():
    assert [one["name"] for one in document("--index", "30%", "--comparator", "0", "--n", "20")["assumed"]] == ["given"]


def test_what_cannot_be_answered_leaves_the_rest():
    found = document("--index-only", "20.4%", "--comparator-only", "20%", "--test", "exact")["results"]
    assert [(one["n"], one["more_than"]) for one in found] == [(198679, None), (None, 200_000)]
    text = run("power", *TRIAL, "--n", "50,3000", "--test", "exact", "--test", "exact-unconditional").out
    assert re.search(r"exact +69\.9% +> 99\.9%\n +exact-unconditional +77\.4% +–\n", text)
    assert "The power of exact-unconditional is not worked out for more than 2000 patients." in text


def test_where_nothing_is_to_be_found_the_error_is_called_so():
    text = run("power", "--index-only", "20%", "--comparator-only", "20%", "--n", "50").out
    assert "this is how often the test errs, in each direction" in " ".join(text.split())
    text = run("power", *TRIAL, "--margin", "20%", "--n", "50").out
    assert "Where the difference is not above the margin, this is how often the test errs." in text


def test_a_number_that_is_not_proved_to_be_the_smallest_is_called_so():
    assert "By score the smallest of the numbers that were looked at" in run("power", *TRIAL, "--margin", "0").out
    assert "looked at, not by proof" not in run("power", *TRIAL).out


def test_numbers_are_asked_once_however_they_are_given():
    found = document(*TRIAL, "--n", "50,80", "--n", "50", "--n", "60", "--test", "exact", "--test", "exact")
    assert [one["n"] for one in found["results"]] == [50, 80, 60]
    found = document(*TRIAL, "--power", "80%,90%", "--power", "0.8", "--test", "exact")
    assert [one["target"] for one in found["results"]] == [0.8, 0.9]


def test_wide_columns_stay_apart_and_small_numbers_are_shown():
    text = run("power", "--index-only", "50.7%", "--comparator-only", "49.3%", "--test", "exact").out
    assert re.search(r"exact +40110 \(40277\)  53625 \(53802\)\n", text)
    text = run("power", "--index-only", "0.0001%", "--comparator-only", "0", "--n", "9", "--margin", "-1%").out
    assert "0.0001% found by the index test only" in text
    assert "difference +1 point," in run("power", "--difference", "1%", "--discordant", "9%", "--n", "9").out.replace(
        "\n", " "
    )


def test_many_columns_go_on_below():
    text = run("power", *TRIAL, "--n", ",".join(map(str, range(10, 70, 10)))).out
    assert widest(text) <= 80
    assert text.count("  exact  ") == 2


def test_only_tests_that_can_exceed_their_error_are_named():
    assert "can exceed" not in run("power", *TRIAL, "--test", "exact").out
    assert (
        "The error of asymptotic can exceed 10%" in run("power", *TRIAL, "--test", "asymptotic", "--level", "0.9").out
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "nothing is assumed of the two tests"),
        (("--index", "56%"), "--index alone is not what a trial can be planned from"),
        (("--index", "56%", "--difference", "5%"), "--index and --difference together are not what"),
        (("--index", "56"), "'56' is not between 0 and 1. Give 56% if that is meant"),
        (("--index", "many"), "'many' is not a number. Give 38% or 0.38"),
        (("--index", "nan"), "'nan' is not a number"),
        (("--index", "1e9999999"), "'1e9999999' is not a number"),
        (("--index", "120%"), "'120%' is not between 0 and 1"),
        (("--index", "56%", "--comparator", "26%", "--discordant", "20%"), "is less than the difference of the rates"),
        (("--index", "96%", "--comparator", "96%", "--discordant", "20%"), "is more than two such rates allow"),
        (("--index-only", "60%", "--comparator-only", "50%"), "together are 1.1, more than all patients"),
        ((*TRIAL, "--n", "50", "--power", "80%"), "--n and --power do not go together"),
        ((*TRIAL, "--n", "0"), "0 is not in the range x>=1"),
        ((*TRIAL, "--n", "200001"), "200001 is no number of patients between 1 and 200000"),
        ((*TRIAL, "--n", "fifty"), "'fifty' is not a valid number of patients"),
        ((*TRIAL, "--n", "1,200"), "Give 1200 if one is meant"),
        (("--odds-ratio", "inf", "--discordant", "40%"), "--odds-ratio inf is no ratio above 0"),
        ((*TRIAL, "--test", "exakt"), "Did you mean 'exact'?"),
        ((*TRIAL, "--test", "exact", "--margin", "-0.1"), "--test and --margin do not go together"),
        ((*TRIAL, "--margin", "0.3"), "is not above the margin 0.3"),
        ((*TRIAL, "--margin", "10"), "Give 10% if that is meant"),
        ((*TRIAL, "--power", "100%"), "power 1.0 is not between 0 and 1"),
        ((*TRIAL, "--level", "0.3"), "--level: 0.3 is not a confidence level"),
        (("--index-only", "20%", "--comparator-only", "20%"), "there is no difference to be found"),
    ],
)
def test_refusals(arguments, words):
    found = run("power", *arguments)
    assert found.code == 2
    assert words in found.err
    assert found.out == ""
