"""Encodings that nothing in the file names: certain, asked for, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psmatrial.data.rules import ENCODINGS, Layout, Opening
from psmatrial.data.sources import _bytes, _western
from psmatrial.data.sources._western import only_cp1252
from psmatrial.data.sources.csv import read
from psmatrial.errors import InputError


def asked(encoding):
    return Layout(opening=Opening(encoding=encoding))


def written(folder, text, encoding):
    path = folder / "reads.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("word", ["Müller", "José", "négatif", "Émile", "Straße", "MÜLLER", "für"])
def test_words_that_read_the_same_wherever_they_are_words_are_certain(tmp_path, word):
    found = read(written(tmp_path, f"a,b\n{word},1\n", "cp1252"))
    assert list(found.rows) == [(2, [word, "1"])]
    assert found.encoding == "cp1252"
    assert [problem.text for problem in found.warnings] == [
        "the file is not UTF-8; it is read as cp1252, the one usual encoding in which its words are words."
    ]


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        ("Dvořák", "cp1250"),
        ("Иванов", "cp1251"),
        ("Παπάς", "cp1253"),
        ("Müller", "cp850"),
        ("Müller", "mac_roman"),
        ("Straße", "cp850"),
        ("genève", "cp1252"),
        ("O’Brien", "cp1252"),
        ("é", "cp1252"),
        ("5 µg", "cp1252"),
        ("日本", "shift_jis"),
        ("中文", "gb18030"),
    ],
)
def test_words_that_could_be_others_are_refused_until_the_encoding_is_said(tmp_path, word, encoding):
    path = written(tmp_path, f"a,b\n{word},1\n", encoding)
    with pytest.raises(InputError, match=r'reads.csv:2: the byte 0x.. is not UTF-8.*encoding = "cp1252"'):
        read(path, Layout())
    if encoding in ENCODINGS:
        assert list(read(path, asked(encoding)).rows) == [(2, [word, "1"])]
        assert read(path, asked(encoding)).warnings == ()


def test_one_uncertain_word_makes_the_file_uncertain(tmp_path):
    text = "a,b\nMüller,1\n" + "José,2\n" * 100 + "genève,3\n"
    with pytest.raises(InputError, match="is not UTF-8"):
        read(written(tmp_path, text, "cp1252"))


def test_a_word_that_is_cut_between_two_pieces_is_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(_western, "_PIECE", 4)
    assert list(read(written(tmp_path, "a,b\nMüller,1\nJosé,2\n", "cp1252")).rows)[1] == (3, ["José", "2"])
    with pytest.raises(InputError, match="is not UTF-8"):
        read(written(tmp_path, "a,b\nMüller,1\ngenève,2\n", "cp1252"))


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name != "auto"])
def test_every_encoding_that_a_plan_may_name_is_known(tmp_path, encoding):
    assert list(read(written(tmp_path, "a,b\nx,1\n", encoding), asked(encoding)).rows) == [(2, ["x", "1"])]


def test_a_byte_that_the_said_encoding_lacks_is_refused_with_its_line(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_bytes(b"a,b\n1,2\n\x81,3\n")
    with pytest.raises(InputError, match=r"reads.csv:3: the line holds bytes that are not CP1252"):
        read(path, asked("cp1252"))


def test_utf_16_that_is_said_needs_its_mark(tmp_path):
    with pytest.raises(InputError, match=r"reads.csv: the plan says UTF-16, but the mark of that is missing. Take the"):
        read(written(tmp_path, "a,b\nx,1\n", "utf-8"), asked("utf-16"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", ["auto", "utf-16"])
@pytest.mark.parametrize("first", ["a", "患者编号"])
def test_utf_16_without_its_mark_is_known_whatever_its_letters(tmp_path, encoding, said, first):
    with pytest.raises(InputError, match=r"reads.csv: this is text in UTF-16 without the mark that says so. Save it"):
        read(written(tmp_path, f"{first},b\nx,1\n", encoding), asked(said))


def test_a_byte_order_mark_wins_over_what_is_said(tmp_path):
    found = read(written(tmp_path, "a,b\nJosé,1\n", "utf-8-sig"), asked("cp1252"))
    assert list(found.rows) == [(2, ["José", "1"])]


def test_utf_8_that_is_said_is_never_taken_for_cp1252(tmp_path):
    with pytest.raises(InputError, match="is not UTF-8"):
        read(written(tmp_path, "a,b\nMüller,1\n", "cp1252"), asked("utf-8"))


@given(st.binary(min_size=1, max_size=8))
def test_what_is_certain_is_read_the_same_in_every_western_encoding(word):
    if only_cp1252(word):
        readings = {word.decode(encoding) for encoding in ("cp1252", "iso8859-1", "iso8859-15", "cp1250", "cp1254")}
        assert len(readings) == 1


def test_a_file_is_surveyed_for_line_ends_quotes_and_an_encoding_that_is_guessed(tmp_path):
    found = _bytes.surveyed(written(tmp_path, "a,b\r\nMüller,1\r\n", "cp1252"))
    assert (found.returns, found.quotes, found.guessed) == (2, 0, True)


@pytest.mark.parametrize("layout", [asked("auto"), None])
def test_a_plan_is_named_only_where_there_may_be_one(tmp_path, layout):
    with pytest.raises(InputError) as caught:
        read(written(tmp_path, "a,b\nDvořák,1\n", "cp1250"), layout)
    (problem,) = caught.value.problems
    assert (problem.line, problem.text) == (2, "the byte 0xF8 is not UTF-8.")
    assert problem.hint.startswith("Save it as CSV in UTF-8")
    assert ("plan" in problem.hint) is (layout is not None)
