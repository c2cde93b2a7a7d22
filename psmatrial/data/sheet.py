"""A table of text cells with the line of each row: what every input format is read into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from psmatrial.data.problems import Problems
from psmatrial.data.values import invisible, shown
from psmatrial.errors import InputError, Problem

MOST_COLUMNS = 10_000
# Smaller files are read before the library of arrays is.
LARGE = 1 << 20


class Number(str):
    """A number of a file that tells numbers from text: its decimal sign is a point whatever the plan says."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Bulk:
    """A query that gives the rows of a file to a database, with its parameters.

    The columns are those of the header in their order, as text, under the names ``c0``, ``c1``, ...; a last column
    ``line`` numbers the rows.
    """

    query: str
    parameters: tuple[str | int, ...]


@runtime_checkable
class InBlocks(Protocol):
    """Rows that can also be had as blocks of whole lines."""

    @property
    def encoding(self) -> str:
        """How the bytes of a block become text."""

    @property
    def sign(self) -> str:
        """What separates the cells of a line."""

    def blocks(self) -> Iterator[bytes]:
        """Go through the lines below the header, each ended by a line feed."""

    def of_block(self, first: int, block: bytes) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows of one block, each with its line."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as text cells, before anything is known about what they mean.

    Parameters
    ----------
    header
        Column names without surrounding spaces: none blank, none twice.
    rows
        Pairs of the physical line (from 1) on which a row begins and its cells as typed; a row may be shorter or
        longer than the header. Can be gone through more than once, and raises InputError where the file breaks off.
    name
        File name without its folder.
    sha256, size
        Hash and number of the bytes of the file.
    encoding
        How the bytes were read as text.
    separator
        The sign between cells, empty where the format has none.
    header_line
        Line of the column names; 0 where they stand on none.
    tab
        The sheet of a workbook, empty where the format has none.
    unit
        What ``line`` counts: ``line``, or ``row`` where the format has no lines.
    warnings
        What was accepted and should be looked at.
    bulk
        How a database reads the same rows at once, where it can.
    """

    header: tuple[str, ...]
    rows: Iterable[tuple[int, Sequence[str]]]
    name: str
    sha256: str
    size: int
    encoding: str
    separator: str = ""
    header_line: int = 1
    tab: str = ""
    unit: str = "line"
    warnings: tuple[Problem, ...] = ()
    bulk: Bulk | None = None


def checked_header(cells: Sequence[str], name: str, line: int = 1, tab: str = "") -> tuple[str, ...]:
    """Return the column names without surrounding spaces.

    Parameters
    ----------
    cells
        The first row, as typed.
    name
        File name, for messages.
    line
        Line of the header, from 1; 0 where the names stand on none.
    tab
        The sheet of a workbook.

    Raises
    ------
    InputError
        If there are more than 10,000 columns, or names that are blank, twice there or hold invisible characters.

    Examples
    --------
    >>> checked_header(["patient_id ", "result"], "reads.csv")
    ('patient_id', 'result')
    """
    if len(cells) > MOST_COLUMNS:
        text = f"{len(cells)} columns are more than the {MOST_COLUMNS} that are read."
        raise InputError(Problem(text, "Keep only the columns that the analysis needs.", name, line or None))
    header = tuple(cell.strip(" ") for cell in cells)
    problems = Problems(name, tab)
    seen: dict[str, int] = {}
    for place, word in enumerate(header, start=1):
        _check_name(problems, seen, word, place, line)
        seen.setdefault(word, place)
    if len(blank := [word for word in header if not word]) > len(header) // 2:
        problems.add(
            f"{len(blank)} of {len(header)} column names are blank.",
            "If this line is a title, remove it: the first line must hold the column names.",
            line=line,
        )
    problems.refuse()
    return header


def _check_name(problems: Problems, seen: dict[str, int], word: str, place: int, line: int) -> None:
    """Add what is wrong with one column name."""
    if not word:
        problems.add(f"column {place} has no name.", "Name it or remove the column.", line=line)
    elif hidden := invisible(word):
        problems.add(f"the name of column {place} holds {hidden}.", "Type the name again.", line=line)
    elif word in seen:
        text = f"columns {seen[word]} and {place} are both named {shown(word)}."
        problems.add(text, "Rename or remove one of them.", line=line)
