"""Dates and numbers as they are written in other programs, languages and scripts."""

from __future__ import annotations

import pytest

from psmatrial.data.forms import identifying_text, nothing_identifying, western
from psmatrial.data.identifiers import too_old


@pytest.mark.parametrize(
    "text",
    [
        "12MAR2019",
        "P01-1Mar2019",
        "12MAR2019:14:03:00",
        "2019年3月12日",
        "2019년 3월 12일",
        "12 de marzo de 2019",
        "1. März 2019",
        "12 août 2019",
        "\u0662\u0660\u0661\u0669-\u0660\u0663-\u0661\u0662",
        "\uff12\uff10\uff11\uff19\uff0f\uff10\uff13\uff0f\uff11\uff12",
    ],
)
def test_a_date_is_known_in_other_forms(text):
    assert identifying_text(text) == "a date"


def test_a_number_is_known_in_other_digits():
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in "123-45-6789")
    assert western(full_width) == "123-45-6789"
    assert identifying_text(full_width) == "a social security number"


@pytest.mark.parametrize("column", ["AAGE", "edad", "leeftijd_jaar", "ageYr"])
def test_an_age_is_known_in_other_columns_of_ages(column):
    assert too_old(column, "93")


@pytest.mark.parametrize(
    "text",
    ["310 555 0199", "12 Jan 2018", "Jan 12 2018", "123 45 6789", "DE89 3704 0044 0532 0130 00", "P 01", "site 3"],
)
def test_a_name_with_spaces_is_seen_among_many(text):
    assert nothing_identifying(["P01", text, "P02"]) == (not identifying_text(text))
