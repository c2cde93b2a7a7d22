"""A plan written out: TOML in full, defaults too, each key with a word of explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from psmatrial.analysis.plan import Plan

WIDTH = 116


def plan_record(plan: Any) -> dict[str, Any]:
    """Return a plan, or a section of it, as plain values under the names of the TOML file."""
    record: dict[str, Any] = {}
    for item in fields(plan):
        value = getattr(plan, item.name)
        kind = item.metadata["kind"]
        if kind == "section":
            value = plan_record(value)
        elif kind == "contrasts":
            value = [{"index": pair.index, "comparator": pair.comparator} for pair in value]
        elif kind in ("texts", "numbers"):
            value = list(value)
        elif kind == "map":
            value = dict(value)
        elif kind == "maps":
            value = {name: dict(table) for name, table in value.items()}
        record[item.name] = value
    return record


def plan_toml(plan: Plan) -> str:
    """Return the TOML text of a plan; read back it gives the same plan.

    Examples
    --------
    >>> from psmatrial.analysis.plan_file import plan_of
    >>> plan_of(plan_toml(Plan())) == Plan()
    True
    """
    lines = ["# The analysis plan in full. Edit it and run it again: psmatrial compare INPUT --plan plan.toml", ""]
    simple = {"text", "number", "numbers", "flag", "texts"}
    for item in fields(plan):
        if item.metadata["kind"] in simple:
            lines += _assignment(item, getattr(plan, item.name))
    for item in fields(plan):
        kind, value = item.metadata["kind"], getattr(plan, item.name)
        if kind not in simple:
            lines += ["", *_table(item.name, kind, value, item.metadata["says"])]
    return "\n".join(lines) + "\n"


def _table(name: str, kind: str, value: Any, says: str) -> Iterator[str]:
    """Yield the lines of one table."""
    if kind == "section":
        yield f"[{name}]  # {says}"
        for item in fields(value):
            yield from _assignment(item, getattr(value, item.name))
    elif kind == "contrasts":
        for pair in value:
            yield from (f"[[{name}]]  # {says}", f"index = {toml(pair.index)}", f"comparator = {toml(pair.comparator)}")
        if not value:
            yield f"# [[{name}]]: {says}"
    elif kind == "maps":
        yield f"[{name}]  # {says}"
        yield from (f"{toml(word)} = {toml(item)}" for word, item in value.items())
    else:
        yield f"[{name}]  # {says}"
        yield from (f"{toml(word)} = {toml(item)}" for word, item in value.items())


def _assignment(item: Any, value: Any) -> Iterator[str]:
    """Yield one key with its explanation; an absent value is a comment that shows how to give it."""
    says, name = item.metadata["says"], item.name
    if value is None:
        yield f"# {name} =  # {says}"
        return
    line = f"{name} = {toml(value)}"
    if len(line) + len(says) + 4 <= WIDTH:
        yield f"{line}  # {says}"
    elif isinstance(value, tuple) and len(line) > WIDTH:
        yield from (f"# {says}", f"{name} = [", *(f"    {toml(word)}," for word in value), "]")
    else:
        yield from (f"# {says}", line)


def toml(value: Any) -> str:
    """Return a value as TOML.

    Examples
    --------
    >>> toml("yes"), toml(True), toml(("a", "b"))
    ('"yes"', 'true', '["a", "b"]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return (
            '"'
            + "".join(_ESCAPES.get(char, char if char.isprintable() else f"\\U{ord(char):08x}") for char in value)
            + '"'
        )
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{toml(word)} = {toml(item)}" for word, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
