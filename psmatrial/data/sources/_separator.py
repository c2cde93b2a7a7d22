"""Which sign separates the cells of a text file: found in the header, and certain or refused."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from psmatrial.data.sources._bytes import file_name
from psmatrial.errors import InputError, Problem

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_ROWS = 50


def separator(lines: Iterable[str], path: Path, said: str = "") -> str:
    r"""Return the one sign that splits the header into columns.

    Where several do, it is the one that splits the most of the first rows into as many cells as the header; where
    that is not one sign either, the file is refused rather than guessed at.

    Parameters
    ----------
    lines
        The first lines of the file, header first.
    path
        The file, for messages; a name that ends with ``.tsv`` settles for the tab.
    said
        The sign that a first line ``sep=`` gives, or nothing.

    Raises
    ------
    InputError
        If no sign splits the header, or none does so with certainty.

    Examples
    --------
    >>> separator(["patient_id;psa\n", "P01;0,35\n"], Path("reads.csv"))
    ';'
    """
    if said:
        if said not in SEPARATORS:
            raise _refusal(path, f"the first line says that {said!r} separates the cells.", "Use one of: , ; tab |", 1)
        if _widths(list(lines), said)[:1] == [1]:
            text = f"the first line says sep={said}, and no {SEPARATORS[said]} stands in the column names."
            raise _refusal(path, text, "Remove the first line, or give the right sign in it.", 1)
        return said
    sample = list(lines)
    widths = {sign: found for sign in SEPARATORS if (found := _widths(sample, sign)) and found[0] > 1}
    if path.suffix.lower() == ".tsv" and "\t" in widths:
        return "\t"
    if len(widths) == 1:
        return next(iter(widths))
    if not widths:
        raise _one_column(sample, path)
    fits = {sign: sum(width == found[0] for width in found[1:]) for sign, found in widths.items()}
    best = [sign for sign, rows in fits.items() if rows == max(fits.values())]
    if len(best) > 1:
        names = " and ".join(SEPARATORS[sign] for sign in best)
        text = f"the cells could be separated by {names}."
        raise _refusal(path, text, f"Say which with a first line such as sep={best[0]}", 1)
    return best[0]


def _widths(sample: list[str], sign: str) -> list[int]:
    """Return the numbers of cells of the first rows under one sign, as far as they can be read."""
    widths: list[int] = []
    try:
        for cells in islice(csv.reader(sample, delimiter=sign, strict=True), _ROWS):
            widths += [len(cells)] if cells else []
    except csv.Error:
        return widths
    return widths


def _one_column(sample: list[str], path: Path) -> InputError:
    """Return the refusal of a header that no sign splits, with a hint where it looks like a title."""
    below = any(width > 1 for sign in SEPARATORS for width in _widths(sample, sign)[1:])
    if not any(line.strip() for line in sample):
        return _refusal(path, "the file holds blank lines only.", "It must begin with a line of column names.", 1)
    if below:
        hint = "It looks like a title: remove it, the first line must hold the column names."
    else:
        hint = "Separate the columns by comma, semicolon, tab or pipe."
    return _refusal(path, "the first line has one column only.", hint, 1)


def _refusal(path: Path, text: str, hint: str, line: int) -> InputError:
    """Return a refusal with its place."""
    return InputError(Problem(text, hint, file_name(path), line))
