"""Numbers as decimal text: the comma that is declared or certain, and the zeros at the end that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from psmatrial.data.problems import Problems
from psmatrial.data.sheet import Number, Sheet
from psmatrial.data.values import DECIMAL_COMMA, told
from psmatrial.errors import InputError, Problem

COMMA_TEXT = "the numbers have a decimal comma, and none has a point: 0,35 is read as 0.35."
COMMA_HINT = """To be sure, say it in the plan, under [input]: decimal = ","."""
_COMMA = re.compile(r"(?P<before> *[<>≤≥]?=? *[-−]?[0-9]*),(?P<after>[0-9]+ *)\Z")
# One to three digits, not 0 alone, and three more could also be a number above a thousand.
_CERTAIN = re.compile(r" *[<>≤≥]?=? *[-−]?(?![1-9][0-9]{0,2},[0-9]{3} *\Z)[0-9]+,[0-9]+ *\Z")
_SIGNS = re.compile(r"[.,]")
_POINT = re.compile(r"[^,]*[0-9]\.[0-9]")
# A number, whichever sign is that of its decimals; 1.234,5 has two.
_EITHER = re.compile(r" *-?(?:[0-9]*[.,]?[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?) *\Z")


def with_decimal_points(sheet: Sheet, places: Sequence[int], problems: Problems) -> Sheet:
    """Return a sheet whose numbers in some columns have a decimal point in place of the comma.

    A cell that holds a number, as that of a workbook may, has no sign that could be another: it stays as it is.

    Parameters
    ----------
    sheet
        As read.
    places
        Positions of the columns.
    problems
        Takes the numbers that have a decimal point although a comma is declared: 1.234 could be either.

    Examples
    --------
    >>> sheet = Sheet(("patient_id", "psa"), [(2, ["P01", "0,35"])], "reads.csv", "", 0, "utf-8")
    >>> list(with_decimal_points(sheet, [1], Problems("reads.csv")).rows)
    [(2, ['P01', '0.35'])]
    """
    return replace(sheet, rows=_Pointed(sheet, places, problems), bulk=None) if places else sheet


def comma_columns(sheet: Sheet, problems: Sequence[Problem], psa: int, others: Sequence[int]) -> list[int]:
    """Return the positions of columns of numbers that have a comma, if it is certainly a decimal comma.

    It is where a PSA was refused for it, no number of any of the columns has a point, and none could be one above a
    thousand: ``1,234``. A cell can hold a comma only where the separator is another sign, or where it stands in
    quotation marks.

    Parameters
    ----------
    sheet
        As read.
    problems
        What was refused when the comma was no decimal sign.
    psa, others
        Positions of the PSA and of the other columns of numbers.

    Examples
    --------
    >>> problem = Problem(f"'0,35' {DECIMAL_COMMA}", column="psa")
    >>> rows = [(2, ["P01", "0,35"]), (3, ["P02", "7"])]
    >>> comma_columns(Sheet(("patient_id", "psa"), rows, "reads.csv", "", 0, "utf-8"), [problem], 1, [])
    [1]
    >>> rows = [(2, ["P01", "0,35"]), (3, ["P02", "1,234"])]
    >>> comma_columns(Sheet(("patient_id", "psa"), rows, "reads.csv", "", 0, "utf-8"), [problem], 1, [])
    []
    """
    refused = {problem.column for problem in problems if problem.text.endswith(f"' {DECIMAL_COMMA}")}
    if sheet.header[psa] not in refused:
        return []
    signed = {place: list(filter(_SIGNS.search, texts)) for place, texts in _texts(sheet, [psa, *others]).items()}
    if not all(map(_CERTAIN.match, (text for texts in signed.values() for text in texts))):
        return []
    return [place for place, texts in signed.items() if texts]


def decimal_columns(sheet: Sheet, names: Sequence[str]) -> list[int]:
    """Return the positions of those of the named columns in which every cell is a number, and one has a sign in it.

    Of words such as ``3,4`` beside ``none`` no number can be made.

    Examples
    --------
    >>> rows = [(2, ["20,5", "3,4"]), (3, ["52", "none"])]
    >>> decimal_columns(Sheet(("volume", "grade"), rows, "reads.csv", "", 0, "utf-8"), ["volume", "grade"])
    [0]
    """
    cells = _texts(sheet, [sheet.header.index(name) for name in names if name in sheet.header])
    return [
        place
        for place, texts in cells.items()
        if any(map(_SIGNS.search, texts)) and all(_EITHER.match(text) for text in texts if text.strip(" "))
    ]


def _texts(sheet: Sheet, places: Sequence[int]) -> dict[int, set[str]]:
    """Return the different texts of some columns, without cells that hold numbers; none if rows cannot be read."""
    found: dict[int, set[str]] = {place: set() for place in places}
    try:
        for _, cells in sheet.rows if places else ():
            if len(cells) == len(sheet.header):
                for place, texts in found.items():
                    texts.update(() if isinstance(cells[place], Number) else (cells[place],))
    except InputError:
        return {}
    return found


@dataclass(frozen=True, slots=True)
class _Pointed:
    """Rows that are changed while they are gone through."""

    sheet: Sheet
    places: Sequence[int]
    problems: Problems

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows; one that is too short stays as it is."""
        seen: set[tuple[int, str]] = set()
        for line, cells in self.sheet.rows:
            changed = cells
            for place in self.places:
                text = cells[place] if len(cells) > place else ""
                if match := _COMMA.match(text):
                    changed = list(changed)
                    changed[place] = f"{match['before'] or '0'}.{match['after']}"
                elif _POINT.match(text) and not isinstance(text, Number) and (place, text) not in seen:
                    seen.add((place, text))
                    flaw = f"{told(text)} has a decimal point, but the plan declares a decimal comma."
                    hint = "Write all numbers of the file in one way."
                    self.problems.add(flaw, hint, line=line, column=self.sheet.header[place])
            yield line, changed


def shortest(text: str) -> str:
    """Return a number without the zeros that end its decimals: formats that keep numbers do not keep them.

    Examples
    --------
    >>> shortest("0.20"), shortest("1.00"), shortest("10"), shortest("<0.10"), shortest("")
    ('0.2', '1', '10', '<0.1', '')
    """
    return text.rstrip("0").rstrip(".") if "." in text else text
