"""One key of the plan: its default, a sentence that says what it is, its kind and the words it takes."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any


def key(default: Any, says: str, kind: str = "text", accepted: tuple[str, ...] = ()) -> Any:
    """Declare one key of the plan: its default (or the type that makes it), a sentence, its kind, words it takes.

    Examples
    --------
    >>> from dataclasses import dataclass, fields
    >>> @dataclass
    ... class Part:
    ...     level: float = key(0.95, "confidence level", "number")
    >>> fields(Part)[0].metadata["says"]
    'confidence level'
    """
    metadata = {"says": says, "kind": kind, "accepted": accepted}
    return (
        field(default_factory=default, metadata=metadata)
        if isinstance(default, type)
        else field(default=default, metadata=metadata)
    )


def stated(part: Any) -> list[str]:
    """Return the keys of a part of the plan that are not at their defaults.

    Examples
    --------
    >>> from psmatrial.analysis.plan_further import Management
    >>> stated(Management(before="plan_before"))
    ['before']
    """
    return [item.name for item in fields(part) if getattr(part, item.name) != getattr(type(part)(), item.name)]
