"""A Parquet file at once: a database finds what differs, and each different text passes the checks of every file.

Only a file in which nothing is wrong is read this way to its end. Where anything is, the rows are read one by one as in
any other file, so that messages and answers have one source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod
from typing import Any

from psmatrial.data.cells import TOTALS, Cells
from psmatrial.data.columns import PLACES
from psmatrial.data.identifiers import Extras
from psmatrial.data.people import People
from psmatrial.data.sheet import Bulk, Sheet
from psmatrial.data.sources._database import database
from psmatrial.data.sources._library import library
from psmatrial.errors import InputError

_BITS = 3
_IN_A_WORD = 20
_MOST_WORDS = 10
_MOST_EXTRA = 200_000
_SAMPLE = 20_000


def read_bulk(sheet: Sheet, cells: Cells) -> int | None:
    """Fill the ledger from all rows at once and return how many they are, or None if they must be read one by one.

    Parameters
    ----------
    sheet
        A file in long form that a database can read.
    cells
        Without any text known; left half filled where None is returned.

    Raises
    ------
    InputError
        If the library is not installed.
    """
    if sheet.bulk is None:
        return None
    duckdb = library("duckdb", "big", sheet.name)
    with database(sheet.name) as base:
        try:
            rows = _read(_Rows(base, sheet.bulk), sheet, cells)
        except (InputError, duckdb.Error):
            return None
    return None if cells.problems.found else rows


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a file, to be asked about."""

    base: Any
    bulk: Bulk

    def asked(self, query: str, parameters: Sequence[object] = ()) -> Any:
        """Return the answer to a query about ``rows``."""
        return self.base.execute(f"WITH rows AS ({self.bulk.query}) {query}", [*self.bulk.parameters, *parameters])

    def different(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the different texts of some columns together, in the order of their first row."""
        names = ", ".join(f"coalesce({column}, '')" for column in columns)
        answer = self.asked(f"SELECT {names}, min(line) AS first FROM rows GROUP BY ALL ORDER BY first")  # noqa: S608
        return [row[:-1] for row in answer.fetchall()]


def _read(rows: _Rows, sheet: Sheet, cells: Cells) -> int | None:
    """Return how many rows there are, or None as soon as one is not plain."""
    roles = cells.columns.roles
    if not _extras_pass(rows, cells):
        return None
    at = [*(roles[role] for role in PLACES if role in roles), roles["result"]]
    sample = {tuple(row[place] for place in at): None for _, row in islice(sheet.rows, _SAMPLE)}
    columns = [f"c{place}" for place in at]
    found = _patients(rows, cells, columns, list(sample))
    if found is None:
        # A modality, reader or region that comes late in the file.
        found = _patients(rows, cells, columns, rows.different(columns))
    return found


def _extras_pass(rows: _Rows, cells: Cells) -> bool:
    """Return whether no column that is not analysed holds anything that identifies."""
    width = len(cells.sheet.header)
    for place, name in cells.columns.others.items():
        column = f"c{place}"
        answer = rows.asked(f"SELECT DISTINCT {column} FROM rows LIMIT {_MOST_EXTRA + 1}")  # noqa: S608
        texts = [row[0] or "" for row in answer.fetchall()]
        look = Extras([(place, name)])
        row = [""] * width
        for text in texts:
            row[place] = text
            if len(texts) > _MOST_EXTRA or look.found(row):
                return False
    return True


def _patients(rows: _Rows, cells: Cells, columns: list[str], seen: Sequence[tuple[str, ...]]) -> int | None:
    """Ask for one answer a patient and keep them; None if the texts seen so far are not all, or one is not plain."""
    parts = [list(dict.fromkeys(texts)) for texts in zip(*seen, strict=True)]
    slots = prod(map(len, parts[:-1]))
    words = -(-slots // _IN_A_WORD)
    codes = [cells.code(1, text) or 0 for text in parts[-1]]
    if words > _MOST_WORDS or not all(codes):
        return None
    roles = cells.columns.roles
    psa = f"nullif(c{roles['psa']}, '')" if "psa" in roles else "NULL::VARCHAR"
    place, parameters = _numbered(columns[:-1], parts[:-1])
    code = _case(columns[-1], codes)
    moved = f"code << ({_BITS} * (slot % {_IN_A_WORD}))"
    packed = ", ".join(
        f"bit_or(CASE WHEN slot // {_IN_A_WORD} = {word} THEN {moved} ELSE 0 END) AS w{word}" for word in range(words)
    )
    answer = rows.asked(
        f"SELECT id, min(line) AS first, count(*) AS n, count(slot + code) AS known, count(psa) AS psas, "  # noqa: S608
        f"min(psa) AS low, max(psa) AS high, min(line) FILTER (psa IS NOT NULL) AS given, {packed} FROM (SELECT line, "
        f"coalesce(c{roles['patient_id']}, '') AS id, {psa} AS psa, {place} AS slot, {code} AS code FROM rows) "
        "GROUP BY id ORDER BY first",
        [*parameters, *parts[-1]],
    ).fetchnumpy()
    if (answer["n"] != answer["known"]).any():
        return None
    numbers = _slot_numbers(cells, parts[:-1], seen)
    return _kept(cells, answer, numbers, words)


def _case(column: str, numbers: Sequence[int]) -> str:
    """Return a query's choice of a number by the text of a column; the texts are parameters."""
    return f"CASE coalesce({column}, '') {' '.join(f'WHEN ? THEN {number}' for number in numbers)} END::UBIGINT"


def _numbered(columns: list[str], parts: list[list[str]]) -> tuple[str, list[str]]:
    """Return a query's number of modality, reader and region together, with its parameters."""
    terms = []
    step = 1
    for column, part in zip(columns, parts, strict=True):
        terms.append(_case(column, range(0, step * len(part), step)))
        step *= len(part)
    return " + ".join(terms), [text for part in parts for text in part]


def _slot_numbers(cells: Cells, parts: list[list[str]], seen: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """Return the slot in the ledger of each of the query's numbers, in the order of their first row."""
    roles = [cells.columns.roles[role] for role in PLACES if role in cells.columns.roles]
    row = [""] * len(cells.sheet.header)
    found: dict[int, int] = {}
    for texts in dict.fromkeys(one[:-1] for one in seen):
        number, step = 0, 1
        for part, text, place in zip(parts, texts, roles, strict=True):
            number += step * part.index(text)
            step *= len(part)
            row[place] = text
        slot = cells.slot(1, row, texts)
        if slot is None or slot in found.values():
            raise InputError("a name is not plain")
        found[number] = slot
    return found


def _kept(cells: Cells, answer: Mapping[str, Any], numbers: Mapping[int, int], words: int) -> int | None:
    """Put one answer a patient into the ledger, and return the number of rows."""
    import numpy as np

    ledger, n = cells.ledger, len(answer["id"])
    digits = {
        number: (answer[f"w{number // _IN_A_WORD}"] >> np.uint64(_BITS * (number % _IN_A_WORD)) & np.uint64(7)).astype(
            np.uint8
        )
        for number in range(words * _IN_A_WORD)
    }
    # A place that was not seen before, or a second row for one, which leaves fewer filled places than rows.
    if any(column.any() for number, column in digits.items() if number not in numbers):
        return None
    if (sum((column > 0).astype(np.int64) for column in digits.values()) != answer["n"]).any():
        return None
    ledger.promised = int(answer["n"].sum())
    if not (_all_plain(cells, answer) or _people_pass(cells, answer)):
        return None
    for number, slot in numbers.items():
        ledger.codes[slot][:n] = digits[number].tobytes()
    return ledger.promised


def _all_plain(cells: Cells, answer: Mapping[str, Any]) -> bool:
    """Put patients and their PSA into the ledger if all can be seen to be plain at once; False says nothing."""
    names, first, low = (answer[name].tolist() for name in ("id", "first", "low"))
    if "psa" in cells.columns.roles:
        if (answer["psas"] != answer["n"]).any() or low != answer["high"].tolist():
            return False
    else:
        low = [""] * len(names)
    people = People(cells)
    values = people.psa_values(low)
    if values is None or not names or not people.names_pass(names):
        return False
    cells.ledger.people(names, first, values)
    return True


def _people_pass(cells: Cells, answer: Mapping[str, Any]) -> bool:
    """Put patients and their PSA into the ledger, and return whether all are plain."""
    header = frozenset(cells.sheet.header)
    row = [""] * len(cells.sheet.header)
    place = cells.columns.roles["patient_id"]
    good: set[str] = set()
    columns = (answer[name].tolist() for name in ("id", "first", "n", "psas", "low", "high", "given"))
    for number, (text, first, n, psas, low, high, given) in enumerate(zip(*columns, strict=True)):
        row[place] = text
        name = text.strip()
        if name in header or name.lower() in TOTALS or cells.patient(first, row) != number:
            return False
        if not psas:
            continue
        if low != high:
            return False
        if low in good:
            cells.ledger.psa_given(number, low.strip(" "), given)
        else:
            cells.psa(number, given, low)
            good.add(low)
        if cells.problems.found:
            return False
        if psas < n:
            cells.blank_psa.add(number)
    return True
