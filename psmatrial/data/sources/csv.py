"""Text with separators: comma, semicolon, tab or pipe, in UTF-8 or another encoding that is certain or named."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psmatrial.data.rules import Layout
from psmatrial.data.sheet import LARGE, Sheet, checked_header
from psmatrial.data.sources._bytes import BYTEWISE, Surveyed, changed, opened, stamp, surveyed
from psmatrial.data.sources._separator import separator
from psmatrial.errors import InputError, Problem

CELL_LIMIT = 1 << 20
_BLOCK, _LARGEST_BLOCK, _MOST_BLOCKS = 1 << 17, 1 << 19, 500
_GUESSED = (
    "the file is not UTF-8; it is read as cp1252, the one usual encoding in which its words are words.",
    """To be sure, say it in the plan, under [input]: encoding = "cp1252".""",
)
_SEP_LINE = re.compile(r'"?sep=(?P<sign>.)"?\r?\n?\Z', re.IGNORECASE)


def read(path: Path, layout: Layout | None = None) -> Sheet:
    """Return the cells of a text file as typed, with the line of each row.

    The bytes are gone through once before any cell is read, so that a file that is not text is refused at once.
    Which sign separates the cells is found in the header and must be certain; a first line ``sep=;`` says it.

    Parameters
    ----------
    path
        A regular file.
    layout
        What it says of the opening: the encoding; None where there is no plan that could say it.

    Returns
    -------
    Sheet
        Rows are read again from the file each time they are gone through. Blank lines are no rows.

    Raises
    ------
    InputError
        If the file cannot be read, is not text of a known encoding, or has no usable header; going through the rows
        raises it where a quotation mark is never closed, a cell is larger than 1 MiB or the file has changed.
    """
    file = surveyed(path, layout.opening.encoding if layout else None)
    with _text(path, file) as text:
        first = text.readline()
        said = _SEP_LINE.match(first)
        if not said:
            text.seek(0)
        sign = separator(io.StringIO(text.read(1 << 16), newline=""), path, said["sign"] if said else "")
    rows = _rows_of(path, file, sign, skipped=1 if said else 0)
    line, cells = rows.header()
    header = checked_header(cells, file.name, line)
    return Sheet(
        header,
        rows,
        file.name,
        file.sha256,
        file.size,
        file.encoding,
        sign,
        header_line=line,
        warnings=(Problem(*_GUESSED, file.name),) if file.guessed else (),
    )


def _rows_of(path: Path, file: Surveyed, sign: str, skipped: int) -> _Rows:
    """Return the rows of a file, in blocks if no quotation mark of it says more than that a cell begins or ends."""
    if file.encoding not in BYTEWISE or (file.quotes and file.size < LARGE):
        return _Rows(path, file, sign, skipped)
    plain = _PlainRows(path, file, sign, skipped)
    if file.quotes:
        from psmatrial.data.sources._quotes import around_cells_alone

        if not all(around_cells_alone(block, sign) for block in plain.lines(after=plain.header()[0] - 1)):
            return _Rows(path, file, sign, skipped)
    return plain


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows below the header, read from the file each time they are gone through."""

    path: Path
    file: Surveyed
    sign: str
    skipped: int

    def header(self) -> tuple[int, list[str]]:
        """Return the first row and its line."""
        for line, cells in self._records():
            return line, cells
        text = "the file holds blank lines only."
        raise InputError(Problem(text, "It must begin with a line of column names.", self.file.name))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Go through the rows; the file must still be the one that was hashed."""
        records = self._records()
        next(records, None)
        yield from records
        if stamp(self.path) != self.file.stamp:
            raise changed(self.file.name)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank, header included, with the line on which it begins."""
        before = self.skipped
        with _text(self.path, self.file) as text, _cell_limit():
            for _ in range(self.skipped):
                text.readline()
            reader = csv.reader(text, delimiter=self.sign, strict=True)
            try:
                for cells in reader:
                    if cells:
                        yield before + 1, cells
                    before = self.skipped + reader.line_num
            except csv.Error as error:
                raise self._broken(str(error), before + 1) from None
            except UnicodeError:
                raise changed(self.file.name) from None

    def _broken(self, error: str, line: int) -> InputError:
        """Return the refusal of a row that the quotation marks make unreadable."""
        if "field limit" in error:
            text = "a cell that begins in this row is larger than 1 MiB."
        elif "end of data" in error:
            text = "a quotation mark that is opened in this row is never closed."
        else:
            text = "the row has text between a closing quotation mark and the next separator."
        hint = 'Check the quotation marks from this line on; inside a quoted cell, write "" for one.'
        return InputError(Problem(text, hint, self.file.name, line))


@dataclass(frozen=True, slots=True)
class _PlainRows(_Rows):
    """Rows that are lines, each separator the end of a cell: without quotation marks, or where these say no more."""

    @property
    def encoding(self) -> str:
        """How the bytes of a block become text: below the first line stands no byte order mark."""
        return self.file.encoding.removesuffix("-sig")

    def blocks(self) -> Iterator[bytes]:
        """Go through the lines below the header in blocks, without quotation marks."""
        for block in self.lines(after=self.header()[0]):
            yield block.replace(b'"', b"") if self.file.quotes else block

    def lines(self, after: int) -> Iterator[bytes]:
        """Go through the lines after so many in blocks, each line ended by a line feed alone."""
        size = max(_BLOCK, min(self.file.size // _MOST_BLOCKS, _LARGEST_BLOCK))
        with opened(self.path) as raw:
            for _ in range(after):
                raw.readline()
            if not after and self.file.encoding == "utf-8-sig":
                raw.seek(len(BOM_UTF8))
            while block := raw.read(size):
                block += raw.readline()
                block = block.replace(b"\r\n", b"\n") if self.file.returns else block
                if not block.isascii():
                    self._decoded(block)
                yield block if block.endswith(b"\n") else block + b"\n"
        if stamp(self.path) != self.file.stamp:
            raise changed(self.file.name)

    def _decoded(self, block: bytes) -> str:
        """Return the text of a block: all of the file was text when it was hashed."""
        try:
            return block.decode(self.encoding)
        except UnicodeDecodeError:
            raise changed(self.file.name) from None

    def of_block(self, first: int, block: bytes) -> Iterator[tuple[int, list[str]]]:
        """Go through the rows of one block that are not blank, each with its line."""
        text = self._decoded(block)
        with _cell_limit():
            reader = csv.reader(text.split("\n")[:-1], delimiter=self.sign, strict=True)
            try:
                for line, cells in enumerate(reader, start=first):
                    if cells:
                        yield line, cells
            except csv.Error as error:
                raise self._broken(str(error), first + reader.line_num - 1) from None


@contextmanager
def _text(path: Path, file: Surveyed) -> Iterator[io.TextIOWrapper]:
    """Open the file as text whose lines end with a line feed and nothing else."""
    with opened(path) as raw, io.TextIOWrapper(raw, encoding=file.encoding, newline="\n") as text:
        yield text


@contextmanager
def _cell_limit() -> Iterator[None]:
    """Let the reader take cells up to 1 MiB; its limit is one for the whole process, so put it back."""
    before = csv.field_size_limit(CELL_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)
