"""The difference that a trial of so many patients finds, on a terminal and as JSON."""

from __future__ import annotations

import json
import re

import pytest

from psmatrial.stats.power.power import Truth, margin_power, power
from tests.commands.terminal import run, widest

ASKED = ("--n", "100", "--power", "80%")


def document(*arguments):
    found = run("power", *arguments, "--json")
    assert (found.code, found.err) == (0, "")
    return json.loads(found.out, parse_constant=pytest.fail)


def test_the_smallest_difference_with_what_is_then_so():
    found = document(*ASKED, "--discordant", "30%", "--test", "exact")
    expected = power(100, Truth(0.2295, 0.0705))
    assert found == {
        "schema": 1,
        "level": 0.95,
        "margin": None,
        "dropout": None,
        "step": 0.001,
        "assumed": [{"name": "given", "comparator": None, "discordant": 0.3}],
        "results": [
            {
                "assumed": "given",
                "test": "exact",
                "n": 100,
                "target": 0.8,
                "difference": 0.159,
                "power": expected.for_index,
                "wrong": expected.for_comparator,
                "largest": None,
                "largest_power": None,
                "note": "",
                "index_only": 0.2295,
                "comparator_only": 0.0705,
            }
        ],
    }
    assert expected.for_index >= 0.8 > power(100, Truth(0.229, 0.071)).for_index


def test_it_is_the_difference_with_which_so_many_patients_are_enough():
    (found,) = document(*ASKED, "--discordant", "30%", "--test", "exact")["results"]
    needed = document("--difference", str(found["difference"]), "--discordant", "30%", "--test", "exact")
    assert needed["results"][0]["n"] <= 100
    less = document("--difference", "0.158", "--discordant", "30%", "--n", "100", "--test", "exact")
    assert less["results"][0]["power"] < 0.8


def test_several_numbers_and_powers_are_told_of_each_case():
    arguments = (
        "--n",
        "50",
        "--n",
        "80",
        "--power",
        "80%,90%",
        "--comparator",
        "26%",
        "--test",
        "exact",
        "--test",
        "mid-p",
    )
    found = document(*arguments)
    assert found["assumed"] == [
        {"name": name, "comparator": 0.26, "discordant": None} for name in ("least", "halfway", "independent")
    ]
    asked = [(one["assumed"], one["n"], one["test"], one["target"]) for one in found["results"]]
    assert asked == [
        (name, n, test, target)
        for name in ("least", "halfway", "independent")
        for n in (50, 80)
        for test in ("exact", "mid-p")
        for target in (0.8, 0.9)
    ]
    for one in found["results"]:
        given = document(
            "--index", str(0.26 + one["difference"]), "--comparator", "26%", "--n", one["n"], "--test", one["test"]
        )
        powers = {answer["assumed"]: answer["power"] for answer in given["results"]}
        assert powers[one["assumed"]] == pytest.approx(one["power"], rel=1e-9)
    text = run("power", *arguments).out
    assert len(re.findall(r"^n = 50 +power 80% +power 90%\n  exact .*\n  mid-p .*\nn = 80 ", text, re.MULTILINE)) == 3
    assert "Halfway between: 26% found by the comparator\n" in text
    assert widest(text) <= 80


def test_a_rate_and_how_often_the_tests_disagree():
    text = run("power", *ASKED, "--comparator", "26%", "--discordant", "20%").out
    assert "Assumed: 26% found by the comparator, 20% discordant\n" in text
    assert re.search(r"n = 100 +power 80%\n +exact +\+12\.8 points\n", text)


def test_above_a_margin_it_may_be_below_zero():
    (found,) = document("--n", "200", "--power", "80%", "--discordant", "20%", "--margin", "-10%")["results"]
    assert found["test"] == "score"
    assert -0.1 < found["difference"] < 0.0
    assert found["wrong"] is None
    assert found["power"] == margin_power(200, Truth(found["index_only"], found["comparator_only"]), -0.1).for_index
    text = run("power", "--n", "200", "--power", "80%", "--discordant", "20%", "--margin", "-10%").out
    assert text.startswith("Smallest difference that is found to be above −10 points, one-sided at 2.5%\n")
    assert re.search(r"score +−\d\.\d points\n", text)


def test_what_is_not_reached_is_said_with_the_most_that_is():
    found = document("--n", "5", "--n", "7", "--power", "80%", "--discordant", "90%", "--test", "exact")["results"]
    # Of seven patients 7/0 and 6/0 are rejected: with a found by the index test only a^7 + 0.7 a^6 is 0.7990 where a is
    # 0.8915, and 0.8019 where it is 0.892, which is 0.884 more than the other 0.008. Of five patients none is rejected.
    assert found[1]["difference"] == 0.884
    assert (found[0]["difference"], found[0]["power"], found[0]["index_only"]) == (None, None, None)
    assert (found[0]["largest"], found[0]["largest_power"]) == (0.9, 0.0)
    text = run("power", "--n", "5", "--n", "7", "--power", "80%", "--discordant", "90%", "--test", "exact").out
    assert re.search(r"n = 5 .*\n +exact +–\nn = 7 .*\n +exact +\+88\.4 points\n", text)
    assert "–: Not even the largest difference that there can be is found so often. Take\nmore patients." in text


@pytest.mark.parametrize(
    ("arguments", "above"),
    [
        (("--discordant", "0"), "0"),
        (("--discordant", "10%", "--margin", "10%"), "the margin"),
        (("--comparator", "90%", "--discordant", "50%"), "0"),
        (("--comparator", "100%"), "0"),
    ],
)
def test_where_no_difference_can_be_large_enough_more_patients_are_not_advised(arguments, above):
    text = run("power", *ASKED, *arguments).out
    assert f"–: What is assumed leaves no difference above {above}.\n" in text
    assert "more patients" not in text
    assert "rounded up" not in text


def test_too_many_patients_for_a_test_leave_the_rest():
    arguments = ("--n", "50", "--n", "2001", "--power", "80%", "--discordant", "30%", "--test", "exact-unconditional")
    found = document(*arguments)["results"]
    assert [one["difference"] is None for one in found] == [False, True]
    assert found[1]["largest"] is None
    text = " ".join(run("power", *arguments).out.split())
    assert "–: The power of exact-unconditional is not worked out for more than 2000 patients." in text


def test_with_dropout_numbers_of_patients_stay_those_with_both_tests():
    found = document(*ASKED, "--discordant", "30%", "--test", "exact", "--dropout", "10%")
    assert [(one["difference"], one["enrol"]) for one in found["results"]] == [(0.159, 112)]
    text = run("power", *ASKED, "--discordant", "30%", "--dropout", "10%").out
    assert "If 10% of those enrolled will not have both,\nenrol 112 for n = 100." in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*ASKED,), "nothing is assumed of the two tests. For the difference that is found give --discordant,"),
        ((*ASKED, "--index", "56%", "--comparator", "26%"), "--n and --power do not go together with --index. For"),
        ((*ASKED, "--difference", "5%", "--discordant", "9%"), "--n and --power do not go together with --difference."),
        ((*ASKED, "--index-only", "5%", "--odds-ratio", "2"), "with --index-only and --odds-ratio. For the difference"),
        (
            ("--n", "100", "--discordant", "9%"),
            "With both --n and --power it is enough, and the difference is the answer",
        ),
        (("--power", "80%", "--comparator", "9%"), "--comparator alone is not what a trial can be planned from."),
        ((*ASKED, "--power", "100%", "--discordant", "9%"), "power 1.0 is not between 0 and 1"),
        (("--n", "200001", "--power", "80%", "--discordant", "9%"), "200001 is no number of patients between"),
        ((*ASKED, "--discordant", "9%", "--margin", "1"), "--margin: 1.0 is not between -1 and 1"),
    ],
)
def test_refusals(arguments, words):
    found = run("power", *arguments)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
