"""What `table` says of one-sided intervals and of lines that cannot be."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from psmatrial.cli import exit_code, group


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
