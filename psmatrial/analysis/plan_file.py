"""Plans as TOML: read with every key checked, written in full with every default."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import Field, fields
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import Any, cast

from psmatrial.analysis.lesion_plan import stated_for_patients
from psmatrial.analysis.lock_table import check_lock, unlocked
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_checks import wrong
from psmatrial.data.toml_file import toml_document, toml_text
from psmatrial.data.values import shown
from psmatrial.errors import Problem, UsageError, choices
from psmatrial.model import Contrast

MOST_PROBLEMS = 100
_LONGEST_SEEN = 80
_CONTRASTS = "Write [[contrasts]] for each, and below it index = and comparator = with the names of two tests."
# What a section may say depends on these too.
_RESTS_ON = {"primary": ("clusters",), "methods": ("clusters",), "baseline": ("model",)}
_NAME = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_STATED = re.compile(rf"""\s*(?P<head>\[\[?\s*)?(?P<path>(?:{_NAME.pattern})(?:\s*\.\s*(?:{_NAME.pattern}))*)\s*[]=]""")
# Control characters but tab and line feed, and the marks that turn the direction of writing.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises
    ------
    UsageError
        If it cannot be read, is not TOML or cannot be carried out; all problems at once, with lines.
    """
    return plan_of(toml_text(path, "plan"), path.name)


def plan_document(path: Path) -> dict[str, Any]:
    """Return what a plan's file states, as its tables, a lock among them.

    Raises
    ------
    UsageError
        If it cannot be read or is not TOML.
    """
    return toml_document(toml_text(path, "plan"), path.name)


def plan_of(text: str, name: str = "plan.toml") -> Plan:
    r"""Return the plan that a TOML text states.

    Raises
    ------
    UsageError
        As ``read_plan``.

    Examples
    --------
    >>> plan_of('level = 0.9\n[primary]\ntest = "mid-p"').primary.test
    'mid-p'
    """
    document = toml_document(text, name)
    reader = _Reader(text, name)
    plan: Plan = reader.section(Plan, unlocked(document), "")
    unread = _unread(unlocked(document), reader.problems)
    for key, flaw, hint in stated_for_patients(document):
        reader.report("primary", key, flaw, hint)
    for place, flaw, hint in islice(wrong(plan), MOST_PROBLEMS):
        section, key = _split(place)
        if unread.isdisjoint((section or key, *_RESTS_ON.get(section, ()))):
            reader.report(section, key, flaw, hint)
    if reader.problems:
        raise UsageError(reader.problems)
    check_lock(document, name)
    return plan


def _unread(document: Mapping[str, Any], problems: Sequence[Problem]) -> set[str]:
    """Return the sections with a problem; with a table whose name is not known also those that it may stand for."""
    found = {problem.column.partition(".")[0] for problem in problems}
    known = {item.name for item in fields(Plan)}
    misnamed = any(isinstance(value, dict) for name, value in document.items() if name not in known)
    return found | (known - set(document) if misnamed else set())


def plan_of_record(record: Mapping[str, Any]) -> Plan:
    """Return the plan that results carry; absent values are the defaults.

    Raises
    ------
    UsageError
        If the record is not a plan of this version.
    """
    reader = _Reader("", "results.json")
    plan: Plan = reader.section(Plan, _present(record), "")
    if reader.problems:
        raise UsageError(reader.problems)
    return plan


def _present(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without absent values."""
    return {
        name: _present(value) if isinstance(value, Mapping) else value
        for name, value in record.items()
        if value is not None
    }


class _Reader:
    """Turns tables of TOML into sections of the plan and collects what is wrong with them."""

    def __init__(self, text: str, name: str) -> None:
        self.lines = _lines(text)
        self.name = name
        self.problems: list[Problem] = []

    def section(self, kind: type, table: Mapping[str, Any], place: str) -> Any:
        """Return one section with its keys checked."""
        known = {item.name: item for item in fields(kind)}
        given = {}
        for word, value in table.items():
            if len(self.problems) >= MOST_PROBLEMS:
                break
            if word not in known:
                self.report(place, word, f"{shown(word)} is not a key of the plan.", choices(word, list(known)))
            elif (converted := self.converted(known[word], value, f"{place}.{word}" if place else word)) is not None:
                given[known[word].name] = converted
        return kind(**given)

    def converted(self, item: Field[Any], value: Any, place: str) -> Any:
        """Return a value in the type of its key, or None after a problem was noted."""
        kind = item.metadata["kind"]
        if kind != "section" and (sign := _COMMANDS.search(_joined(value))):
            text = f"the character U+{ord(sign[0]):04X} cannot be seen and may command a terminal."
            self.report(*_split(place), text, "Remove it.")
            return None
        if kind == "section":
            if isinstance(value, dict):
                return self.section(cast("type", item.default_factory), value, place)
            self.report(*_split(place), "must be a table.", f"Write [{place}] and its keys below.")
            return None
        sort, fits = _KINDS[kind]
        if not fits(value):
            hint = _CONTRASTS if kind == "contrasts" else f"The key says: {item.metadata['says']}."
            self.report(*_split(place), f"{_seen(value)} is not {sort}.", hint)
            return None
        return self.accepted(item, value, place, kind)

    def accepted(self, item: Field[Any], value: Any, place: str, kind: str) -> Any:
        """Check the words of a value against those its key accepts."""
        words = {"texts": value, "map": list(value.values()) if kind == "map" else ()}.get(kind, [value])
        if accepted := item.metadata["accepted"]:
            for word in words:
                if word not in accepted:
                    self.report(*_split(place), f"{_seen(word)} is not known.", choices(str(word), accepted))
        if kind == "contrasts":
            return tuple(Contrast(pair["index"], pair["comparator"]) for pair in value)
        if kind == "numbers":
            return tuple(map(float, value))
        return {"texts": tuple, "number": float}.get(kind, lambda whole: whole)(value)

    def report(self, place: str, word: str, text: str, hint: str) -> None:
        """Note a problem at the line of the word in its section; where it is not there, at that of the section."""
        line = self.lines.get((place, word) if place else (word,), self.lines.get((place,)))
        key = word if word.isprintable() else shown(word)
        self.problems.append(Problem(text, hint, self.name, line, f"{place}.{key}" if place else key))


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the line at which each table and each key of one first stands in a TOML text."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if stated := _STATED.match(line):
            path = tuple(name.strip("\"'") for name in _NAME.findall(stated["path"]))
            table, path = (path, path) if stated["head"] else (table, (*table, *path))
            found.setdefault(path[:1], number)
            found.setdefault(path[:2], number)
    return found


def _seen(value: Any) -> str:
    """Return a value for a message, as the file has it; a long one is cut."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, date | time) else repr(value)
    return text if len(text) <= _LONGEST_SEEN else f"{text[:_LONGEST_SEEN]}..."


def _joined(value: Any) -> str:
    """Return all texts of a value as one."""
    if isinstance(value, dict):
        return _joined([*value, *value.values()])
    return "".join(map(_joined, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _is_finite(value: float) -> bool:
    """Return whether a number is one to calculate with; true and false are none, nor is what no float can hold."""
    return not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and _is_finite(value)


def _is_text_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


_KINDS: dict[str, tuple[str, Any]] = {
    "text": ("text in quotes", lambda value: isinstance(value, str)),
    "number": ("a number", _is_number),
    "numbers": ("a list of numbers", lambda value: isinstance(value, list) and all(map(_is_number, value))),
    "flag": ("true or false", lambda value: isinstance(value, bool)),
    "texts": ("a list of texts", lambda value: isinstance(value, list) and all(isinstance(x, str) for x in value)),
    "map": ("a table of texts", _is_text_map),
    "maps": ("a table of tables", lambda value: isinstance(value, dict) and all(map(_is_text_map, value.values()))),
    "contrasts": (
        "a list of tables with index and comparator",
        lambda value: (
            isinstance(value, list) and all(_is_text_map(x) and set(x) == {"index", "comparator"} for x in value)
        ),
    ),
}


def _split(place: str) -> tuple[str, str]:
    """Return the section of a place, none for what stands above all tables, and its key."""
    section, point, word = place.partition(".")
    return (section, word) if point else ("", section)
