"""A decimal comma is read where the plan declares it or nothing else can be meant, and nowhere else."""

from __future__ import annotations

import pytest

from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout, Opening
from psmatrial.errors import InputError

COMMA = Layout(opening=Opening(decimal=","))


def written(folder, psa, sign=";"):
    path = folder / "reads.csv"
    rows = [f"P0{at}{sign}PSMA{sign}positive{sign}{text}" for at, text in enumerate(psa)]
    path.write_text("\n".join([f"patient_id{sign}modality{sign}result{sign}psa", *rows]), encoding="utf-8")
    return path


def test_a_declared_comma_is_the_decimal_sign(tmp_path):
    path = written(tmp_path, ["0,35", "1,234", "7", "", " 0,50 ", ",5"])
    assert read_cohort(path, COMMA).psa == ("0.35", "1.234", "7", None, "0.5", "0.5")


def test_a_quoted_comma_is_read_in_a_file_with_commas(tmp_path):
    assert read_cohort(written(tmp_path, ['"0,35"', '"12,5"'], ","), COMMA).psa == ("0.35", "12.5")


@pytest.mark.parametrize(("sign", "quote"), [(";", ""), ("\t", ""), ("|", ""), (",", '"')])
def test_a_comma_that_can_mean_nothing_else_is_read_with_a_warning(tmp_path, sign, quote):
    texts = ["0,35", "12,5", "7", "", "<0,1", "0,350", "1234,5"]
    cohort = read_cohort(written(tmp_path, [f"{quote}{text}{quote}" for text in texts], sign))
    assert cohort.psa == ("0.35", "12.5", "7", None, "<0.1", "0.35", "1234.5")
    (warning,) = (str(warning) for warning in cohort.warnings if "comma" in warning.text)
    text = "reads.csv: psa: the numbers have a decimal comma, and none has a point: 0,35 is read as 0.35."
    assert warning == f'{text} To be sure, say it in the plan, under [input]: decimal = ",".'


@pytest.mark.parametrize("other", ["1,234", "12,345", "123,456", "0.5", "<0.1", "1,234.5", "1,234,567", "1.234,5"])
def test_a_comma_that_could_mean_something_else_is_refused(tmp_path, other):
    with pytest.raises(InputError, match=r"reads.csv:2: psa: '0,35' has a decimal comma") as caught:
        read_cohort(written(tmp_path, ["0,35", other]))
    assert 'say it in the plan, under [input]: decimal = ",".' in str(caught.value)


@pytest.mark.parametrize("text", ["1,234", "123,456"])
def test_three_digits_after_a_comma_could_be_thousands(tmp_path, text):
    with pytest.raises(InputError, match=f"'{text}' has a thousands mark or a decimal comma") as caught:
        read_cohort(written(tmp_path, [text, "7"]))
    assert 'say it in the plan, under [input]: decimal = ",".' in str(caught.value)


def test_beside_a_certain_comma_other_problems_are_told_alone(tmp_path):
    with pytest.raises(InputError) as caught:
        read_cohort(written(tmp_path, ["0,35", "-0,5"]))
    assert [(problem.line, problem.text) for problem in caught.value.problems] == [(3, "'-0.5' has a minus sign.")]


def test_a_point_where_a_comma_is_declared_is_refused_once_a_text(tmp_path):
    with pytest.raises(InputError) as caught:
        read_cohort(written(tmp_path, ["0.35", "0,5", "0.35", "1.234"]), COMMA)
    assert [str(problem) for problem in caught.value.problems] == [
        f"reads.csv:{line}: psa: '{text}' has a decimal point, but the plan declares a decimal comma. "
        "Write all numbers of the file in one way."
        for line, text in ((2, "0.35"), (5, "1.234"))
    ]


def test_a_number_with_both_signs_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"reads.csv:2: psa:"):
        read_cohort(written(tmp_path, ["1.234,5"]), COMMA)


def test_an_unquoted_comma_in_a_file_with_commas_still_splits_the_row(tmp_path):
    with pytest.raises(InputError, match="A decimal comma may have split a number"):
        read_cohort(written(tmp_path, ["0,35"], ","), COMMA)


def test_zeros_at_the_end_do_not_make_another_value(tmp_path):
    path = written(tmp_path, ["0.20", "1.00", "10", "0"])
    assert read_cohort(path).psa == ("0.2", "1", "10", "0")
