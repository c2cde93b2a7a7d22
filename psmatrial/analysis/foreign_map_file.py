"""A mapping of another program's file, read from TOML with every key checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from psmatrial.analysis.differences import NUMBERS, TOLERANCE
from psmatrial.analysis.foreign_map import MISSING, SCALED, TYPED, Closeness, ForeignMap, Origin, Rule
from psmatrial.analysis.results import Results
from psmatrial.data.toml_file import toml_document, toml_text
from psmatrial.errors import Problem, UsageError, choices

MOST_DECIMALS = 15
TOP = ("separator", "missing", "decimal", "columns", "rows", "scale", "tolerance", "rule")
CLOSENESS = ("relative", "absolute", "decimals")
RULE = ("rows", "columns", "skip", "scale", *CLOSENESS)


def read_map(path: Path, results: Results) -> ForeignMap:
    """Read a mapping for these results.

    Raises
    ------
    UsageError
        If it cannot be read, is not TOML, or names a key, column or row that is not known; all problems at once.
    """
    return map_of(toml_text(path, "mapping"), [row.id for row in results.rows], path.name)


def map_of(text: str, ids: Sequence[str] = (), name: str = "map.toml") -> ForeignMap:
    r"""Return the mapping that a TOML text states.

    Parameters
    ----------
    text
        TOML.
    ids
        The rows of the results; without any, names of rows are not checked.
    name
        What the file is called in messages.

    Examples
    --------
    >>> found = map_of('[columns]\nid = "PARAM"\nvalue = "ESTIMATE"\n[scale]\nvalue = 100\n[tolerance]\ndecimals = 1')
    >>> found.keys, found.columns, found.scale("a", "value"), found.closeness("a", "value").words
    (('PARAM',), {'value': 'ESTIMATE'}, Fraction(100, 1), '1 decimal')
    """
    document = toml_document(text, name)
    reader = _Reader(text.split("\n"), name)
    mapping = reader.mapping(document, ids)
    if reader.problems:
        raise UsageError(reader.problems)
    return replace(mapping, name=name)


class _Reader:
    """Turns tables of TOML into a mapping and collects what is wrong with them."""

    def __init__(self, lines: list[str], name: str) -> None:
        self.lines = lines
        self.name = name
        self.problems: list[Problem] = []

    def add(self, place: str, word: str, text: str, hint: str) -> None:
        """Note a problem at the line on which a key stands."""
        pattern = re.compile(rf"""\s*\[*(?:[\w.]+\.)?["']?{re.escape(word)}["']?\s*[\]=.]""")
        start = next((no for no, line in enumerate(self.lines) if place and line.strip().startswith(f"[{place}")), 0)
        line = next((no + 1 for no in range(start, len(self.lines)) if pattern.match(self.lines[no])), None)
        self.problems.append(Problem(text, hint, self.name, line, f"{place}.{word}" if place else word))

    def mapping(self, document: Mapping[str, Any], ids: Sequence[str]) -> ForeignMap:
        """Return the whole."""
        for word in (word for word in document if word not in TOP):
            self.add("", word, f"{word!r} is not a key of a mapping.", choices(word, TOP))
        tables = {word: self.table(document, word) for word in ("columns", "rows", "scale", "tolerance")}
        keys, columns = self.columns(tables["columns"])
        rows = {row_id: self.origins(row_id, said) for row_id, said in tables["rows"].items()}
        self.check_ids(rows, ids)
        stated = document.get("rule", [])
        if not _is_tables(stated):
            self.add("", "rule", "must be a list of tables.", "Write [[rule]] and its keys below.")
            stated = []
        return ForeignMap(
            keys=keys,
            separator=self.text(document, "separator", "|"),
            columns=columns,
            rows=rows,
            rules=(*self.general(tables["scale"], tables["tolerance"]), *(self.rule(one, ids) for one in stated)),
            missing=self.missing(document),
            decimal=self.decimal(document),
        )

    def table(self, document: Mapping[str, Any], word: str) -> Mapping[str, Any]:
        """Return a table; empty where there is none."""
        found = document.get(word, {})
        if isinstance(found, dict):
            return found
        self.add("", word, "must be a table.", f"Write [{word}] and its keys below.")
        return {}

    def text(self, table: Mapping[str, Any], word: str, default: str) -> str:
        """Return a text."""
        found = table.get(word, default)
        if isinstance(found, str) and found:
            return found
        self.add("", word, f"{found!r} is not text in quotes.", f'Such as {word} = "{default}".')
        return default

    def decimal(self, document: Mapping[str, Any]) -> str:
        """Return the decimal sign."""
        found = self.text(document, "decimal", ".")
        if found not in (".", ","):
            self.add("", "decimal", f"{found!r} is not a decimal sign.", choices(found, (".", ",")))
        return found

    def missing(self, document: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the words for what is missing."""
        found = document.get("missing", list(MISSING))
        if _is_texts(found):
            return tuple(found)
        self.add("", "missing", f"{found!r} is not a list of texts.", 'Such as missing = [".", "NA", ""].')
        return MISSING

    def columns(self, table: Mapping[str, Any]) -> tuple[tuple[str, ...], dict[str, str] | None]:
        """Return the columns of the key, and ours with theirs; None where none are named."""
        stated = table.get("id", "id")
        keys = [stated] if isinstance(stated, str) else stated
        if not _is_texts(keys) or not keys:
            self.add("columns", "id", f"{stated!r} is no column, nor a list of columns.", 'Such as id = "PARAM".')
            keys = ["id"]
        rest = self.named({word: theirs for word, theirs in table.items() if word != "id"}, "columns")
        return tuple(keys), rest or None

    def named(self, table: Mapping[str, Any], place: str) -> dict[str, str]:
        """Return our columns with the names of theirs."""
        found = {}
        for word, theirs in table.items():
            if word not in NUMBERS:
                self.add(place, word, f"{word!r} is not a column of ours.", choices(word, ("id", *NUMBERS)))
            elif not isinstance(theirs, str):
                self.add(place, word, f"{theirs!r} is not a column.", f'Such as {word} = "ESTIMATE".')
            else:
                found[word] = theirs
        return found

    def origins(self, row_id: str, said: Any) -> tuple[Origin, ...]:
        """Return where a row of ours stands: a key, a table with key and columns, or a list of these."""
        found = []
        for one in said if isinstance(said, list) else [said]:
            whole = {"key": one} if isinstance(one, str) else one
            if not isinstance(whole, dict) or not isinstance(whole.get("key"), str) or set(whole) - {"key", "columns"}:
                hint = 'Write "KEY", or { key = "KEY", columns = { value = "COLUMN" } }, or a list of these.'
                self.add("rows", row_id, f"{one!r} is not where a row stands.", hint)
                continue
            own = whole.get("columns")
            if own is not None and not isinstance(own, dict):
                self.add("rows", row_id, f"{own!r} are no columns.", 'Such as columns = { value = "AVAL" }.')
                own = None
            found.append(Origin(whole["key"].strip(), self.named(own, "rows") if own is not None else None))
        return tuple(found)

    def check_ids(self, rows: Mapping[str, Any], ids: Sequence[str]) -> None:
        """Note names of rows that the results do not have."""
        for row_id in rows:
            if ids and row_id not in ids:
                near = choices(row_id, ids).partition("Accepted")[0]
                hint = f"{near}`psmatrial diff REPORT --template` lists every row."
                self.add("rows", row_id, f"{row_id!r} is not a row of the report.", hint)

    def general(self, scale: Mapping[str, Any], tolerance: Mapping[str, Any]) -> list[Rule]:
        """Return the rules of [scale] and [tolerance]: for all numbers first, then by column."""
        rules = []
        for word, factor in scale.items():
            if word not in SCALED:
                self.add("scale", word, f"{word!r} has no scale.", choices(word, SCALED))
            elif (found := self.factor(factor, "scale", word)) is not None:
                rules.append(Rule((), (word,), found))
        own = {word: table for word, table in tolerance.items() if word in NUMBERS}
        rest = {word: stated for word, stated in tolerance.items() if word not in own}
        if rest:
            rules.append(Rule((), (), None, self.closeness(rest, "tolerance", NUMBERS)))
        for word, table in own.items():
            if isinstance(table, dict):
                rules.append(Rule((), (word,), None, self.closeness(table, f"tolerance.{word}")))
            else:
                hint = f"Write [tolerance.{word}] and its keys below."
                self.add("tolerance", word, f"{table!r} is not a table.", hint)
        return rules

    def rule(self, table: Mapping[str, Any], ids: Sequence[str]) -> Rule:
        """Return one rule for some rows and columns."""
        lists = {}
        for word in ("rows", "columns"):
            stated = table.get(word, [])
            lists[word] = tuple([stated] if isinstance(stated, str) else stated if _is_texts(stated) else ())
            if word in table and not lists[word]:
                self.add("rule", word, f"{stated!r} is not text in quotes nor a list of texts.", "")
        for column in lists["columns"]:
            if column not in NUMBERS:
                self.add("rule", "columns", f"{column!r} is not a column of ours.", choices(column, NUMBERS))
        for pattern in lists["rows"]:
            if ids and not any(Rule((pattern,), ()).holds(row_id, "") for row_id in ids):
                self.add("rule", "rows", f"no row fits {pattern!r}.", "A * stands for any letters: *.odds-ratio.*")
        factor = self.factor(table["scale"], "rule", "scale") if "scale" in table else None
        skip = table.get("skip")
        if skip is not None and not isinstance(skip, bool):
            self.add("rule", "skip", f"{skip!r} is not true or false.", "With skip = true these are not compared.")
        rest = {word: stated for word, stated in table.items() if word not in RULE[:4]}
        closeness = self.closeness(rest, "rule", RULE) if rest else None
        return Rule(lists["rows"], lists["columns"], factor, closeness, skip)

    def factor(self, value: Any, place: str, word: str) -> Fraction | None:
        """Return a factor as an exact fraction."""
        if _is_number(value) and 0 < value < float("inf"):
            return Fraction(str(value))
        self.add(place, word, f"{value!r} is not a number above 0.", f"Such as {word} = 100 for percent.")
        return None

    def closeness(self, table: Mapping[str, Any], place: str, also: Sequence[str] = ()) -> Closeness:
        """Return a tolerance or a number of decimals."""
        for word in (word for word in table if word not in CLOSENESS):
            known = tuple(dict.fromkeys((*CLOSENESS, *also)))
            self.add(place, word, f"{word!r} is not a key here.", choices(word, known))
        decimals = table.get("decimals")
        whole = isinstance(decimals, int) and not isinstance(decimals, bool) and 0 <= decimals <= MOST_DECIMALS
        if decimals is not None and not whole and decimals != TYPED:
            hint = f'Give a whole number from 0 to {MOST_DECIMALS}, or "{TYPED}" for as many as each cell has.'
            self.add(place, "decimals", f"{decimals!r} is no number of decimals.", hint)
        if decimals is not None and {"relative", "absolute"} & set(table):
            self.add(place, "decimals", "decimals and a tolerance exclude each other.", "Keep one of them.")
        sizes = {"relative": TOLERANCE if "absolute" not in table else 0.0, "absolute": 0.0}
        for word, default in tuple(sizes.items()):
            value = table.get(word, default)
            if not _is_number(value) or not 0 <= value < (1 if word == "relative" else float("inf")):
                self.add(place, word, f"{value!r} is not a tolerance.", f"Such as {word} = 1e-8.")
            else:
                sizes[word] = float(value)
        return Closeness(sizes["relative"], sizes["absolute"], decimals)


def _is_number(value: Any) -> bool:
    """Return whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    """Return whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_tables(value: Any) -> bool:
    """Return whether a value is a list of tables."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
