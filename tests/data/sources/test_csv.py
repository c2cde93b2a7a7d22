"""Text files: what is read, and what is refused with its place."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data.sources.csv import read
from psmatrial.errors import InputError

HEADER = "patient_id,modality,result"


def written(folder, content, name="reads.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path):
    with pytest.raises(InputError) as caught:
        list(read(path).rows)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "header", "rows"),
    [
        ("a,b\n1,2\n", ("a", "b"), [(2, ["1", "2"])]),
        ("a,b\r\n1,2\r\n", ("a", "b"), [(2, ["1", "2"])]),
        ("a;b\n1;0,5\n", ("a", "b"), [(2, ["1", "0,5"])]),
        ("a\tb\n1\t2", ("a", "b"), [(2, ["1", "2"])]),
        ("a|b\n1|2", ("a", "b"), [(2, ["1", "2"])]),
        ("sep=;\na;b,c\n1;2\n", ("a", "b,c"), [(3, ["1", "2"])]),
        ("sep=;\r\na;b\r\n1;2\r\n", ("a", "b"), [(3, ["1", "2"])]),
        ("\n\na,b\n\n1,2\n\n", ("a", "b"), [(5, ["1", "2"])]),
        ('a,b\n"x\ny",2\n3,4\n', ("a", "b"), [(2, ["x\ny", "2"]), (4, ["3", "4"])]),
        ('a,b\n"say ""x""",2\n', ("a", "b"), [(2, ['say "x"', "2"])]),
        ("a , b\n 1 ,2\n", ("a", "b"), [(2, [" 1 ", "2"])]),
        ("a,b\n1\n1,2,3\n", ("a", "b"), [(2, ["1"]), (3, ["1", "2", "3"])]),
        ("a,b;c\n1,2\n3,4\n", ("a", "b;c"), [(2, ["1", "2"]), (3, ["3", "4"])]),
        ("a,b\n1,x\u2028y\n", ("a", "b"), [(2, ["1", "x\u2028y"])]),
        ("a,b\nNA,1e5\n", ("a", "b"), [(2, ["NA", "1e5"])]),
    ],
)
def test_cells_are_text_as_typed_with_their_physical_line(tmp_path, content, header, rows):
    sheet = read(written(tmp_path, content))
    assert sheet.header == header
    assert list(sheet.rows) == rows
    assert list(sheet.rows) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_encodings_with_a_mark_give_the_same_cells(tmp_path, encoding):
    text = "a,b\nJosé,2\n"
    marked = {
        "utf-16-le-bom": b"\xff\xfe" + text.encode("utf-16-le"),
        "utf-16-be-bom": b"\xfe\xff" + text.encode("utf-16-be"),
    }
    content = marked.get(encoding) or text.encode(encoding)
    sheet = read(written(tmp_path, content))
    assert sheet.header == ("a", "b")
    assert list(sheet.rows) == [(2, ["José", "2"])]
    assert (sheet.sha256, sheet.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_a_name_that_ends_with_tsv_settles_for_the_tab(tmp_path):
    assert read(written(tmp_path, "a\tb,c,d\n1\t2,3,4\n", "reads.tsv")).header == ("a", "b,c,d")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "reads.csv: the file is empty."),
        (b"\n\n", "the file holds blank lines only."),
        (b"sep=;\n\n", "the file holds blank lines only."),
        (b"patient_id\nP01\n", "reads.csv:1: the first line has one column only."),
        (b"My study\na,b\n1,2\n", "reads.csv:1: the first line has one column only. It looks like a title"),
        (b"a,,b\n1,2,3\n", "reads.csv:1: column 2 has no name."),
        (b"My study,,\na,b,c\n", "If this line is a title, remove it"),
        (b"a,b,a\n1,2,3\n", "reads.csv:1: columns 1 and 3 are both named 'a'."),
        ("a,b\u200b\n1,2\n".encode(), "the name of column 2 holds the invisible character U+200B (ZERO WIDTH SPACE)"),
        (b"a,b\n1,2\n3,\xe9\n", "reads.csv:3: the byte 0xE9 is not UTF-8."),
        (b"a,b\n1,2\n3,\xc3", "reads.csv:3: the byte 0xC3 is not UTF-8."),
        (b"a,b\n1,\xc3\n3,4\n", "reads.csv:2: the byte 0xC3 is not UTF-8."),
        (b"\xff\xfea\x00,\x00b\x00\n\x00\x00", "reads.csv:2: the line holds bytes that are not UTF-16."),
        (b"a,b\n1,2\nP\x0001,2\n", "reads.csv:3: the line holds a NUL character."),
        (b"a,b\r1,2\r", "reads.csv:1: the line holds a carriage return without a line feed."),
        (b"a,b\r\n1,2\r3,4\r\n", "reads.csv:2: the line holds a carriage return without a line feed."),
        (b'a,b\n1,"2\n3,4\n', "reads.csv:2: a quotation mark that is opened in this row is never closed."),
        (b'a,b\n1,"2"x\n', "reads.csv:2: the row has text between a closing quotation mark"),
        (b"a,b\n1," + b"x" * (1 << 21) + b"\n", "reads.csv:2: a cell that begins in this row is larger than 1 MiB."),
        (b"," * 10_000 + b"\n", "reads.csv:1: 10001 columns are more than the 10000"),
        (b"sep=!\na!b\n", "reads.csv:1: the first line says that '!' separates the cells."),
        (b"a;b,c\n1;2,3\n", "the cells could be separated by comma and semicolon."),
        (b"PK\x03\x04rest", "this is a zip archive or an Excel workbook"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "this is text in UTF-32"),
        (b"\x1f\x8b\x08", "this is a gzip archive"),
    ],
)
def test_what_is_not_a_table_of_text_is_refused_with_its_place(tmp_path, content, words):
    assert words in refusal(written(tmp_path, content))


def test_every_line_with_a_bad_byte_is_named(tmp_path):
    said = refusal(written(tmp_path, b"a,b\n\xe9,2\n3,4\n5,\xff\n"))
    assert [line.split(": ")[0] for line in said.splitlines()] == ["reads.csv:2", "reads.csv:4"]


def test_a_bad_byte_after_the_first_piece_has_its_line(tmp_path):
    content = b"a,b\n" + b"1,2\n" * 600_000 + b"3,\xe9\n" + b"1,2\n"
    assert "reads.csv:600002: the byte 0xE9" in refusal(written(tmp_path, content))


def test_a_line_end_cut_by_the_end_of_a_piece_is_whole(tmp_path):
    start = b"a,b\r\n"
    filler = b"1," + b"2" * ((1 << 20) - len(start) - 3) + b"\r\n"
    sheet = read(written(tmp_path, start + filler + b"3,4\r\n"))
    assert [(line, len(cells)) for line, cells in sheet.rows] == [(2, 2), (3, 2)]


def test_a_line_without_end_is_refused(tmp_path):
    assert "longer than 16 MiB" in refusal(written(tmp_path, b"a,b\n" + b"," * (18 << 20)))


def test_folders_pipes_and_missing_files_are_refused_by_name_alone(tmp_path):
    assert refusal(tmp_path) == f"{tmp_path.name}: this is a folder, not a file. Name the file in it."
    assert refusal(tmp_path / "none.csv").startswith("none.csv: there is no such file.")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "pipe.csv: this is not a regular file." in refusal(tmp_path / "pipe.csv")


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    path = written(tmp_path, HEADER)

    def denied(*_):
        raise PermissionError

    monkeypatch.setattr(type(path), "open", denied)
    assert "reads.csv: the file may not be read." in refusal(path)


def test_a_file_name_with_terminal_codes_is_shown_escaped(tmp_path):
    assert r"a\x1b[31m.csv: the file is empty." in refusal(written(tmp_path, b"", "a\x1b[31m.csv"))


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = written(tmp_path, "a,b\n1,2\n")
    sheet = read(path)
    written(tmp_path, "a,b\n1,2\n3,4\n")
    with pytest.raises(InputError, match="the file changed"):
        list(sheet.rows)


PIECES = st.sampled_from(
    [
        b"a",
        b"1",
        b",",
        b";",
        b"\t",
        b"|",
        b'"',
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"\xe9",
        b"\xc3\xa9",
        b" ",
        b"sep=",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ]
)


@given(st.one_of(st.binary(max_size=80), st.lists(PIECES, max_size=40).map(b"".join)))
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_a_sheet_or_refused(tmp_path_factory, content):
    path = written(tmp_path_factory.getbasetemp(), content, "fuzz.csv")
    try:
        sheet = read(path)
        rows = list(sheet.rows)
    except InputError as error:
        named, lines = {problem.file for problem in error.problems}, []
    else:
        named, lines = {sheet.name}, [line for line, _ in rows]
        assert len(sheet.header) == len(set(sheet.header)) > 1
    assert named == {"fuzz.csv"}
    assert lines == sorted(set(lines))


def test_a_first_line_that_names_a_sign_which_stands_nowhere_is_told(tmp_path):
    path = tmp_path / "reads.csv"
    path.write_text("sep=;\npatient_id,modality,result\nP01,PSMA,positive\n")
    with pytest.raises(InputError, match=r"reads\.csv:1: the first line says sep=;, and no semicolon stands"):
        read(path)


@pytest.mark.parametrize("sign", ["\0", "\r"])
def test_a_line_that_goes_over_two_pieces_is_told_once(tmp_path, monkeypatch, sign):
    monkeypatch.setattr("psmatrial.data.sources._bytes._PIECE", 16)
    path = tmp_path / "reads.csv"
    path.write_bytes(f"patient_id,modality\nP01,{sign}bed and {sign}more\nP02,bed{sign}x\n".encode())
    with pytest.raises(InputError) as caught:
        read(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3]
