"""Workbooks that are bombs, damaged, protected or no workbooks: refused before anything is expanded."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data.sources.xlsx import read
from psmatrial.errors import InputError
from tests.data.sources.workbook import MAIN, grid, workbook

GOOD = {1: ["patient_id", "modality", "result", "psa"], 2: ["P01", "PSMA", "positive", 0.35]}


def sheet(path):
    return workbook(path / "reads.xlsx", {"Reads": grid(GOOD)})


def refusal(path):
    with pytest.raises(InputError) as caught:
        list(read(path).rows)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"])
def test_a_document_type_is_refused_before_an_entity_can_grow(tmp_path, member):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    more = {member: f'{bomb}<worksheet xmlns="{MAIN}">&b;</worksheet>'}
    said = refusal(workbook(tmp_path / "reads.xlsx", {"Reads": grid(GOOD)}, more=more))
    assert "declares a document type" in said[0]
    assert said[0].startswith("reads.xlsx: ")


def test_an_external_entity_is_refused(tmp_path):
    more = {"xl/workbook.xml": f'<!DOCTYPE x SYSTEM "file:///etc/hostname"><workbook xmlns="{MAIN}"/>'}
    assert "document type" in refusal(workbook(tmp_path / "reads.xlsx", {"Reads": grid(GOOD)}, more=more))[0]


def test_bombs_are_refused_before_they_are_expanded(tmp_path):
    ratio = workbook(tmp_path / "reads.xlsx", {"Reads": grid(GOOD)}, more={"xl/media/x": b"\0" * (4 << 20)})
    assert "200 times its size" in refusal(ratio)[0]
    many = workbook(ratio, {"Reads": grid(GOOD)}, more={f"xl/media/{at}": b"" for at in range(2001)})
    assert "more than the 2000 that are opened" in refusal(many)[0]


def test_a_book_that_would_be_too_large_is_refused_by_what_it_claims(tmp_path):
    path = sheet(tmp_path)
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.rfind(b"PK\x01\x02") + 24, 201 << 20)
    path.write_bytes(bytes(content))
    assert "expand to 201 MiB" in refusal(path)[0]


def test_protected_and_old_books_are_refused_by_name(tmp_path):
    path = tmp_path / "reads.xlsx"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    path.write_bytes(old)
    assert "an old Excel workbook (.xls)" in refusal(path)[0]
    path.write_bytes(old + "EncryptedPackage".encode("utf-16-le"))
    assert "protected by a password" in refusal(path)[0]
    content = bytearray(sheet(tmp_path).read_bytes())
    struct.pack_into("<H", content, content.find(b"PK\x01\x02") + 8, 1)
    path.write_bytes(bytes(content))
    assert "protected by a password" in refusal(path)[0]


@pytest.mark.parametrize(
    "more",
    [
        {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>x</v></c></row>'},
        {"xl/worksheets/sheet1.xml": grid({1: ['<c t="s"><v>5</v></c>']})},
        {"xl/worksheets/sheet1.xml": grid({1: ["<c><v>one</v></c>"]})},
        {"xl/worksheets/sheet1.xml": grid({2: ["a", "b"], 1: [1, 2]})},
        {"xl/worksheets/sheet1.xml": grid({1: ["<c><v>1e999</v></c>"]})},
        {"xl/workbook.xml": "<workbook/>"},
        {"xl/workbook.xml": "no XML"},
        {"_rels/.rels": "<Relationships/>"},
        {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>'},
    ],
)
def test_damaged_books_are_refused_and_not_read_halfway(tmp_path, more):
    said = refusal(workbook(tmp_path / "reads.xlsx", {"Reads": grid(GOOD)}, more=more))
    assert "damaged" in said[0] or "holds no cells" in said[0]


@given(st.binary(max_size=60), st.integers(0, 3000))
@settings(max_examples=100)
def test_any_damage_is_a_refusal_and_never_a_crash(tmp_path_factory, noise, place):
    path = tmp_path_factory.getbasetemp() / "fuzz.xlsx"
    content = bytearray(workbook(io.BytesIO(), {"Reads": grid(GOOD)}).getvalue())
    content[place : place + len(noise)] = noise
    path.write_bytes(bytes(content))
    try:
        list(read(path).rows)
    except InputError as error:
        assert {problem.file for problem in error.problems} <= {"fuzz.xlsx"}  # noqa: PT017


def test_a_book_without_a_directory_is_refused(tmp_path):
    path = tmp_path / "reads.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    assert "is not an Excel workbook" in refusal(path)[0]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "x")
    assert "damaged" in refusal(path)[0]
