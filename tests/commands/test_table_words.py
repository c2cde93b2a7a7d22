"""What `table` says of one-sided intervals and of lines that cannot be."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from psmatrial.cli import exit_code, group
from tests.commands.terminal import run

ONE_SIDED = ("table", 2, 5, 0, 3, "--level", "0.975", "--alternative", "greater")


def test_every_one_sided_quantity_is_marked_and_the_note_stands_once() -> None:
    text = CliRunner().invoke(group, ["table", "9", "19", "4", "18", "--alternative", "greater"]).output
    headings = [line for line in text.splitlines() if line.endswith("one-sided (greater)")]
    assert len(headings) == 6
    assert text.count("one-sided limit at level 0.95") == 1


@pytest.mark.parametrize("counts", [["9", "19", "4", "-1"], ["9", "-19", "4", "18"], ["-9", "19", "4", "18"]])
def test_a_negative_count_is_refused_as_what_it_is(counts) -> None:
    result = CliRunner().invoke(group, ["table", *counts, "--margin", "-0.1"])
    negative = next(text for text in counts if text.startswith("-"))
    assert result.exit_code == 2
    assert f"{negative} is no count of patients: a count cannot be negative." in result.output


def test_an_unknown_option_keeps_its_own_words() -> None:
    result = CliRunner().invoke(group, ["table", "9", "19", "4", "18", "--margn", "-0.1"])
    assert result.exit_code == 2
    assert "--margn" in result.output
    assert "negative" not in result.output


def test_a_one_sided_limit_at_one_half_is_a_usage_error(capsys) -> None:
    assert exit_code(["table", "9", "19", "4", "18", "--level", "0.5", "--alternative", "greater"]) == 2
    assert "--level 0.5 is not above 0.5, as a one-sided limit needs." in capsys.readouterr().err


def test_missing_pairs_are_asked_of_the_one_sided_test() -> None:
    found = json.loads(run("table", 2, 6, 0, 12, "--alternative", "less", "--missing", 4, "--json").out)["tipping"]
    # P(X <= 6 of 6) = 1, and with 4 more by the comparator only P(X <= 6 of 10) = 848/1024.
    assert found["cells"][0] == [0, 0, 1.0, False]
    assert found["cells"][4] == [0, 4, pytest.approx(848 / 1024), False]
    assert (found["conclusion"], found["reversals"], found["alternative"]) == ("not shown", 0, "less")
    text = " ".join(run("table", 2, 6, 0, 12, "--alternative", "less", "--missing", 4).out.split())
    assert "no number of them found by one test only would reverse the conclusion of the planned test" in text
    assert "the planned test without them (comparator detects more: not shown, exact)." in text


def test_missing_pairs_reverse_a_one_sided_test_at_the_error_of_its_limit() -> None:
    found = json.loads(run(*ONE_SIDED, "--missing", 2, "--json").out)["tipping"]
    # 1/32 is above 0.025 and 1/64 below: one more patient found by the index test only is enough.
    assert found["cells"][0] == [0, 0, 1 / 32, False]
    assert (found["level"], found["fewest_index_only"], found["fewest_comparator_only"]) == (0.975, 1, None)
    text = " ".join(run(*ONE_SIDED, "--missing", 2).out.split())
    said = (
        "the planned test without them (index detects more: not shown, exact) would be reversed if 1 of them was found"
    )
    assert said in text


def test_a_margin_at_a_one_sided_limit_has_the_error_of_that_limit() -> None:
    limit = next(
        row["low"]
        for row in json.loads(run(*ONE_SIDED, "--json").out)["results"]
        if row["id"] == "rate-difference.tango.greater"
    )
    found = json.loads(run(*ONE_SIDED, "--margin", repr(limit), "--json").out)["results"]
    row = next(row for row in found if row["id"] == "rate-difference-margin.score.greater")
    assert row["p_value"] == pytest.approx(0.025)
    assert row["note"].endswith("; one-sided level 0.025")
    assert "; one-sided level 0.025\n" in run("table", 2, 5, 0, 3, "--margin", "0.05").out
    # Below a level of 0.75 the two-sided interval with the same limit is of no level that a plan takes.
    low = run("table", 2, 5, 0, 3, "--level", "0.6", "--alternative", "greater", "--margin", "0.05").out
    assert "; one-sided level 0.4\n" in low


def test_a_margin_is_tested_on_the_side_of_the_alternative() -> None:
    margins = ("--margin", "-0.10", "--ratio-margin", "0.80")
    found = run("table", 9, 19, 4, 18, "--alternative", "less", *margins)
    # z 4.0377 at the margin of the difference, 3.9855 at that of the ratio: beyond both, and not below either.
    for words in ("Difference below the margin", "Ratio below the margin"):
        assert f"{words}, one-sided p\n  score                        >0.9999\n" in found.out
    assert "above the margin" not in found.out
    less = {row["quantity"]: row for row in margin_records(9, 19, 4, 18, "--alternative", "less", *margins)}
    # Below a margin is above its mirror image once the tests are exchanged.
    mirrored = ("--margin", "0.10", "--ratio-margin", "1.25")
    greater = {row["quantity"]: row for row in margin_records(9, 4, 19, 18, "--alternative", "greater", *mirrored)}
    for quantity, row in less.items():
        assert row["id"].endswith(".less")
        assert row["p_value"] == pytest.approx(greater[quantity]["p_value"])
        assert row["statistic"] == pytest.approx(-greater[quantity]["statistic"])
        assert row["p_value"] > 0.9999


@pytest.mark.parametrize("sided", [(), ("--alternative", "greater")])
def test_without_a_side_and_above_a_margin_the_test_is_of_what_lies_above(sided) -> None:
    assert "Difference above the margin, one-sided p\n" in run("table", 9, 19, 4, 18, "--margin", "-0.10", *sided).out
    (score, exact) = margin_records(9, 19, 4, 18, "--margin", "-0.10", *sided)
    # Sidik, Stat Med 2003;22:265, and Tango's z of 4.037723.
    assert [row["p_value"] for row in (score, exact)] == pytest.approx([2.6986e-5, 3.0225e-5], rel=1e-4)


def test_a_margin_at_an_upper_one_sided_limit_has_the_error_of_that_limit() -> None:
    given = (2, 5, 0, 3, "--level", "0.975", "--alternative", "less")
    records = json.loads(run("table", *given, "--json").out)["results"]
    limit = next(row["high"] for row in records if row["id"] == "rate-difference.tango.less")
    row = margin_records(*given, "--margin", repr(limit))[0]
    assert (row["id"], row["p_value"]) == ("rate-difference-margin.score.less", pytest.approx(0.025))
    assert row["note"].endswith("; one-sided level 0.025")


def margin_records(*arguments):
    found = json.loads(run("table", *arguments, "--json").out)["results"]
    return [row for row in found if row["quantity"].endswith("-margin")]


def test_a_one_sided_limit_that_disagrees_with_the_exact_test_says_so() -> None:
    text = " ".join(run(*ONE_SIDED).out.split())
    assert (
        "rate-difference tango: The interval (Tango) leaves out 0 although the planned one-sided exact test gives "
        "p = 0.0313; the interval that belongs to the exact test (Fay-Lumbard) is −2 to +100. The test decides."
    ) in text
