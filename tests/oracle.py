"""Independent values from ``tests/reference``, as test parameters."""

from __future__ import annotations

import json
from functools import cache
from math import isinf
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).parent / "reference"


@cache
def _methods(topic: str) -> tuple[dict[str, Any], ...]:
    """Return the methods of one file, read once."""
    return tuple(json.loads((REFERENCE / f"{topic}.json").read_text(encoding="utf-8"))["methods"])


def records(topic: str, function: str) -> list[Any]:
    """Return (inputs, outputs, rtol, atol) of every record of the methods whose ``function`` holds the string.

    Finding none is an error: a test without cases would pass for ever.
    """
    found = [
        pytest.param(record["inputs"], record["outputs"], method["rtol"], method["atol"], id=record["id"])
        for method in _methods(topic)
        if function in method["function"]
        for record in method["records"]
    ]
    if not found:
        msg = f"{topic}.json has no method whose function holds {function!r}"
        raise LookupError(msg)
    return found


def without(params: list[Any], reasons: dict[str, str]) -> list[Any]:
    """Return the records that are not named in ``reasons``, each of which must exist."""
    if missing := set(reasons) - {param.id for param in params}:
        msg = f"no such records: {', '.join(sorted(missing))}"
        raise LookupError(msg)
    return [param for param in params if param.id not in reasons]


def agrees(ours: float | None, reference: float | str | None, rtol: float, atol: float) -> bool:
    """Tell whether a number is as near to the reference as the reference is to the truth.

    The strings ``Infinity`` and ``-Infinity`` are numbers; ``NaN`` and null agree with None only.
    """
    if reference is None or reference == "NaN" or ours is None:
        return ours is None and (reference is None or reference == "NaN")
    expected = float(reference)
    if isinf(expected):
        return ours == expected
    return abs(ours - expected) <= atol + rtol * abs(expected)
