"""Whether every key of a plan holds what is held there, which a plan made in Python may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, fields, is_dataclass
from reprlib import repr as brief
from typing import Any

from psmatrial.model import Contrast

_Holds = Callable[[Any], bool]


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool)


def _listed(holds: _Holds) -> _Holds:
    """Return whether a value is a tuple of such, or a list."""
    return lambda value: isinstance(value, tuple | list) and all(map(holds, value))


def _mapped(holds: _Holds) -> _Holds:
    """Return whether a value is a dictionary of such by text."""
    return lambda value: (
        isinstance(value, Mapping) and all(isinstance(key, str) for key in value) and all(map(holds, value.values()))
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


# By kind of key what it is, an example, and whether a value is one.
_KINDS: Mapping[str, tuple[str, str, _Holds]] = {
    "text": ("text", "'R1'", _is_text),
    "number": ("a number", "0.95", _is_number),
    "flag": ("True or False", "True", lambda value: isinstance(value, bool)),
    "texts": ("a tuple of texts", "('R1', 'R2')", _listed(_is_text)),
    "numbers": ("a tuple of numbers", "(0.2, 0.5)", _listed(_is_number)),
    "map": ("a dictionary of texts", "{'psa': 'PSA_ng_ml'}", _mapped(_is_text)),
    "maps": ("a dictionary of dictionaries of texts", "{'result': {'pos': 'positive'}}", _mapped(_mapped(_is_text))),
    "contrasts": (
        "a tuple of Contrast(index, comparator)",
        "(Contrast('PSMA', 'fluciclovine'),)",
        _listed(lambda pair: isinstance(pair, Contrast)),
    ),
}


def wrong_types(part: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield place, problem and remedy of every key of a plan, or of a section of it, that holds another type.

    Examples
    --------
    >>> from psmatrial.analysis.plan import Plan, ScanGap
    >>> [(at, text) for at, text, _ in wrong_types(Plan(level="0.9", gap=ScanGap(days="14")))]
    [('level', "'0.9' is not a number."), ('gap.days', "'14' is not a number.")]
    """
    usual = type(part)()
    for item in fields(part):
        at, value, default = f"{place}{item.name}", getattr(part, item.name), getattr(usual, item.name)
        if not is_dataclass(default):
            yield from _wrong_value(item, at, value, default)
        elif isinstance(value, type(default)):
            yield from wrong_types(value, f"{at}.")
        else:
            name = type(default).__name__
            yield (
                at,
                f"{brief(value)} is not the section {name}.",
                f"Give {name}() with its keys, as Plan().{at} shows.",
            )


def _wrong_value(item: Field[Any], at: str, value: Any, default: Any) -> Iterator[tuple[str, str, str]]:
    """Check one key that is no section."""
    sort, example, holds = _KINDS[item.metadata["kind"]]
    if not (holds(value) or (value is None and default is None)):
        yield (
            at,
            f"{brief(value)} is not {sort}.",
            f"Give {sort}, such as {example}. The key says: {item.metadata['says']}.",
        )
