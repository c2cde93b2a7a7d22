"""The tidy results of one analysis: what every table, figure, report and file is made from."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.record_head import HEAD, head_of_record
from psmatrial.data.regular import regular
from psmatrial.errors import InputError, UsageError, choices
from psmatrial.model import CELLS

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
NOTE_JOIN = " | "
ILLUSTRATION = "illustration: not determined by the publication"
PAIR = ("index", "comparator")
REHEARSAL = "blind rehearsal: labels permuted, not a result"
WITHHELD = "withheld: a count below"


@dataclass(frozen=True, slots=True)
class Row:
    """One number with its method, its limits or p-value, and the counts behind it.

    Absent values are None. ``id`` is ``ENDPOINT.STRATUM.QUANTITY.METHOD``, unique in its results and stable from run
    to run.
    """

    id: str
    endpoint: str | None = None
    unit: str | None = None
    region: str | None = None
    reader: str | None = None
    stratum_by: str | None = None
    stratum: str | None = None
    index: str | None = None
    comparator: str | None = None
    quantity: str = ""
    method: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    statistic: float | None = None
    df: int | None = None
    p_value: float | None = None
    alternative: str | None = None
    p_adjusted: float | None = None
    both: int | None = None
    index_only: int | None = None
    comparator_only: int | None = None
    neither: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    n: int | None = None
    note: str = ""

    @property
    def illustration(self) -> bool:
        """Whether a publication does not determine this number (rebuilt studies only)."""
        return ILLUSTRATION in self.note

    @property
    def withheld(self) -> bool:
        """Whether numbers of this row are withheld because counts behind it are small."""
        return WITHHELD in self.note

    @property
    def estimated(self) -> bool:
        """Whether there is a number, shown or withheld; where there is none, the note says why."""
        return self.withheld or any(number is not None for number in (self.value, self.statistic, self.p_value))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the number has to say, but for marks of illustration and rehearsal, which displays carry themselves."""
        return tuple(note for note in self.note.split(NOTE_JOIN) if note not in ("", ILLUSTRATION, REHEARSAL))

    def noting(self, words: str) -> Row:
        """Return the row with one more note; empty words change nothing."""
        return replace(self, note=NOTE_JOIN.join(filter(None, (self.note, words))))


COLUMNS = tuple(item.name for item in fields(Row))


@dataclass(frozen=True, slots=True)
class Results:
    """Everything one analysis found; figures and reports are drawn from this alone.

    Parameters
    ----------
    study
        ``id``, ``title``, ``citation``.
    plan
        The analysis plan in full, defaults too, as plain values.
    provenance
        ``input``, ``input_sha256``, ``versions``, ``warnings``.
    patients
        ``read``, ``analysed``, ``excluded`` (a list of ``{"reason", "n"}``).
    primary
        ``endpoint``, ``row``, ``table``.
    rows
        The numbers.
    further
        What displays need beyond rows, by name (``data``, ``reading``, ``strata``, ``robustness``, ``tipping``).
    """

    study: Mapping[str, Any]
    plan: Mapping[str, Any]
    provenance: Mapping[str, Any]
    patients: Mapping[str, Any]
    primary: Mapping[str, Any]
    rows: tuple[Row, ...]
    further: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return the answer in one line; all rows would fill many screens."""
        from psmatrial.analysis.one_line import one_line

        return f"<{type(self).__name__}: {one_line(self)}>"

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows."""
        return iter(self.rows)

    def row(self, row_id: str) -> Row:
        """Return the row with this id.

        Raises
        ------
        UsageError
            If there is none; the message names the nearest id, and where all stand.
        """
        for row in self.rows:
            if row.id == row_id:
                return row
        near = choices(row_id, [row.id for row in self.rows]).split("Accepted")[0]
        todo = f"{near}Ids stand first in each row of results.csv and results.json."
        raise UsageError(f"there is no row {row_id!r}.", todo)

    def select(self, **wanted: object) -> tuple[Row, ...]:
        """Return the rows whose fields equal all of ``wanted``, in their order.

        ``select(endpoint="patient", quantity="equality", reader=None)``; a field that is not named may be anything.
        """
        return tuple(row for row in self.rows if all(getattr(row, name) == value for name, value in wanted.items()))

    def led_by(self, number: int) -> Results:
        """Return the same results as if the contrast of this number (from 0) were the first one.

        What only the first contrast of the plan has, such as robustness and tipping point, is left out for the others.
        Their primary row is the same test of the same endpoint.
        """
        if number == 0:
            return self
        pairs = list(self.plan["contrasts"])
        first = pairs.pop(number)
        of_first = ("robustness", "tipping", "patients_shown", "suvmax")
        further = {name: value for name, value in self.further.items() if name not in of_first}
        if others := (further.get("model") or {}).get("contrasts"):
            further["model"] = others[number - 1]
        if patterns := further.get("patterns"):
            further["patterns"] = sorted(patterns, key=lambda one: any(one[name] != first[name] for name in PAIR))
        primary = self._primary_of(first)
        patients = self._patients_of(first, self.row(primary["row"]).n)
        led = {**self.plan, "contrasts": [first, *pairs]}
        return replace(self, plan=led, patients=patients, primary=primary, further=further)

    def _primary_of(self, pair: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what the primary result is of another contrast; as it is where that has none."""
        row = self.row(self.primary["row"])
        same = {name: getattr(row, name) for name in ("endpoint", "unit", "region", "reader", "stratum_by", "stratum")}
        found = self.select(**{name: pair[name] for name in PAIR}, **same)
        test = next((one for one in found if (one.quantity, one.method) == (row.quantity, row.method)), None)
        if test is None:
            return self.primary
        counted = next((one for one in found if one.both is not None), test)
        return {**self.primary, "row": test.id, "table": {name: getattr(counted, name) for name in CELLS}}

    def _patients_of(self, pair: Mapping[str, str], n: int | None) -> Mapping[str, Any]:
        """Return who was analysed in a contrast and who was left out, as far as the scans tell."""
        scans = self.further.get("scans")
        if not scans or n is None or not {pair[name] for name in PAIR} <= set(scans["tests"]):
            return {**self.patients, "analysed": n, "excluded": []}
        without = [pair[name] for name in PAIR if scans["tests"][pair[name]]["no_result"]]
        after = {"reason": f"no result under {' or '.join(without)}", "n": scans["entered"] - n}
        excluded = [*scans["left_out"], *([after] if after["n"] else [])]
        return {**self.patients, "analysed": n, "excluded": excluded}

    def frame(self) -> pd.DataFrame:
        """Return the rows as a pandas frame, one column a field."""
        import pandas as pd

        return pd.DataFrame([[getattr(row, name) for name in COLUMNS] for row in self.rows], columns=list(COLUMNS))

    def record(self) -> dict[str, Any]:
        """Return the document that ``results.json`` holds, as plain values."""
        return {
            "schema": SCHEMA,
            "study": self.study,
            "plan": self.plan,
            "provenance": self.provenance,
            "patients": self.patients,
            "primary": self.primary,
            "results": [row_record(row) for row in self.rows],
            **self.further,
        }

    def json(self) -> str:
        """Return ``results.json`` as text: full precision, no infinity, the same from run to run."""
        return json_text(self.record())


def json_text(document: object) -> str:
    """Return a document as JSON text with infinities as strings and a final newline."""
    return json.dumps(plain(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def row_record(row: Row) -> dict[str, Any]:
    """Return a row as plain values under the names of its fields."""
    return {name: plain(getattr(row, name)) for name in COLUMNS}


def plain(value: object) -> Any:
    """Return a value that JSON can hold: infinities become ``"inf"`` and ``"-inf"``."""
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def loaded(path: str | Path) -> Results:
    """Read results back from a report folder or a ``results.json``.

    Raises
    ------
    InputError
        If there is no such file or it is not the results of this program.
    """
    path = Path(path)
    file = path / "results.json" if path.is_dir() else path
    try:
        document = json.loads(regular(file).read_text(encoding="utf-8"), parse_constant=_refused)
        if document["schema"] != SCHEMA:
            raise InputError(f"{file.name} has schema {document['schema']!r}; this version reads schema {SCHEMA}.")
        rows = _rows(document["results"])
        head = head_of_record(document, file.name)
    except OSError as error:
        text, todo = f"{path} cannot be read: {error.strerror or error}.", "Give a report folder or its results.json."
        if path.is_dir() and not file.exists():
            text = f"{path} has no {file.name}: it is no report of compare, or was written without json."
            todo = "Run compare with --format html,json."
        raise InputError(text, todo) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        text = f"{file.name} is not a results.json of psmatrial."
        raise InputError(text, "Give a folder that `psmatrial compare` wrote.") from None
    known = {"schema", "results", *HEAD}
    return Results(**head, rows=rows, further={key: item for key, item in document.items() if key not in known})


def _rows(records: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Return the rows of a document, each id once."""
    rows = tuple(Row(**{item.name: _checked(item, row.get(item.name)) for item in fields(Row)}) for row in records)
    if len({row.id for row in rows}) < len(rows):
        raise ValueError("an id stands twice")
    return rows


def _checked(item: Field[Any], value: object) -> Any:
    """Return a value of a row in the type of its field: the strings of infinity as numbers, an absent note as empty."""
    kind, _, absent = str(item.type).partition(" | ")
    if item.name in {"value", "low", "high", "statistic"} and value in ("inf", "-inf"):
        return float(str(value))
    if value is None and (absent or item.default == ""):
        return None if absent else ""
    if not isinstance(value, _KINDS[kind]) or isinstance(value, bool) or value in (math.inf, -math.inf):
        raise TypeError(item.name)
    if isinstance(value, int) and abs(value) > _MOST:
        raise ValueError(item.name)
    return value


# The whole numbers that every reader of JSON keeps.
_MOST = 2**53
_KINDS: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (float, int)}


def _refused(word: str) -> None:
    """Refuse what JSON does not have: NaN and infinities outside strings."""
    raise ValueError(word)
