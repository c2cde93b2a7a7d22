"""Parquet files, read through duckdb: millions of rows with the checks of every other format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psmatrial.data.problems import Problems
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import MOST_COLUMNS, Bulk, Number, Sheet, checked_header
from psmatrial.data.sources._bytes import Surveyed, changed, ends_of, hashed, stamp
from psmatrial.data.sources._database import database, exact_path
from psmatrial.data.sources._library import library
from psmatrial.errors import InputError, Problem

_MOST_CELLS_A_BYTE = 200
_FEW_CELLS = 1_000_000
_ROWS = 10_000
_SIGN = b"PAR1"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_SINGLE = (*_WHOLE, '"NULL"', "VARCHAR", "BOOLEAN", "UUID", "DATE", "TIME", "TIMESTAMP", "DECIMAL", "ENUM", "UHUGEINT")
_FLOATS = ("FLOAT", "DOUBLE")
_SIGNED = (*_FLOATS, "DECIMAL")


def read(path: Path, layout: Layout | None = None) -> Sheet:  # noqa: ARG001  # every source is told the layout
    """Return the cells of a Parquet file; needs the extra ``big``.

    Whole numbers have no decimals, dates are year, month, day, null and NaN are empty cells.

    Parameters
    ----------
    path
        A regular file; a folder of files is not read.
    layout
        Nothing in it is needed: the file says everything.

    Returns
    -------
    Sheet
        Rows count from 1, are read again from the file each time they are gone through, or all at once.

    Raises
    ------
    InputError
        If the library is not installed, or the file is damaged or protected, claims more rows than its size can
        hold, or has columns of lists, records or bytes.
    """
    file = hashed(path)
    duckdb = library("duckdb", "big", file.name)
    place = exact_path(path)
    start, end = ends_of(path)
    if not start.startswith(_SIGN) or end != _SIGN:
        raise _damaged(file.name)
    try:
        with database(file.name) as base:
            names, kinds = _columns(base, place, file)
    except duckdb.Error:
        raise _damaged(file.name) from None
    header = checked_header(names, file.name, 0)
    problems = Problems(file.name)
    cells = []
    for number, (name, kind) in enumerate(zip(header, kinds, strict=True)):
        cells.append(_cell(number, kind))
        if not cells[-1]:
            text = "the column holds lists, records or bytes."
            problems.add(text, "Keep columns with one value a row.", column=name)
    problems.refuse()
    aliases = ", ".join(f"v{number}" for number in range(len(header)))
    query = (
        f"SELECT {', '.join(cells)}, file_row_number + 1 AS line "  # noqa: S608  # made of numbers only
        f"FROM read_parquet(?, file_row_number = true) AS t({aliases}, file_row_number)"
    )
    bulk = Bulk(query, (place,))
    rows = _Rows(path, file, bulk, [Number if kind.startswith(_SIGNED) else str for kind in kinds])
    return Sheet(header, rows, file.name, file.sha256, file.size, "Parquet", header_line=0, unit="row", bulk=bulk)


def _columns(base: Any, place: str, file: Surveyed) -> tuple[list[str], list[str]]:
    """Return names and types of the columns, once the file is known to be no bomb."""
    rows = base.execute("SELECT num_rows FROM parquet_file_metadata(?)", [place]).fetchone()[0]
    described = base.execute("DESCRIBE SELECT * FROM read_parquet(?)", [place]).fetchall()
    if len(described) > MOST_COLUMNS:
        text = f"{len(described)} columns are more than the {MOST_COLUMNS} that are read."
        raise InputError(Problem(text, "Keep only the columns that the analysis needs.", file.name))
    if rows * len(described) > max(_FEW_CELLS, _MOST_CELLS_A_BYTE * file.size):
        text = f"the file claims {rows} rows in {file.size} bytes."
        raise InputError(Problem(text, "If it is not a bomb: save the data as CSV.", file.name))
    return [str(row[0]) for row in described], [str(row[1]) for row in described]


def _cell(number: int, kind: str) -> str:
    """Return how a column becomes text, or nothing if its values are no single ones."""
    value = f"v{number}"
    if kind in _FLOATS:
        whole = f"{value} = trunc({value}) AND abs({value}) < 1e15"
        text = f"CASE WHEN {whole} THEN {value}::BIGINT::VARCHAR WHEN NOT isnan({value}) THEN {value}::VARCHAR END"
        return f"{text} AS c{number}"
    single = kind.partition("(")[0].partition(" ")[0] in _SINGLE and not kind.endswith("]")
    return f"{value}::VARCHAR AS c{number}" if single else ""


def _damaged(name: str) -> InputError:
    """Return the refusal of a file that cannot be read."""
    text = "this is not a Parquet file that can be read: it is damaged, protected or of another kind."
    return InputError(Problem(text, "Write it again, or save the data as CSV in UTF-8.", name))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows, read from the file each time they are gone through."""

    path: Path
    file: Surveyed
    bulk: Bulk
    kinds: Sequence[type[str]]

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows; the file must still be the one that was hashed."""
        duckdb = library("duckdb", "big", self.file.name)
        try:
            with database(self.file.name) as base:
                found = base.execute(self.bulk.query, list(self.bulk.parameters))
                while some := found.fetchmany(_ROWS):
                    for row in some:
                        yield row[-1], [kind(cell or "") for kind, cell in zip(self.kinds, row[:-1], strict=True)]
        except duckdb.Error:
            raise _damaged(self.file.name) from None
        if stamp(self.path) != self.file.stamp:
            raise changed(self.file.name)
