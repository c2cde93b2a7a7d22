"""What is wrong with a study file, with the line of each problem."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from psmatrial.errors import Problem, UsageError, choices

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-\"]+)\s*\]\]?")
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_ARM_WORDS = ("index", "comparator")
_ARMS = 'Name the arms first: [arms] index = "PSMA PET" and comparator = "fluciclovine PET".'
_LONGEST_SEEN = 80


def _seen(value: Any) -> str:
    """Return a value for a message; a long one is cut."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SEEN else f"{text[:_LONGEST_SEEN]}..."


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: dict[str, tuple[str, Any]] = {
    "text": ("text in quotes", lambda value: isinstance(value, str)),
    "texts": ("a list of texts", _is_texts),
    "flag": ("true or false", lambda value: isinstance(value, bool)),
    "whole": ("a whole number above 0", lambda value: _is_number(value) and isinstance(value, int) and value > 0),
    "number": ("a number", _is_number),
    "map": ("a table of texts", _is_map),
    "tables": ("a list of tables", _is_tables),
    "numbers": ("a table", lambda value: isinstance(value, dict)),
    "patients": ("text in quotes or a table", lambda value: isinstance(value, str | dict)),
}


def _hint(word: str, value: Any, kind: str, says: str) -> str:
    """Return what to do about a value of another kind."""
    if kind == "tables":
        return f"Write [[{word}]] for each."
    if kind in ("text", "patients") and _is_number(value):
        return f'Put it in quotes: {word} = "{value}".'
    if kind == "texts" and isinstance(value, str) and value.isprintable() and len(value) <= _LONGEST_SEEN:
        texts = ", ".join(f'"{text.strip()}"' for text in value.split(","))
        return f"Put it in brackets: {word} = [{texts}]."
    return f"The key says: {says}."


class StudyProblems:
    """The problems of one study file, and the checks that every table needs.

    A place is the way to a table, such as ``outcome[2].index``, counted from 0; in messages it is counted from 1.
    """

    def __init__(self, text: str, name: str) -> None:
        """Begin with none, for a file of this text and name."""
        self.lines = text.splitlines()
        self.name = name
        self.found: list[Problem] = []

    def add(self, place: str, word: str, text: str, hint: str = "") -> None:
        """Note a problem of the key ``word`` of the table at ``place``."""
        counted = re.sub(r"\[(\d+)\]", lambda no: f"[{int(no[1]) + 1}]", place)
        column = f"{counted}.{word}" if place else word
        self.found.append(Problem(text, hint, self.name, self.line(place, word), column))

    def one_of(self, word: str, accepted: Sequence[str], place: str, key: str) -> None:
        """Note a word that is not among those accepted."""
        if word not in accepted:
            self.add(place, key, f"{word!r} is not known.", choices(word, accepted))

    def plain(
        self, table: Mapping[str, Any], known: Mapping[str, tuple[str, str]], place: str, also: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Return the values of a table that are of the right kind, with control characters made visible."""
        found = {}
        for word, value in table.items():
            if word in also:
                continue
            if word not in known:
                hint = _ARMS if word in _ARM_WORDS else choices(word, [*known, *also])
                self.add(place, word, f"{_seen(word)} is not a key here.", hint)
                continue
            kind, says = known[word]
            if not _KINDS[kind][1](value):
                self.add(place, word, f"{_seen(value)} is not {_KINDS[kind][0]}.", _hint(word, value, kind, says))
                continue
            found[word] = shown(value)
        return found

    def line(self, place: str, word: str) -> int | None:
        """Return the line on which a key stands, or that of its table; None where neither is found."""
        start, end = self._block(place)
        leaf = place.rpartition(".")[2] if "." in place else ""
        within = start
        if leaf:
            pattern = re.compile(rf"\s*\[?[\w.]*\b{re.escape(leaf)}\b")
            within = next((no for no in range(start, end) if pattern.match(self.lines[no])), start)
        key = re.compile(rf"(?:^|[\s{{.,]){re.escape(word)}\s*[=.]|^\s*\[\[?\s*(?:[\w\-]+\.)*{re.escape(word)}\b")
        line = next((no for no in range(within, end) if key.search(self.lines[no])), None)
        if line is None:
            return start + 1 if place and self.lines else None
        return line + 1

    def _block(self, place: str) -> tuple[int, int]:
        """Return the first line and the end of the table of a list that a place lies in."""
        found = re.match(r"(\w+)\[(\d+)\]", place)
        if not found:
            start = next((no for no, line in enumerate(self.lines) if place and line.strip() == f"[{place}]"), 0)
            return start, len(self.lines)
        starts = [
            no for no, line in enumerate(self.lines) if (m := _HEADER.match(line)) and (m[1], m[2]) == ("[[", found[1])
        ]
        wanted = int(found[2])
        if wanted >= len(starts):
            return 0, len(self.lines)
        begin = starts[wanted]
        later = (no for no in range(begin + 1, len(self.lines)) if self.lines[no].lstrip().startswith("[["))
        return begin, next(later, len(self.lines))

    def refuse(self) -> None:
        """Refuse the file if anything was found, in the order of its lines."""
        if self.found:
            raise UsageError(sorted(self.found, key=lambda problem: problem.line or 0))


def shown(value: Any) -> Any:
    """Return a value whose texts are free of characters that hide what is written."""
    if isinstance(value, str):
        return _UNSHOWN.sub("\ufffd", value)
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {shown(key): shown(item) for key, item in value.items()}
    return value
