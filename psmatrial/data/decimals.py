"""PSA values as decimal text: the comma that is declared or certain, and the zeros at the end that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from psmatrial.data.problems import Problems
from psmatrial.data.sheet import Sheet
from psmatrial.data.values import DECIMAL_COMMA, told
from psmatrial.errors import InputError, Problem

COMMA_TEXT = "the numbers have a decimal comma, and none has a point: 0,35 is read as 0.35."
COMMA_HINT = """To be sure, say it in the plan, under [input]: decimal = ","."""
_COMMA = re.compile(r"(?P<before> *[<>≤≥]?=? *[0-9]*),(?P<after>[0-9]+ *)\Z")
# One to three digits, not 0 alone, and three more could also be a number above a thousand.
_CERTAIN = re.compile(r" *[<>≤≥]?=? *(?![1-9][0-9]{0,2},[0-9]{3} *\Z)[0-9]+,[0-9]+ *\Z")
_SIGNS = re.compile(r"[.,]")
_POINT = re.compile(r"[^,]*[0-9]\.[0-9]")


def with_decimal_points(sheet: Sheet, place: int, problems: Problems) -> Sheet:
    """Return a sheet whose numbers in one column have a decimal point in place of the comma.

    Parameters
    ----------
    sheet
        As read.
    place
        Position of the column.
    problems
        Takes the numbers that have a decimal point although a comma is declared: 1.234 could be either.

    Examples
    --------
    >>> sheet = Sheet(("patient_id", "psa"), [(2, ["P01", "0,35"])], "reads.csv", "", 0, "utf-8")
    >>> list(with_decimal_points(sheet, 1, Problems("reads.csv")).rows)
    [(2, ['P01', '0.35'])]
    """
    return replace(sheet, rows=_Pointed(sheet, place, problems), bulk=None)


def comma_column(sheet: Sheet, problems: Sequence[Problem]) -> int | None:
    """Return the position of a column of numbers that were refused for their comma, if it is certainly a decimal comma.

    It is where no number of the column has a point, and none could be one above a thousand: ``1,234``. A cell can hold
    a comma only where the separator is another sign, or where it stands in quotation marks.

    Examples
    --------
    >>> problem = Problem(f"'0,35' {DECIMAL_COMMA}", column="psa")
    >>> rows = [(2, ["P01", "0,35"]), (3, ["P02", "7"])]
    >>> comma_column(Sheet(("patient_id", "psa"), rows, "reads.csv", "", 0, "utf-8"), [problem])
    1
    >>> rows = [(2, ["P01", "0,35"]), (3, ["P02", "1,234"])]
    >>> comma_column(Sheet(("patient_id", "psa"), rows, "reads.csv", "", 0, "utf-8"), [problem])
    """
    column = next((problem.column for problem in problems if problem.text.endswith(f"' {DECIMAL_COMMA}")), None)
    if column is None or column not in sheet.header:
        return None
    place, width = sheet.header.index(column), len(sheet.header)
    try:
        texts = {cells[place] for _, cells in sheet.rows if len(cells) == width}
    except InputError:
        return None
    return place if all(map(_CERTAIN.match, filter(_SIGNS.search, texts))) else None


@dataclass(frozen=True, slots=True)
class _Pointed:
    """Rows that are changed while they are gone through."""

    sheet: Sheet
    place: int
    problems: Problems

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows; one that is too short stays as it is."""
        seen: set[str] = set()
        for line, cells in self.sheet.rows:
            text = cells[self.place] if len(cells) > self.place else ""
            if match := _COMMA.match(text):
                changed = list(cells)
                changed[self.place] = f"{match['before'] or '0'}.{match['after']}"
                yield line, changed
                continue
            if _POINT.match(text) and text not in seen:
                seen.add(text)
                flaw = f"{told(text)} has a decimal point, but the plan declares a decimal comma."
                hint = "Write all numbers of the column in one way."
                self.problems.add(flaw, hint, line=line, column=self.sheet.header[self.place])
            yield line, cells


def shortest(text: str) -> str:
    """Return a number without the zeros that end its decimals: formats that keep numbers do not keep them.

    Examples
    --------
    >>> shortest("0.20"), shortest("1.00"), shortest("10"), shortest("<0.10"), shortest("")
    ('0.2', '1', '10', '<0.1', '')
    """
    return text.rstrip("0").rstrip(".") if "." in text else text
