"""One 2x2 table on a terminal and as JSON."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.stats.methods import CATALOGUE
from tests.cohorts import trial
from tests.commands.terminal import run, widest

COUNTS = st.integers(0, 60) | st.sampled_from([0, 0, 1, 400])
KEYS = json.loads(trial().json())["results"][0].keys()


def document(*arguments):
    found = run("table", *arguments, "--json")
    assert (found.code, found.err) == (0, "")
    return json.loads(found.out, parse_constant=pytest.fail)


def rows(*arguments):
    return {row["id"]: row for row in document(*arguments)["results"]}


def test_the_table_of_the_trial():
    lines = run("table", 9, 19, 4, 18).out.splitlines()
    assert lines[:4] == [
        "                  comparator +  comparator -   total",
        "index +                      9            19      28",
        "index -                      4            18      22",
        "total                       13            37      50",
    ]
    text = "\n".join(lines)
    for pattern in (
        r"exact +0\.0026",
        r"tango +\+30\.0 +12\.1 to 46\.2",
        r"clopper-pearson +4\.75 +1\.58 to 19\.20",
        r"clopper-pearson +56\.0% +41\.3 to 70\.0",
    ):
        assert re.search(pattern, text), pattern


def test_json_has_the_table_in_order_and_every_method():
    found = document(9, 19, 4, 18)
    assert list(found) == ["schema", "table", "results"]
    assert list(found["table"].items()) == [("both", 9), ("index_only", 19), ("comparator_only", 4), ("neither", 18)]
    assert [(row["quantity"], row["method"]) for row in found["results"]] == [
        (one.quantity, one.name) for one in CATALOGUE
    ]
    assert all(row.keys() == KEYS for row in found["results"])
    assert all(row["endpoint"] is None and row["stratum"] is None for row in found["results"])


def test_json_numbers_are_those_of_the_trial():
    found = rows(9, 19, 4, 18)
    for name in ("equality.exact", "rate-difference.tango", "odds-ratio.clopper-pearson", "index-rate.clopper-pearson"):
        row = trial().row(f"patient.all.{name}")
        for key in ("value", "low", "high", "p_value", "statistic", "numerator", "denominator", "n"):
            assert found[name][key] == getattr(row, key), (name, key)


def test_one_sided_rows_have_ids_of_their_own():
    found = rows(9, 19, 4, 18, "--alternative", "greater")
    assert all(name.endswith(".greater") for name in found)
    assert found["equality.exact.greater"]["p_value"] == pytest.approx(0.00259948 / 2, rel=1e-5)
    assert found["rate-difference.tango.greater"]["high"] == 1.0


def test_margins_are_tested_when_they_are_given():
    found = rows(9, 19, 4, 18, "--margin", "-0.10", "--ratio-margin", "0.8")
    assert f"{found['rate-difference-margin.score.greater']['p_value']:.4e}" == "2.6986e-05"
    assert f"{found['rate-ratio-margin.score.greater']['p_value']:.4e}" == "3.3666e-05"
    assert "rate-difference-margin.exact-unconditional.greater" in found
    text = run("table", 9, 19, 4, 18, "--margin", "-0.10").out
    assert "Difference above the margin, one-sided p" in text
    assert re.search(r"score +<0\.0001", text)


def test_missing_pairs_and_how_they_could_reverse_the_test():
    found = document(9, 19, 4, 18, "--missing", 6)["tipping"]
    assert (found["missing"], found["fewest_comparator_only"], found["fewest_index_only"]) == (6, 4, None)
    text = " ".join(run("table", 9, 19, 4, 18, "--missing", 6).out.split())
    assert "6 patients have a missing result." in text
    assert "reversed if 4 of them were found by comparator only" in text


def test_the_level_is_that_of_the_intervals():
    found = rows(9, 19, 4, 18, "--level", "0.9")["rate-difference.tango"]
    wide = rows(9, 19, 4, 18)["rate-difference.tango"]
    assert found["level"] == 0.9
    assert wide["low"] < found["low"] < found["high"] < wide["high"]


@pytest.mark.parametrize("cells", [(0, 0, 0, 0), (0, 0, 0, 5), (5, 0, 0, 0), (0, 5, 0, 0), (0, 0, 1, 0), (3, 0, 0, 3)])
def test_tables_at_the_edge_have_words(cells):
    found = run("table", *cells)
    assert (found.code, found.err) == (0, "")
    assert widest(found.out) <= 80
    assert not re.search(r"nan|None|Traceback", found.out)
    if cells == (0, 0, 0, 0):
        assert "no patients" in found.out


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.sampled_from(["two-sided", "greater", "less"]))
@settings(max_examples=25)
def test_any_table_has_an_answer(both, index_only, comparator_only, neither, alternative):
    cells = (both, index_only, comparator_only, neither)
    found = run("table", *cells, "--alternative", alternative, "--missing", 3, "--margin", "-0.1")
    assert (found.code, found.err) == (0, "")
    assert widest(found.out) <= 80
    assert not re.search(r"\bnan\b|None", found.out)


@given(*[st.integers(0, 25)] * 4)
@settings(max_examples=8)
def test_any_table_is_json_without_a_number_that_is_none(both, index_only, comparator_only, neither):
    found = rows(both, index_only, comparator_only, neither)
    assert len(found) == len(CATALOGUE)
    for row in found.values():
        assert row["n"] == both + index_only + comparator_only + neither
        assert row["p_value"] is None or 0 <= row["p_value"] <= 1


def test_a_note_is_said_once_with_all_who_say_it():
    out = " ".join(run("table", 0, 0, 0, 5).out.split())
    assert out.count("the ratio is not defined") == 1
    assert "rate-ratio: neither test found a patient: the ratio is not defined" in out
    assert "rate-difference wald, wald-corrected; index-rate wald; comparator-rate wald: zero width" in out
    assert " ".join(run("table", 0, 0, 0, 0).out.split()).count(": no patients") == 1


def test_one_sided_p_values_are_called_one_sided():
    assert "\np, equal detection, one-sided (less)\n" in run("table", 9, 19, 4, 18, "--alternative", "less").out
    assert "\np, equal detection\n" in run("table", 9, 19, 4, 18).out


def test_quiet_still_prints_what_was_asked_for():
    assert run("table", 9, 19, 4, 18, "--quiet").out == run("table", 9, 19, 4, 18).out
    assert run("table", 9, 19, 4, 18, "--quiet", "--json").out == run("table", 9, 19, 4, 18, "--json").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["9", "19", "4", "18", "--level", "nan"], "--level: nan is not a confidence level."),
        (["9", "19", "4", "18", "--level", "1"], "--level: 1.0 is not a confidence level."),
        (["9", "19", "4", "18", "--margin", "nan"], "--margin: nan is not between -1 and 1."),
        (
            ["9", "19", "4", "18", "--ratio-margin", "inf"],
            "--ratio-margin: inf is not a number above 0.",
        ),
        (["9", "19", "4", "18", "--level", "95%"], "'95%' is not a number. Give a proportion such as 0.95."),
        (["9", "19", "4", "18", "--margin", "-10%"], "'-10%' is not a number. Give a proportion such as -0.10 for 10"),
        (["9", "19", "4", "18", "--ratio-margin", "x"], "'x' is not a number. Give a ratio such as 0.80."),
        (["1.5", "2", "3", "4"], "'1.5' is not a valid count of patients."),
        (["9", "19", "4", "9" * 30], "is more than 200000. Are these counts of patients?"),
        (["9", "19", "4", "18", "--missing", "0"], "0 is not in the range"),
    ],
)
def test_numbers_that_are_none_of_a_table_are_refused(arguments, said):
    found = run("table", *arguments)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert "options:" not in found.err


def test_an_interval_that_disagrees_with_the_exact_test_says_so():
    note = rows(2, 5, 0, 3)["rate-difference.tango"]["note"]
    assert note.startswith("The interval (Tango) leaves out 0 although the planned exact test gives p = 0.0625")
    assert "leaves out 0 although" in run("table", 2, 5, 0, 3).out
    # At level 0.95 the one-sided p of 1/32 is below 0.05, and Tango's lower limit above 0: they agree.
    assert "although" not in run("table", 2, 5, 0, 3, "--alternative", "greater").out
