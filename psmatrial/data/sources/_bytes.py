"""The bytes of a text file: hashed, and checked to be text, before any cell is read."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from psmatrial.data.problems import Problems
from psmatrial.data.sources._western import is_western
from psmatrial.errors import InputError, Problem

_PIECE = 1 << 20
_LONGEST_LINE = 16 << 20
# Encodings in which the byte of an ASCII character is that character wherever it stands.
BYTEWISE = frozenset({"utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "iso-8859-15"})
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\xff\xfe\x00\x00": "text in UTF-32",
    b"\x00\x00\xfe\xff": "text in UTF-32",
}
# How many bytes tell what a file is.
_START = 400
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_MARK = "Take the encoding out of the plan if it is another one; else save the file as CSV in UTF-8."
_SAVE_AGAIN = "Save it as CSV in UTF-8."
_SAY = "Save it as CSV in UTF-8, or say its encoding in the plan, under [input]: "
_SAY += """encoding = "cp1252" for Excel on Windows."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What the bytes of a file tell: name without folder, hash, size, encoding, stamp of the last change.

    ``quotes`` counts double quotation marks, ``returns`` the carriage returns before a line feed; ``guessed`` says that
    nothing in the file names the encoding.
    """

    name: str
    sha256: str
    size: int
    encoding: str
    stamp: tuple[int, int, int]
    quotes: int = 0
    returns: int = 0
    guessed: bool = False


class _NotUtf8Error(InputError):
    """Bytes that are not UTF-8 in a file that says nothing of its encoding."""


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


def hashed(path: Path) -> Surveyed:
    """Return hash and size of a file that is not text, or is not read line by line.

    Raises
    ------
    InputError
        If the file cannot be opened or is empty.
    """
    name = file_name(path)
    with opened(path) as raw:
        state = os.fstat(raw.fileno())
        if not state.st_size:
            raise InputError(Problem("the file is empty.", "Was the export cut?", name))
        code = hashlib.sha256()
        while piece := raw.read(_PIECE):
            code.update(piece)
    return Surveyed(name, code.hexdigest(), state.st_size, "binary", (state.st_ino, state.st_size, state.st_mtime_ns))


def ends_of(path: Path) -> tuple[bytes, bytes]:
    """Return the first 80 bytes of a file and the last four."""
    with opened(path) as raw:
        start = raw.read(80)
        raw.seek(max(0, raw.seek(0, os.SEEK_END) - 4))
        return start, raw.read()


def changed(name: str) -> InputError:
    """Return the refusal of a file that is no longer the one that was hashed."""
    return InputError(Problem("the file changed while it was read.", "Try again.", name))


def surveyed(path: Path, encoding: str | None = None) -> Surveyed:
    """Return hash, size and encoding of a text file.

    Without a byte order mark the encoding is UTF-8, or cp1252 if the bytes cannot be UTF-8 and no other encoding that
    is in use reads them otherwise. A plan may say it; None where there is no plan that could.

    Raises
    ------
    InputError
        If the file cannot be opened, is empty, is another kind of file, or holds bytes that are not text in its
        encoding, NUL characters, line ends of a carriage return alone or a line of more than 16 MiB: with the lines.
    """
    try:
        return _surveyed(path, encoding or "auto")
    except _NotUtf8Error as error:
        with opened(path) as raw:
            western = encoding in {None, "auto"} and is_western(raw)
        if western:
            return replace(_surveyed(path, "cp1252"), guessed=True)
        if encoding is None:
            raise InputError([replace(problem, hint=_SAVE_AGAIN) for problem in error.problems]) from None
        raise


def _surveyed(path: Path, said: str) -> Surveyed:
    """Return what the bytes tell in one encoding."""
    name = file_name(path)
    with opened(path) as raw:
        state = os.fstat(raw.fileno())
        before = (state.st_ino, state.st_size, state.st_mtime_ns)
        start = raw.read(_START)
        encoding = _encoding(start, name)
        if said not in {"auto", "utf-8"} and encoding == "utf-8":
            encoding = said
        if encoding in {"utf-8", "utf-16"} and start[:2] not in _MARKS and _is_wide(start):
            raise InputError(Problem("this is text in UTF-16 without the mark that says so.", _SAVE_AGAIN, name))
        if encoding == "utf-16" and start[:2] not in _MARKS:
            raise InputError(Problem("the plan says UTF-16, but the mark of that is missing.", _NO_MARK, name))
        raw.seek(0)
        text = _Text(name, encoding, raw)
        while piece := raw.read(_PIECE):
            text.take(piece)
        text.take(b"", final=True)
    text.problems.refuse()
    code = text.hash.hexdigest()
    return Surveyed(name, code, text.size, encoding, before, text.quotes, text.returns)


def _is_wide(start: bytes) -> bool:
    """Return whether bytes are text in UTF-16: of some characters, all of them lower or all upper, one byte is 0."""
    zeros = [place % 2 for place, byte in enumerate(start) if not byte]
    return len(zeros) > 1 and len(set(zeros)) == 1


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
    """The check of a file of bytes: each piece is hashed and looked at once, and decoded if it is not plain."""

    def __init__(self, name: str, encoding: str, raw: BinaryIO) -> None:
        self.problems = Problems(name)
        self.encoding = encoding
        self.raw = raw
        self.bytewise = encoding in BYTEWISE
        self.hash = hashlib.sha256()
        self.size = 0
        # Lines up to the piece that is looked at, but for those of the plain pieces that begin at these bytes.
        self.lines = 0
        self.uncounted: list[tuple[int, int]] = []
        self.quotes = self.returns = 0
        self.unbroken = 0
        self.decoder = codecs.getincrementaldecoder(encoding)()
        self.held = ""
        # The line on which each sign was last told, which may go on in the next piece.
        self.told: dict[str, int] = {}

    def take(self, piece: bytes, *, final: bool = False) -> None:
        """Look at the next bytes.

        Raises
        ------
        InputError
            At once when what follows cannot be read either.
        """
        self.hash.update(piece)
        self.size += len(piece)
        if self._is_plain(piece):
            self.uncounted.append((self.size - len(piece), len(piece)))
            self._measure(len(piece) - 1 - piece.rfind(b"\n"), len(piece))
            return
        try:
            text = self.held + self.decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            self._refuse_byte(error)
        # A carriage return at the end of a piece may be half of a line end.
        self.held = "\r" if text.endswith("\r") and not final else ""
        text = text[: len(text) - len(self.held)]
        if "\0" in text:
            self._add(text, "\0", "a NUL character.", f"The file may be damaged or in UTF-16. {_SAVE_AGAIN}")
        # To find that a sign is nowhere costs a tenth of counting it.
        if "\r" in text:
            returns = text.count("\r\n")
            self.returns += returns
            if text.count("\r") != returns:
                self._add(text.replace("\r\n", "\n"), "\r", "a carriage return without a line feed.", _SAVE_AGAIN)
        if '"' in text:
            self.quotes += text.count('"')
        self.lines += text.count("\n")
        self._measure(len(text) - 1 - text.rfind("\n"), len(text))

    def _is_plain(self, piece: bytes) -> bool:
        """Return whether a piece is ASCII text, its lines ended by line feeds alone, without quotation marks."""
        if not (piece and self.bytewise and piece.isascii()) or self.held or self.decoder.getstate()[0]:
            return False
        return b"\0" not in piece and b"\r" not in piece and b'"' not in piece

    def _measure(self, after: int, size: int) -> None:
        """Refuse a line without end, given what stands after the last line feed of a piece of this size."""
        self.unbroken = self.unbroken + size if after == size else after
        if self.unbroken > _LONGEST_LINE:
            self.problems.add("the line is longer than 16 MiB.", "Is this a table?", line=self._before() + 1)
            self.problems.refuse()

    def _before(self) -> int:
        """Return how many lines there are before the piece that is looked at."""
        at = self.raw.tell()
        for start, size in self.uncounted:
            self.raw.seek(start)
            self.lines += self.raw.read(size).count(b"\n")
        self.raw.seek(at)
        self.uncounted.clear()
        return self.lines

    def _add(self, text: str, sign: str, what: str, hint: str) -> None:
        """Add the lines on which a character stands."""
        for number, line in enumerate(text.split("\n"), start=self._before() + 1):
            if sign in line and self.told.get(sign) != number:
                self.told[sign] = number
                self.problems.add(f"the line holds {what}", hint, line=number)

    def _refuse_byte(self, error: UnicodeDecodeError) -> None:
        """Refuse bytes that are not text: in UTF-8 with each line of this piece, else with the first."""
        if not self.encoding.startswith("utf-8"):
            before = error.object[: error.start]
            read = before.decode(error.encoding, "replace") if self.encoding == "utf-16" else before.decode("latin-1")
            text = f"the line holds bytes that are not {self.encoding.upper()}."
            self.problems.add(text, _SAVE_AGAIN, line=self._before() + read.count("\n") + 1)
            self.problems.refuse()
        lines = error.object.split(b"\n")
        # The last line may only be cut where this piece ends: it is judged if the bad byte stands in it.
        whole = lines if error.object.find(b"\n", error.start) < 0 else lines[:-1]
        for number, line_bytes in enumerate(whole, start=self._before() + 1):
            self._check_line(number, line_bytes)
        if self.problems.found:
            raise _NotUtf8Error(self.problems.found)

    def _check_line(self, number: int, line: bytes) -> None:
        """Add a line of bytes that is not UTF-8, with its first bad byte."""
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            self.problems.add(f"the byte 0x{line[error.start]:02X} is not UTF-8.", _SAY, line=number)
