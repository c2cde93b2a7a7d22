"""Files of SAS, SPSS and Stata: values as their labels, values that are declared missing as nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from psmatrial.data.frame import as_typed, text_of
from psmatrial.data.problems import Problems
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet, checked_header
from psmatrial.data.sources._bytes import Surveyed, changed, hashed, stamp
from psmatrial.data.sources._library import library
from psmatrial.data.values import folded, result_codes, shown
from psmatrial.errors import InputError, Problem

LARGEST = 200 << 20
MOST_CELLS = 20_000_000
# The formats that keep a number in as many bytes as the variable is long, and how many make it whole.
_CUT, _BYTES = ("xport", "sas7bdat"), 8


@dataclass(frozen=True, slots=True)
class Kind:
    """How one of these formats is read: its name in words, the function of the library, whether it declares missing."""

    words: str
    function: str
    declares: bool = True


def read_statistical(path: Path, layout: Layout | None, kind: Kind) -> Sheet:
    """Return the cells of a file of a statistics program as its users see them.

    A value that has a label is its label. A value that the file declares missing is an empty cell, unless its label is
    a result, such as non-evaluable. Whole numbers have no decimals; dates are year, month, day.

    Parameters
    ----------
    path
        A regular file.
    layout
        What it says of the words that are results.
    kind
        The format.

    Returns
    -------
    Sheet
        Rows count from 1.

    Raises
    ------
    InputError
        If the library is not installed, or the file is damaged, of another kind or too large, or gives two values of a
        variable one label.
    """
    file = hashed(path)
    if file.size > LARGEST:
        raise _too_large(file.name)
    reader = library("pyreadstat", "clinical", file.name)
    declared = {"user_missing": True} if kind.declares else {}
    columns, facts = _loaded(path, file, reader, kind, declared)
    if stamp(path) != file.stamp:
        raise changed(file.name)
    header = checked_header(facts.column_names, file.name, 0)
    problems = Problems(file.name, unit="row")
    words = frozenset(result_codes((layout or Layout()).values))
    variables = [
        _Variable(
            name,
            facts.variable_value_labels.get(name, {}),
            _missing(facts, name),
            words,
            _typed(facts, name),
        )
        for name in facts.column_names
    ]
    for variable in variables:
        variable.check_labels(problems)
    problems.refuse()
    texts = [variable.texts(columns[variable.name]) for variable in variables]
    warnings = tuple(
        Problem(f"{variable.left_out} values declared missing are empty cells.", "", file.name, None, name)
        for name, variable in zip(header, variables, strict=True)
        if variable.left_out
    )
    return Sheet(
        header,
        _Rows(texts),
        file.name,
        file.sha256,
        file.size,
        kind.words,
        header_line=0,
        unit="row",
        warnings=warnings,
    )


def _loaded(
    path: Path, file: Surveyed, reader: Any, kind: Kind, declared: Mapping[str, bool]
) -> tuple[Mapping[str, Sequence[Any]], Any]:
    """Return the values by variable, and what the file says of them."""
    read = getattr(reader, kind.function)
    place = str(path.resolve())
    try:
        _, facts = read(place, output_format="dict", metadataonly=True)
        most = MOST_CELLS // max(1, len(facts.column_names))
        if (facts.number_rows or 0) > most:
            raise _too_large(file.name)
        columns, facts = read(place, output_format="dict", row_limit=most + 1, **declared)
    except (reader.ReadstatError, ValueError, KeyError, TypeError, OSError, ArithmeticError, MemoryError):
        text = f"this is not a {kind.words} file that can be read: it is damaged, protected or of another kind."
        raise InputError(Problem(text, "Export it again, or save the data as CSV in UTF-8.", file.name)) from None
    if len(next(iter(columns.values()), ())) > most:
        raise _too_large(file.name)
    return columns, facts


def _too_large(name: str) -> InputError:
    """Return the refusal of a file that would not fit."""
    text = f"the file is larger than {LARGEST >> 20} MiB or has more than {MOST_CELLS} cells."
    return InputError(Problem(text, "Save the data as CSV or Parquet.", name))


def _missing(facts: Any, name: str) -> Callable[[Any], bool]:
    """Return whether a value of a variable is declared missing."""
    letters = frozenset(facts.missing_user_values.get(name, ()))
    ranges = facts.missing_ranges.get(name, ())

    def missing(value: Any) -> bool:
        if value in letters:
            return True
        return any(type(value) is type(one["lo"]) and one["lo"] <= value <= one["hi"] for one in ranges)

    return missing


class _Variable:
    """One variable, and how its values are seen."""

    def __init__(
        self,
        name: str,
        labels: Mapping[Any, str],
        missing: Callable[[Any], bool],
        words: frozenset[str],
        typed: Callable[[float], float],
    ) -> None:
        """Take what the file says of the variable, such as how much it keeps of a number, and the results."""
        self.name = name
        self.labels = labels
        self.missing = missing
        self.words = words
        self.typed = typed
        self.left_out = 0

    def check_labels(self, problems: Problems) -> None:
        """Add labels that two values share: they would become one, unless both are the same result."""
        seen: dict[str, Any] = {}
        for value, label in self.labels.items():
            before = seen.setdefault(folded(label), value)
            if before != value and folded(label.strip(" ")) not in self.words:
                text = f"two values have the label {shown(label)}, and would be taken for one."
                problems.add(text, "Give each value a label of its own, or none.", column=self.name)

    def texts(self, values: Iterable[Any]) -> list[str]:
        """Return the values as cells; each different one is looked at once."""
        known: dict[Any, tuple[str, bool]] = {}
        found = []
        for value in values:
            key = (type(value), value)
            if key not in known:
                known[key] = self._text(value)
            text, left_out = known[key]
            self.left_out += left_out
            found.append(text)
        return found

    def _text(self, value: Any) -> tuple[str, bool]:
        """Return one value as a cell, and whether it was declared missing."""
        label = self.labels.get(value, "") if isinstance(value, str | int | float) else ""
        if value is not None and self.missing(value) and folded(label.strip(" ")) not in self.words:
            return "", True
        if isinstance(value, float):
            value = self.typed(value)
        return label or seen_text(value), False


def _typed(facts: Any, name: str) -> Callable[[float], float]:
    """Return what makes of a number of a variable the one that was typed: a file may not keep all of it."""
    if facts.readstat_variable_types.get(name) == "float":
        return partial(as_typed, kind="float32")
    width = facts.variable_storage_width.get(name, _BYTES)
    return partial(_as_cut, width=width) if facts.file_format in _CUT and 0 < width < _BYTES else float


def _as_cut(number: float, width: int) -> float:
    """Return the number that was typed where only its first bytes were kept: that of the fewest digits.

    Examples
    --------
    >>> _as_cut(0.19999998807907104, 4), _as_cut(7.25, 4), _as_cut(-0.3500000001, 6)
    (0.2, 7.25, -0.3500000001)
    """
    # Of a byte and a half are sign and exponent; the rest was cut off towards 0.
    most = abs(number) * 2.0 ** (12 - 8 * width)
    typed = (float(f"{number:.{digits}g}") for digits in range(1, 16))
    return next((one for one in typed if 0.0 <= abs(one) - abs(number) <= most), number)


def seen_text(value: object) -> str:
    """Return a value as it is seen: whole numbers without decimals, dates as year, month, day.

    Examples
    --------
    >>> seen_text(7.0), seen_text(0.35), seen_text(None), seen_text(date(2020, 1, 31))
    ('7', '0.35', '', '2020-01-31')
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime | time) else text_of(value)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Columns of texts, gone through row by row."""

    columns: list[list[str]]

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Go through the rows."""
        yield from enumerate(zip(*self.columns, strict=True), start=1)
