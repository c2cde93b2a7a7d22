"""Patients to enrol where some will not have both tests."""

from __future__ import annotations

import json
import re

import pytest

from tests.commands.terminal import run, widest

TRIAL = ("--index-only", "70%", "--comparator-only", "30%", "--test", "exact")


def document(*arguments):
    return json.loads(run("power", *TRIAL, *arguments, "--json").out)


def test_beside_the_patients_needed_stand_those_to_enrol():
    # 49/0.9 is 54.4, 54/0.9 is 60; 65/0.9 is 72.2, 70/0.9 is 77.8.
    text = run("power", *TRIAL, "--dropout", "10%").out
    assert re.search(r"power 90%\n +exact +49 \(54\) +65 \(70\)\n\nPatients to enrol if 10% of them will not", text)
    assert re.search(r"both tests:\n +power 80% +power 90%\n +exact +55 \(60\) +73 \(78\)\n", text)
    assert widest(text) <= 80
    found = document("--dropout", "10%")
    assert found["dropout"] == 0.1
    assert [(one["n"], one["stays"], one["enrol"], one["enrol_stays"]) for one in found["results"]] == [
        (49, 54, 55, 60),
        (65, 70, 73, 78),
    ]


def test_where_more_patients_are_needed_than_are_looked_for_more_are_to_be_enrolled():
    # 200,000/0.4.
    asked = ("power", "--difference", "0.1%", "--discordant", "30%", "--test", "exact", "--dropout", "60%")
    assert re.search(r"not have both tests:\n +power 80% +power 90%\n +exact +> 500000 +> 500000\n", run(*asked).out)
    [one, _] = json.loads(run(*asked, "--json").out)["results"]
    assert (one["more_than"], one["enrol"], one["enrol_more_than"]) == (200_000, None, 500_000)


def test_numbers_of_patients_stay_those_with_both_tests():
    plain, found = document("--n", "90,93"), document("--n", "90,93", "--dropout", "0.1")
    assert [one.pop("enrol") for one in found["results"]] == [100, 104]
    assert found["results"] == plain["results"]
    text = " ".join(run("power", *TRIAL, "--n", "90,93", "--dropout", "10%").out.split())
    assert (
        "n are patients with both tests. If 10% of those enrolled will not have both, enrol 100 for n = 90, "
        "104 for n = 93." in text
    )


def test_nothing_is_said_of_enrolment_without_dropout():
    found = document()
    assert found["dropout"] is None
    assert all("enrol" not in one for one in found["results"])
    assert "enrol" not in run("power", *TRIAL).out


def test_no_dropout_enrols_those_needed():
    assert [one["enrol"] for one in document("--dropout", "0")["results"]] == [49, 65]


def test_the_dropout_is_counted_and_told_as_it_was_typed():
    found = document("--dropout", "7%", "--n", "93")
    assert found["results"][0]["enrol"] == 100
    assert "if 33.30% of" not in run("power", *TRIAL, "--dropout", "33.30%").out
    assert "if 33.3% of" in run("power", *TRIAL, "--dropout", "0.333").out


def test_where_too_many_are_needed_none_are_told_to_be_enrolled():
    arguments = ("--index-only", "20.4%", "--comparator-only", "20%", "--test", "exact", "--dropout", "20%")
    found = json.loads(run("power", *arguments, "--json").out)["results"]
    assert [(one["enrol"], one["enrol_stays"]) for one in found] == [(248349, 248349), (None, None)]


@pytest.mark.parametrize(
    ("dropout", "words"),
    [
        ("100%", "'100%' leaves no patient with both tests. Give less, such as 10%."),
        ("1.0", "'1.0' leaves no patient with both tests."),
        ("10", "'10' is not between 0 and 1. Give 10% if that is meant."),
        ("-1%", "'-1%' is not between 0 and 1."),
        ("some", "'some' is not a number."),
        ("nan", "'nan' is not a number."),
        ("1e9999999", "'1e9999999' is not a number."),
        ("1e-30", "has more than 18 decimals"),
    ],
)
def test_refusals(dropout, words):
    found = run("power", *TRIAL, "--dropout", dropout)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
