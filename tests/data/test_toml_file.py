"""Files of TOML: what each reader of one accepts and says."""

from __future__ import annotations

import pytest

from psmatrial.data.toml_file import LARGEST, toml_document, toml_text
from psmatrial.errors import UsageError


def test_a_mark_at_the_beginning_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xef\xbb\xbflevel = 0.9\n")
    assert toml_document(toml_text(path, "plan"), path.name) == {"level": 0.9}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = PSMA\n", "plan.toml:2: not TOML: Invalid value. Put text in double quotes."),
        ("a = 1\nb = [1,\n", "plan.toml:3: not TOML: Invalid value."),
        ("a = 1\na = 2\n", "plan.toml:2: not TOML: Cannot overwrite a value."),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text, said):
    with pytest.raises(UsageError) as caught:
        toml_document(text, "plan.toml")
    assert caught.value.lines()[0].startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"#" * (LARGEST + 1), "plan.toml is larger than 1 MiB, which no plan is."),
        (b"title = \xff", "the plan plan.toml is not UTF-8 text."),
        (None, "the plan plan.toml cannot be read: No such file or directory."),
    ],
)
def test_a_file_that_is_no_text_is_named_for_what_it_should_be(tmp_path, content, said):
    path = tmp_path / "plan.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        toml_text(path, "plan")
    assert caught.value.lines()[0].startswith(said)


@pytest.mark.parametrize(
    ("kind", "begun"),
    [
        ("plan", "psmatrial init INPUT"),
        ("study", "psmatrial init --study"),
        ("mapping", "psmatrial diff REPORT --template"),
    ],
)
def test_where_there_is_no_file_the_message_says_what_to_do(tmp_path, kind, begun):
    with pytest.raises(UsageError) as caught:
        toml_text(tmp_path / "paper.toml", kind)
    (line,) = caught.value.lines()
    assert line.endswith(f"No such file or directory. Check the name and the folder; `{begun}` begins a {kind}.")


def test_a_folder_in_place_of_a_file_is_told_as_one(tmp_path):
    with pytest.raises(UsageError) as caught:
        toml_text(tmp_path, "study")
    (line,) = caught.value.lines()
    assert line == f"the study {tmp_path.name} cannot be read: Is a directory. This is a folder: name the file in it."
