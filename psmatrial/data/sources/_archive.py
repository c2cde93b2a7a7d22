"""A workbook as a zip archive: its members are counted and measured before anything is expanded."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat  # entities are declared in a DOCTYPE, which is refused

from psmatrial.data.sources._bytes import file_name, opened
from psmatrial.errors import InputError, Problem

MOST_MEMBERS = 2000
MOST_EXPANDED = 200 << 20
MOST_RATIO = 200
_DIRECTORY = 1 << 20
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_NOTE = 1 << 16
_OLD = b"\xd0\xcf\x11\xe0"
_PIECE = 1 << 16
_NOT_ONE = "this is not an Excel workbook, whatever its name says."
_SAVE_AGAIN = "Open it in Excel and save it again, or as CSV in UTF-8."


class _DoctypeError(Exception):
    """A member of a workbook declares a document type."""


@contextmanager
def archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a workbook and close it again.

    Raises
    ------
    InputError
        If it is of the old kind, protected, damaged, or would become too large: more than 200 MiB, 200 times its size
        or 2,000 members.
    """
    name = file_name(path)
    with opened(path) as raw:
        _check_kind(raw, name)
        try:
            with zipfile.ZipFile(raw) as file:
                _check_members(file, name)
                yield file
        except _DoctypeError:
            text = "the workbook declares a document type, which can hide a bomb."
            raise InputError(Problem(text, _SAVE_AGAIN, name)) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, expat.ExpatError, ValueError):
            raise damaged(name) from None


def damaged(name: str) -> InputError:
    """Return the refusal of a workbook that cannot be read."""
    return InputError(Problem("the workbook is damaged or cut off.", _SAVE_AGAIN, name))


def parsed(file: zipfile.ZipFile, member: str, parser: expat.XMLParserType) -> Iterator[None]:
    """Feed a member to a parser piece by piece, with a stop after each.

    A document type, which a workbook never has and by which entities grow, ends it.
    """
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    try:
        with file.open(member) as part:
            while piece := part.read(_PIECE):
                parser.Parse(piece, False)  # noqa: FBT003  # expat knows no names
                yield
    except KeyError:
        raise expat.ExpatError(member) from None
    parser.Parse(b"", True)  # noqa: FBT003
    yield


def _refuse_doctype(*_: object) -> NoReturn:
    """Stop at a document type."""
    raise _DoctypeError


def _check_kind(raw: BinaryIO, name: str) -> None:
    """Refuse what is no archive, and one whose list of members is too long to be read."""
    start = raw.read(4)
    if start == _OLD:
        raw.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in raw.read(_DIRECTORY):
            raise InputError(Problem("the workbook is protected by a password.", "Save it without one.", name))
        raise InputError(Problem("this is an old Excel workbook (.xls).", "Save it as .xlsx or as CSV.", name))
    size = raw.seek(0, 2)
    if not size:
        raise InputError(Problem("the file is empty.", "Was the export cut?", name))
    raw.seek(max(0, size - _END_SIZE - _LONGEST_NOTE))
    tail = raw.read()
    at = tail.rfind(_END)
    if not start.startswith(b"PK") or at < 0 or len(tail) - at < _END_SIZE:
        raise InputError(Problem(_NOT_ONE, _SAVE_AGAIN, name))
    members, directory = struct.unpack_from("<HI", tail, at + 10)
    if members > MOST_MEMBERS or directory > _DIRECTORY:
        text = f"the workbook claims {members} members, more than the {MOST_MEMBERS} that are opened."
        raise InputError(Problem(text, _SAVE_AGAIN, name))


def _check_members(file: zipfile.ZipFile, name: str) -> None:
    """Refuse members that are protected, twice there or too large together."""
    members = file.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise InputError(Problem("the workbook is protected by a password.", "Save it without one.", name))
    if len(members) > MOST_MEMBERS or len({member.filename for member in members}) < len(members):
        raise damaged(name)
    expanded = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if expanded > MOST_EXPANDED:
        text = f"the workbook would expand to {expanded >> 20} MiB, more than the {MOST_EXPANDED >> 20} that are read."
        raise InputError(Problem(text, "Save the sheet as CSV in UTF-8.", name))
    if expanded > _DIRECTORY and expanded > MOST_RATIO * packed:
        text = f"the workbook would expand to more than {MOST_RATIO} times its size."
        raise InputError(Problem(text, "If it is not a bomb: save the sheet as CSV in UTF-8.", name))
