"""What a plan says of its file reaches the reader of the file."""

from __future__ import annotations

import pytest

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_file import plan_of
from psmatrial.data.rules import Opening
from psmatrial.errors import UsageError


def test_every_key_of_the_section_reaches_the_reader():
    text = """
        [input]
        encoding = "cp1252"
        decimal = ","
        sheet = "Reads"
        preset = "redcap"
        dictionary = "dictionary.csv"
    """
    expected = Opening("cp1252", ",", "Reads", "redcap", "dictionary.csv")
    assert plan_of(text).layout().opening == expected


def test_a_plan_that_asks_for_reading_in_bulk_is_still_accepted():
    plan = plan_of("[input]\nbulk = true\n")
    assert plan.input.bulk
    assert plan.layout().opening == Opening()


def test_a_plan_without_the_section_leaves_everything_to_the_file():
    assert Plan().layout().opening == Opening()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('encoding = "cp1253x"', r"plan.toml:2: input.encoding: .*Did you mean 'cp1253'"),
        ('decimal = ";"', r"plan.toml:2: input.decimal: .*Accepted: \., ,"),
        ('preset = "sdtm"', r"plan.toml:2: input.preset: .*sdtm-tu"),
        ('sheets = "Reads"', r"plan.toml:2: input.sheets: .*Did you mean 'sheet'"),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_its_line(line, words):
    with pytest.raises(UsageError, match=words):
        plan_of(f"[input]\n{line}\n")
