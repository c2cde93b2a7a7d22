"""The bytes of a text file: hashed, and checked to be text, before any cell is read."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from psmatrial.data.problems import Problems
from psmatrial.errors import InputError, Problem

_PIECE = 1 << 20
_LONGEST_LINE = 16 << 20
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\xff\xfe\x00\x00": "text in UTF-32",
    b"\x00\x00\xfe\xff": "text in UTF-32",
}
_SAVE_AGAIN = "Save it as CSV in UTF-8."


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What the bytes of a file tell: name without folder, hash, size, encoding, stamp of the last change."""

    name: str
    sha256: str
    size: int
    encoding: str
    stamp: tuple[int, int, int]


def file_name(path: Path) -> str:
    """Return the name of a file without its folder, signs that a terminal would obey escaped."""
    return path.name if path.name.isprintable() else ascii(path.name)[1:-1]


def stamp(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file is written: its number, size and time of change."""
    state = path.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns


def opened(path: Path) -> BinaryIO:
    """Open a regular file to read its bytes.

    Raises
    ------
    InputError
        If there is none, it is a folder or a pipe, or it may not be read.
    """
    name = file_name(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(Problem("this is a folder, not a file.", "Name the file in it.", name))
        if not stat.S_ISREG(mode):
            raise InputError(Problem("this is not a regular file.", "Save the data in a file first.", name))
        return path.open("rb")
    except FileNotFoundError:
        raise InputError(Problem("there is no such file.", "Check the name and the folder.", name)) from None
    except PermissionError:
        raise InputError(Problem("the file may not be read.", "Check its permissions.", name)) from None
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else "the name is not usable"
        raise InputError(Problem(f"the file cannot be opened: {words}.", "Check the path.", name)) from None


def surveyed(path: Path) -> Surveyed:
    """Return hash, size and encoding of a text file.

    Raises
    ------
    InputError
        If the file cannot be opened, is empty, is another kind of file, or holds bytes that are not text in its
        encoding, NUL characters, line ends of a carriage return alone or a line of more than 16 MiB: with the lines.
    """
    name, before = file_name(path), None
    with opened(path) as raw:
        state = os.fstat(raw.fileno())
        before = (state.st_ino, state.st_size, state.st_mtime_ns)
        encoding = _encoding(raw.read(4), name)
        raw.seek(0)
        text = _Text(name, encoding)
        while piece := raw.read(_PIECE):
            text.take(piece)
        text.take(b"", final=True)
    text.problems.refuse()
    return Surveyed(name, text.hash.hexdigest(), text.size, encoding, before)


def _encoding(start: bytes, name: str) -> str:
    """Return the encoding by the byte order mark: UTF-8 without one."""
    if not start:
        raise InputError(Problem("the file is empty.", "It must begin with a line of column names.", name))
    for sign, kind in _FOREIGN.items():
        if start.startswith(sign):
            raise InputError(Problem(f"this is {kind}, whatever its name says.", _SAVE_AGAIN, name))
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


class _Text:
    """The check of a stream of bytes: each piece is hashed, decoded and looked at once."""

    def __init__(self, name: str, encoding: str) -> None:
        self.problems = Problems(name)
        self.encoding = encoding
        self.hash = hashlib.sha256()
        self.size = 0
        self.lines = 0
        self.unbroken = 0
        self.decoder = codecs.getincrementaldecoder(encoding)()
        self.held = ""

    def take(self, piece: bytes, *, final: bool = False) -> None:
        """Look at the next bytes.

        Raises
        ------
        InputError
            At once when what follows cannot be read either.
        """
        self.hash.update(piece)
        self.size += len(piece)
        try:
            text = self.held + self.decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            self._refuse_byte(error)
        # A carriage return at the end of a piece may be half of a line end.
        self.held = "\r" if text.endswith("\r") and not final else ""
        text = text[: len(text) - len(self.held)]
        if "\0" in text:
            self._add(text, "\0", "a NUL character.", f"The file may be damaged or in UTF-16. {_SAVE_AGAIN}")
        if text.count("\r") != text.count("\r\n"):
            self._add(text.replace("\r\n", "\n"), "\r", "a carriage return without a line feed.", _SAVE_AGAIN)
        self._measure(text)

    def _measure(self, text: str) -> None:
        """Count the lines, and refuse one without end."""
        lines = text.count("\n")
        self.lines += lines
        self.unbroken = self.unbroken + len(text) if not lines else len(text) - text.rindex("\n")
        if self.unbroken > _LONGEST_LINE:
            self.problems.add("the line is longer than 16 MiB.", "Is this a table?", line=self.lines + 1)
            self.problems.refuse()

    def _add(self, text: str, sign: str, what: str, hint: str) -> None:
        """Add the lines on which a character stands."""
        for number, line in enumerate(text.split("\n"), start=self.lines + 1):
            if sign in line:
                self.problems.add(f"the line holds {what}", hint, line=number)

    def _refuse_byte(self, error: UnicodeDecodeError) -> None:
        """Refuse bytes that are not text: in UTF-8 with each line of this piece, else with the first."""
        if self.encoding == "utf-16":
            line = self.lines + error.object[: error.start].decode(error.encoding, "replace").count("\n") + 1
            self.problems.add("the line holds bytes that are not UTF-16.", _SAVE_AGAIN, line=line)
            self.problems.refuse()
        lines = error.object.split(b"\n")
        # The last line may only be cut where this piece ends: it is judged if the bad byte stands in it.
        whole = lines if error.object.find(b"\n", error.start) < 0 else lines[:-1]
        for number, line_bytes in enumerate(whole, start=self.lines + 1):
            self._check_line(number, line_bytes)
        self.problems.refuse()

    def _check_line(self, number: int, line: bytes) -> None:
        """Add a line of bytes that is not UTF-8, with its first bad byte."""
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            self.problems.add(f"the byte 0x{line[error.start]:02X} is not UTF-8.", _SAVE_AGAIN, line=number)
